using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;

namespace PrivateVote.Governance;

/// <summary>
/// The capital of those who vote, beside the vote. The rules see that a record is whole and of the roll's accounts; whether its
/// numbers are the chain's, only a node says. Nothing binding depends on it.
/// </summary>
internal sealed class CapitalBook(SpaceLog log, AccountBook accounts, VoteBook votes)
{
    /// <summary>The members of a vote's roll who had an account when it was fixed, in its order.</summary>
    public IReadOnlyList<(Fr Member, string Account)> AccountsIn(VoteRecord vote)
    {
        var roll = log.FindRoll(vote.Manifest.Roll!.Entry)!;
        var bound = accounts.Before(roll.Index);
        return
        [
            .. log.MembersOf(roll)
                .Select(member =>
                    (member.Commitment, bound.GetValueOrDefault(log.Members.FindEver(member.Commitment)!.Position)!)
                )
                .Where(pair => pair.Item2 is not null),
        ];
    }

    public Refusal? OnCapital(Act act)
    {
        if (
            !act.TryRead<CapitalBody>(RefusalCode.CapitalDiffers, out var body, out var refusal)
            || !TryFindVote(act, body, out var vote, out refusal)
        )
        {
            return refusal;
        }

        var record = body.Page == 0 ? new CapitalRecord(body, AccountsIn(vote)) : vote.Capital;
        if (Problem(vote, record, body) is { } problem)
        {
            return new Refusal(RefusalCode.CapitalDiffers, problem);
        }

        record!.Add(body.Holdings, act.Index);
        if (record.IsWhole)
        {
            record.Comparison = CapitalComparison.Of(
                log.MembersOf(log.FindRoll(vote.Manifest.Roll!.Entry)!),
                record
                    .Accounts.Zip(record.Holdings)
                    .ToDictionary(pair => pair.First.Member, pair => pair.Second.Amount),
                record.Supply,
                vote.Rules.Capital!.Tiers
            );
        }

        vote.Capital = record;
        return null;
    }

    private bool TryFindVote(
        Act act,
        CapitalBody body,
        [NotNullWhen(true)] out VoteRecord? vote,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        vote = votes.Find(body.Election);
        refusal =
            vote is not { Purpose: VotePurpose.Vote, Outcome: null or { Cancelled: false } }
                ? new Refusal(
                    RefusalCode.NoSuchElection,
                    "no vote on a proposal of this id was opened in this space, or it was called off"
                )
            : vote.Rules.Capital is null
                ? new Refusal(RefusalCode.NoCapital, "the track of this proposal did not ask to compare with capital")
            : !vote.Rules.Organizers.Contains(act.Signer, StringComparer.Ordinal)
                ? new Refusal(RefusalCode.NotThisRole, "capital is entered by one of the organizers that were frozen")
            : null;
        vote = refusal is null ? vote : null;
        return refusal is null;
    }

    /// <param name="record">What the page would be added to; null where no page 0 is in.</param>
    private string? Problem(VoteRecord vote, CapitalRecord? record, CapitalBody body)
    {
        var rule = vote.Rules.Capital!;
        if (body.ChainId != rule.ChainId || body.Token != rule.Token)
        {
            return $"the frozen rules compare with the token {rule.Token} on chain {rule.ChainId}";
        }

        if (body.Page == 0)
        {
            if (votes.IsComparedByElection(vote))
            {
                return "the parallel election was opened with the capital that is recorded, and it stays";
            }
        }
        else if (record is not { Comparison: null } || !record.IsContinuedBy(body))
        {
            return "a page follows on the one before, of the same block and supply, until all accounts are there; page 0 begins anew";
        }

        var page = record!.Accounts.Skip(body.Page * CapitalBody.PageSize).Take(CapitalBody.PageSize).ToArray();
        if (
            body.Holdings.Any(holding => holding is null)
            || !body.Holdings.Select(holding => holding.Account).SequenceEqual(page.Select(pair => pair.Account))
        )
        {
            return $"page {body.Page} has the {page.Length} accounts that come next on the vote's roll, in its order, and no others";
        }

        return record.SumWith(body.Holdings) <= body.Supply
            ? null
            : "the accounts have more together than the token's supply";
    }
}
