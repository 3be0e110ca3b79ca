using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Governance;

/// <summary>
/// How an election ended, from entries of its own log under one signed checkpoint: the manifest, so that it is this election's log;
/// the close entry with the number of ballots; the result, whose meaning is computed again; or the organizer's cancellation.
/// </summary>
/// <remarks>
/// The signature is the election's log's. Whether the totals follow from the ballots, only the record shows: who relies on an
/// outcome replays the record to the root that stands in it, as a council member's software does.
/// </remarks>
internal static class OutcomeProof
{
    public static bool TryCheck(
        VoteRecord vote,
        OutcomeBody body,
        long index,
        DateTimeOffset at,
        [NotNullWhen(true)] out VoteOutcome? outcome,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        outcome = null;
        if (!NoteVerifier.TryParse(vote.Manifest.Log, out var log))
        {
            throw new System.Diagnostics.UnreachableException("the manifest was opened with this key");
        }

        if (!Checkpoint.TryOpen(body.Checkpoint, log, out var checkpoint, out var problem))
        {
            refusal = NotProven("the checkpoint: " + problem);
            return false;
        }

        Ended? ended = null;
        problem = Problem(EntryKind.Manifest, vote.SignedManifest, body.Manifest, body.Checkpoint, log) is { } manifest
            ? "the manifest: " + manifest
            : Read(vote, body, log, at, out ended);
        if (problem is not null || ended is null)
        {
            refusal = NotProven(problem ?? "it shows no end");
            return false;
        }

        outcome = new VoteOutcome(
            index,
            at,
            ended.Cancelled,
            ended.Passed,
            ended.Reason,
            ended.Ballots,
            ended.Totals,
            ended.Winner,
            checkpoint.RootHash,
            checkpoint.Size
        );
        refusal = null;
        return true;
    }

    private static string? Read(
        VoteRecord vote,
        OutcomeBody body,
        NoteVerifier log,
        DateTimeOffset at,
        out Ended? ended
    )
    {
        ended = null;
        CloseBody? close = null;
        if ((body.Close is null) != (body.CloseBody is null))
        {
            return "a close entry has its place and its body";
        }

        if (body is { Close: { } place, CloseBody: { } text })
        {
            if (Problem(EntryKind.Close, text, place, body.Checkpoint, log) is { } misplaced)
            {
                return "the close entry: " + misplaced;
            }

            if (!StrictJson.TryParse(Encoding.UTF8.GetBytes(text), out close, out var malformed))
            {
                return "the close entry: " + malformed;
            }
        }

        return body.Cancel is { } cancel ? ReadCancel(vote, body, cancel, close, log, out ended)
            : close is null ? "without a cancellation an election ends with its close entry"
            : at < vote.Manifest.Closes ? "the election is not over by the time of this log"
            : ReadResult(vote, body, close, log, out ended);
    }

    private static string? ReadCancel(
        VoteRecord vote,
        OutcomeBody body,
        string cancel,
        CloseBody? close,
        NoteVerifier log,
        out Ended? ended
    )
    {
        ended = null;
        if (body is not { Last: { } place, Result: null })
        {
            return "a cancellation has its place, and no result beside it";
        }

        if (Problem(EntryKind.Cancel, cancel, place, body.Checkpoint, log) is { } problem)
        {
            return "the cancellation: " + problem;
        }

        if (
            !Jws.TryVerify(cancel, Entry.TypeOf(EntryKind.Cancel), out var signer, out var payload, out var unsigned)
            || !StrictJson.TryParse<CancelBody>(payload, out var said, out unsigned)
        )
        {
            return "the cancellation: " + unsigned;
        }

        if (signer != vote.Manifest.Organizer || !said.Election.AsSpan().SequenceEqual(vote.Id))
        {
            return "the cancellation is another's, or of another election";
        }

        ended = new Ended(
            true,
            false,
            $"called off by the organizer: {Shown.Text(said.Reason)}",
            close?.Ballots ?? 0,
            null,
            null
        );
        return null;
    }

    private static string? ReadResult(
        VoteRecord vote,
        OutcomeBody body,
        CloseBody close,
        NoteVerifier log,
        out Ended? ended
    )
    {
        ended = null;
        var manifest = vote.Manifest;
        if (close.Ballots < 0 || close.Ballots > manifest.Census.Size)
        {
            return "the close entry counts more ballots than there are voters";
        }

        if (close.Ballots < manifest.Turnout)
        {
            ended = new Ended(
                false,
                false,
                $"minimum turnout missed: {close.Ballots} ballots of {manifest.Turnout}",
                close.Ballots,
                null,
                null
            );
            return body is { Last: null, Result: null } ? null : "below the minimum turnout there is no result";
        }

        if (body is not { Last: { } place, Result: { } text })
        {
            return "the result entry is missing";
        }

        if (Problem(EntryKind.Result, text, place, body.Checkpoint, log) is { } problem)
        {
            return "the result entry: " + problem;
        }

        if (!StrictJson.TryParse<ResultBody>(Encoding.UTF8.GetBytes(text), out var result, out var malformed))
        {
            return "the result entry: " + malformed;
        }

        if (result.Totals.Count != manifest.Options.Count)
        {
            return "the result has another number of options";
        }

        var decided = Decision.Decide(
            manifest.Pass,
            manifest.Quorum,
            manifest.Rule,
            [.. result.Totals],
            close.Ballots,
            manifest.Census.Size,
            manifest.Census.TotalWeight
        );
        if (decided.Passed != result.Passed || decided.Winner != result.Winner)
        {
            return $"the result says something else than its totals: {decided.Reason}";
        }

        ended = new Ended(false, decided.Passed, decided.Reason, close.Ballots, result.Totals, decided.Winner);
        return null;
    }

    private static string? Problem(EntryKind kind, string body, ProvenEntry place, string checkpoint, NoteVerifier log)
    {
        var line = new Entry(place.At, kind, Encoding.UTF8.GetBytes(body)).ToBytes();
        return !Entry.TryParse(line, out var entry, out var problem) ? problem
            : entry.Kind != kind ? "it is of another kind"
            : place.Index < 0 || place.Path.Length % MerkleHash.Size != 0 ? "its place is none"
            : LogProof.Problem(line, place.Index, place.Path, checkpoint, log);
    }

    private static Refusal NotProven(string reason) => new(RefusalCode.OutcomeNotProven, reason);

    private sealed record Ended(
        bool Cancelled,
        bool Passed,
        string Reason,
        int Ballots,
        IReadOnlyList<ulong>? Totals,
        int? Winner
    );
}
