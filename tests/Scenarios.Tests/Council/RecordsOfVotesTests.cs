using PrivateVote.BulletinBoard;
using PrivateVote.Cli;
using PrivateVote.Cli.Demo;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;
using PrivateVote.TestSupport.Registration;

namespace Scenarios.Tests.Council;

/// <summary>A council member holds the record of a vote, with real ballots in it, to what the space's log says of the vote.</summary>
public sealed class RecordsOfVotesTests : IDisposable
{
    private const long Day = 24 * 60 * 60;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("privatevote-");
    private readonly SimulatedClock clock = new(TestElection.Start);
    private readonly Person[] people = [new(), new(), new()];
    private readonly TestElection election = new();
    private readonly DemoSpace space;
    private readonly TrialSpace trial;

    public RecordsOfVotesTests()
    {
        var ballot = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Majority, null, 0, 1),
            ["For", "Against"]
        );
        trial = new TrialSpace(
            RollKind.Public,
            constitution: new Constitution(
                [election.OrganizerKey.Did],
                [
                    new Track(
                        "track",
                        TrackKind.Protocol,
                        new Stages(Vote: new Window(1, Day), Review: new Window(0, Day)),
                        ballot
                    ),
                ],
                [new Template("text", ["Motivation"], 1)],
                Council: new SpaceCouncil([new CouncilMember(people[0].Key.Did)], 1)
            )
        );
        space = new EmbeddedDemoSpace(trial.Opening, new FileInfo(Path.Combine(folder.FullName, "space.jsonl")), clock);
    }

    public void Dispose()
    {
        space.Dispose();
        trial.Dispose();
        Array.ForEach(people, person => person.Dispose());
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_record_of_the_vote_and_no_other_one_bears_out_what_the_log_says()
    {
        var proposal = Propose();
        Open(proposal);
        var fork = election.Fork();
        Vote(election, [0, 1, 2]);
        Assert.Equal("the proposal has no vote with an outcome", Problem(proposal, election));
        ShowOutcome();
        Assert.Equal(ProposalStage.Review, space.Reach(proposal.Index, ProposalStage.Review).Stage);

        Assert.Null(Problem(proposal, election));

        // The service shows the council another history of the same election, with the same result by other ballots.
        Vote(fork, [2, 1, 0]);
        Assert.Equal(election.Log.Result!.Totals, fork.Log.Result!.Totals);
        Assert.Contains("two histories", Problem(proposal, fork), StringComparison.Ordinal);

        // Or the record of another election that passed.
        var other = TestElection.Open(null, 1, 1, 1);
        Vote(other, [0, 1, 2]);
        Assert.Equal("the record is of another election", Problem(proposal, other));
    }

    /// <summary>By the record, verified as a member verifies it.</summary>
    private static string? Problem(Proposal proposal, TestElection shown)
    {
        var report = TestElection.Verify(shown.ToRecord());
        Assert.True(report.Valid);
        return Councillor.Problem(proposal, report.State!);
    }

    private Proposal Propose()
    {
        foreach (var person in people)
        {
            Assert.True(SubjectId.TryParse(person.Request().Subject!, out var subject, out _));
            Assert.Null(space.Register(trial.Present(person, space.Ask(person.Commitment, subject))));
        }

        var id = space.Space.Id;
        var content = new ProposalContent("A question", [new Section("Motivation", "Because.")]);
        var author = people[0].Identity;
        var index = space.Act(EntryKind.Proposal, new ProposalBody(id, "track", "text", content), author);
        space.Act(EntryKind.Submit, new SubmitBody(id, index), author);
        return space.Log.FindProposal(index)!;
    }

    private void Open(Proposal proposal)
    {
        Assert.True(VoteOrganizer.TryFind(space.Log, proposal.Index, out var task, out var refusal), $"{refusal}");
        var roll = space.Enter(VoteOrganizer.FixRoll(space.Log, task, space.Now, trial.Administrator));
        election.RunCeremony();
        foreach (var page in Organizer.CensusPages(space.Log.RollAt(roll), election.OrganizerKey))
        {
            election.Must(page);
        }

        election.Voters.AddRange(people.Select(person => (person.Identity, 1u)));
        var plan = VoteOrganizer.PlanOf(
            space.Log,
            task,
            space.LogKey.ToString(),
            roll,
            TestElection.Opens,
            TestElection.Closes
        );
        var manifest = election.Manifest(plan);
        space.Enter(VoteOrganizer.Announce(space.Space, task, manifest, election.OrganizerKey));
        election.Must(manifest);
        election.Now = TestElection.Opens;
    }

    /// <summary>All of them are for it.</summary>
    private static void Vote(TestElection election, int[] voters)
    {
        foreach (var voter in voters)
        {
            election.Must(TestElection.Cast(election.Vote(voter, 1, 0).Ballot));
        }

        election.Close();
        election.Tally(0, 1);
        election.Checkpoint();
    }

    private void ShowOutcome()
    {
        clock.AdvanceTo(TestElection.Closes);
        var tree = new MerkleTree();
        election.Lines.ForEach(line => tree.Add(line));
        var view = new ElectionLogView(
            tree.Size,
            election.Checkpoints[^1],
            (from, until, _) => Task.FromResult<IReadOnlyList<byte[]>>(election.Lines[(int)from..(int)until]),
            index => [.. tree.InclusionProof(index, tree.Size).SelectMany(hash => hash)]
        );
        var outcome = ElectionEnd.ToOutcomeAsync(space.Space.Id, election.Election.Id, view, CancellationToken.None);
        space.Enter(outcome.GetAwaiter().GetResult()!);
    }
}
