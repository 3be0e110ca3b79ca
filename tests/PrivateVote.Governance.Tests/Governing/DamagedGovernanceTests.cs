using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity;
using PrivateVote.TestSupport;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Bodies that were damaged before they were signed: each is refused or follows by the rules, and nothing is thrown.</summary>
public sealed class DamagedGovernanceTests
{
    private const int Each = 100;

    [Fact]
    public void Damaged_bodies_that_are_well_signed_are_refused_or_follow_by_the_rules_and_nothing_is_thrown()
    {
        var ground = new CapitalGround();
        var governance = ground.Governance;
        ground.Bind(1);
        var (id, now) = (governance.Id, governance.Space.Now);
        var draft = governance.Draft();
        var discussed = governance.Submit();
        var voted = governance.ToVote();
        var election = governance.OpenVote(voted);
        election.Close(3, [2, 1, 0], now);
        var statement = governance.Must(EntryKind.Statement, 0, new StatementBody(id, discussed.Index, "So."));
        var everything = Content() with
        {
            Options = [new Option("One", Payload()), new Option("Two")],
            Payload = Payload(),
            Mandate = new Mandate("tech", "All.", 1, now.AddDays(1)),
            Amendment = new Amendment(new byte[32], Encoding.UTF8.GetString(governance.Space.Space.Present.Span)),
            Import = new ContributionFile(new byte[32], [Hex.Encode(new byte[32])]),
        };
        var roll = governance.Log.Rolls[^1].Index;
        (EntryKind Kind, byte[] Body)[] bodies =
        [
            (EntryKind.Proposal, Json(new ProposalBody(id, "simple", "text", Content()))),
            (EntryKind.Proposal, Json(new ProposalBody(id, "simple", "text", everything))),
            (EntryKind.Revision, Json(new RevisionBody(id, draft.Index, Content()))),
            (EntryKind.Submit, Json(new SubmitBody(id, draft.Index))),
            (EntryKind.Comment, Json(new CommentBody(id, discussed.Index, "Yes."))),
            (EntryKind.Reaction, Json(new ReactionBody(id, discussed.Index, ReactionKind.Thanks))),
            (EntryKind.Risk, Json(new RiskBody(id, discussed.Index, Severity.Low, "A risk."))),
            (EntryKind.RiskAnswer, Json(new RiskAnswerBody(id, statement, "An answer."))),
            (EntryKind.Statement, Json(new StatementBody(id, discussed.Index, "We should."))),
            (EntryKind.Opinion, Json(new OpinionBody(id, statement, Opinion.Agree))),
            (EntryKind.Withdraw, Json(new WithdrawBody(id, voted.Index, "No."))),
            (EntryKind.Delegate, Json(new DelegateBody(id, "simple", governance.People[1].Commitment))),
            (EntryKind.Revoke, Json(new RevokeBody(id, "simple"))),
            (EntryKind.Position, Json(new PositionBody(id, discussed.Index, "For."))),
            (EntryKind.Candidacy, Json(new CandidacyBody(id, "tech", "Zero", "I would."))),
            (EntryKind.Decision, Json(new DecisionBody(id, discussed.Index, "Rent", "It.", 1))),
            (EntryKind.Endorse, Json(new EndorseBody(id, discussed.Index))),
            (EntryKind.VetoCall, Json(new VetoCallBody(id, discussed.Index, "No."))),
            (EntryKind.Report, Json(new ReportBody(id, discussed.Index, "Done.", 1))),
            (EntryKind.Advance, Json(new AdvanceBody(id, voted.Index, "vote"))),
            (EntryKind.Outcome, Json(election.Outcome(id))),
            (EntryKind.Amend, Json(new AmendBody(id, discussed.Index))),
            (EntryKind.Contribution, Json(governance.Contributed(0, 1))),
            (EntryKind.ContributionImport, Json(new ContributionImportBody(id, discussed.Index, 0, "text"))),
            (EntryKind.Signature, Json(new SignatureBody(id, discussed.Index, 7, new byte[65]))),
            (EntryKind.Election, Json(election.Body(id, VoteSubject.OfProposal(voted, VotePurpose.Vote)))),
            (EntryKind.Override, Json(new OverrideBody(id, VotePurpose.Vote, roll, "We are few.", voted.Index))),
            (
                EntryKind.Review,
                Json(new ReviewBody(id, discussed.Index, new byte[32], Verdict.Approve, 0, 7, new byte[32]))
            ),
            (
                EntryKind.Executed,
                Json(new ExecutedBody(id, discussed.Index, new byte[32], 1, ExecutionStatus.Failed, 7))
            ),
            (EntryKind.Account, Json(ground.Account(0))),
            (EntryKind.Capital, Json(ground.Body(voted.Votes[^1], 100))),
        ];
        Assert.Equal(
            Enum.GetValues<EntryKind>().Where(kind => kind > EntryKind.Roll),
            bodies.Select(body => body.Kind).Distinct().Order()
        );
        foreach (var (kind, body) in bodies)
        {
            foreach (var damaged in Mutations.Of(body, Each, kind.ToString()))
            {
                var before = governance.Log.Size;
                var refusal = governance.Log.Append(Sign(governance, kind, damaged).ToLine(now));
                Assert.Equal(refusal is null ? before + 1 : before, governance.Log.Size);
            }
        }

        foreach (var damaged in Mutations.Of(governance.Space.Space.Present.ToArray(), 2_000, "constitution"))
        {
            _ = Space.TryOpen(damaged, out _, out _);
            _ = governance.Space.Space.TryAmend(damaged, out _, out _);
        }
    }

    private static Submission Sign(TestGovernance governance, EntryKind kind, byte[] body) =>
        EntrySigners.Of(kind) switch
        {
            EntrySigner.Member => MemberSignature.SignBytes(
                kind,
                body,
                governance.People[0],
                governance.Space.Now.AddMinutes(1)
            ),
            EntrySigner.Role => Submission.SignBytes(kind, body, KeyOf(kind)),
            _ => new Submission(kind, body),
        };

    private static RoleKey KeyOf(EntryKind kind) =>
        kind is EntryKind.Review or EntryKind.Executed ? Councillors[0] : Organizer;

    private static byte[] Json<T>(T body) => StrictJson.Serialize(body);
}
