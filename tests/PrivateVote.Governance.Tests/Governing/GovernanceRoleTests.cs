using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>What roles make is what the rules take.</summary>
public sealed class GovernanceRoleTests
{
    [Fact]
    public void An_organizers_plan_is_what_the_manifest_has_to_say()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var roll = governance.Roll(
            GovernanceOrganizer.RollSubjectOf(governance.Log, VotePurpose.Vote, proposal.Index, null)
        );
        var opens = governance.Space.Now;
        var plan = GovernanceOrganizer.PlanOf(
            governance.Log,
            FakeElectionLog.SpaceLogKey,
            VotePurpose.Vote,
            proposal.Index,
            null,
            roll,
            opens,
            opens.AddDays(1)
        );
        var election = new FakeElectionLog();
        var manifest = governance.Manifest(VoteSubject.OfProposal(proposal, VotePurpose.Vote), roll, election) with
        {
            Space = plan.Space,
            Title = plan.Title,
            Options = plan.Options,
            Rule = plan.Rule,
            Pass = plan.Pass,
            Quorum = plan.Quorum,
            Revoting = plan.Revoting,
            Opens = plan.Opens,
            Closes = plan.Closes,
            Turnout = plan.Turnout,
            Council = plan.Council,
            ProposalDigest = plan.ProposalDigest!,
            Roll = plan.Roll,
        };
        election.Enter(manifest, opens);
        var submission = Submission.Sign(EntryKind.Manifest, manifest, Organizer);
        governance.Space.Must(
            GovernanceOrganizer.Open(
                governance.Space.Space,
                VotePurpose.Vote,
                proposal.Index,
                null,
                submission,
                Organizer
            )
        );
        Assert.Throws<ArgumentException>(() =>
            GovernanceOrganizer.RollSubjectOf(governance.Log, VotePurpose.Temperature, proposal.Index, null)
        );
    }

    [Fact]
    public void What_would_refuse_an_election_is_known_before_a_roll_is_fixed_for_it()
    {
        var governance = new TestGovernance(
            Standard() with
            {
                MinimumClass = 4,
                Tracks = [Simple(), Committee()],
            },
            members: 3
        );
        var proposal = governance.ToVote();
        var now = governance.Space.Now;
        var size = governance.Log.Size;

        Assert.True(VoteOrganizer.TryFind(governance.Log, proposal.Index, out var task, out _));
        var few = Check();
        Assert.Equal(RefusalCode.ClassTooSmall, few!.Code);
        Assert.Contains("3 voters", few.Reason, StringComparison.Ordinal);
        Assert.Null(Check(isOverridden: true));
        Assert.Equal(RefusalCode.NotThisRole, Check(TestSpace.Administrator, isOverridden: true)!.Code);
        Assert.Equal(RefusalCode.ElectionDiffers, Check(opens: now.AddSeconds(-1), isOverridden: true)!.Code);
        Assert.Equal(RefusalCode.ElectionDiffers, Check(closes: now.AddSeconds(1), isOverridden: true)!.Code);
        now = now.AddSeconds(task.Window.Maximum + 1);
        Assert.Equal(RefusalCode.ElectionDiffers, Check(isOverridden: true)!.Code);
        Assert.Equal(size, governance.Log.Size);

        Refusal? Check(
            Identity.RoleKey? organizer = null,
            DateTimeOffset? opens = null,
            DateTimeOffset? closes = null,
            bool isOverridden = false
        ) => VoteOrganizer.Check(governance.Log, task, (organizer ?? Organizer).Did, opens, closes, now, isOverridden);
    }

    [Fact]
    public async Task An_outcome_is_built_from_the_lines_of_the_log()
    {
        foreach (var (ballots, cancelled) in new[] { (3, false), (0, false), (3, true), (-1, true) })
        {
            var governance = new TestGovernance();
            var election = governance.OpenVote(governance.ToVote());
            governance.Space.Now = election.Manifest.Closes;
            Assert.Null(await OutcomeOfAsync(governance, election));
            if (ballots >= 0)
            {
                election.Close(ballots, [2, 1, 0], governance.Space.Now);
            }

            if (cancelled)
            {
                election.Cancel("No.", governance.Space.Now);
            }

            governance.Space.Must((await OutcomeOfAsync(governance, election))!);
            Assert.Equal(cancelled, governance.Log.FindVote(election.Id)!.Outcome!.Cancelled);
        }

        var empty = new ElectionLogView(0, "", (_, _, _) => Task.FromResult<IReadOnlyList<byte[]>>([]), _ => []);
        Assert.Null(await ElectionEnd.ToOutcomeAsync(new byte[32], new byte[32], empty, CancellationToken.None));
    }

    private static Task<Submission?> OutcomeOfAsync(TestGovernance governance, FakeElectionLog election) =>
        ElectionEnd.ToOutcomeAsync(governance.Id, election.Id, election.View, CancellationToken.None);

    [Fact]
    public void A_councillors_word_is_taken_as_it_is_made()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(Content() with { Payload = Payload() }, "protocol");
        governance.Wait(2 * Day);
        governance.Advance(proposal);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.Advance(proposal);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.Advance(proposal);
        var space = governance.Space.Space;
        governance.Space.Must(Councillor.Approve(space, proposal, 7, Councillors[0]));
        governance.Space.Must(Councillor.Refuse(space, proposal, "I know better now.", Councillors[0]));
        governance.MustNot(RefusalCode.PayloadDiffers, Councillor.Approve(space, proposal, null, Councillors[1]));
        Assert.Equal(Verdict.Refuse, Assert.Single(proposal.Council.Present).Verdict);
    }

    [Fact]
    public void The_state_is_one_value_that_every_replay_gives_again()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit(Content() with { Payload = Payload() }, "protocol");
        governance.Must(EntryKind.Contribution, governance.Contributed(0, 8));
        governance.Must(
            EntryKind.Delegate,
            2,
            new DelegateBody(governance.Id, "protocol", governance.People[0].Commitment)
        );
        governance.Wait(2 * Day);
        governance.Advance(proposal);
        governance.Vote(proposal, 2, 2, 0, 0);
        var replayed = new SpaceLog();
        var digests = new HashSet<string>();
        foreach (var line in governance.Space.Lines)
        {
            Assert.Null(replayed.Append(line));
            // Every entry left something.
            Assert.True(digests.Add(Convert.ToHexString(replayed.StateDigest())));
        }

        Assert.Equal(StrictJson.Serialize(governance.Log.ToState()), StrictJson.Serialize(replayed.ToState()));
    }
}
