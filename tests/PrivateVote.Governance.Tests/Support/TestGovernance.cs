using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Ethereum;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Weights;
using PrivateVote.Identity;

namespace PrivateVote.Governance.Tests.Support;

/// <summary>A space with a constitution whose members, organizer, council and owners are played by the test.</summary>
internal sealed class TestGovernance
{
    public const long Hour = 3600;
    public const long Day = 24 * Hour;

    public static readonly RoleKey Organizer = TestSpace.Key("organizer");
    public static readonly RoleKey[] Councillors =
    [
        .. Enumerable.Range(0, 3).Select(i => TestSpace.Key($"council {i}")),
    ];
    public static readonly EthereumKey[] Owners =
    [
        .. Enumerable
            .Range(0, 3)
            .Select(i => EthereumKey.FromPrivateKey(SHA256.HashData(Encoding.ASCII.GetBytes($"owner {i}")))),
    ];
    public static readonly RoleKey Issuer = TestSpace.Key("issuer of contributions");
    public static readonly SafeReference Safe = new(31337, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "1.4.1");

    public TestGovernance(Constitution? constitution = null, int members = 5)
    {
        Space = new TestSpace(TestSpace.Public() with { Constitution = constitution ?? Standard() });
        People =
        [
            .. Enumerable.Range(1, members).Select(i => VoterIdentity.FromSecret(Scalar.From((ulong)(1000 + i)))),
        ];
        for (var i = 0; i < members; i++)
        {
            Space.MustEnter(Space.Present($"member {i}", People[i].Commitment));
        }
    }

    public TestSpace Space { get; }

    public SpaceLog Log => Space.Log;

    public byte[] Id => Log.Id!;

    public VoterIdentity[] People { get; }

    public static BallotPlan YesNo(WeightMode weights = WeightMode.One) =>
        new(
            new BallotRule(VotingMethod.Single, weights),
            new PassRule(PassKind.Majority, null, 0, 1),
            ["For", "Against", "Abstain"]
        );

    /// <summary>Every stage of the protocol track.</summary>
    public static Track Protocol() =>
        new(
            "protocol",
            TrackKind.Protocol,
            new Stages(
                Vote: new Window(Day, 7 * Day),
                Discussion: new Window(2 * Day, 30 * Day),
                Temperature: new Window(Day, 3 * Day),
                Review: new Window(0, 7 * Day),
                Timelock: new Window(2 * Day, 2 * Day),
                Execution: new Window(0, 14 * Day)
            ),
            YesNo(),
            Amends: true,
            Temperature: new TemperatureCheck(YesNo(), Gate: true)
        );

    /// <summary>Discussion and vote, and nothing else.</summary>
    public static Track Simple(BallotPlan? ballot = null) =>
        new(
            "simple",
            TrackKind.Protocol,
            new Stages(
                Vote: new Window(Hour, 7 * Day),
                Discussion: new Window(0, 30 * Day),
                Execution: new Window(0, 14 * Day)
            ),
            ballot ?? YesNo(),
            Amends: true
        );

    public static Track Committee() =>
        new(
            "tech",
            TrackKind.Operations,
            new Stages(Vote: new Window(Hour, 7 * Day)),
            YesNo(),
            Operations: new CommitteeRule(
                Seats: 2,
                Threshold: 2,
                Term: 90 * Day,
                VetoWindow: 3 * Day,
                VetoCallers: 2,
                Unit: "USDC",
                Acts: 1,
                Points: 0,
                ReportWithin: 30 * Day
            )
        );

    public static Constitution Standard() =>
        new(
            [Organizer.Did],
            [Protocol(), Simple(), Committee()],
            [new Template("text", ["Motivation", "Risks"], 1)],
            Council: new SpaceCouncil(
                [.. Councillors.Zip(Owners, (key, owner) => new CouncilMember(key.Did, owner.Address.ToString()))],
                2,
                Safe
            ),
            Weight: new WeightPolicy(
                WeightCurve.Linear,
                [new CategoryRule("code", new Factor(1))],
                new Factor(1),
                Base: 1
            ),
            Contributors: [new ContributionSource("guild", ContributionFormat.Jws, [Issuer.Did], ["code"])]
        );

    public static ProposalContent Content(string title = "A proposal", string text = "Because.") =>
        new(title, [new Section("Motivation", text), new Section("Risks", "")]);

    public static Payload Payload(string value = "1") =>
        new(Safe.ChainId, Safe.Address, [new Call(Owners[0].Address.ToString(), value, "0x", 0)]);

    public void Wait(long seconds) => Space.Now = Space.Now.AddSeconds(seconds);

    public Submission Signed<T>(EntryKind kind, int person, T body) =>
        MemberSignature.Sign(kind, body, People[person], Space.Now);

    public long Must<T>(EntryKind kind, int person, T body) => Space.Must(Signed(kind, person, body));

    public Refusal MustNot<T>(RefusalCode code, EntryKind kind, int person, T body) =>
        MustNot(code, Signed(kind, person, body));

    public long Must<T>(EntryKind kind, T body) => Space.Must(Submission.Plain(kind, body));

    public Refusal MustNot<T>(RefusalCode code, EntryKind kind, T body) => MustNot(code, Submission.Plain(kind, body));

    public long Must<T>(EntryKind kind, RoleKey key, T body) => Space.Must(Submission.Sign(kind, body, key));

    public Refusal MustNot<T>(RefusalCode code, EntryKind kind, RoleKey key, T body) =>
        MustNot(code, Submission.Sign(kind, body, key));

    /// <summary>Is refused with this number, and leaves the whole state as it was, byte for byte.</summary>
    public Refusal MustNot(RefusalCode code, Submission submission)
    {
        var before = Log.StateDigest();
        var refusal = Log.Append(submission.ToLine(Space.Now));
        Assert.NotNull(refusal);
        Assert.True(code == refusal.Code, $"{code} was expected, and it is {refusal}");
        Assert.Equal(before, Log.StateDigest());
        return refusal;
    }

    public Proposal Draft(ProposalContent? content = null, string track = "simple", int author = 0)
    {
        var index = Must(EntryKind.Proposal, author, new ProposalBody(Id, track, "text", content ?? Content()));
        return Log.FindProposal(index)!;
    }

    public Proposal Submit(ProposalContent? content = null, string track = "simple", int author = 0)
    {
        var proposal = Draft(content, track, author);
        Must(EntryKind.Submit, author, new SubmitBody(Id, proposal.Index));
        return proposal;
    }

    /// <summary>A proposal whose vote can be opened.</summary>
    public Proposal ToVote(ProposalContent? content = null, string track = "simple")
    {
        var proposal = Submit(content, track);
        Advance(proposal);
        return proposal;
    }

    public AdvanceBody AdvanceOf(Proposal proposal) => new(Id, proposal.Index, ProposalBook.NameOf(proposal.Stage));

    public void Advance(Proposal proposal) => Must(EntryKind.Advance, AdvanceOf(proposal));

    public void AdvanceTo(Proposal proposal, ProposalStage stage)
    {
        Advance(proposal);
        Assert.Equal(stage, proposal.Stage);
    }

    public void MustEnd(Proposal proposal, EndingKind kind, string reason)
    {
        Advance(proposal);
        Assert.NotNull(proposal.Ending);
        Assert.Equal(kind, proposal.Ending.Kind);
        Assert.Contains(reason, proposal.Ending.Reason, StringComparison.Ordinal);
    }

    public long Roll(long? subject = null) =>
        Space.Must(SpaceAdministrator.FixRoll(Log, Space.Now, TestSpace.Administrator, subject));

    /// <summary>The manifest that follows from the rules, for a roll.</summary>
    public Manifest Manifest(VoteSubject subject, long roll, FakeElectionLog election)
    {
        var plan = subject.Plan;
        var circuit = BallotCircuit.For(subject.Options.Count)!;
        return new Manifest(
            Elections.Entries.Manifest.CurrentProtocol,
            Hex.Encode(Id),
            Organizer.Did,
            subject.Digest,
            subject.Title,
            subject.Options,
            plan.Rule,
            Log.FindRoll(roll)!.Census,
            new CircuitReference(circuit.Name, circuit.VerificationKey.Digest),
            new CommitteeReference(
                new byte[32],
                new byte[32],
                [TestSpace.Key("trustee").Did],
                [1],
                1,
                EdwardsPoint.Base.ToBytes()
            ),
            election.Key.VerifierKey,
            plan.Revoting,
            Space.Now,
            Space.Now.AddSeconds(Math.Max(subject.Window.Minimum, Hour)),
            plan.Turnout,
            plan.Pass,
            plan.Quorum,
            null,
            RollCheck.Reference(Log, FakeElectionLog.SpaceLogKey, roll)
        );
    }

    /// <summary>Fixes a roll and opens the election that follows from the rules.</summary>
    public FakeElectionLog Open(VoteSubject subject, Func<Manifest, Manifest>? change = null)
    {
        var election = new FakeElectionLog();
        var roll = Roll(subject.RollSubject);
        election.Enter(Manifest(subject, roll, election), Space.Now, change);
        Must(EntryKind.Election, Organizer, election.Body(Id, subject));
        return election;
    }

    public FakeElectionLog OpenVote(Proposal proposal) =>
        Open(
            VoteSubject.OfProposal(
                proposal,
                proposal.Stage == ProposalStage.Temperature ? VotePurpose.Temperature : VotePurpose.Vote
            )
        );

    /// <summary>Lets the election end with these totals and shows it.</summary>
    public VoteOutcome Conclude(FakeElectionLog election, int ballots, params ulong[] totals)
    {
        Space.Now = election.Manifest.Closes;
        election.Close(ballots, totals, Space.Now);
        Must(EntryKind.Outcome, election.Outcome(Id));
        return Log.FindVote(election.Id)!.Outcome!;
    }

    public VoteOutcome Vote(Proposal proposal, int ballots, params ulong[] totals) =>
        Conclude(OpenVote(proposal), ballots, totals);

    public ReviewBody Review(
        Proposal proposal,
        Verdict verdict = Verdict.Approve,
        ulong nonce = 7,
        RoleKey? by = null
    ) =>
        new(
            Id,
            proposal.Index,
            proposal.OutcomeOf(VotePurpose.Vote)?.Record ?? new byte[32],
            verdict,
            by is null ? 0 : proposal.Council.LastReviewOf(by.Did),
            proposal.Payload is null ? null : nonce,
            proposal.Payload is { } payload ? SafePayload.HashOf(payload, Safe, nonce) : null,
            verdict == Verdict.Refuse ? "The record does not verify." : null
        );

    public SignatureBody Sign(Proposal proposal, int owner, ulong nonce = 7, bool rejection = false) =>
        new(
            Id,
            proposal.Index,
            nonce,
            Owners[owner].SignDigest(SafePayload.HashOf(proposal.Payload!, Safe, nonce, rejection)).ToBytes(),
            rejection
        );

    public ExecutedBody Executed(
        Proposal proposal,
        ExecutionStatus status = ExecutionStatus.Succeeded,
        ulong nonce = 7
    ) => new(Id, proposal.Index, SHA256.HashData("transaction"u8), 12, status, nonce);

    public ContributionBody Contributed(int person, ulong points, string reference = "a pull request") =>
        new(
            Id,
            "guild",
            Issuer.Sign(
                StrictJson.Serialize(
                    new ContributionStatement(
                        Id,
                        People[person].Commitment,
                        "code",
                        points,
                        DateOnly.FromDateTime(Space.Now.UtcDateTime),
                        reference
                    )
                ),
                ContributionStatement.Type
            )
        );

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
