using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;
using Step = PrivateVote.Governance.Tests.Governing.OperationsStep;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>A committee of one track and its mandates of 100 each: what it may do, said again.</summary>
internal sealed partial class OperationsModel
{
    public const int People = 5;

    private const ulong Budget = 100;
    private const long VoteMaximum = 7 * Day;
    private const long VetoWindow = 3 * Day;
    private const long ReportWithin = 30 * Day;
    private const long Term = 90 * Day;

    private static readonly long[] Waits =
    [
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Hour,
        Hour,
        Day,
        VetoWindow - 1,
        VetoWindow,
        VoteMaximum,
        8 * Day,
        ReportWithin,
    ];

    private static readonly VoterIdentity Stranger = VoterIdentity.FromSecret(Scalar.From(77));

    private readonly OperationsGame game;
    private readonly TestGovernance governance;
    private readonly SpaceLog replayed = new();
    private readonly Proposal home;
    private readonly int[] acts = new int[People];
    private readonly List<int> candidates = [];
    private readonly List<Held> seatVotes = [];
    private readonly List<Given> mandates = [];
    private readonly List<Decided> decisions = [];
    private List<(int Person, DateTimeOffset Until)> seats = [];

    public OperationsModel(OperationsGame game)
    {
        this.game = game;
        var track = Committee() with
        {
            Operations = Committee().Operations! with
            {
                Seats = game.Seats,
                Threshold = game.Threshold,
                VetoCallers = game.Callers,
            },
        };
        governance = new TestGovernance(Standard() with { Tracks = [Simple(), track] }, People);
        home = governance.Draft(author: 0);
        acts[0]++;
        Replay();
    }

    public SpaceLog Log => governance.Log;

    private DateTimeOffset Now => governance.Space.Now;

    private bool AreSeatsVotedOn =>
        seatVotes is [.., { IsOver: false } last] && Now < last.Closes.AddSeconds(VoteMaximum);

    /// <summary>The step that was tried and whether it was taken; null where there was nothing to try it on.</summary>
    public (Step, bool)? Try(OperationsAttempt attempt)
    {
        attempt = attempt.Step == Step.Onward ? Onward(attempt) : attempt;
        governance.Wait(Waits[attempt.Wait]);
        var (submission, expected, follow) = Make(attempt);
        if (submission is null)
        {
            Compare(attempt);
            return null;
        }

        var before = Log.StateDigest();
        var taken = governance.Space.Offer(submission.ToLine(Now));
        Assert.True(taken == expected, $"{attempt} at {Now:O}: expected {expected}");
        if (taken)
        {
            follow();
        }
        else
        {
            Assert.Equal(before, Log.StateDigest());
        }

        Compare(attempt);
        return (attempt.Step, taken);
    }

    /// <summary>The fold and the model say the same, and so does a fold that never saw what was refused.</summary>
    private void Compare(OperationsAttempt attempt)
    {
        Replay();
        var committee = Log.Committees.SingleOrDefault();
        Assert.Equal(candidates, (committee?.Candidates ?? []).Select(one => one.Member));
        Assert.Equal(
            Enumerable.Range(0, People).Where(IsSeated),
            Enumerable.Range(0, People).Where(person => committee?.Has(person, Now) == true)
        );
        Assert.All(mandates.Where(one => one.Passed), one => Assert.Equal(Left(one), Log.BudgetLeft(one.Index)));
        Assert.Equal(
            decisions.Select(one => (one.Index, one.Stage, one.Since, one.Ending)),
            Log.Decisions.Select(one => (one.Index, one.Stage, one.Since, one.Ending?.Kind))
        );
        Assert.True(
            decisions.Where(MayAdvance).Select(one => one.Index).SequenceEqual(Log.Due(Now).Select(SubjectOf)),
            $"what is due after {attempt} at {Now:O}"
        );
    }

    private void Replay()
    {
        foreach (var line in governance.Space.Lines.Skip((int)replayed.Size).ToList())
        {
            Assert.Null(replayed.Append(line));
        }

        Assert.Equal(Log.StateDigest(), replayed.StateDigest());
    }

    private (Submission?, bool Expected, Action Follow) Make(OperationsAttempt attempt)
    {
        var person = attempt.Person;
        var decision = decisions.Count == 0 ? null : decisions[attempt.Which % decisions.Count];
        return attempt.Step switch
        {
            Step.Speak => (
                Signed(EntryKind.Comment, person, new CommentBody(governance.Id, home.Index, "Yes.")),
                IsMember(person),
                () => acts[person]++
            ),
            Step.Stand => (
                Signed(EntryKind.Candidacy, person, new CandidacyBody(governance.Id, "tech", $"{person}", "Me.")),
                IsMember(person) && acts[person] > 0 && !candidates.Contains(person) && !AreSeatsVotedOn,
                () => candidates.Add(person)
            ),
            Step.OpenSeats => OpenSeats(person),
            Step.FillSeats => FillSeats(attempt),
            Step.CallOffSeats => CallOff(seatVotes.LastOrDefault(), () => { }),
            Step.Mandate => GiveMandate(attempt),
            Step.Decide => Decide(attempt),
            Step.Advance or Step.AdvanceOther when decision is not null => Advance(attempt, decision),
            Step.Endorse when decision is not null => (
                Signed(EntryKind.Endorse, person, new EndorseBody(governance.Id, decision.Index)),
                IsSeated(person)
                    && decision.Stage == DecisionStage.Proposed
                    && !decision.Endorsed.Contains(person)
                    && IsWithin(decision.Mandate, decision.Amount),
                () => Endorse(decision, person)
            ),
            Step.Call when decision is not null => (
                Signed(EntryKind.VetoCall, person, new VetoCallBody(governance.Id, decision.Index, "No.")),
                IsMember(person)
                    && decision.Stage == DecisionStage.VetoWindow
                    && Now < decision.Since.AddSeconds(VetoWindow)
                    && !decision.Called.Contains(person),
                () => decision.Called.Add(person)
            ),
            Step.OpenVeto when decision is not null => OpenVeto(person, decision),
            Step.ConcludeVeto when decision is not null => ConcludeVeto(attempt, decision),
            Step.CallOffVeto when decision is not null => CallOff(decision.Vote, () => decision.Vote = null),
            Step.Report when decision is not null => (
                Signed(
                    EntryKind.Report,
                    person,
                    new ReportBody(governance.Id, decision.Index, "Done.", (ulong)attempt.Amount)
                ),
                decision.Stage == DecisionStage.Effective
                    && (decision.Endorsed.Contains(person) || IsSeated(person))
                    && (ulong)attempt.Amount <= decision.Amount,
                () =>
                {
                    decision.Spent = (ulong)attempt.Amount;
                    Enter(decision, DecisionStage.Reported);
                }
            ),
            Step.Repeat => Repeat(attempt.Which),
            _ => (null, false, () => { }),
        };
    }

    private (Submission?, bool, Action) OpenSeats(int person)
    {
        if (candidates.Count == 0)
        {
            return (null, false, () => { });
        }

        var rules = ProposalBook.Freeze(Log.Space!, Log.Space!.Body.Constitution!.FindTrack("tech")!);
        return Open(
            VoteSubject.OfSeats(Log.Committees[0], rules),
            person,
            !AreSeatsVotedOn,
            election => seatVotes.Add(new Held(election))
        );
    }

    private (Submission?, bool, Action) OpenVeto(int person, Decided decision) =>
        Open(
            VoteSubject.OfDecision(Log.FindDecision(decision.Index)!),
            person,
            decision.Stage == DecisionStage.VetoVote
                && decision.Vote is null
                && Now <= decision.Since.AddSeconds(VoteMaximum),
            election => decision.Vote = new Held(election)
        );

    /// <summary>Anybody but the organizer, who is played by person 0, tries it in vain.</summary>
    private (Submission?, bool, Action) Open(
        VoteSubject subject,
        int person,
        bool allowed,
        Action<FakeElectionLog> follow
    )
    {
        var election = new FakeElectionLog();
        election.Enter(governance.Manifest(subject, governance.Roll(), election), Now);
        var signer = person == 0 ? Organizer : Councillors[person % 3];
        return (
            Submission.Sign(EntryKind.Election, election.Body(governance.Id, subject), signer),
            allowed && person == 0,
            () => follow(election)
        );
    }

    private (Submission?, bool, Action) FillSeats(OperationsAttempt attempt)
    {
        if (seatVotes.Count == 0)
        {
            return (null, false, () => { });
        }

        var election = seatVotes[attempt.Amount >= 68 ? ^1 : attempt.Which % seatVotes.Count];
        var options = election.Log.Manifest.Options.Count;
        // One more or less than each other, all the same, or anything from 0 to 3; now and then nobody votes.
        var totals = Enumerable
            .Range(0, options)
            .Select(i => (ulong)(attempt.Amount == 69 ? options - i : (attempt.Which >> i) & 3))
            .ToArray();
        var ballots = attempt.Amount < 10 ? 0 : People;
        return Conclude(
            election,
            ballots,
            totals,
            () =>
            {
                if (election != seatVotes[^1])
                {
                    // Given up, and another was opened: it seats nobody any more.
                    return;
                }

                if (ballots > 0)
                {
                    // A candidate sits when at most as many as there are seats have as many approvals or more.
                    seats =
                    [
                        .. candidates
                            .Take(options)
                            .Where((_, i) => totals[i] > 0 && totals.Count(other => other >= totals[i]) <= game.Seats)
                            .Select(person => (person, Now.AddSeconds(Term))),
                    ];
                }

                candidates.RemoveRange(0, options);
            }
        );
    }

    private (Submission?, bool, Action) ConcludeVeto(OperationsAttempt attempt, Decided decision)
    {
        ulong[][] results =
        [
            [3, 1, 0],
            [1, 3, 0],
            [2, 2, 1],
            [1, 0, 4],
        ];
        if (decision.Vote is not { } vote)
        {
            return (null, false, () => { });
        }

        var totals = results[attempt.Amount / 2 % results.Length];
        var ballots = attempt.Amount == 0 ? 0 : 5;
        return Conclude(vote, ballots, totals, () => vote.HasPassed = ballots > 0 && totals[0] > totals[1]);
    }

    private (Submission?, bool, Action) Conclude(Held election, int ballots, ulong[] totals, Action follow)
    {
        if (election.IsCancelled)
        {
            return (Submission.Plain(EntryKind.Outcome, election.Log.Outcome(governance.Id)), false, follow);
        }

        if (!election.IsOver)
        {
            // An operator who closes too early, and then in time: the last close entry is the one that is shown.
            election.IsClosed = true;
            election.Log.Close(ballots, totals, Now);
        }

        return (
            Submission.Plain(EntryKind.Outcome, election.Log.Outcome(governance.Id)),
            !election.IsOver && Now >= election.Closes,
            () =>
            {
                election.IsOver = true;
                follow();
            }
        );
    }

    private (Submission?, bool, Action) CallOff(Held? election, Action follow)
    {
        if (election is null || (election.IsClosed && !election.IsOver))
        {
            return (null, false, () => { });
        }

        if (!election.IsOver)
        {
            election.Log.Cancel("No.", Now);
        }

        return (
            Submission.Plain(EntryKind.Outcome, election.Log.Outcome(governance.Id)),
            !election.IsOver,
            () =>
            {
                (election.IsOver, election.IsCancelled) = (true, true);
                follow();
            }
        );
    }

    /// <summary>A whole proposal, which passes or not: what leads to a mandate has a model of its own.</summary>
    private (Submission?, bool, Action) GiveMandate(OperationsAttempt attempt)
    {
        var expires = Now.AddDays(5 + attempt.Which);
        var proposal = governance.ToVote(
            Content("Mandate") with
            {
                Mandate = new Mandate("tech", "Run the servers.", Budget, expires),
            }
        );
        acts[0]++;
        var passed = attempt.Which % 8 != 0;
        governance.Vote(proposal, 1, passed ? 1UL : 0, passed ? 0UL : 1, 0);
        var advance = Submission.Plain(EntryKind.Advance, governance.AdvanceOf(proposal));
        return (advance, true, () => mandates.Add(new Given(proposal.Index, expires, passed)));
    }

    private (Submission?, bool, Action) Decide(OperationsAttempt attempt)
    {
        // The space's own entry gave nobody anything.
        var mandate = mandates.ElementAtOrDefault(attempt.Which) ?? new Given(0, DateTimeOffset.MaxValue, false);
        var (person, amount) = (attempt.Person, (ulong)attempt.Amount);
        return (
            Signed(
                EntryKind.Decision,
                person,
                new DecisionBody(governance.Id, mandate.Index, "Rent", "Why not.", amount)
            ),
            mandate.Passed && IsSeated(person) && IsWithin(mandate, amount),
            () =>
            {
                decisions.Add(new Decided(Log.Size - 1, mandate, amount, Now));
                Endorse(decisions[^1], person);
            }
        );
    }

    private (Submission?, bool, Action) Advance(OperationsAttempt attempt, Decided decision)
    {
        var other = (DecisionStage)(((int)decision.Stage + 1 + (attempt.Amount % 5)) % 6);
        var claimed = attempt.Step == Step.Advance ? decision.Stage : other;
        return (
            Submission.Plain(
                EntryKind.Advance,
                new AdvanceBody(governance.Id, decision.Index, ProposalBook.NameOf(claimed))
            ),
            claimed == decision.Stage && MayAdvance(decision),
            () =>
            {
                switch (decision.Stage)
                {
                    case DecisionStage.Proposed:
                        End(decision, EndingKind.Expired);
                        break;
                    case DecisionStage.VetoWindow when decision.Called.Count >= game.Callers:
                        Enter(decision, DecisionStage.VetoVote);
                        break;
                    case DecisionStage.VetoVote when decision.Vote is not { HasPassed: true }:
                        End(decision, EndingKind.Vetoed);
                        break;
                    default:
                        Enter(decision, DecisionStage.Effective);
                        break;
                }
            }
        );
    }

    private bool MayAdvance(Decided decision) =>
        decision.Stage switch
        {
            DecisionStage.Proposed => Now >= decision.Mandate.Expires,
            DecisionStage.VetoWindow => decision.Called.Count >= game.Callers
                || Now >= decision.Since.AddSeconds(VetoWindow),
            DecisionStage.VetoVote => decision.Vote is { IsOver: true }
                || Now >= (decision.Vote?.Closes ?? decision.Since).AddSeconds(VoteMaximum),
            _ => false,
        };

    private (Submission?, bool, Action) Repeat(int which)
    {
        var signed = governance
            .Space.Lines.Select(line => Entry.TryParse(line, out var entry, out _) ? entry : null!)
            .Where(entry => EntrySigners.Of(entry.Kind) == EntrySigner.Member)
            .ToArray();
        var one = signed[^(1 + (which % signed.Length))];
        return (new Submission(one.Kind, one.Body.ToArray()), false, () => { });
    }

    private void Endorse(Decided decision, int person)
    {
        decision.Endorsed.Add(person);
        if (decision.Endorsed.Count(IsSeated) >= game.Threshold)
        {
            Enter(decision, DecisionStage.VetoWindow);
        }
    }

    private void Enter(Decided decision, DecisionStage stage) => (decision.Stage, decision.Since) = (stage, Now);

    private void End(Decided decision, EndingKind kind)
    {
        decision.Ending = kind;
        Enter(decision, DecisionStage.Ended);
    }

    private static bool IsMember(int person) => person < People;

    private bool IsSeated(int person) => seats.Exists(seat => seat.Person == person && Now < seat.Until);

    private ulong Left(Given mandate) =>
        Budget - decisions.Where(one => one.Mandate == mandate).Aggregate(0UL, (sum, one) => sum + one.Takes);

    private bool IsWithin(Given mandate, ulong amount) =>
        Now < mandate.Expires
        && amount <= Left(mandate)
        && !decisions.Exists(one =>
            one.Mandate == mandate && one.Stage == DecisionStage.Effective && Now >= one.Since.AddSeconds(ReportWithin)
        );

    private static long SubjectOf(Submission due) =>
        StrictJson.TryParse<AdvanceBody>(due.Body, out var body, out _) ? body.Subject : -1;

    private Submission Signed<T>(EntryKind kind, int person, T body) =>
        MemberSignature.Sign(kind, body, IsMember(person) ? governance.People[person] : Stranger, Now);

    /// <summary>A mandate as the model has it.</summary>
    private sealed record Given(long Index, DateTimeOffset Expires, bool Passed);

    /// <summary>An election as the model has it.</summary>
    private sealed class Held(FakeElectionLog log)
    {
        public FakeElectionLog Log => log;

        public DateTimeOffset Closes => log.Manifest.Closes;

        /// <summary>Whether its operator has entered a close entry, after which the organizer calls nothing off here.</summary>
        public bool IsClosed { get; set; }

        public bool IsOver { get; set; }

        public bool IsCancelled { get; set; }

        public bool HasPassed { get; set; }
    }

    /// <summary>A decision as the model has it.</summary>
    private sealed class Decided(long index, Given mandate, ulong amount, DateTimeOffset at)
    {
        public long Index => index;

        public Given Mandate => mandate;

        public ulong Amount => amount;

        public DecisionStage Stage { get; set; }

        public DateTimeOffset Since { get; set; } = at;

        public EndingKind? Ending { get; set; }

        public ulong Spent { get; set; }

        public HashSet<int> Endorsed { get; } = [];

        public HashSet<int> Called { get; } = [];

        /// <summary>The veto vote that was not called off.</summary>
        public Held? Vote { get; set; }

        public ulong Takes =>
            Stage switch
            {
                DecisionStage.VetoWindow or DecisionStage.VetoVote or DecisionStage.Effective => amount,
                DecisionStage.Reported => Spent,
                _ => 0,
            };
    }
}
