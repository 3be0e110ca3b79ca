using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>The witnesses whose cosignatures are taken.</summary>
internal sealed class Witnesses
{
    /// <exception cref="ArgumentException">A key is not a witness's, or two are the same.</exception>
    public Witnesses(IEnumerable<string> keys)
    {
        var all = new List<NoteVerifier>();
        foreach (var key in keys)
        {
            if (!NoteVerifier.TryParse(key, NoteKeyType.Cosignature, out var witness))
            {
                throw new ArgumentException($"{key} is not the verifier key of a witness (C2SP tlog-cosignature)");
            }

            if (all.Exists(other => other.PublicKey.Span.SequenceEqual(witness.PublicKey.Span)))
            {
                throw new ArgumentException("two witnesses with one key are one witness");
            }

            all.Add(witness);
        }

        All = all;
    }

    public IReadOnlyList<NoteVerifier> All { get; }
}

/// <summary>What witnesses hand in: this log's checkpoints with their cosignatures (C2SP tlog-cosignature).</summary>
internal static class CosignatureEndpoints
{
    private const int Limit = 16 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "/committees", LogLookup.CommitteeAsync);
        MapOne(routes, "/elections", LogLookup.ElectionAsync);
        MapOne(routes, "/spaces", LogLookup.SpaceAsync);
    }

    private static void MapOne(IEndpointRouteBuilder routes, string parent, LogFinder find) =>
        routes
            .MapPost(
                parent + "/{id}/log/cosignatures",
                (
                    string id,
                    HttpRequest request,
                    LogDirectory logs,
                    Witnesses witnesses,
                    CancellationToken cancellation
                ) => CosignAsync(id, request, logs, witnesses, find, cancellation)
            )
            .Takes<string>("text/plain", Limit)
            .Produces(StatusCodes.Status200OK, contentType: "text/plain")
            .WithTags("Log")
            .WithSummary("Add a witness's cosignature to a checkpoint of this log: the signed note with its line");

    private static async Task<Results<BytesAnswer, ProblemHttpResult>> CosignAsync(
        string id,
        HttpRequest request,
        LogDirectory logs,
        Witnesses witnesses,
        LogFinder find,
        CancellationToken cancellation
    )
    {
        var body = await RequestBody.ReadAsync(request, Limit, cancellation);
        if ((await find(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return problem;
        }

        if (!SignedNote.TryParse(body, out var note, out var malformed))
        {
            return Problems.Of(ServiceCode.MalformedRequest, malformed);
        }

        if (
            !Cosignature.TryOpen(
                note.ToString(),
                host.Verifier,
                witnesses.All,
                0,
                out var checkpoint,
                out var cosignatures,
                out malformed
            )
        )
        {
            return Problems.Of(ServiceCode.MalformedRequest, malformed);
        }

        if (cosignatures.Count == 0)
        {
            return Problems.Of(ServiceCode.UnknownWitness, "none of the witnesses of this service has cosigned it");
        }

        return await host.CosignAsync(checkpoint, note, cosignatures, cancellation) is { } kept
            ? BytesAnswer.Current(Encoding.UTF8.GetBytes(kept), "text/plain; charset=utf-8")
            : Problems.Of(ServiceCode.CheckpointMoved, "this log has no such checkpoint; cosign the newest one");
    }
}
