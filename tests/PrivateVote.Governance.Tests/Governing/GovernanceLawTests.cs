using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>
/// What holds whatever is handed in: a proposal goes only where a model of its rules, written apart from them, lets it go; what is
/// refused changes nothing; and replaying the log gives the same state byte for byte.
/// </summary>
public sealed class GovernanceLawTests
{
    private const int People = 3;

    private enum Step
    {
        Submit,
        Revise,
        Risk,
        Answer,
        Advance,
        AdvanceOther,
        Open,
        Win,
        Lose,
        CallOff,
        Withdraw,
        Comment,
        Replay,
        Approve,
        Refuse,

        /// <summary>Whatever brings the proposal on from where it is.</summary>
        Onward,
    }

    private sealed record Attempt(Step Step, int Person, int Stage, int Wait);

    private static Gen<Attempt> Attempts =>
        Gen.Choose(0, 29)
            .SelectMany(step =>
                Gen.Choose(0, (1 << 20) - 1)
                    .Select(seed => new Attempt(
                        // Every other attempt moves on, so that the far stages are reached.
                        step < 15
                            ? (Step)step
                            : Step.Onward,
                        // Half of it is the author's, and the first councillor's.
                        Math.Max(0, (seed % 6) - 3),
                        seed / 8 % 9,
                        seed / 128 % 7
                    ))
            );

    [Fact]
    public void A_proposal_goes_only_where_the_model_lets_it_go()
    {
        var seen = new HashSet<(ProposalStage, EndingKind?)>();
        Prop.ForAll(
                Attempts.ArrayOf(60).ToArbitrary(),
                attempts =>
                {
                    var governance = new TestGovernance(members: People);
                    var proposal = governance.Draft(track: "protocol");
                    var play = new Play(governance, proposal);
                    foreach (var attempt in attempts)
                    {
                        play.Try(attempt);
                        seen.Add((proposal.Stage, proposal.Ending?.Kind));
                    }

                    var replayed = new SpaceLog();
                    Assert.All(governance.Space.Lines, line => Assert.Null(replayed.Append(line)));
                    Assert.Equal(governance.Log.StateDigest(), replayed.StateDigest());
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        // A model that is never left would show nothing: every stage was reached.
        Assert.Superset(
            new HashSet<ProposalStage>([
                ProposalStage.Draft,
                ProposalStage.Discussion,
                ProposalStage.Temperature,
                ProposalStage.Vote,
                ProposalStage.Review,
                ProposalStage.Timelock,
                ProposalStage.Ended,
            ]),
            new HashSet<ProposalStage>(seen.Select(one => one.Item1))
        );
    }

    /// <summary>A proposal on a track with discussion of 2 to 30 days, temperature check, vote and no payload: what it may do, said again.</summary>
    private sealed class Play(TestGovernance governance, Proposal proposal)
    {
        private static readonly long[] Waits = [0, 0, Hour, Day, (2 * Day) - 1, 2 * Day, 8 * Day];

        private ProposalStage stage = ProposalStage.Draft;
        private DateTimeOffset since;
        private DateTimeOffset written;
        private int openRisks;
        private long risk;
        private FakeElectionLog? election;
        private bool? won;
        private DateTimeOffset decidedAt;
        private readonly Dictionary<int, Verdict> words = [];

        private DateTimeOffset Now => governance.Space.Now;

        private bool Alive => stage != ProposalStage.Ended;

        private bool Voting => stage is ProposalStage.Temperature or ProposalStage.Vote;

        private bool BeforeVote =>
            stage is ProposalStage.Draft or ProposalStage.Discussion or ProposalStage.Temperature;

        public void Try(Attempt attempt)
        {
            attempt = attempt.Step == Step.Onward ? Onward() : attempt;
            governance.Wait(Waits[attempt.Wait]);
            var (submission, expected) = Make(attempt);
            if (submission is null)
            {
                return;
            }

            var before = governance.Log.StateDigest();
            var taken = governance.Space.Offer(submission.ToLine(Now));
            Assert.True(taken == expected, $"{attempt} at {Now:O} in {stage}: expected {expected}");
            if (taken)
            {
                Follow(attempt);
            }
            else
            {
                Assert.Equal(before, governance.Log.StateDigest());
            }

            Assert.Equal(stage, proposal.Stage);
            Assert.Equal(stage == ProposalStage.Ended, proposal.Ending is not null);
        }

        private Attempt Onward()
        {
            const int TwoDays = 5;
            var (step, person, wait) = stage switch
            {
                ProposalStage.Draft => (Step.Submit, 0, 0),
                ProposalStage.Discussion or ProposalStage.Temperature when openRisks > 0 => (Step.Answer, 0, 0),
                ProposalStage.Temperature or ProposalStage.Vote when election is null => (Step.Open, 0, 0),
                ProposalStage.Temperature or ProposalStage.Vote when won is null => (Step.Win, 0, 0),
                ProposalStage.Review when !Said(Verdict.Approve) => (Step.Approve, words.Count % 3, 0),
                ProposalStage.Discussion or ProposalStage.Timelock => (Step.Advance, 0, TwoDays),
                _ => (Step.Advance, 0, 0),
            };
            return new Attempt(step, person, 0, wait);
        }

        private (Submission?, bool Expected) Make(Attempt attempt)
        {
            var (id, person) = (governance.Id, attempt.Person);
            var author = person == 0;
            return attempt.Step switch
            {
                Step.Submit => (
                    governance.Signed(EntryKind.Submit, person, new SubmitBody(id, proposal.Index)),
                    author && stage == ProposalStage.Draft
                ),
                Step.Revise => (
                    governance.Signed(
                        EntryKind.Revision,
                        person,
                        new RevisionBody(id, proposal.Index, Content($"At {Now:O}"))
                    ),
                    author && stage is (ProposalStage.Draft or ProposalStage.Discussion)
                ),
                // One that is open holds the proposal up: more would say nothing else.
                Step.Risk when openRisks > 0 => (null, false),
                Step.Risk => (
                    governance.Signed(
                        EntryKind.Risk,
                        person,
                        new RiskBody(id, proposal.Index, Severity.Medium, "A risk.")
                    ),
                    BeforeVote
                ),
                Step.Answer => (
                    governance.Signed(EntryKind.RiskAnswer, person, new RiskAnswerBody(id, risk, "An answer.")),
                    author && BeforeVote && openRisks == 1
                ),
                Step.Advance => (Advance(stage), MayAdvance()),
                Step.AdvanceOther => (
                    Advance((ProposalStage)attempt.Stage),
                    (ProposalStage)attempt.Stage == stage && MayAdvance()
                ),
                Step.Open => OpenVote(),
                Step.Win => Conclude([2, 1, 0]),
                Step.Lose => Conclude([1, 2, 0]),
                Step.CallOff => CallOff(),
                Step.Withdraw => (
                    governance.Signed(EntryKind.Withdraw, person, new WithdrawBody(id, proposal.Index, "No.")),
                    author
                        && Alive
                        && stage <= ProposalStage.Vote
                        && !(stage == ProposalStage.Vote && election is not null)
                ),
                Step.Comment => (
                    governance.Signed(EntryKind.Comment, person, new CommentBody(id, proposal.Index, "Yes.")),
                    Alive
                ),
                Step.Approve => Word(person, Verdict.Approve),
                Step.Refuse => Word(person, Verdict.Refuse),
                // Any line of a member again, at another time.
                _ => ReplayOne(attempt.Stage),
            };
        }

        /// <summary>At most one risk is open at a time in this play, so that one number tells it.</summary>
        private void Follow(Attempt attempt)
        {
            switch (attempt.Step)
            {
                case Step.Submit:
                    Enter(ProposalStage.Discussion);
                    break;
                case Step.Revise:
                    written = Now;
                    break;
                case Step.Risk:
                    openRisks++;
                    risk = governance.Log.Size - 1;
                    break;
                case Step.Answer:
                    openRisks--;
                    break;
                case Step.Advance or Step.AdvanceOther:
                    Enter(Next());
                    break;
                case Step.Win or Step.Lose:
                    won = attempt.Step == Step.Win;
                    decidedAt = Now;
                    break;
                case Step.Approve or Step.Refuse:
                    words[attempt.Person] = attempt.Step == Step.Approve ? Verdict.Approve : Verdict.Refuse;
                    break;
                case Step.CallOff:
                    election = null;
                    break;
                case Step.Withdraw:
                    stage = ProposalStage.Ended;
                    break;
            }
        }

        private void Enter(ProposalStage next)
        {
            (stage, since) = (next, Now);
            (election, won) = (null, null);
        }

        private DateTimeOffset VoteEnds =>
            (election?.Manifest.Closes ?? since).AddSeconds((stage == ProposalStage.Vote ? 7 : 3) * Day);

        private bool MayAdvance() =>
            stage switch
            {
                ProposalStage.Discussion => IsOverdue
                    || (Now >= since.AddSeconds(2 * Day) && Now >= written.AddSeconds(2 * Day) && openRisks == 0),
                ProposalStage.Temperature when won is { } passed => !passed
                    || openRisks == 0
                    || Now >= decidedAt.AddSeconds(3 * Day),
                ProposalStage.Vote when won is not null => true,
                ProposalStage.Temperature or ProposalStage.Vote => Now >= VoteEnds,
                ProposalStage.Review => Said(Verdict.Refuse)
                    || Said(Verdict.Approve)
                    || Now >= since.AddSeconds(7 * Day),
                ProposalStage.Timelock => Said(Verdict.Refuse) || Now >= since.AddSeconds(2 * Day),
                _ => false,
            };

        /// <summary>Two of three say so, and two of three are needed for either.</summary>
        private bool Said(Verdict verdict) => words.Values.Count(word => word == verdict) >= 2;

        private (Submission?, bool) Word(int councillor, Verdict verdict) =>
            (
                Submission.Sign(
                    EntryKind.Review,
                    // Another reason each time: the same words are entered once.
                    governance.Review(proposal, verdict, by: Councillors[councillor]) with
                    {
                        Reason = $"At {governance.Log.Size}.",
                    },
                    Councillors[councillor]
                ),
                stage is ProposalStage.Review or ProposalStage.Timelock
                    && (!words.TryGetValue(councillor, out var before) || before != verdict)
            );

        private bool IsOverdue => Now >= since.AddSeconds(30 * Day);

        private ProposalStage Next() =>
            stage switch
            {
                ProposalStage.Discussion when !IsOverdue => ProposalStage.Temperature,
                ProposalStage.Temperature when won == true && openRisks == 0 => ProposalStage.Vote,
                ProposalStage.Vote when won == true => ProposalStage.Review,
                ProposalStage.Review when Said(Verdict.Approve) && !Said(Verdict.Refuse) => ProposalStage.Timelock,
                _ => ProposalStage.Ended,
            };

        private Submission Advance(ProposalStage from) =>
            Submission.Plain(
                EntryKind.Advance,
                new AdvanceBody(governance.Id, proposal.Index, ProposalBook.NameOf(from))
            );

        private (Submission?, bool) OpenVote()
        {
            if (!Voting)
            {
                return (null, false);
            }

            var subject = VoteSubject.OfProposal(
                proposal,
                stage == ProposalStage.Temperature ? VotePurpose.Temperature : VotePurpose.Vote
            );
            var inTime = Now <= since.AddSeconds(subject.Window.Maximum);
            var opened = new FakeElectionLog();
            opened.Enter(governance.Manifest(subject, governance.Roll(), opened), Now);
            var expected = election is null && inTime;
            var submission = Submission.Sign(EntryKind.Election, opened.Body(governance.Id, subject), Organizer);
            if (expected)
            {
                election = opened;
            }

            return (submission, expected);
        }

        private (Submission?, bool) Conclude(ulong[] totals)
        {
            if (election is null)
            {
                return (null, false);
            }

            var early = Now < election.Manifest.Closes;
            if (won is not null)
            {
                return (Submission.Plain(EntryKind.Outcome, election.Outcome(governance.Id)), false);
            }

            if (early)
            {
                governance.Space.Now = election.Manifest.Closes;
            }

            election.Close(3, totals, Now);
            return (Submission.Plain(EntryKind.Outcome, election.Outcome(governance.Id)), true);
        }

        private (Submission?, bool) CallOff()
        {
            if (election is null || won is not null)
            {
                return (null, false);
            }

            election.Cancel("No.", Now);
            return (Submission.Plain(EntryKind.Outcome, election.Outcome(governance.Id)), true);
        }

        private (Submission?, bool) ReplayOne(int seed)
        {
            var signed = governance
                .Space.Lines.Select(line => Entry.TryParse(line, out var entry, out _) ? entry : null!)
                .Where(entry => EntrySigners.Of(entry.Kind) == EntrySigner.Member)
                .ToArray();
            var one = signed[seed % signed.Length];
            return (new Submission(one.Kind, one.Body.ToArray()), false);
        }
    }

    [Fact]
    public void Every_byte_of_an_entry_that_is_changed_makes_it_another_or_none()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var line = governance
            .Signed(EntryKind.Comment, 1, new CommentBody(governance.Id, proposal.Index, "Yes."))
            .ToLine(governance.Space.Now);
        var before = governance.Log.StateDigest();
        // From the body on: another time before it is the log's own affair.
        for (var i = line.AsSpan().IndexOf("\"comment\""u8); i < line.Length; i++)
        {
            var changed = line.ToArray();
            changed[i] ^= 1;
            Assert.NotNull(governance.Log.Append(changed));
            Assert.Equal(before, governance.Log.StateDigest());
        }

        Assert.Null(governance.Log.Append(line));
    }
}
