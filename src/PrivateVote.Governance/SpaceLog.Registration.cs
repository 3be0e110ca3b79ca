using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

public sealed partial class SpaceLog
{
    private readonly Members members = new();

    /// <summary>Who is registered.</summary>
    public Members Members => members;

    private Refusal? OnRegister(Entry entry, Func<PendingRegistration, Refusal?> check)
    {
        if (!TryRead<RegisterBody>(entry.Body.Span, out var body, out var refusal))
        {
            return refusal;
        }

        refusal = CheckSpace(body.Space) ?? RegistrationRule.CheckForm(body.Presentation);
        if (refusal is not null)
        {
            return refusal;
        }

        var challenge = body.Presentation.Challenge;
        var statement = new RegistrationStatement(
            challenge.Commitment,
            challenge.Replaces,
            [.. body.Presentation.Attestations.Select(presented => presented.Source)],
            body.Tags,
            body.ValidUntil
        );
        return Enter(Pend(entry, statement, body.Presentation, null), check);
    }

    private Refusal? OnAdmit(Entry entry, Func<PendingRegistration, Refusal?> check)
    {
        // The signature is checked last, with the presentation: who reads back what they verified before need not do it again.
        if (!SignedPayload.TryRead(entry.Body.Span, out var payload))
        {
            return new Refusal(RefusalCode.BadSignature, "malformed JWS");
        }

        if (!TryRead<AdmitBody>(payload, out var body, out var refusal))
        {
            return refusal;
        }

        refusal = CheckSpace(body.Space) ?? CheckDisclosure(body);
        if (refusal is not null)
        {
            return refusal;
        }

        var statement = new RegistrationStatement(
            body.Commitment,
            body.Replaces,
            body.Sources,
            body.Tags,
            body.ValidUntil
        );
        return Enter(Pend(entry, statement, body.Presentation, body.Keys), check);
    }

    /// <summary>A public roll shows the presentation, and it is of what the entry states; a private one shows its digest only.</summary>
    private Refusal? CheckDisclosure(AdmitBody body)
    {
        if (Space!.Body.Roll == RollKind.Private)
        {
            return body is { Evidence: not null, Presentation: null, Keys: null }
                ? null
                : new Refusal(
                    RefusalCode.MalformedSpaceEntry,
                    "in a private roll an admission has the digest of its evidence, and no presentation or keys"
                );
        }

        if (
            body is not { Evidence: null, Presentation: { } presentation }
            || body.Keys?.Values.Any(key => key is null) == true
        )
        {
            return new Refusal(
                RefusalCode.MalformedSpaceEntry,
                "in a public roll an admission has its presentation, and no digest of evidence"
            );
        }

        return RegistrationRule.CheckForm(presentation)
            ?? (
                presentation.Challenge.Commitment == body.Commitment
                && presentation.Challenge.Replaces == body.Replaces
                && presentation
                    .Attestations.Select(presented => presented.Source)
                    .SequenceEqual(body.Sources, StringComparer.Ordinal)
                    ? null
                    : new Refusal(
                        RefusalCode.MalformedSpaceEntry,
                        "the presentation is for another commitment or of other sources than the admission"
                    )
            );
    }

    private PendingRegistration Pend(
        Entry entry,
        RegistrationStatement statement,
        Presentation? presentation,
        IReadOnlyDictionary<string, string>? keys
    ) => new(Space!, Roots, Size, entry, statement, presentation, keys);

    /// <summary>The rule for both: the cheap checks, the members, then the caller's check.</summary>
    private Refusal? Enter(PendingRegistration pending, Func<PendingRegistration, Refusal?> check)
    {
        Member? person = null;
        var refusal =
            RegistrationRule.CheckStatement(pending)
            ?? members.Decide(pending.Statement, Space!.Body.Personhood.Replacements, out person)
            ?? check(pending);
        if (refusal is null)
        {
            members.Enter(pending.Statement, person, Size);
            if (AccountIn(pending) is { } account)
            {
                accounts.OnRegistered(members.Find(pending.Statement.Commitment)!, account, Size);
            }
        }

        return refusal;
    }

    /// <summary>The first account that somebody presented themselves with, for everybody to see.</summary>
    private static Address? AccountIn(PendingRegistration pending) =>
        pending
            .Presentation?.Attestations.Select(presented =>
                SubjectAccount.Of(pending.Space.FindSource(presented.Source)!.Format, presented)
            )
            .FirstOrDefault(account => account is not null);
}
