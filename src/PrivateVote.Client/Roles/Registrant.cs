using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;

namespace PrivateVote.Client.Roles;

/// <summary>An attestation with the source of the space's policy that takes it.</summary>
/// <param name="Person">What it says; null where only the space's service can verify it, or it hides who it is about.</param>
public sealed record MatchedAttestation(AttestationSource Source, string Text, Personhood? Person)
{
    /// <summary>Who has to sign the challenge, where that is an account or a DID that is known here.</summary>
    public SubjectId? Subject =>
        Person?.ControlledBy is { } did && SubjectId.TryParse(did, out var subject, out _) ? subject : null;
}

/// <summary>The keys that somebody shows control with.</summary>
/// <param name="Holder">A DID's key: also binds an SD-JWT VC.</param>
/// <param name="Wallet">An Ethereum account's key.</param>
public sealed record ControlKeys(ISigningKey? Holder, EthereumKey? Wallet);

/// <summary>
/// Somebody who becomes a member of a space: finds the set of its policy that their attestations satisfy, and signs for
/// exactly this challenge. Pure: time is passed in.
/// </summary>
public static class Registrant
{
    /// <summary>Finds a set of the policy, each of whose sources takes another one of these attestations.</summary>
    /// <param name="attestations">Their texts, in any order.</param>
    /// <param name="matched">In the order of the policy.</param>
    /// <param name="problem">Why none fits: what each source has against what was given.</param>
    public static bool TryMatch(
        Space space,
        IReadOnlyList<string> attestations,
        DateTimeOffset now,
        [NotNullWhen(true)] out IReadOnlyList<MatchedAttestation>? matched,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(attestations);
        var problems = new List<string>();
        foreach (var ids in space.Body.Personhood.AnyOf)
        {
            if (ids.Count != attestations.Count)
            {
                continue;
            }

            if (!space.TryFindSet(ids, out var set, out var refusal))
            {
                problems.Add(refusal.ToString());
            }
            else if (TryAssign(set, [.. attestations], now, problems) is { } found)
            {
                matched = found;
                problem = null;
                return true;
            }
        }

        matched = null;
        problem =
            problems.Count > 0
                ? string.Join("; ", problems.Distinct(StringComparer.Ordinal))
                : $"no set of the space's policy has {attestations.Count} sources: it asks for any of {Describe(space)}";
        return false;
    }

    /// <summary>Signs a challenge for each attestation that does not carry its proof of control itself.</summary>
    /// <param name="signed">Signatures that were made elsewhere, by the source's id.</param>
    /// <param name="problem">Which key is missing, or is another than the attestation is about.</param>
    public static bool TryPresent(
        Challenge challenge,
        IReadOnlyList<MatchedAttestation> matched,
        ControlKeys keys,
        IReadOnlyDictionary<string, string> signed,
        DateTimeOffset now,
        [NotNullWhen(true)] out Presentation? presentation,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(matched);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(signed);
        presentation = null;
        var presented = new List<PresentedAttestation>();
        foreach (var attestation in matched)
        {
            var source = attestation.Source.Id;
            if (signed.TryGetValue(source, out var control))
            {
                presented.Add(new PresentedAttestation(source, attestation.Text, control));
                continue;
            }

            if (Sign(challenge, attestation, keys, now, out var one) is { } missing)
            {
                problem = $"source {source}: {missing}";
                return false;
            }

            presented.Add(one);
        }

        presentation = new Presentation(challenge, presented);
        problem = null;
        return true;
    }

    private static string? Sign(
        Challenge challenge,
        MatchedAttestation attestation,
        ControlKeys keys,
        DateTimeOffset now,
        out PresentedAttestation one
    )
    {
        var (source, text) = (attestation.Source, attestation.Text);
        one = new PresentedAttestation(source.Id, text);
        if (Space.IsZeroKnowledge(source))
        {
            return null;
        }

        if (source.Format == AttestationFormat.SdJwtVc)
        {
            return Bind(challenge, attestation, keys.Holder, now, ref one);
        }

        var subject = attestation.Subject;
        if (subject?.Account is { } account && (keys.Wallet is not null || subject.Key is null))
        {
            if (keys.Wallet?.Address != account)
            {
                return $"it is about the account {account}: its wallet has to sign";
            }

            one = one with { Control = ControlProof.Sign(keys.Wallet, challenge, subject.ChainId) };
            return null;
        }

        if (keys.Holder is not { } holder)
        {
            return $"it is about {subject?.Text ?? "somebody"}: the key of that DID has to sign";
        }

        if (subject is not null && !holder.PublicKey.Equals(subject.Key))
        {
            return $"it is about {subject.Text}, and the key given is that of {holder.PublicKey}";
        }

        one = one with { Control = ControlProof.Sign(holder, challenge) };
        return null;
    }

    /// <summary>Shows of an SD-JWT VC what the source asks for and nothing else; one that is bound already stays as it is.</summary>
    private static string? Bind(
        Challenge challenge,
        MatchedAttestation attestation,
        ISigningKey? holder,
        DateTimeOffset now,
        ref PresentedAttestation one
    )
    {
        var text = attestation.Text;
        if (!text.EndsWith('~'))
        {
            return null;
        }

        if (holder is null)
        {
            return "the key that an SD-JWT VC confirms has to bind it to the challenge";
        }

        var claims = attestation.Source.UniqueClaim is { } claim ? (string[])[claim] : [];
        one = one with
        {
            Attestation = SdJwtIssuer.Bind(
                SdJwtIssuer.Select(text, claims),
                holder,
                Base64Url.Encode(challenge.Digest()),
                ControlMessage.SpaceUrn(challenge.Space),
                now
            ),
        };
        return null;
    }

    private static MatchedAttestation[]? TryAssign(
        IReadOnlyList<AttestationSource> set,
        List<string> left,
        DateTimeOffset now,
        List<string> problems
    )
    {
        if (set.Count == 0)
        {
            return [];
        }

        foreach (var text in left.ToArray())
        {
            if (!Takes(set[0], text, now, out var person, out var problem))
            {
                problems.Add($"source {set[0].Id}: {problem}");
                continue;
            }

            var others = left.Where(other => !ReferenceEquals(other, text)).ToList();
            if (TryAssign([.. set.Skip(1)], others, now, problems) is { } rest)
            {
                return [new MatchedAttestation(set[0], text, person), .. rest];
            }
        }

        return null;
    }

    private static bool Takes(
        AttestationSource source,
        string text,
        DateTimeOffset now,
        out Personhood? person,
        [NotNullWhen(false)] out string? problem
    )
    {
        person = null;
        problem = null;
        var bytes = Encoding.UTF8.GetBytes(text);
        if (Space.IsZeroKnowledge(source))
        {
            // Which roots count only a replay of the space's log shows: the service says so if this one does not.
            problem =
                AttestationVerifiers.Recognize(bytes)?.Format == source.Format
                    ? null
                    : $"it takes {AttestationFormatForm.NameOf(source.Format)}";
            return problem is null;
        }

        var outcome = AttestationVerifiers.Verify(bytes, new VerificationContext(now, source));
        if (!outcome.IsRefused(out var refusal, out person) || refusal.Code == IdentityCode.DocumentNeeded)
        {
            return true;
        }

        problem = refusal.ToString();
        return false;
    }

    private static string Describe(Space space) =>
        string.Join(", ", space.Body.Personhood.AnyOf.Select(set => string.Join(" and ", set)));
}
