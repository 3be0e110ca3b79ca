using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Endpoints;

/// <summary>A log that was opened, now or before by the same bytes; or why not.</summary>
internal readonly record struct LogOpening(LogHost? Host, bool Created, ProblemHttpResult? Problem)
{
    /// <summary>Opens a log by a submission of this kind, for whom the operator allows it.</summary>
    public static async Task<LogOpening> OpenAsync(
        EntryKind kind,
        HttpRequest request,
        LogDirectory logs,
        ServerOptions options,
        CancellationToken cancellation
    )
    {
        var body = await RequestBody.ReadAsync(request, RequestBody.EntryLimit, cancellation);
        if (!Submission.TryParse(body, out var submission, out var malformed))
        {
            return new LogOpening(null, false, Problems.Of(ServiceCode.MalformedRequest, malformed));
        }

        if (submission.Kind != kind)
        {
            var name = Entry.NameOf(kind);
            return new LogOpening(
                null,
                false,
                Problems.Of(ServiceCode.WrongPlace, $"a log begins here with its {name}; other entries go to their log")
            );
        }

        if (!IsAllowed(submission, options.Organizers))
        {
            return new LogOpening(
                null,
                false,
                Problems.Of(
                    ServiceCode.OrganizerNotAllowed,
                    "this service opens committees and spaces only for the organizers that its operator named"
                )
            );
        }

        var (host, refusal, created) = await logs.OpenAsync(submission, cancellation);
        return new LogOpening(host, created, refusal is null ? null : Problems.Of(refusal));
    }

    private static bool IsAllowed(Submission submission, IReadOnlyList<string> organizers) =>
        organizers.Count == 0
        || (
            Jws.TryVerify(
                Encoding.ASCII.GetString(submission.Body),
                Entry.TypeOf(submission.Kind),
                out var signer,
                out _,
                out _
            ) && organizers.Contains(signer, StringComparer.Ordinal)
        );
}
