using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Cli;
using PrivateVote.Cli.Files;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;
using PrivateVote.TestSupport;
using PrivateVote.TestSupport.Registration;
using Scenarios.Tests.Council;
using Scenarios.Tests.Service;

namespace Scenarios.Tests.Capital;

/// <summary>
/// A vote at a server process beside the capital of its members on a real chain: recorded, compared and shown by the command line.
/// </summary>
public sealed class CapitalScenarios : IAsyncLifetime, IDisposable
{
    private const long Long = 7 * 24 * 60 * 60;

    /// <summary>Time to record, to open the parallel election and for one proof, on a machine that is busy with something else.</summary>
    private static readonly TimeSpan Voting = TimeSpan.FromSeconds(75);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly CliRun cli = new();
    private readonly RoleKey organizer = RoleKey.Create();
    private readonly Person[] people = [.. Enumerable.Range(0, 4).Select(_ => new Person())];
    private readonly ServiceGround ground = ServiceGround.Embedded();
    private ServiceClient service = null!;
    private CouncilChain chain = null!;

    public async Task InitializeAsync()
    {
        if (Anvil.Missing is not null)
        {
            return;
        }

        cli.Clock.Advance(TimeProvider.System.GetUtcNow() - CliRun.Start);
        chain = new CouncilChain();
        service = new ServiceClient((await ground.StartAsync()).Address);
    }

    public async Task DisposeAsync() => await ground.DisposeAsync();

    public void Dispose()
    {
        service?.Dispose();
        chain?.Dispose();
        foreach (var person in people)
        {
            person.Dispose();
        }

        organizer.Dispose();
        cli.Dispose();
    }

    [AnvilFact]
    public async Task Votes_of_a_token_stand_beside_a_vote_and_in_a_parallel_election()
    {
        var compiled = NodeOracle.Ask("solidity.mjs", new JsonObject { ["source"] = "Community.sol" });
        Assert.True(Hex.TryDecodeAnyCase((string)compiled["CommunityToken"]!, out var code));
        var token = await chain.DeployAsync(code);

        // The payer's 1,000 are 700, and whom they are delegated to has their votes; 300 that nobody delegated are nobody's votes.
        await TransferAsync(token, people[1].Wallet.Address, 300);
        await chain.SendAsync(token, CouncilChain.Call("delegate(address)", people[0].Wallet.Address));
        var space = await OpenSpaceAsync(
            new CapitalRule(
                Anvil.ChainId,
                token.ToString(),
                CapitalSource.Votes,
                [new CapitalTier(1, 1), new CapitalTier(500, 5)]
            )
        );
        var (proposal, vote) = await OpenVoteAsync(space);

        // What comes later does not count.
        await chain.WaitAsync(10);
        await chain.SendAsync(token, CouncilChain.Call("delegate(address)", chain.Payer));
        string[] at = ["--server", $"{service.Address}", "--space", space.Id];
        string[] node = ["--rpc", chain.Endpoint];
        Assert.Contains(
            "wait until they are 64",
            cli.Fail(2, ["capital", "record", proposal, .. at, .. node, "--key", "@organizer.key"]),
            StringComparison.Ordinal
        );
        await chain.MineAsync(64);
        Assert.Contains(
            "not recorded yet",
            cli.Fail(1, ["capital", "check", proposal, .. at, .. node]),
            StringComparison.Ordinal
        );
        cli.Do(["capital", "record", proposal, .. at, .. node, "--key", "@organizer.key"]);
        Assert.Contains(
            "4 accounts",
            cli.Do(["capital", "check", proposal, .. at, .. node]).Output,
            StringComparison.Ordinal
        );

        var shown = JsonNode.Parse(cli.Do(["capital", "show", proposal, .. at, "--json"]).Line)!;
        Assert.Equal(("700", "1000"), ((string)shown["represented"]!, (string)shown["supply"]!));
        Assert.Equal((5, 1, 4), ((int)shown["members"]!, (int)shown["withoutAccount"]!, (int)shown["withoutCapital"]!));
        Assert.Equal(1, (int)shown["byCapital"]!["neededForMajority"]!);
        Assert.Equal(3, (int)shown["byContribution"]!["neededForMajority"]!);
        Assert.Contains(
            "represented      700 of 1000, 70.00 % of the supply",
            cli.Do(["proposal", "show", proposal, .. at]).Output,
            StringComparison.Ordinal
        );

        // The question once more, by capital.
        var (committee, _) = await MakeCommitteeAsync();
        var opened = cli.Do([
            .. (string[])["capital", "open", proposal, .. at, "--committee", committee],
            .. (string[])["--key", "@organizer.key", "--administrator", "@administrator.key"],
        ]);
        Assert.Equal($"  {MomentForm.ToText(vote.Closes)}", opened.ValueOf("closes"));
        shown = JsonNode.Parse(cli.Do(["capital", "show", proposal, .. at, "--json"]).Line)!;
        Assert.Equal("comparison", (string)shown["parallel"]!["purpose"]!);
        Assert.Equal(opened.ValueOf("election"), (string)shown["parallel"]!["id"]!);
        await space.Client.CatchUpAsync();
        var found = space.Client.Log.FindProposal(long.Parse(proposal, CultureInfo.InvariantCulture))!;
        Assert.Equal(
            [new CensusMember(people[0].Commitment, 5)],
            space.Client.Log.RollAt(found.Votes[^1].Manifest.Roll!.Entry).Members
        );
        Assert.Equal(ProposalStage.Vote, found.Stage);
    }

    [AnvilFact]
    public async Task Balances_of_any_token_are_compared_and_a_wrong_one_is_found()
    {
        var token = await chain.CreateTokenAsync();
        await TransferAsync(token, people[2].Wallet.Address, 9);
        using var late = EthereumKey.Generate();
        await TransferAsync(token, late.Address, 5);
        var space = await OpenSpaceAsync(new CapitalRule(Anvil.ChainId, token.ToString(), CapitalSource.Balance));
        string[] at = ["--server", $"{service.Address}", "--space", space.Id];

        // Who did not register with an account enters one: its wallet signs elsewhere, or from a key file.
        var me = cli.Do("identity", "show", "--key", "@me.key").ValueOf("commitment");
        var text = cli.Do(["capital", "message", .. at, "--account", $"{late.Address}", "--member", me]).Output;
        cli.Do([
            .. (string[])["capital", "account", .. at, "--identity", "@me.key", "--account", $"{late.Address}"],
            .. (string[])["--signature", $"{late.SignPersonalMessage(text.TrimEnd('\n'))}"],
        ]);
        cli.Do("wallet", "new", "--out", "@wallet.key");
        cli.Do(["capital", "account", .. at, "--identity", "@me.key", "--wallet", "@wallet.key"]);
        cli.Do([
            .. (string[])["capital", "account", .. at, "--identity", "@me.key", "--account", $"{late.Address}"],
            .. (string[])["--signature", $"{late.SignPersonalMessage(text.TrimEnd('\n'))}"],
        ]);

        await space.Client.CatchUpAsync();
        var (proposal, vote) = await OpenVoteAsync(space);
        await chain.WaitAsync(10);
        await chain.MineAsync(64);
        string[] node = ["--rpc", chain.Endpoint];
        cli.Do(["capital", "record", proposal, .. at, .. node, "--key", "@organizer.key"]);
        cli.Do(["capital", "check", proposal, .. at, .. node]);
        var shown = cli.Do(["capital", "show", proposal, .. at]).Output;
        Assert.Contains(
            "roll             5 members: 0 without an account, 3 without capital",
            shown,
            StringComparison.Ordinal
        );
        Assert.Contains("2 have any, 1 more than half together; the largest 64.28 %", shown, StringComparison.Ordinal);
        Assert.Contains("No parallel election: the constitution names no tiers", shown, StringComparison.Ordinal);
        Assert.Contains(
            "names no tiers",
            cli.Fail(
                1,
                [
                    .. (string[])
                        ["capital", "open", proposal, .. at, "--committee", (await MakeCommitteeAsync()).Committee],
                    .. (string[])["--key", "@organizer.key", "--administrator", "@administrator.key"],
                ]
            ),
            StringComparison.Ordinal
        );

        // Another organizer says something else of one account, and of the supply: whoever has a node finds it.
        await space.Client.CatchUpAsync();
        var record = space.Client.Log.FindVote(vote.Id)!.Capital!;
        var lies = record
            .Holdings.Select(holding =>
                holding.Account == late.Address.ToString() ? holding with { Amount = 6 } : holding
            )
            .ToArray();
        foreach (
            var page in GovernanceOrganizer.RecordCapital(
                space.Client.Space,
                vote,
                record.Block,
                record.BlockHash,
                record.Supply + 1,
                lies,
                organizer
            )
        )
        {
            await space.Client.EnterAsync(page);
        }

        var wrong = cli.Run(["capital", "check", proposal, .. at, .. node]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains($"{late.Address} had 5, and the record says 6", wrong.Error, StringComparison.Ordinal);
        Assert.Contains($"the supply is {record.Supply}, and", wrong.Error, StringComparison.Ordinal);

        // And another block than the roll's.
        foreach (
            var page in GovernanceOrganizer.RecordCapital(
                space.Client.Space,
                vote,
                record.Block + 1,
                record.BlockHash,
                record.Supply,
                [.. record.Holdings],
                organizer
            )
        )
        {
            await space.Client.EnterAsync(page);
        }

        Assert.Contains(
            "the last one that is not younger than the roll is",
            cli.Fail(1, ["capital", "check", proposal, .. at, .. node]),
            StringComparison.Ordinal
        );
    }

    [AnvilFact]
    public async Task Members_decide_once_more_by_capital_and_that_stands_beside_the_result()
    {
        var token = await chain.CreateTokenAsync();
        await TransferAsync(token, people[2].Wallet.Address, 9);
        var space = await OpenSpaceAsync(
            new CapitalRule(
                Anvil.ChainId,
                token.ToString(),
                CapitalSource.Balance,
                [new CapitalTier(1, 1), new CapitalTier(5, 3)]
            )
        );
        var (proposal, vote) = await OpenVoteAsync(space, Voting);
        await chain.WaitAsync(10);
        await chain.MineAsync(64);
        string[] at = ["--server", $"{service.Address}", "--space", space.Id];
        cli.Do(["capital", "record", proposal, .. at, "--rpc", chain.Endpoint, "--key", "@organizer.key"]);
        using var trustee = Trustee.Create();
        var (committee, follower) = await MakeCommitteeAsync(trustee);
        var election = cli.Do([
                .. (string[])["capital", "open", proposal, .. at, "--committee", committee],
                .. (string[])["--key", "@organizer.key", "--administrator", "@administrator.key"],
            ])
            .ValueOf("election");

        Save("voter.key", (terminal, file) => KeyFiles.Save(terminal, file, people[2].Identity));
        string[] there = ["--server", $"{service.Address}", "--election", election];
        cli.Do(["ballot", "make", .. there, "--key", "@voter.key", "--choose", "2", "--out", "@ballot"]);
        await follower.CatchUpAsync();
        await WaitUntilAsync(follower.Log.Election!.Manifest.Opens);
        cli.Do(["ballot", "cast", .. there, "@ballot", "--receipt", "@receipt"]);

        // Nobody votes in the vote itself: it is rejected when it closes, whatever the other one says later.
        await WaitUntilAsync(vote.Closes);
        using var patience = new CancellationTokenSource(Patience);
        var index = long.Parse(proposal, CultureInfo.InvariantCulture);
        while (space.Client.Log.FindProposal(index)!.Ending is null || follower.Log.Phase != Phase.Closed)
        {
            await Task.Delay(Look, patience.Token);
            await space.Client.CatchUpAsync(patience.Token);
            await follower.CatchUpAsync(null, patience.Token);
        }

        Assert.True(
            trustee.TryDecryptTally(
                follower.Log,
                [follower.Checkpoint!],
                TimeProvider.System.GetUtcNow(),
                out var share,
                out var reason
            ),
            reason
        );
        await follower.SubmitAsync(share);
        while (space.Client.Log.VotesUnderWay.Count > 0)
        {
            await Task.Delay(Look, patience.Token);
            await space.Client.CatchUpAsync(patience.Token);
        }

        Assert.Equal(EndingKind.Rejected, space.Client.Log.FindProposal(index)!.Ending!.Kind);
        var shown = cli.Do(["capital", "show", proposal, .. at]).Output;
        Assert.Contains("The parallel election, which binds nobody:", shown, StringComparison.Ordinal);
        Assert.Contains("For 0, Against 3 of 1 ballots", shown, StringComparison.Ordinal);
    }

    private static async Task WaitUntilAsync(DateTimeOffset time)
    {
        var early = time - TimeProvider.System.GetUtcNow();
        await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero);
    }

    private Task<TransactionReceipt> TransferAsync(Address token, Address to, int amount) =>
        chain.SendAsync(token, CouncilChain.Call("transfer(address,uint256)", to, amount));

    /// <summary>Four people who registered with their account, and `@me.key`, who did not.</summary>
    private async Task<Governed> OpenSpaceAsync(CapitalRule rule)
    {
        var track = new Track(
            "simple",
            TrackKind.Protocol,
            new Stages(Vote: new Window(1, Long)),
            new BallotPlan(
                new BallotRule(VotingMethod.Single, WeightMode.One),
                new PassRule(PassKind.Majority, null, 0, 1),
                ["For", "Against"]
            ),
            ComparesCapital: true
        );
        var trial = new TrialSpace(
            RollKind.Public,
            constitution: new Constitution(
                [organizer.Did],
                [track],
                [new Template("text", ["Motivation"], 1)],
                Capital: rule
            )
        );
        await service.OpenSpaceAsync(trial.Opening);
        var client = await SpaceClient.OpenAsync(service, trial.Space.Id);
        var governance = await GovernanceClient.OpenAsync(service, trial.Space.Id);
        foreach (var person in people)
        {
            await RegisterAsync(person, person.Commitment, TrialSpace.Eas);
        }

        Save("organizer.key", (terminal, file) => KeyFiles.Save(terminal, file, organizer));
        Save("administrator.key", (terminal, file) => KeyFiles.Save(terminal, file, trial.Administrator));
        using var other = new Person();
        Save("me.key", (terminal, file) => KeyFiles.Save(terminal, file, other.Identity));
        await RegisterAsync(other, other.Commitment, TrialSpace.Card);
        await governance.CatchUpAsync();
        return new Governed(trial, governance);

        async Task RegisterAsync(Person person, Fr commitment, string source)
        {
            Assert.True(SubjectId.TryParse(person.Request().Subject!, out var subject, out _));
            var challenge = await client.ChallengeAsync(commitment, TimeProvider.System.GetUtcNow(), null, subject);
            await client.RegisterAsync(trial.Present(person, challenge.Challenge, source), governance.Follower.Key);
        }
    }

    /// <summary>A proposal, its roll at this time, and its vote, which nobody casts a ballot in.</summary>
    private async Task<(string Proposal, VoteRecord Vote)> OpenVoteAsync(Governed space, TimeSpan? voting = null)
    {
        var (client, now) = (space.Client, TimeProvider.System.GetUtcNow());
        var index = await client.ActAsync(
            EntryKind.Proposal,
            new ProposalBody(
                client.Space.Id,
                "simple",
                "text",
                new ProposalContent("Repair the roof", [new Section("Motivation", "It rains in.")])
            ),
            people[0].Identity,
            now
        );
        await client.ActAsync(EntryKind.Submit, new SubmitBody(client.Space.Id, index), people[0].Identity, now);
        Assert.True(VoteOrganizer.TryFind(client.Log, index, out var task, out var refusal), $"{refusal}");
        var opening = new VoteOpening(client, (await MakeCommitteeAsync()).Log, organizer, space.Trial.Administrator);
        var roll = await opening.FixRollAsync(task, now);
        var closes = TimeProvider.System.GetUtcNow() + (voting ?? TimeSpan.FromDays(1));
        var vote = await opening.OpenAsync(task, roll, null, closes, TimeProvider.System);
        return ($"{index}", vote);
    }

    /// <summary>A trustee's key, for an election.</summary>
    private async Task<(string Committee, ElectionFollower Log)> MakeCommitteeAsync()
    {
        using var trustee = Trustee.Create();
        return await MakeCommitteeAsync(trustee);
    }

    private async Task<(string Committee, ElectionFollower Log)> MakeCommitteeAsync(Trustee trustee)
    {
        var (log, _) = await service.OpenCommitteeAsync(Organizer.OpenCommittee([trustee.Did], 1, organizer));
        var follower = await ElectionFollower.StartAsync(new LogClient(service, log), null);
        await follower.CatchUpAsync();
        await follower.SubmitAsync(trustee.Commit(follower.Log.Ceremony!));
        await follower.SubmitAsync(trustee.Deal(follower.Log.Ceremony!));
        await follower.SubmitAsync(Assert.Single(trustee.Acknowledge(follower.Log.Ceremony!)));
        return (Hex.Encode(follower.Log.Ceremony!.Id), follower);
    }

    private void Save(string name, Action<Terminal, KeyOptions.Values> save) =>
        cli.With(terminal => save(terminal, new KeyOptions.Values(new FileInfo(cli.PathOf(name)), null, true)));
}
