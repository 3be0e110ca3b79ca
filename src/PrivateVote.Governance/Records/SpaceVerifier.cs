using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Records;

/// <summary>What replaying a space's record showed.</summary>
/// <param name="Readable">False when nothing in the file is an entry: then it is no record at all.</param>
/// <param name="SpaceId">`0x` and 64 hexadecimal digits, once a space entry was found good.</param>
/// <param name="Members">Who is registered, those whose membership has ended included.</param>
/// <param name="Rolls">The rolls that were fixed, in order.</param>
/// <param name="Kept">The entry that was asked for by its index; null where none was, or it is not there.</param>
public sealed record SpaceReport(
    bool Readable,
    string? SpaceId,
    int Members,
    IReadOnlyList<Roll> Rolls,
    IReadOnlyList<Finding> Findings,
    Entry? Kept = null
) : RecordReport(Readable, Findings);

/// <summary>
/// Verifies a space's record by replaying it: every registration is verified again, and every roll recomputed from them.
/// </summary>
public sealed class SpaceVerifier : RecordAudit
{
    private readonly SpaceLog log;
    private readonly NoteVerifier key;
    private readonly long? keep;
    private long index;
    private long admitted;
    private Entry? kept;

    private SpaceVerifier(ReplayedSpace rules, NoteVerifier key, long? keep)
        : base(rules)
    {
        this.keep = keep;
        log = rules.Log;
        this.key = key;
    }

    protected override NoteVerifier? LogKey => key;

    protected override string NoLogKey => "nothing names the key that checkpoints are signed with";

    /// <summary>Replays a record.</summary>
    /// <param name="key">The key that the log's checkpoints are signed with, as somebody else than the record says.</param>
    /// <param name="progress">Told the bytes read so far, once for each entry.</param>
    /// <param name="seen">A signed note of the log that somebody got earlier, to check as well that this record is of the same log.</param>
    /// <param name="keep">The index of an entry to answer with; null for none.</param>
    /// <param name="log">The state after the entries: to be used only when the report is valid.</param>
    public static SpaceReport Verify(
        Stream record,
        NoteVerifier key,
        IProgress<long>? progress,
        string? seen,
        long? keep,
        out SpaceLog log
    )
    {
        var verifier = new SpaceVerifier(new ReplayedSpace(), key, keep);
        log = verifier.log;
        return verifier.Run(record, progress, seen);
    }

    private SpaceReport Run(Stream record, IProgress<long>? progress, string? seen)
    {
        Replay(record, progress);
        if (seen is not null)
        {
            ReportSeen(seen);
        }

        return new SpaceReport(
            Readable,
            log.Id is { } id ? Hex.Encode(id) : null,
            log.Members.Count,
            log.Rolls,
            Findings,
            kept
        );
    }

    protected override void Entered(Entry entry)
    {
        admitted += entry.Kind == EntryKind.Admit ? 1 : 0;
        kept = index++ == keep ? entry with { Body = entry.Body.ToArray() } : kept;
    }

    protected override (string Check, string Meaning) ProofsHold() =>
        ("members", $"{log.Members.Count} people are or were members, each once: {Basis()}");

    protected override void ReportState()
    {
        if (log.Space is not { } space)
        {
            Report("space", false, "there is no space entry");
            return;
        }

        var body = space.Body;
        Report(
            "space",
            $"{Shown.Text(body.Name)} at {Shown.Text(body.Domain)}, {body.Roll.ToString().ToLowerInvariant()} roll, {body.Administrators.Count} administrators"
        );
        foreach (var source in body.Personhood.Sources)
        {
            Report("source", Describe(source));
        }

        Report(
            "policy",
            $"any of: {string.Join(", or ", body.Personhood.AnyOf.Select(set => string.Join(" and ", set)))}; assurance {body.Personhood.MinimumAssurance} at least"
        );
        foreach (var roll in log.Rolls)
        {
            Report(
                "roll",
                $"entry {roll.Index} of {MomentForm.ToText(roll.At)}: {roll.Census.Size} members, total weight {roll.Census.TotalWeight}, root {roll.Census.Root.ToHex()}"
            );
        }

        foreach (var proposal in log.Proposals)
        {
            Report("proposal", $"entry {proposal.Index}, {Shown.Text(proposal.Content.Title)}: {Describe(proposal)}");
        }

        // Nothing in a space names the key of its log, but every manifest of an organizer does: two keys could be two histories.
        foreach (var vote in log.Votes.Where(vote => vote.Manifest.Roll!.Log != key.ToString()))
        {
            Report(
                "key",
                false,
                $"the organizer of election {Hex.Encode(vote.Id)} knows this log by another key, {Shown.Text(vote.Manifest.Roll!.Log)}: compare with others what they are shown"
            );
        }

        foreach (var vote in log.Votes.Where(vote => vote.Outcome is not null))
        {
            Report(
                "vote",
                $"election {Hex.Encode(vote.Id)}: {vote.Outcome!.Reason}, as its log says; its record of {vote.Outcome.RecordSize} entries has the root {Hex.Encode(vote.Outcome.Record)}, and only that shows the ballots"
            );
        }
    }

    protected override string CheckOf(EntryKind kind) =>
        kind switch
        {
            EntryKind.Space => "space",
            EntryKind.Roots => "roots",
            EntryKind.Roll => "roll",
            > EntryKind.Roll => "governance",
            _ => "members",
        };

    private string Basis() =>
        admitted == 0 ? "every registration was verified again from what is in the log"
        : log.Space!.Body.Roll == RollKind.Public
            ? $"every presentation was verified again; for {admitted} of them the registrar says that the issuer's status or document was looked at"
        : $"{admitted} entries rest on the registrar's word, who can open the evidence of each";

    private static string Describe(Proposal proposal) =>
        proposal.Ending is { } ending
            ? $"{ProposalBook.NameOf(ending.Kind)}, {Shown.Text(ending.Reason)}"
            : ProposalBook.NameOf(proposal.Stage);

    private static string Describe(AttestationSource source) =>
        $"{source.Id}: {AttestationFormatForm.NameOf(source.Format)}, assurance {source.Assurance}"
        + (source.Issuers.Count > 0 ? $", by {string.Join(", ", source.Issuers)}" : "")
        + (source.Uniqueness is { } shared ? $", one person once within {Shown.Text(shared)}" : "");
}
