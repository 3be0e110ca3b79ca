using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using PrivateVote.Server.Logs;
using Proposal = PrivateVote.Governance.Proposal;

namespace PrivateVote.Server.Endpoints.Governance;

/// <summary>A proposal that a path names, in its space; or why there is none.</summary>
internal readonly record struct ProposalLookup(SpaceHost? Host, Proposal? Proposal, ProblemHttpResult? Problem)
{
    public static async Task<ProposalLookup> FindAsync(
        LogDirectory logs,
        string id,
        string proposal,
        CancellationToken cancellation
    )
    {
        if ((await SpaceLookup.FindAsync(logs, id, cancellation)).IsMissing(out var problem, out var host))
        {
            return new ProposalLookup(null, null, problem);
        }

        if (!SpaceLookup.TryParseIndex(proposal, out var index))
        {
            return new ProposalLookup(null, null, SpaceLookup.MalformedIndex);
        }

        return host.Read(log => log.FindProposal(index)) is { } found
            ? new ProposalLookup(host, found, null)
            : new ProposalLookup(null, null, SpaceLookup.NoProposal);
    }

    public bool IsMissing([NotNullWhen(true)] out ProblemHttpResult? problem, out SpaceHost host, out Proposal proposal)
    {
        (problem, host, proposal) = (Problem, Host!, Proposal!);
        return problem is not null;
    }
}
