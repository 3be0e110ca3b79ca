using PrivateVote.Client.Roles;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests;

/// <summary>An organizer opens an election of a space at a real server, and goes on wherever the one before was cut off.</summary>
public sealed class VoteOpeningTests
{
    [Fact]
    public async Task An_election_is_announced_in_the_space_and_opens_in_its_own_log()
    {
        await using var ground = await Ground.StartAsync();
        var opening = await ground.StartAsync(ground.Committee);
        var task = ground.Task(opening.Space);
        Assert.Null(opening.Vote.Check(task, null, null, ground.Now, isOverridden: false));
        Assert.False(await opening.Vote.ResumeAsync());
        var roll = await opening.Vote.FixRollAsync(task, ground.Now);
        var vote = await opening.Vote.OpenAsync(task, roll, null, null, ground.Server.Clock);

        Assert.Equal(
            (VotePurpose.Vote, ground.Proposal, roll),
            (vote.Purpose, vote.Subject, vote.Manifest.Roll!.Entry)
        );
        await ground.MustBeOpenAsync(vote);
        Assert.False(await opening.Vote.ResumeAsync());
    }

    [Theory]
    [InlineData("roll")]
    [InlineData("census")]
    [InlineData("announcement")]
    public async Task Whoever_was_cut_off_starts_again_and_opens_one_election(string after)
    {
        await using var ground = await Ground.StartAsync();
        var first = await ground.StartAsync(ground.Committee);
        var task = ground.Task(first.Space);
        var roll =
            after == "roll"
                ? await ground.FixRollAloneAsync(first.Space)
                : await first.Vote.FixRollAsync(task, ground.Now);
        if (after == "announcement")
        {
            await ground.AnnounceAloneAsync(first, task, roll);
        }

        // Another process, which knows nothing but the logs.
        var second = await ground.StartAsync(ground.Committee);
        var resumed = await second.Vote.ResumeAsync();
        Assert.Equal(after == "announcement", resumed);
        if (!resumed)
        {
            task = ground.Task(second.Space);
            Assert.Null(second.Vote.Check(task, null, null, ground.Now, isOverridden: false));
            var again = await second.Vote.FixRollAsync(task, ground.Now);
            // A census that is there was made of a roll, which is gone on with; else the roll is fixed anew.
            Assert.Equal(after == "census", again == roll);
            await second.Vote.OpenAsync(task, again, null, null, ground.Server.Clock);
        }

        await ground.MustBeOpenAsync(Assert.Single(second.Space.Log.VotesUnderWay));
        Assert.Equal(after == "roll" ? 2 : 1, second.Space.Log.Rolls.Count);
    }

    [Fact]
    public async Task A_committee_that_is_not_of_this_election_is_refused_before_anything_is_entered()
    {
        await using var ground = await Ground.StartAsync();
        var opening = await ground.StartAsync(ground.Committee);
        var task = ground.Task(opening.Space);
        Refusal? Check(VoteOpening vote) => vote.Check(task, null, null, ground.Now, isOverridden: false);

        // One that has not made its key.
        var unfinished = new HttpElection(ground.Server) { Organizer = ground.Governance.Organizer };
        await unfinished.OpenCommitteeAsync();
        Assert.NotNull(Check((await ground.StartAsync(unfinished)).Vote));
        // One of another organizer.
        var foreign = new HttpElection(ground.Server);
        await foreign.OpenCommitteeAsync();
        await foreign.RunCeremonyAsync();
        Assert.Equal(RefusalCode.NotThisRole, Check((await ground.StartAsync(foreign)).Vote)?.Code);
        // One with a census of others.
        await ground.Committee.EnterCensusAsync(1, 1);
        Assert.Equal(RefusalCode.WrongPhase, Check((await ground.StartAsync(ground.Committee)).Vote)?.Code);
        Assert.Empty((await ground.Governance.Space.ReplayAsync()).Rolls);
    }

    [Fact]
    public async Task An_election_that_too_few_could_vote_in_is_refused_before_anything_is_entered()
    {
        await using var ground = await Ground.StartAsync(turnout: 3);
        var opening = await ground.StartAsync(ground.Committee);
        var task = ground.Task(opening.Space);
        var refusal = opening.Vote.Check(task, null, null, ground.Now, isOverridden: true);
        Assert.Equal("the minimum turnout is 3, and 2 could vote now: wait for more members", refusal?.Reason);
    }

    [Fact]
    public async Task An_election_of_small_classes_opens_with_its_reason_recorded()
    {
        await using var ground = await Ground.StartAsync(minimumClass: 3);
        var opening = await ground.StartAsync(ground.Committee);
        var task = ground.Task(opening.Space);
        var refusal = opening.Vote.Check(task, null, null, ground.Now, isOverridden: false);
        Assert.Equal(RefusalCode.ClassTooSmall, refusal?.Code);
        Assert.Null(opening.Vote.Check(task, null, null, ground.Now, isOverridden: true));
        var roll = await opening.Vote.FixRollAsync(task, ground.Now);
        await opening.Vote.OverrideAsync(task, roll, "We are two.");
        // Handed in again, such as after a lost connection, it is the same entry.
        var size = opening.Space.Log.Size;
        var again = await ground.StartAsync(ground.Committee);
        await again.Vote.OverrideAsync(task, roll, "We are two.");
        Assert.Equal(size, again.Space.Log.Size);
        var vote = await again.Vote.OpenAsync(task, roll, null, null, ground.Server.Clock);
        Assert.Equal("We are two.", vote.Overridden);
    }

    private sealed record Started(GovernanceClient Space, ElectionFollower Election, VoteOpening Vote);

    /// <summary>A space with a proposal whose vote may be opened, and a committee of trustees for it.</summary>
    private sealed class Ground(
        RunningServer server,
        HttpGovernance governance,
        HttpElection committee,
        long proposal,
        ServiceClient service
    ) : IAsyncDisposable
    {
        public RunningServer Server => server;

        public HttpGovernance Governance => governance;

        public HttpElection Committee => committee;

        public long Proposal => proposal;

        public DateTimeOffset Now => server.Clock.GetUtcNow();

        public static async Task<Ground> StartAsync(int minimumClass = 1, int turnout = 1)
        {
            var server = await RunningServer.StartAsync();
            var governance = await HttpGovernance.OpenAsync(server, minimumClass, turnout);
            var proposal = await governance.SubmitAsync();
            server.Clock.Advance(TimeSpan.FromHours(1));
            await governance.UntilAsync(log => log.FindProposal(proposal)!.Stage == ProposalStage.Vote);
            var committee = await governance.OpenCommitteeAsync();
            return new Ground(server, governance, committee, proposal, new ServiceClient(server.Http.BaseAddress!));
        }

        public async Task<Started> StartAsync(HttpElection of)
        {
            var space = await GovernanceClient.OpenAsync(service, governance.Id);
            var log = new LogClient(service, LogReference.Committee(of.Committee.Id));
            var election = await ElectionFollower.StartAsync(log, null);
            await election.CatchUpAsync(null);
            var vote = new VoteOpening(space, election, governance.Organizer, governance.Space.Trial.Administrator);
            return new Started(space, election, vote);
        }

        public VoteTask Task(GovernanceClient space)
        {
            Assert.True(VoteOrganizer.TryFind(space.Log, proposal, out var task, out var refusal), refusal?.ToString());
            return task;
        }

        public Task<long> FixRollAloneAsync(GovernanceClient space) =>
            space.EnterAsync(VoteOrganizer.FixRoll(space.Log, Task(space), Now, governance.Space.Trial.Administrator));

        public async Task AnnounceAloneAsync(Started started, VoteTask task, long roll)
        {
            var (log, key) = (started.Space.Log, started.Space.Follower.Key.ToString());
            var opens = Now.AddMinutes(1);
            var plan = VoteOrganizer.PlanOf(log, task, key, roll, opens, task.EndFrom(opens));
            var manifest = Organizer.CreateManifest(
                started.Election.Log,
                plan,
                started.Election.Key.ToString(),
                governance.Organizer
            );
            await started.Space.EnterAsync(
                VoteOrganizer.Announce(started.Space.Space, task, manifest, governance.Organizer)
            );
        }

        /// <summary>Its own log has exactly the manifest that the space's log has.</summary>
        public async Task MustBeOpenAsync(VoteRecord vote)
        {
            var election = (await committee.ReplayAsync()).Log.Election!;
            Assert.Equal(vote.Id, election.Id);
            Assert.Equal(2, election.Manifest.Census.Size);
        }

        public async ValueTask DisposeAsync()
        {
            service.Dispose();
            governance.Dispose();
            await server.DisposeAsync();
        }
    }
}
