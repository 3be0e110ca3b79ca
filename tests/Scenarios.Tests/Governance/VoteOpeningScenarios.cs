using Microsoft.AspNetCore.Builder;
using PrivateVote.Cli;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;
using PrivateVote.Server;
using PrivateVote.TestSupport.Registration;

namespace Scenarios.Tests.Governance;

/// <summary>An organizer opens an election over a slow line.</summary>
public sealed class VoteOpeningScenarios : IAsyncLifetime, IDisposable
{
    private const long Day = 24 * 60 * 60;

    private readonly SimulatedClock clock = new(CliRun.Start);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("privatevote-opening-");
    private readonly RoleKey organizer = RoleKey.Create();
    private readonly Person person = new();
    private WebApplication app = null!;
    private ServiceClient service = null!;
    private GovernanceClient space = null!;
    private ElectionFollower election = null!;
    private VoteOpening opening = null!;
    private VoteTask task = null!;

    public async Task InitializeAsync()
    {
        app = ServerApplication.Create(
            new ServerOptions
            {
                Data = folder.FullName,
                Urls = ["http://127.0.0.1:0"],
                Name = "vote.example",
            },
            clock
        );
        await app.StartAsync();
        service = new ServiceClient(new Uri(ServerApplication.AddressesOf(app).Single()));
        var ballot = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Majority, null, 0, 1),
            ["For", "Against"]
        );
        var track = new Track("simple", TrackKind.Protocol, new Stages(Vote: new Window(Day, 2 * Day)), ballot);
        var trial = new TrialSpace(
            RollKind.Public,
            constitution: new Constitution([organizer.Did], [track], [new Template("text", ["Motivation"], 1)])
        );
        await service.OpenSpaceAsync(trial.Opening);
        var client = await SpaceClient.OpenAsync(service, trial.Space.Id);
        space = await GovernanceClient.OpenAsync(service, trial.Space.Id);
        Assert.True(SubjectId.TryParse(person.Request().Subject!, out var subject, out _));
        var asked = await client.ChallengeAsync(person.Commitment, clock.GetUtcNow(), null, subject);
        await client.RegisterAsync(trial.Present(person, asked.Challenge, TrialSpace.Card), space.Follower.Key);
        await space.CatchUpAsync();

        var content = new ProposalContent("Repair the roof", [new Section("Motivation", "It rains in.")]);
        var index = await ActAsync(EntryKind.Proposal, new ProposalBody(space.Space.Id, "simple", "text", content));
        await ActAsync(EntryKind.Submit, new SubmitBody(space.Space.Id, index));
        Assert.True(VoteOrganizer.TryFind(space.Log, index, out var found, out var refusal), $"{refusal}");
        task = found;
        election = await MakeCommitteeAsync();
        opening = new VoteOpening(space, election, organizer, trial.Administrator);
    }

    public async Task DisposeAsync()
    {
        service.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public void Dispose()
    {
        person.Dispose();
        organizer.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_announcement_that_takes_longer_than_its_lead_is_made_again_with_a_longer_one()
    {
        var now = clock.GetUtcNow();
        Assert.Null(opening.Check(task, null, null, now, isOverridden: false));
        var roll = await opening.FixRollAsync(task, now);

        // Somebody who says a time means it.
        var said = await Assert.ThrowsAsync<ServiceException>(() =>
            opening.OpenAsync(task, roll, now.AddSeconds(-1), null, clock)
        );
        Assert.Equal(RefusalCode.ElectionDiffers, said.Refusal?.Code);

        var vote = await opening.OpenAsync(task, roll, null, null, new SlowLine(clock, TimeSpan.FromSeconds(7)));

        Assert.Equal(now.AddSeconds(7 + 10), vote.Opens);
        Assert.Equal(vote.Opens.AddSeconds(Day), vote.Closes);
        Assert.Equal(vote.Id, election.Log.Election!.Id);
    }

    private Task<long> ActAsync<TBody>(EntryKind kind, TBody body)
        where TBody : ISpaceEntry => space.ActAsync(kind, body, person.Identity, clock.GetUtcNow());

    private async Task<ElectionFollower> MakeCommitteeAsync()
    {
        using var trustee = Trustee.Create();
        var (log, _) = await service.OpenCommitteeAsync(Organizer.OpenCommittee([trustee.Did], 1, organizer));
        var follower = await ElectionFollower.StartAsync(new LogClient(service, log), null);
        await follower.CatchUpAsync();
        await follower.SubmitAsync(trustee.Commit(follower.Log.Ceremony!));
        await follower.SubmitAsync(trustee.Deal(follower.Log.Ceremony!));
        await follower.SubmitAsync(Assert.Single(trustee.Acknowledge(follower.Log.Ceremony!)));
        return follower;
    }

    /// <summary>So much time passes after the first look at it.</summary>
    private sealed class SlowLine(SimulatedClock clock, TimeSpan delay) : TimeProvider
    {
        private bool looked;

        public override DateTimeOffset GetUtcNow()
        {
            var now = clock.GetUtcNow();
            if (!looked)
            {
                clock.Advance(delay);
                looked = true;
            }

            return now;
        }
    }
}
