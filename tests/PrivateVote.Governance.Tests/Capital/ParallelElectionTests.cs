using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Capital;

/// <summary>The question of a vote once more, by capital: held to rules as every election is, and binding nobody.</summary>
public sealed class ParallelElectionTests
{
    /// <summary>Members 0 to 3 of 6 have accounts: two of a small tier, two of a large one; two have none.</summary>
    private static (CapitalGround Ground, Proposal Proposal, VoteRecord Vote, FakeElectionLog Election) Recorded(
        int minimumClass = 1
    )
    {
        var ground = new CapitalGround(6, minimumClass: minimumClass, track: Simple(YesNo() with { Turnout = 2 }));
        for (var i = 0; i < 4; i++)
        {
            ground.Bind(i);
        }

        var (proposal, vote, election) = ground.OpenVote();
        ground.Record(vote, 10, 99, 100, 5000);
        return (ground, proposal, vote, election);
    }

    [Fact]
    public void It_asks_the_same_with_the_weights_of_capital_and_ends_with_the_vote()
    {
        var (ground, proposal, vote, _) = Recorded(minimumClass: 2);
        ground.OpenComparison(proposal);
        var comparison = proposal.Votes[^1];
        Assert.Equal((VotePurpose.Comparison, vote.Closes), (comparison.Purpose, comparison.Closes));
        var manifest = comparison.Manifest;
        Assert.Equal("By capital: A proposal", manifest.Title);
        Assert.Equal(vote.Manifest.ProposalDigest, manifest.ProposalDigest);
        Assert.Equal(vote.Manifest.Options.Select(option => option.Name), manifest.Options.Select(o => o.Name));
        Assert.Equal((WeightMode.One, WeightMode.Multiply), (vote.Manifest.Rule.Weights, manifest.Rule.Weights));
        Assert.Equal(
            [
                new CensusMember(ground.Governance.People[0].Commitment, 1),
                new CensusMember(ground.Governance.People[1].Commitment, 1),
                new CensusMember(ground.Governance.People[2].Commitment, 5),
                new CensusMember(ground.Governance.People[3].Commitment, 5),
            ],
            ground.Log.RollAt(manifest.Roll!.Entry).Members
        );
        var roll = ground.Log.FindRoll(manifest.Roll.Entry)!;
        Assert.Equal(vote.Capital!.Index, roll.Subject);
    }

    [Fact]
    public void A_weighted_vote_is_compared_under_its_own_rule_and_its_payload_is_no_option()
    {
        var track = Simple(YesNo(WeightMode.Multiply));
        track = track with { Stages = track.Stages with { Review = new Window(0, Day) } };
        var ground = new CapitalGround(4, track: track);
        ground.Bind(0);
        var proposal = ground.Governance.ToVote(Content() with { Payload = Payload() });
        ground.Governance.OpenVote(proposal);
        var vote = proposal.Votes[^1];
        ground.Record(vote, 10);
        ground.OpenComparison(proposal);
        Assert.NotNull(vote.Manifest.Options[0].Payload);
        Assert.All(proposal.Votes[^1].Manifest.Options, option => Assert.Null(option.Payload));
        Assert.Equal(vote.Manifest.Rule, proposal.Votes[^1].Manifest.Rule);
    }

    [Fact]
    public void Two_results_whose_joint_classes_are_small_are_not_held_and_nothing_overrides_that()
    {
        var (ground, proposal, vote, _) = Recorded(minimumClass: 2);
        // One of the two in the large tier is alone now.
        ground.Record(vote, 10, 99, 50, 5000);
        Assert.False(ground.Log.TryFindSubject(VotePurpose.Comparison, proposal.Index, null, out _, out var refusal));
        Assert.Equal(RefusalCode.ClassTooSmall, refusal.Code);
        Assert.Contains("only 1 member has", refusal.Reason, StringComparison.Ordinal);
        ground.Governance.MustNot(
            RefusalCode.ClassTooSmall,
            Submission.Sign(
                EntryKind.Roll,
                new RollBody(
                    ground.Governance.Id,
                    ground.Log.FindRoll(vote.Manifest.Roll!.Entry)!.Census,
                    ground.Log.LastRoll,
                    vote.Capital!.Index
                ),
                TestSpace.Administrator
            )
        );

        ground.Record(vote, 10, 99, 100, 4999);
        var roll = ground.Governance.Roll(vote.Capital.Index);
        ground.Governance.MustNot(
            RefusalCode.ClassTooSmall,
            EntryKind.Override,
            Organizer,
            new OverrideBody(ground.Governance.Id, VotePurpose.Comparison, roll, "a reason", proposal.Index)
        );
    }

    [Fact]
    public void What_only_an_override_opened_has_no_second_result_beside_it()
    {
        var small = new CapitalGround(6, minimumClass: 2);
        for (var i = 0; i < 4; i++)
        {
            small.Bind(i);
        }

        // The vote itself was opened by an override.
        var proposal = small.Governance.ToVote();
        var subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        var election = new FakeElectionLog();
        var roll = small.Governance.Roll();
        small.Governance.Must(
            EntryKind.Override,
            Organizer,
            new OverrideBody(small.Governance.Id, VotePurpose.Vote, roll, "a reason", proposal.Index)
        );
        election.Enter(small.Governance.Manifest(subject, roll, election), small.Governance.Space.Now);
        small.Governance.Must(EntryKind.Election, Organizer, election.Body(small.Governance.Id, subject));
        small.Record(proposal.Votes[^1], 10, 99, 100, 5000);
        Refused(small, proposal, RefusalCode.ClassTooSmall);
    }

    [Theory]
    [InlineData("closes later", RefusalCode.ElectionDiffers)]
    [InlineData("closes earlier", RefusalCode.ElectionDiffers)]
    [InlineData("opens before", RefusalCode.ElectionDiffers)]
    [InlineData("title", RefusalCode.ElectionDiffers)]
    [InlineData("rule", RefusalCode.ElectionDiffers)]
    [InlineData("payload", RefusalCode.ElectionDiffers)]
    [InlineData("the vote's roll", RefusalCode.RollNotFresh)]
    public void Its_manifest_is_what_the_rules_make_it(string what, RefusalCode code)
    {
        var (ground, proposal, vote, _) = Recorded(minimumClass: 2);
        Refused(
            ground,
            proposal,
            code,
            manifest =>
                what switch
                {
                    "closes later" => manifest with { Closes = manifest.Closes.AddMilliseconds(1) },
                    "closes earlier" => manifest with { Closes = manifest.Closes.AddMilliseconds(-1) },
                    "opens before" => manifest with { Opens = manifest.Opens.AddMilliseconds(-1) },
                    "title" => manifest with { Title = vote.Manifest.Title },
                    "rule" => manifest with { Rule = vote.Manifest.Rule },
                    "payload" => manifest with
                    {
                        Options = [manifest.Options[0] with { Payload = Payload() }, .. manifest.Options.Skip(1)],
                    },
                    "the vote's roll" => manifest with { Roll = vote.Manifest.Roll, Census = vote.Manifest.Census },
                    _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
                }
        );
        ground.OpenComparison(proposal);
    }

    [Fact]
    public void There_is_one_for_a_vote_and_only_beside_one_with_capital()
    {
        var ground = new CapitalGround(4);
        ground.Bind(0);
        var proposal = ground.Governance.ToVote();
        Absent(RefusalCode.WrongStage);
        ground.Governance.OpenVote(proposal);
        Absent(RefusalCode.CapitalDiffers);
        var vote = proposal.Votes[^1];
        ground.Record(vote, 10);
        var first = ground.OpenComparison(proposal);

        // The numbers that it rests on stay.
        ground.Governance.MustNot(RefusalCode.CapitalDiffers, EntryKind.Capital, Organizer, ground.Body(vote, 11));
        Refused(ground, proposal, RefusalCode.ElectionUnderWay);

        // Called off, it may be held again, and by other numbers.
        first.Cancel("a reason", ground.Governance.Space.Now);
        ground.Governance.Must(EntryKind.Outcome, first.Outcome(ground.Governance.Id));
        ground.Record(vote, 12);
        ground.OpenComparison(proposal);

        var untiered = new CapitalGround(4, CapitalGround.Rule with { Tiers = null });
        untiered.Bind(0);
        (proposal, vote, _) = untiered.OpenVote();
        untiered.Record(vote, 10);
        ground = untiered;
        Absent(RefusalCode.ClassTooSmall);

        ground = new CapitalGround(compares: false);
        (proposal, _, _) = ground.OpenVote();
        Absent(RefusalCode.NoCapital);

        void Absent(RefusalCode code)
        {
            Assert.False(
                ground.Log.TryFindSubject(VotePurpose.Comparison, proposal.Index, null, out _, out var refusal)
            );
            Assert.Equal(code, refusal.Code);
        }
    }

    [Fact]
    public void Its_outcome_is_proved_as_any_and_may_come_when_the_proposal_has_ended()
    {
        var (ground, proposal, vote, election) = Recorded();
        var parallel = ground.OpenComparison(proposal);
        var passed = ground.Governance.Conclude(election, 6, 4, 2, 0);
        ground.Governance.MustEnd(proposal, EndingKind.Executed, "passed");
        var byCapital = ground.Governance.Conclude(parallel, 4, 2, 10, 0);
        Assert.Equal((true, false), (passed.Passed, byCapital.Passed));
        Assert.Equal(EndingKind.Executed, proposal.Ending!.Kind);
        Assert.Equal(passed, proposal.OutcomeOf(VotePurpose.Vote));
        Assert.Equal(vote.Outcome, passed);
    }

    [Fact]
    public void No_stage_waits_for_it_and_its_roll_gives_nobody_another_replacement()
    {
        var (ground, proposal, _, election) = Recorded();
        var space = ground.Governance.Space;
        var renewed = space.NewCommitment();
        space.MustEnter(space.Present("member 5", renewed, ground.Governance.People[5].Commitment));
        ground.OpenComparison(proposal);
        space.MustNot(
            RefusalCode.NoReplacementLeft,
            space.Enter(space.Present("member 5", space.NewCommitment(), renewed))
        );
        ground.Governance.Conclude(election, 6, 2, 4, 0);
        ground.Governance.MustEnd(proposal, EndingKind.Rejected, "2");
        Assert.Single(ground.Log.VotesUnderWay);
    }

    [Fact]
    public void With_it_or_without_it_everything_else_ends_alike()
    {
        Prop.ForAll(
                Gen.Choose(0, 5).ArrayOf(3).ToArbitrary(),
                Gen.Choose(0, 5).ArrayOf(3).ToArbitrary(),
                Gen.Choose(0, 4).ToArbitrary(),
                (decided, compared, kind) =>
                {
                    var without = Play(null, decided, kind);
                    var with = Play(compared, decided, kind);
                    Assert.Equal(without.Ending!.Kind, with.Ending!.Kind);
                    Assert.Equal(without.Ending.Reason, with.Ending.Reason);
                    Assert.Equal(without.Ending.At, with.Ending.At);
                    Assert.Equal(
                        without.History.Select(change => (change.Stage, change.At, change.Reason)),
                        with.History.Select(change => (change.Stage, change.At, change.Reason))
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    /// <summary>A vote with these totals, and a parallel election with others that ends before it, after it, is called off, or never ends.</summary>
    private static Proposal Play(int[]? compared, int[] decided, int kind)
    {
        var ground = new CapitalGround(6);
        for (var i = 0; i < 4; i++)
        {
            ground.Bind(i);
        }

        var (proposal, vote, election) = ground.OpenVote();
        FakeElectionLog? parallel = null;
        if (compared is not null)
        {
            ground.Record(vote, 10, 99, 100, 5000);
            if (kind > 0)
            {
                parallel = ground.OpenComparison(proposal);
            }
        }

        if (kind == 1)
        {
            ConcludeParallel();
        }
        else if (kind == 2 && parallel is not null)
        {
            parallel.Cancel("a reason", ground.Governance.Space.Now);
            ground.Governance.Must(EntryKind.Outcome, parallel.Outcome(ground.Governance.Id));
        }

        ground.Governance.Conclude(election, 6, Totals(decided));
        if (kind == 3)
        {
            ConcludeParallel();
        }

        ground.Governance.Advance(proposal);
        if (kind == 4)
        {
            ConcludeParallel();
        }

        var replayed = new SpaceLog();
        Assert.All(ground.Governance.Space.Lines, line => Assert.Null(replayed.Append(line)));
        Assert.Equal(ground.Log.StateDigest(), replayed.StateDigest());
        return proposal;

        void ConcludeParallel()
        {
            if (parallel is not null)
            {
                ground.Governance.Conclude(parallel, 4, Totals(compared!));
            }
        }

        static ulong[] Totals(int[] numbers) => [.. numbers.Select(number => (ulong)number)];
    }

    [Fact]
    public void The_organizer_finds_what_to_open()
    {
        var (ground, proposal, vote, _) = Recorded(minimumClass: 2);
        Assert.True(VoteOrganizer.TryFindComparison(ground.Log, proposal.Index, out var task, out _));
        Assert.Equal((vote.Capital!.Index, vote.Closes), (task.RollSubject, task.Closes));
        var roll = ground.Governance.Space.Must(
            VoteOrganizer.FixRoll(ground.Log, task, ground.Governance.Space.Now, TestSpace.Administrator)
        );
        var plan = VoteOrganizer.PlanOf(
            ground.Log,
            task,
            FakeElectionLog.SpaceLogKey,
            roll,
            ground.Governance.Space.Now,
            task.Closes!.Value
        );
        Assert.Equal("By capital: A proposal", plan.Title);
    }

    private static void Refused(
        CapitalGround ground,
        Proposal proposal,
        RefusalCode code,
        Func<Manifest, Manifest>? change = null
    )
    {
        var subject = ground.Comparison(proposal);
        var election = new FakeElectionLog();
        var roll = ground.Governance.Roll(subject.RollSubject);
        var manifest = ground.Governance.Manifest(subject, roll, election) with { Closes = subject.Closes!.Value };
        election.Enter(change is null ? manifest : change(manifest), ground.Governance.Space.Now);
        ground.Governance.MustNot(code, EntryKind.Election, Organizer, election.Body(ground.Governance.Id, subject));
    }
}
