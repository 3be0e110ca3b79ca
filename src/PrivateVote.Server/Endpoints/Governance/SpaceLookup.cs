using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using Proposal = PrivateVote.Governance.Proposal;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>A space that governs itself, and what a path names in it, as far as that is durable; or why there is none.</summary>
internal readonly record struct SpaceLookup(SpaceHost? Host, ProblemHttpResult? Problem)
{
    public static async Task<SpaceLookup> FindAsync(LogDirectory logs, string id, CancellationToken cancellation)
    {
        if ((await LogLookup.SpaceAsync(logs, id, cancellation)).IsMissing(out var problem, out SpaceHost host))
        {
            return new SpaceLookup(null, problem);
        }

        await host.SettleAsync(cancellation);
        return new SpaceLookup(host, null);
    }

    public bool IsMissing([NotNullWhen(true)] out ProblemHttpResult? problem, out SpaceHost host)
    {
        (problem, host) = (Problem, Host!);
        return problem is not null;
    }

    /// <summary>What is asked for at this proposal.</summary>
    public static async Task<Results<JsonAnswer<T>, ProblemHttpResult>> OfProposalAsync<T>(
        LogDirectory logs,
        string id,
        string proposal,
        Func<SpaceLog, Proposal, T> question,
        CancellationToken cancellation
    )
        where T : class
    {
        return (await ProposalLookup.FindAsync(logs, id, proposal, cancellation)).IsMissing(
            out var problem,
            out var host,
            out var found
        )
            ? problem
            : new JsonAnswer<T>(host.Read(log => question(log, found)));
    }

    public static bool TryParseIndex(string text, out long index) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    /// <summary>A member by a commitment that they have or had.</summary>
    public static bool TryFindMember(
        SpaceHost host,
        string text,
        [NotNullWhen(true)] out Member? member,
        [NotNullWhen(false)] out ProblemHttpResult? problem
    )
    {
        (member, problem) = (null, null);
        if (!LogId.TryParse(text, out var bytes) || !Fr.TryDecode(bytes, out var commitment))
        {
            problem = Problems.Of(
                ServiceCode.MalformedRequest,
                "an identity commitment is 64 lower-case hexadecimal digits, below r"
            );
            return false;
        }

        member = host.Read(log => log.Members.FindEver(commitment));
        problem = member is null
            ? Problems.Of(ServiceCode.NotFound, "no member has or had this identity commitment")
            : null;
        return member is not null;
    }

    public static ProblemHttpResult MalformedIndex =>
        Problems.Of(ServiceCode.MalformedRequest, "a proposal is named by the index of its entry");

    public static ProblemHttpResult NoProposal =>
        Problems.Of(ServiceCode.NotFound, "this entry of the space's log is no proposal");

    public static ProblemHttpResult NoTrack => Problems.Of(ServiceCode.NotFound, "the constitution has no such track");
}
