using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Privacy;

namespace PrivateVote.Governance;

/// <summary>That a manifest is what frozen rules, its subject and a roll of the log make it: nothing is left to the organizer but times and trustees.</summary>
internal static class ManifestCheck
{
    /// <param name="override">The reason to open it although classes are small; null for none.</param>
    public static Refusal? Check(
        SpaceLog log,
        VoteSubject subject,
        Manifest manifest,
        string signer,
        DateTimeOffset at,
        string? @override
    ) =>
        Differs(WordsProblem(log, subject, manifest, signer) ?? RulesProblem(subject, manifest))
        ?? CheckTimes(subject, manifest.Opens, manifest.Closes, at)
        ?? CheckRoll(log, subject, manifest, out var roll)
        ?? (@override is null ? CheckPrivacy(subject, log.RollAt(roll!.Index).Members) : null);

    /// <summary>Whether it may open and close at these times.</summary>
    /// <param name="at">When it is announced.</param>
    public static Refusal? CheckTimes(
        VoteSubject subject,
        DateTimeOffset opens,
        DateTimeOffset closes,
        DateTimeOffset at
    )
    {
        var window = subject.Window;
        var from = subject.Since ?? at;
        var duration = (closes - opens).TotalSeconds;
        return Differs(
            opens < at ? "it opens after it was announced in the space's log, not before"
            : subject.Closes is { } decided
                ? closes == decided ? null
                    : $"it closes with the vote that it stands beside, {MomentForm.ToText(decided)}"
            : opens > StageMachine.Later(from, window.Maximum)
                ? $"it opens at most {window.Maximum} seconds after {MomentForm.ToText(from)}"
            : duration < window.Minimum || duration > window.Maximum
                ? $"ballots are taken for {window.Minimum} to {window.Maximum} seconds, and not for {duration}"
            : null
        );
    }

    /// <summary>What totals would give away about these members.</summary>
    public static Refusal? CheckPrivacy(VoteSubject subject, IReadOnlyList<CensusMember> members)
    {
        var problems = PrivacyReport
            .Of(members.Select(member => member.Weight), subject.Plan.Rule, subject.Options.Count, subject.Plan.Turnout)
            .Problems(subject.Rules.MinimumClass);
        return problems.Count == 0
            ? null
            : new Refusal(
                RefusalCode.ClassTooSmall,
                string.Join("; ", problems)
                    + (
                        subject.Purpose == VotePurpose.Comparison
                            ? ""
                            : "; or an organizer records an override with its reason"
                    )
            );
    }

    private static string? WordsProblem(SpaceLog log, VoteSubject subject, Manifest manifest, string signer)
    {
        if (manifest.Organizer != signer)
        {
            return "the manifest's organizer is another than who opens the election";
        }

        if (manifest.Space != Hex.Encode(log.Id!))
        {
            return "the manifest's space is the space's id, 0x and 64 hexadecimal digits";
        }

        if (!manifest.ProposalDigest.AsSpan().SequenceEqual(subject.Digest))
        {
            return "the manifest's digest is not that of the text that is voted on, its last revision";
        }

        if (manifest.Title != subject.Title)
        {
            return $"the manifest's title is {Shown.Text(subject.Title)}";
        }

        return manifest.Council is null ? null : "the council acts in the space's log, and the manifest names none";
    }

    private static string? RulesProblem(VoteSubject subject, Manifest manifest)
    {
        var plan = subject.Plan;
        if (
            manifest.Options.Count != subject.Options.Count
            || !manifest.Options.Zip(subject.Options).All(pair => AreSame(pair.First, pair.Second))
        )
        {
            return "the options or their payloads are not those that were decided on";
        }

        return manifest.Rule != plan.Rule ? "the ballot rule is not the frozen one"
            : manifest.Pass != plan.Pass ? "the pass rule is not the frozen one"
            : manifest.Quorum != plan.Quorum ? "the quorum is not the frozen one"
            : manifest.Turnout != plan.Turnout ? $"the minimum turnout is {plan.Turnout}, as frozen"
            : manifest.Revoting != plan.Revoting ? "whether one may vote again is not as frozen"
            : null;
    }

    private static Refusal? CheckRoll(SpaceLog log, VoteSubject subject, Manifest manifest, out Roll? roll)
    {
        roll = manifest.Roll is { } named ? log.FindRoll(named.Entry) : null;
        if (RollCheck.Check(log, manifest) is { } refusal)
        {
            return refusal;
        }

        if (roll!.Index <= subject.SinceIndex)
        {
            return new Refusal(
                RefusalCode.RollNotFresh,
                "the roll is from before the stage began: nobody picks the electorate from among old rolls"
            );
        }

        return roll.Subject == subject.RollSubject
            ? null
            : new Refusal(
                RefusalCode.RollNotFresh,
                subject.RollSubject is { } weighted
                    ? $"the roll of a weighted vote is made for it: its subject is entry {weighted}"
                    : "the roll has weights, and in this vote each person has one"
            );
    }

    private static bool AreSame(Option one, Option other) =>
        one.Name == other.Name
        && (one.Payload, other.Payload) switch
        {
            (null, null) => true,
            ({ } a, { } b) => a.ChainId == b.ChainId && a.Safe == b.Safe && a.Calls.SequenceEqual(b.Calls),
            _ => false,
        };

    private static Refusal? Differs(string? problem) =>
        problem is null ? null : new Refusal(RefusalCode.ElectionDiffers, problem);
}
