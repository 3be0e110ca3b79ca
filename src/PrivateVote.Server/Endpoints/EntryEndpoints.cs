using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Telemetry;

namespace PrivateVote.Server.Endpoints;

/// <summary>What roles sign, and what anyone may compute: every entry but those that open a log, ballots and registrations.</summary>
internal static class EntryEndpoints
{
    private static readonly EntryKind[] OfCommittees =
    [
        EntryKind.Commit,
        EntryKind.Deal,
        EntryKind.Acknowledge,
        EntryKind.Complain,
        EntryKind.Census,
        EntryKind.Manifest,
    ];

    private static readonly EntryKind[] OfElections =
    [
        EntryKind.Close,
        EntryKind.Share,
        EntryKind.Result,
        EntryKind.Approve,
        EntryKind.Execute,
        EntryKind.Cancel,
    ];

    /// <summary>Who registers has another path; every kind after that is entered here.</summary>
    private static readonly EntryKind[] OfSpaces =
    [
        .. Enum.GetValues<EntryKind>().Where(kind => kind >= EntryKind.Roots),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "/committees", OfCommittees, LogLookup.CommitteeAsync);
        MapOne(routes, "/elections", OfElections, LogLookup.ElectionAsync);
        MapOne(routes, "/spaces", OfSpaces, LogLookup.SpaceAsync);
    }

    private static void MapOne(IEndpointRouteBuilder routes, string parent, EntryKind[] kinds, LogFinder find)
    {
        var names = string.Join(", ", kinds.Select(Entry.NameOf));
        routes
            .MapPost(
                parent + "/{id}/entries",
                (
                    string id,
                    HttpRequest request,
                    LogDirectory logs,
                    ServerMetrics metrics,
                    CancellationToken cancellation
                ) => EnterAsync(id, request, logs, metrics, kinds, find, cancellation)
            )
            .TakesJson<Dictionary<string, string>>(RequestBody.EntryLimit)
            .WithTags("Entries")
            .WithSummary($"Enter a submission {{\"KIND\":…}}; KIND is one of {names}");
    }

    private static async Task<Results<JsonAnswer<EntryReceipt>, ProblemHttpResult>> EnterAsync(
        string id,
        HttpRequest request,
        LogDirectory logs,
        ServerMetrics metrics,
        EntryKind[] kinds,
        LogFinder find,
        CancellationToken cancellation
    )
    {
        var body = await RequestBody.ReadAsync(request, RequestBody.EntryLimit, cancellation);
        if ((await find(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!Submission.TryParse(body, out var submission, out var malformed))
        {
            return Problems.Of(ServiceCode.MalformedRequest, malformed);
        }

        if (!kinds.Contains(submission.Kind))
        {
            return Problems.Of(
                ServiceCode.WrongPlace,
                $"a {Entry.NameOf(submission.Kind)} entry is not handed in here; here go "
                    + string.Join(", ", kinds.Select(Entry.NameOf))
            );
        }

        if (submission.Kind == EntryKind.Manifest && NamesOtherKey(submission, host))
        {
            return Problems.Of(
                ServiceCode.OtherLogKey,
                $"this log's checkpoints are signed with {host.Verifier}; the manifest names another key"
            );
        }

        var outcome = await host.AppendAsync(submission, cancellation);
        if (outcome.Refusal is not null)
        {
            return Problems.Of(outcome.Refusal);
        }

        metrics.EntryAppended(Entry.NameOf(submission.Kind));
        var inclusion = host.Prove(outcome.Index);
        return new JsonAnswer<EntryReceipt>(
            new EntryReceipt(submission.Digest(), outcome.At, outcome.Index, inclusion.Path, inclusion.Checkpoint)
        );
    }

    /// <summary>
    /// Whether it is a manifest of a log that is signed with another key: nobody could verify this log's checkpoints by it.
    /// What is no manifest at all, or not signed by its organizer, is left to the rules.
    /// </summary>
    private static bool NamesOtherKey(Submission submission, LogHost host) =>
        Encoding.ASCII.GetString(submission.Body).Split('.') is [_, var payload, _]
        && Base64Url.TryDecode(payload, out var bytes)
        && StrictJson.TryParse<Manifest>(bytes, out var manifest, out _)
        && manifest.Log != host.Verifier.ToString();
}
