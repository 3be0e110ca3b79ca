using PrivateVote.Cli.Tests.Support;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Ethereum;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;
using PrivateVote.TestSupport;
using PrivateVote.TestSupport.Registration;
using Scenarios.Tests.Service;

namespace Scenarios.Tests.Council;

/// <summary>
/// A space at a server process whose council of five owns a Safe on a real chain; the test plays everybody but the council, whose
/// members are key files. On one track a vote decides, on the other proposals pass unless somebody calls for one.
/// </summary>
public sealed class ServedCouncil : IAsyncLifetime, IDisposable
{
    public const int Members = 5;
    public const int Threshold = 3;

    private const string Voted = "voted";
    private const string Quick = "quick";
    private const long Long = 7 * 24 * 60 * 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Time for one proof on a machine that is busy with something else.</summary>
    private static readonly TimeSpan Voting = TimeSpan.FromSeconds(30);

    /// <summary>A manifest is in two logs before it opens.</summary>
    private static readonly TimeSpan Announcing = TimeSpan.FromSeconds(6);

    private readonly RoleKey organizer = RoleKey.Create();
    private readonly Person author = new();
    private readonly ServiceGround ground = ServiceGround.Embedded();
    private ServiceClient service = null!;

    internal CliRun Cli { get; } = new();

    internal CouncilChain Chain { get; private set; } = null!;

    internal Uri Server => service.Address;

    internal Address Safe { get; private set; }

    internal Address Token { get; private set; }

    /// <summary>The DIDs of the council, `@council1.key` and on.</summary>
    internal IReadOnlyList<string> Dids { get; private set; } = [];

    /// <summary>The space whose council has the Safe.</summary>
    internal Governed Space { get; private set; } = null!;

    /// <summary>A proposal that passed its vote, with ether and tokens for <see cref="CouncilPay.Payee"/>.</summary>
    internal Proposal Decided { get; private set; } = null!;

    /// <summary>Another one, that a service lies about.</summary>
    internal Proposal Contested { get; private set; } = null!;

    /// <summary>The checkpoint of the space's log when both were voted on.</summary>
    internal string EarlyCheckpoint { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Anvil.Missing is not null)
        {
            return;
        }

        // What is signed on the command line is signed at the time of the server, whose clock is the real one.
        Cli.Clock.Advance(TimeProvider.System.GetUtcNow() - CliRun.Start);
        Chain = new CouncilChain();
        var owners = Enumerable
            .Range(1, Members)
            .Select(i => Address.Parse(Cli.Do("wallet", "new", "--out", $"@owner{i}.key").Line))
            .ToArray();
        Dids = [.. Enumerable.Range(1, Members).Select(i => Cli.Do("holder", "new", "--out", $"@council{i}.key").Line)];
        Cli.Write("payer", "0x" + Anvil.PrivateKey);
        Cli.Do("wallet", "import", "@payer", "--out", "@payer.key");
        Safe = await Chain.CreateSafeAsync(owners, Threshold);
        Token = await Chain.CreateTokenAsync();
        await Chain.SendAsync(Safe, [], 100 * CouncilPay.Ether);
        await Chain.SendAsync(Token, CouncilChain.Call("transfer(address,uint256)", Safe, 100 * CouncilPay.Tokens));
        var server = await ground.StartAsync();
        service = new ServiceClient(server.Address);
        Space = await OpenSpaceAsync(
            new SpaceCouncil(
                [.. Dids.Zip(owners, (did, owner) => new CouncilMember(did, owner.ToString()))],
                Threshold,
                new SafeReference(Anvil.ChainId, Safe.ToString(), "1.4.1")
            )
        );
        Decided = await ProposeAsync(Space, Voted, "Pay the gardener", Pay());
        Contested = await ProposeAsync(Space, Voted, "Pay the gardener again", Pay());
        EarlyCheckpoint = Space.Client.Follower.Checkpoint!;
        using var first = await OpenVoteAsync(Decided);
        using var second = await OpenVoteAsync(Contested);
        await first.FinishAsync(service);
        await second.FinishAsync(service);
        await ReachAsync(Space, Decided.Index, ProposalStage.Review);
        await ReachAsync(Space, Contested.Index, ProposalStage.Review);
    }

    public async Task DisposeAsync() => await ground.DisposeAsync();

    public void Dispose()
    {
        service?.Dispose();
        Chain?.Dispose();
        author.Dispose();
        organizer.Dispose();
        Cli.Dispose();
    }

    /// <summary>Ether and tokens for the payee, out of the Safe.</summary>
    internal Payload Pay(int ether = CouncilPay.Ether) =>
        new(Anvil.ChainId, Safe.ToString(), CouncilPay.Calls(Token, ether));

    /// <summary>The Safe's next nonce.</summary>
    internal async Task<ulong> NonceAsync() =>
        (ulong)(await new PrivateVote.Ethereum.Safe.SafeReader(Chain.Rpc).ReadAsync(Safe)).Nonce;

    /// <summary>A space of two people.</summary>
    internal async Task<Governed> OpenSpaceAsync(SpaceCouncil council)
    {
        var ballot = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Majority, null, 0, 1),
            ["For", "Against"]
        );
        var stages = new Stages(
            Vote: new Window(1, Long),
            Review: new Window(0, Long),
            Timelock: new Window(1, 1),
            Execution: new Window(0, Long)
        );
        var trial = new TrialSpace(
            RollKind.Public,
            constitution: new Constitution(
                [organizer.Did],
                [
                    new Track(Voted, TrackKind.Protocol, stages, ballot),
                    new Track(Quick, TrackKind.Protocol, stages, ballot, Optimistic: new OptimisticPath(1, 1)),
                ],
                [new Template("text", ["Motivation"], 1)],
                Council: council
            )
        );
        await service.OpenSpaceAsync(trial.Opening);
        var space = new Governed(trial, await GovernanceClient.OpenAsync(service, trial.Space.Id));
        await JoinAsync(space, author);
        using var other = new Person();
        await JoinAsync(space, other);
        return space;
    }

    private async Task JoinAsync(Governed space, Person person)
    {
        var client = await SpaceClient.OpenAsync(service, space.Trial.Space.Id);
        Assert.True(SubjectId.TryParse(person.Request().Subject!, out var subject, out _));
        var challenge = await client.ChallengeAsync(person.Commitment, TimeProvider.System.GetUtcNow(), null, subject);
        await client.RegisterAsync(space.Trial.Present(person, challenge.Challenge), space.Client.Follower.Key);
        await space.Client.CatchUpAsync();
    }

    /// <summary>A proposal that passed because nobody called for a vote, in the council's review.</summary>
    internal async Task<Proposal> PassAsync(Governed space, string title, Payload? payload)
    {
        var proposal = await ProposeAsync(space, Quick, title, payload);
        return await ReachAsync(space, proposal.Index, ProposalStage.Review);
    }

    /// <summary>Waits until the server has brought a proposal on to this stage.</summary>
    internal static async Task<Proposal> ReachAsync(Governed space, long index, ProposalStage stage)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await space.Client.CatchUpAsync(patience.Token);
            var proposal = space.Client.Log.FindProposal(index)!;
            if (proposal.Stage == stage)
            {
                return proposal;
            }

            Assert.True(proposal.Ending is null, proposal.Ending?.Reason);
            await Task.Delay(Look, patience.Token);
        }
    }

    /// <summary>Somebody says something about a proposal.</summary>
    /// <returns>The comment's entry.</returns>
    internal Task<long> CommentAsync(Proposal proposal, string text) =>
        Space.Client.ActAsync(
            EntryKind.Comment,
            new CommentBody(Space.Client.Space.Id, proposal.Index, text),
            author.Identity,
            TimeProvider.System.GetUtcNow()
        );

    private async Task<Proposal> ProposeAsync(Governed space, string track, string title, Payload? payload)
    {
        var id = space.Client.Space.Id;
        var content = new ProposalContent(title, [new Section("Motivation", "Because.")], Payload: payload);
        var index = await space.Client.ActAsync(
            EntryKind.Proposal,
            new ProposalBody(id, track, "text", content),
            author.Identity,
            TimeProvider.System.GetUtcNow()
        );
        await space.Client.ActAsync(
            EntryKind.Submit,
            new SubmitBody(id, index),
            author.Identity,
            TimeProvider.System.GetUtcNow()
        );
        return space.Client.Log.FindProposal(index)!;
    }

    /// <summary>One trustee, one ballot: for.</summary>
    private async Task<OpenVote> OpenVoteAsync(Proposal proposal)
    {
        var trustee = Trustee.Create();
        var (log, _) = await service.OpenCommitteeAsync(Organizer.OpenCommittee([trustee.Did], 1, organizer));
        var follower = await ElectionFollower.StartAsync(new LogClient(service, log), null);
        await follower.CatchUpAsync();
        await follower.SubmitAsync(trustee.Commit(follower.Log.Ceremony!));
        await follower.SubmitAsync(trustee.Deal(follower.Log.Ceremony!));
        await follower.SubmitAsync(Assert.Single(trustee.Acknowledge(follower.Log.Ceremony!)));

        Assert.True(
            VoteOrganizer.TryFind(Space.Client.Log, proposal.Index, out var task, out var refusal),
            $"{refusal}"
        );
        var opening = new VoteOpening(Space.Client, follower, organizer, Space.Trial.Administrator);
        var roll = await opening.FixRollAsync(task, TimeProvider.System.GetUtcNow());
        var opens = TimeProvider.System.GetUtcNow() + Announcing;
        await opening.OpenAsync(task, roll, opens, opens + Voting, TimeProvider.System);

        var election = follower.Log.Election!;
        var ballot = ProvingArtifacts
            .BuiltIn.MakerFor(election.Circuit)
            .Vote(election, author.Identity, 1, Space.Client.Log.RollAt(roll).Prove(0), [1, 0], null)
            .Ballot;
        var early = opens - TimeProvider.System.GetUtcNow();
        await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero);
        await (await ElectionClient.OpenAsync(service, election.Id)).CastAsync(ballot.ToBytes());
        return new OpenVote(trustee, follower);
    }

    private sealed record OpenVote(Trustee Trustee, ElectionFollower Follower) : IDisposable
    {
        /// <summary>Waits for the closing, and decrypts; the server counts.</summary>
        public async Task FinishAsync(ServiceClient service)
        {
            using var patience = new CancellationTokenSource(Patience);
            while ((await service.ElectionAsync(Follower.Log.Election!.Id, patience.Token)).Phase != Phase.Closed)
            {
                await Task.Delay(Look, patience.Token);
            }

            await Follower.CatchUpAsync(null, patience.Token);
            Assert.True(
                Trustee.TryDecryptTally(
                    Follower.Log,
                    [Follower.Checkpoint!],
                    TimeProvider.System.GetUtcNow(),
                    out var share,
                    out var reason
                ),
                reason
            );
            await Follower.SubmitAsync(share, patience.Token);
        }

        public void Dispose() => Trustee.Dispose();
    }
}

/// <summary>A space as the test replays it.</summary>
internal sealed record Governed(TrialSpace Trial, GovernanceClient Client)
{
    public string Id => Hex.Encode(Client.Space.Id);
}

/// <summary>What these councils pay.</summary>
internal static class CouncilPay
{
    public const int Ether = 1000;
    public const int Tokens = 77;

    public static readonly Address Payee = Address.Parse("0x00000000000000000000000000000000000000bb");

    public static IReadOnlyList<Call> Calls(Address token, int ether = Ether) =>
        [
            new Call(Payee.ToString(), $"{ether}", "0x", 0),
            new Call(
                token.ToString(),
                "0",
                Hex.Encode(CouncilChain.Call("transfer(address,uint256)", Payee, Tokens)),
                0
            ),
        ];
}
