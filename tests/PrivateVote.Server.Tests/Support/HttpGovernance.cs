using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Server.Tests.Support;

/// <summary>A space at a server whose proposals are discussed for an hour and voted on for an hour, with one organizer and two members.</summary>
internal sealed class HttpGovernance : IDisposable
{
    public const long Hour = 3600;

    private readonly RunningServer server;
    private int proposals;

    private HttpGovernance(RunningServer server, HttpSpace space, RoleKey organizer)
    {
        this.server = server;
        Space = space;
        Organizer = organizer;
    }

    public HttpSpace Space { get; }

    public RoleKey Organizer { get; }

    public Person[] Members { get; } = [new(), new()];

    public byte[] Id => Space.Trial.Space.Id;

    public static async Task<HttpGovernance> OpenAsync(RunningServer server, int minimumClass = 1, int turnout = 1)
    {
        var organizer = RoleKey.Create();
        var ballot = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Majority, null, 0, 1),
            ["For", "Against"],
            Turnout: turnout
        );
        var stages = new Stages(Vote: new Window(Hour, 24 * Hour), Discussion: new Window(Hour, 24 * Hour));
        var constitution = new Constitution(
            [organizer.Did],
            [new Track("simple", TrackKind.Protocol, stages, ballot)],
            [new Template("text", ["Motivation"], 1)],
            MinimumClass: minimumClass
        );
        var space = await HttpSpace.OpenAsync(server, constitution: constitution);
        var governance = new HttpGovernance(server, space, organizer);
        foreach (var member in governance.Members)
        {
            await space.RegisterAsync(member);
        }

        return governance;
    }

    /// <summary>A proposal whose discussion has begun: its entry.</summary>
    public async Task<long> SubmitAsync()
    {
        var content = new ProposalContent($"Proposal {++proposals}", [new Section("Motivation", "Because.")]);
        var body = new ProposalBody(Id, "simple", "text", content);
        var proposal = (await Space.ActAsync(EntryKind.Proposal, body, Members[0])).Index;
        await Space.ActAsync(EntryKind.Submit, new SubmitBody(Id, proposal), Members[0]);
        return proposal;
    }

    /// <summary>A committee of trustees of the organizer's, which has made its key.</summary>
    public async Task<HttpElection> OpenCommitteeAsync()
    {
        var election = new HttpElection(server) { Organizer = Organizer };
        await election.OpenCommitteeAsync();
        await election.RunCeremonyAsync();
        return election;
    }

    /// <summary>Opens the vote on a proposal, for an hour from now.</summary>
    public async Task<HttpElection> OpenVoteAsync(long proposal)
    {
        var election = await OpenCommitteeAsync();
        var log = await Space.ReplayAsync();
        Assert.True(VoteOrganizer.TryFind(log, proposal, out var task, out var refusal), refusal?.ToString());
        var fixing = VoteOrganizer.FixRoll(log, task, log.LastAt, Space.Trial.Administrator);
        var roll = (await Space.EnterAsync(fixing)).Index;
        log = await Space.ReplayAsync();
        foreach (var page in Elections.Roles.Organizer.CensusPages(log.RollAt(roll), Organizer))
        {
            await election.EnterAsync(page);
        }

        var opens = server.Clock.GetUtcNow().AddSeconds(30);
        var plan = VoteOrganizer.PlanOf(log, task, Space.Log.ToString(), roll, opens, opens.AddSeconds(Hour));
        var manifest = await election.ManifestAsync(plan);
        await Space.EnterAsync(VoteOrganizer.Announce(log.Space!, task, manifest, Organizer));
        await election.EnterManifestAsync(manifest);
        return election;
    }

    /// <summary>Replays the space's log until it has come to this.</summary>
    public async Task<SpaceLog> UntilAsync(Func<SpaceLog, bool> reached)
    {
        for (var attempts = 0; attempts < 200; attempts++)
        {
            var log = await Space.ReplayAsync();
            if (reached(log))
            {
                return log;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("the space does not get there");
    }

    public void Dispose()
    {
        Space.Dispose();
        Organizer.Dispose();
        foreach (var member in Members)
        {
            member.Dispose();
        }
    }
}
