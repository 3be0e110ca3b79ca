using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance.Tests.Support;

/// <summary>A space that compares with capital, whose members have wallets; amounts are played by the test.</summary>
internal sealed class CapitalGround
{
    public const string Token = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

    public static readonly CapitalRule Rule = new(
        1,
        Token,
        CapitalSource.Votes,
        [new CapitalTier(10, 1), new CapitalTier(100, 5)]
    );

    public CapitalGround(
        int members = 5,
        CapitalRule? rule = null,
        bool compares = true,
        int minimumClass = 1,
        Track? track = null
    )
    {
        Governance = new TestGovernance(Constitution(rule ?? Rule, compares, minimumClass, track), members);
    }

    public TestGovernance Governance { get; }

    public SpaceLog Log => Governance.Log;

    public static Constitution Constitution(
        CapitalRule? rule,
        bool compares = true,
        int minimumClass = 1,
        Track? track = null
    )
    {
        var standard = TestGovernance.Standard();
        return standard with
        {
            MinimumClass = minimumClass,
            Capital = rule,
            Tracks =
            [
                standard.Tracks[0],
                (track ?? TestGovernance.Simple()) with
                {
                    ComparesCapital = compares,
                },
                standard.Tracks[2],
            ],
        };
    }

    public static EthereumKey Wallet(int number) =>
        EthereumKey.FromPrivateKey(SHA256.HashData(Encoding.ASCII.GetBytes($"wallet {number}")));

    /// <summary>A member enters the account of a wallet, by default the one of the same number.</summary>
    public AccountBody Account(int person, int? wallet = null)
    {
        using var key = Wallet(wallet ?? person);
        var text = AccountMessage.ToText(Log.Space!, Governance.People[person].Commitment, key.Address);
        return new AccountBody(Governance.Id, key.Address.ToString(), key.SignPersonalMessage(text).ToString());
    }

    public long Bind(int person, int? wallet = null) =>
        Governance.Must(EntryKind.Account, person, Account(person, wallet));

    public static string AddressOf(int wallet)
    {
        using var key = Wallet(wallet);
        return key.Address.ToString();
    }

    /// <summary>A vote that is opened, and the accounts on its roll had these amounts.</summary>
    public (Proposal Proposal, VoteRecord Vote, FakeElectionLog Election) OpenVote()
    {
        var proposal = Governance.ToVote();
        var election = Governance.OpenVote(proposal);
        return (proposal, proposal.Votes[^1], election);
    }

    /// <summary>One page of these amounts, for the accounts in their order.</summary>
    public CapitalBody Body(VoteRecord vote, params BigInteger[] amounts) =>
        new(
            Governance.Id,
            vote.Id,
            Rule.ChainId,
            Rule.Token,
            17,
            new byte[32],
            1_000_000,
            0,
            [.. Log.AccountsIn(vote).Zip(amounts, (account, amount) => new Holding(account, amount))]
        );

    public long Record(VoteRecord vote, params BigInteger[] amounts) =>
        Governance.Must(EntryKind.Capital, TestGovernance.Organizer, Body(vote, amounts));

    public VoteSubject Comparison(Proposal proposal)
    {
        Assert.True(
            Log.TryFindSubject(VotePurpose.Comparison, proposal.Index, null, out var subject, out var refusal),
            refusal?.ToString()
        );
        return subject;
    }

    /// <summary>The manifest of the parallel election closes with the vote.</summary>
    public FakeElectionLog OpenComparison(Proposal proposal, Func<Manifest, Manifest>? change = null)
    {
        var subject = Comparison(proposal);
        return Governance.Open(
            subject,
            manifest =>
            {
                var closing = manifest with { Closes = subject.Closes!.Value };
                return change is null ? closing : change(closing);
            }
        );
    }
}
