using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>What a verified presentation says: who vouches, and all that follows for the entry.</summary>
/// <param name="Set">The set of the policy that was presented.</param>
/// <param name="People">What each attestation says, in the order of the set.</param>
/// <param name="Tags">The plain uniqueness tag of each, 32 bytes.</param>
/// <param name="ValidUntil">The earliest end of the attestations, as <see cref="RegistrationRule.EndIn"/> writes it; null for no end.</param>
/// <param name="IsSelfProving">Whether `register` enters it; else the registrar admits, or nobody.</param>
public sealed record Registration(
    Presentation Presentation,
    IReadOnlyList<AttestationSource> Set,
    IReadOnlyList<Personhood> People,
    IReadOnlyList<byte[]> Tags,
    DateTimeOffset? ValidUntil,
    bool IsSelfProving
)
{
    /// <summary>What an entry with plain tags states of it.</summary>
    internal RegistrationStatement ToStatement() =>
        new(
            Presentation.Challenge.Commitment,
            Presentation.Challenge.Replaces,
            [.. Set.Select(source => source.Id)],
            [.. Tags.Select(tag => Hex.Encode(tag))],
            ValidUntil
        );
}

/// <summary>A registration or why not: exactly one of the two is there.</summary>
/// <param name="Cause">Where an attestation was refused: why, in the numbers of attestations.</param>
public readonly record struct RegistrationOutcome(
    Registration? Registration,
    Refusal? Refusal,
    IdentityRefusal? Cause = null
);

/// <summary>When a presentation entitles somebody to be a member. Pure: time, roots and fetched keys are passed in.</summary>
public static class RegistrationRule
{
    /// <summary>
    /// Verifies a presentation against a space: challenge, policy, every attestation and its control. Status is not asked about
    /// here; <see cref="Personhood.Status"/> says where to.
    /// </summary>
    /// <param name="roots">The group roots that count.</param>
    /// <param name="at">The time at which it has to hold.</param>
    /// <param name="keys">Issuers' keys as they were fetched, did:key by DID URL.</param>
    public static RegistrationOutcome Verify(
        Space space,
        AcceptedRoots roots,
        Presentation presentation,
        DateTimeOffset at,
        IReadOnlyDictionary<string, string>? keys = null
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(presentation);
        IReadOnlyList<AttestationSource>? set = null;
        var refusal = CheckForm(presentation) ?? CheckChallenge(space, presentation.Challenge, at);
        if (
            refusal is null
            && space.TryFindSet([.. presentation.Attestations.Select(one => one.Source)], out set, out refusal)
        )
        {
            return VerifyAll(space, roots, presentation, at, keys, set);
        }

        return new RegistrationOutcome(null, refusal);
    }

    /// <summary>What a presentation of any space has.</summary>
    internal static Refusal? CheckForm(Presentation presentation)
    {
        if (presentation.Attestations.Count == 0 || presentation.Attestations.Any(one => one is null))
        {
            return new Refusal(RefusalCode.MalformedSpaceEntry, "a presentation has at least one attestation");
        }

        return presentation.Challenge.Commitment.IsZero
            ? new Refusal(RefusalCode.MalformedSpaceEntry, "zero is no identity commitment")
            : null;
    }

    /// <summary>The challenge is of this space and of this time.</summary>
    public static Refusal? CheckChallenge(Space space, Challenge challenge, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(challenge);
        if (
            !challenge.Space.AsSpan().SequenceEqual(space.Id)
            || !string.Equals(challenge.Domain, space.Body.Domain, StringComparison.Ordinal)
        )
        {
            return new Refusal(RefusalCode.OtherSpace, "the challenge is of another space or domain");
        }

        if (
            challenge.Expires - challenge.IssuedAt > Challenge.MaximumLifetime
            || challenge.Expires <= challenge.IssuedAt
        )
        {
            return new Refusal(
                RefusalCode.ChallengeExpired,
                $"a challenge lasts at most {Challenge.MaximumLifetime.TotalMinutes:0} minutes from its issue"
            );
        }

        return challenge.IssuedAt <= at && at < challenge.Expires
            ? null
            : new Refusal(RefusalCode.ChallengeExpired, "the challenge is not of this time: ask for another");
    }

    /// <summary>Everything about an entry's statement that costs little and needs no members.</summary>
    internal static Refusal? CheckStatement(PendingRegistration pending)
    {
        var (space, statement) = (pending.Space, pending.Statement);
        if (
            pending.Presentation is { } presentation
            && CheckChallenge(space, presentation.Challenge, pending.At) is { } stale
        )
        {
            return stale;
        }

        if (statement.Commitment.IsZero)
        {
            return new Refusal(RefusalCode.MalformedSpaceEntry, "zero is no identity commitment");
        }

        if (!space.TryFindSet(statement.Sources, out var set, out var refusal))
        {
            return refusal;
        }

        var registers = pending.Kind == Elections.Entries.EntryKind.Register;
        if (registers != space.IsSelfProving(set))
        {
            return registers
                ? new Refusal(RefusalCode.RegistrarNeeded, "only the space's registrar admits by these sources")
                : new Refusal(
                    RefusalCode.RegistrarNotNeeded,
                    "anyone can verify these sources from the log: they are entered with the presentation, as a registration"
                );
        }

        return CheckTags(space, set, statement.Tags)
            ?? (
                statement.ValidUntil is { } end && pending.At >= end
                    ? new Refusal(RefusalCode.MembershipExpired, "the membership would have ended before it is entered")
                    : null
            );
    }

    /// <summary>
    /// When the membership ends. An issuer's moment may be finer than an entry can say, and is cut to its milliseconds; in a
    /// private roll to the beginning of its day in UTC, since the second at which a credential ends is nearly its number:
    /// its issuer, and whoever else has seen it, would find its holder's entry by it.
    /// </summary>
    internal static DateTimeOffset? EndIn(Space space, DateTimeOffset? end)
    {
        var step = space.Body.Roll == RollKind.Private ? TimeSpan.TicksPerDay : TimeSpan.TicksPerMillisecond;
        return end is { } moment ? new DateTimeOffset(moment.UtcTicks - (moment.UtcTicks % step), TimeSpan.Zero) : null;
    }

    private static Refusal? CheckTags(Space space, IReadOnlyList<AttestationSource> set, IReadOnlyList<string> tags)
    {
        if (
            tags.Count != set.Count
            || !set.Zip(tags).All(pair => TagForm.IsWellFormed(pair.Second, space.HasKeyedTags(pair.First)))
        )
        {
            return new Refusal(
                RefusalCode.MalformedSpaceEntry,
                "an entry states one uniqueness tag for each source, keyed where the roll is private"
            );
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (source, tag) in set.Zip(tags))
        {
            if (source.Uniqueness is { } shared && !values.TryAdd(shared, tag) && values[shared] != tag)
            {
                return new Refusal(
                    RefusalCode.PolicyNotSatisfied,
                    "attestations of sources that share uniqueness are of different people"
                );
            }
        }

        return null;
    }

    private static RegistrationOutcome VerifyAll(
        Space space,
        AcceptedRoots roots,
        Presentation presentation,
        DateTimeOffset at,
        IReadOnlyDictionary<string, string>? keys,
        IReadOnlyList<AttestationSource> set
    )
    {
        var people = new Personhood[set.Count];
        for (var i = 0; i < people.Length; i++)
        {
            var presented = presentation.Attestations[i];
            var context = new VerificationContext(at, roots.Apply(set[i]), presentation.Challenge, keys);
            var outcome = AttestationVerifiers.Verify(Encoding.UTF8.GetBytes(presented.Attestation), context);
            if (!outcome.IsRefused(out var cause, out var person))
            {
                cause = CheckControl(person, presented, presentation.Challenge);
                people[i] = person;
            }

            if (cause is not null)
            {
                var refused = new Refusal(RefusalCode.AttestationRefused, $"source {set[i].Id}: {cause}");
                return new RegistrationOutcome(null, refused, cause);
            }
        }

        var tags = people.Zip(set, (person, source) => person.UniquenessTag(source.Uniqueness)).ToArray();
        var until = EndIn(space, people.Min(person => person.ValidUntil));
        var registration = new Registration(presentation, set, people, tags, until, space.IsSelfProving(set));
        return CheckTogether(registration) is { } refusal
            ? new RegistrationOutcome(null, refusal)
            : new RegistrationOutcome(registration, null);
    }

    private static Refusal? CheckTogether(Registration registration)
    {
        var differ = registration
            .Set.Zip(registration.Tags)
            .Where(pair => pair.First.Uniqueness is not null)
            .GroupBy(pair => pair.First.Uniqueness, StringComparer.Ordinal)
            .Any(group => group.Any(pair => !pair.Second.AsSpan().SequenceEqual(group.First().Second)));
        return differ
            ? new Refusal(
                RefusalCode.PolicyNotSatisfied,
                "attestations of sources that share uniqueness are of different people"
            )
            : null;
    }

    private static IdentityRefusal? CheckControl(
        Personhood person,
        PresentedAttestation presented,
        Challenge challenge
    ) =>
        person.ControlledBy is { } did ? ControlProof.Verify(did, presented.Control, challenge)
        : presented.Control is null ? null
        // What nobody looks at would be a second way to write the same registration.
        : new IdentityRefusal(
            IdentityCode.BadControl,
            "the attestation is bound to the challenge itself and takes no further signature"
        );
}
