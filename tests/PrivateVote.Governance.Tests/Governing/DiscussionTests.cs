using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Drafts and what is said about them.</summary>
public sealed class DiscussionTests
{
    [Fact]
    public void A_draft_may_have_holes_and_a_submission_may_not()
    {
        var governance = new TestGovernance();
        var draft = governance.Draft(Content(text: ""));
        var submit = new SubmitBody(governance.Id, draft.Index);
        governance.MustNot(RefusalCode.MalformedProposal, EntryKind.Submit, 0, submit);
        governance.Must(EntryKind.Revision, 0, new RevisionBody(governance.Id, draft.Index, Content()));
        governance.MustNot(RefusalCode.NotTheAuthor, EntryKind.Submit, 1, submit);
        governance.Must(EntryKind.Submit, 0, submit);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Submit, 0, submit);
        governance.MustNot(
            RefusalCode.MalformedProposal,
            EntryKind.Revision,
            0,
            new RevisionBody(governance.Id, draft.Index, Content(text: " "))
        );
        Assert.Equal(2, draft.Revisions.Count);
    }

    public static TheoryData<string, RefusalCode> WrongContents =>
        new()
        {
            { "no title", RefusalCode.MalformedProposal },
            { "a title of two lines", RefusalCode.MalformedProposal },
            { "a section less", RefusalCode.MalformedProposal },
            { "sections in another order", RefusalCode.MalformedProposal },
            { "a section with a null character", RefusalCode.MalformedProposal },
            { "a section too long", RefusalCode.MalformedProposal },
            { "two asks", RefusalCode.MalformedProposal },
            { "own options on a track with options", RefusalCode.MalformedProposal },
            { "a payload on a track that executes none", RefusalCode.MalformedProposal },
            { "a mandate for no operations track", RefusalCode.MalformedProposal },
            { "a mandate without scope", RefusalCode.MalformedProposal },
            { "an import without pages", RefusalCode.MalformedProposal },
            { "an import with a page in words", RefusalCode.MalformedProposal },
            { "an amendment that is no space", RefusalCode.MalformedSpace },
        };

    [Theory]
    [MemberData(nameof(WrongContents))]
    public void What_a_proposal_cannot_be_is_refused_as_a_draft_already(string what, RefusalCode code)
    {
        var governance = new TestGovernance();
        var right = Content();
        var until = governance.Space.Now.AddDays(1);
        var content = what switch
        {
            "no title" => right with { Title = " " },
            "a title of two lines" => right with { Title = "a\nb" },
            "a section less" => right with { Sections = [right.Sections[0]] },
            "sections in another order" => right with { Sections = [right.Sections[1], right.Sections[0]] },
            "a section with a null character" => Content(text: "a\0b"),
            "a section too long" => Content(text: new string('a', 20_001)),
            "two asks" => right with { Payload = Payload(), Mandate = new Mandate("tech", "All.", 1, until) },
            "own options on a track with options" => right with { Options = [new Option("a"), new Option("b")] },
            "a payload on a track that executes none" => right with { Payload = Payload() },
            "a mandate for no operations track" => right with { Mandate = new Mandate("simple", "All.", 1, until) },
            "a mandate without scope" => right with { Mandate = new Mandate("tech", "", 1, until) },
            "an import without pages" => right with { Import = new ContributionFile(new byte[32], []) },
            "an import with a page in words" => right with { Import = new ContributionFile(new byte[32], ["page"]) },
            "an amendment that is no space" => right with
            {
                Amendment = new Amendment(governance.Space.Space.Digest, "{}"),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
        governance.MustNot(code, EntryKind.Proposal, 0, new ProposalBody(governance.Id, "simple", "text", content));
    }

    public static TheoryData<string> WrongPayloads =>
        [
            "another chain",
            "another Safe",
            "no calls",
            "65 calls",
            "lower case",
            "a value of 2^256",
            "a value with a zero in front",
            "odd data",
            "data in upper case",
            "operation 2",
            "a negative value",
        ];

    [Theory]
    [MemberData(nameof(WrongPayloads))]
    public void A_payload_is_for_the_councils_safe_and_has_one_spelling(string what)
    {
        var governance = new TestGovernance();
        var right = Payload();
        var call = right.Calls[0];
        var payload = what switch
        {
            "another chain" => right with { ChainId = 1 },
            "another Safe" => right with { Safe = Owners[0].Address.ToString() },
            "no calls" => right with { Calls = [] },
            "65 calls" => right with { Calls = [.. Enumerable.Repeat(call, 65)] },
            "lower case" => right with { Calls = [call with { To = call.To.ToLowerInvariant() }] },
            "a value of 2^256" => right with
            {
                Calls =
                [
                    call with
                    {
                        Value = "115792089237316195423570985008687907853269984665640564039457584007913129639936",
                    },
                ],
            },
            "a value with a zero in front" => right with { Calls = [call with { Value = "01" }] },
            "odd data" => right with { Calls = [call with { Data = "0x0" }] },
            "data in upper case" => right with { Calls = [call with { Data = "0xAB" }] },
            "operation 2" => right with { Calls = [call with { Operation = 2 }] },
            "a negative value" => right with { Calls = [call with { Value = "-1" }] },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
        governance.MustNot(
            RefusalCode.MalformedProposal,
            EntryKind.Proposal,
            0,
            new ProposalBody(governance.Id, "protocol", "text", Content() with { Payload = payload })
        );
        governance.Draft(Content() with { Payload = right }, "protocol");
    }

    [Fact]
    public void Comments_make_threads_and_reactions_one_word_each()
    {
        var governance = new TestGovernance();
        var id = governance.Id;
        var (proposal, other) = (governance.Submit(), governance.Submit(Content("Other")));
        var first = governance.Must(EntryKind.Comment, 1, new CommentBody(id, proposal.Index, "Why?"));
        governance.Must(EntryKind.Comment, 0, new CommentBody(id, proposal.Index, "Because.", first));
        Assert.Equal([null, first], proposal.Discussion.Comments.Select(comment => comment.Answers));
        governance.MustNot(
            RefusalCode.NoSuchTarget,
            EntryKind.Comment,
            0,
            new CommentBody(id, other.Index, "Because.", first)
        );
        governance.MustNot(
            RefusalCode.NoSuchTarget,
            EntryKind.Comment,
            0,
            new CommentBody(id, proposal.Index, "Because.", 9999)
        );
        governance.MustNot(RefusalCode.NoSuchProposal, EntryKind.Comment, 0, new CommentBody(id, first, "Because."));
        governance.MustNot(RefusalCode.MalformedText, EntryKind.Comment, 0, new CommentBody(id, proposal.Index, " \n"));
        governance.MustNot(
            RefusalCode.MalformedText,
            EntryKind.Comment,
            0,
            new CommentBody(id, proposal.Index, "a\u001bb")
        );

        foreach (var target in new[] { proposal.Index, first })
        {
            governance.Must(EntryKind.Reaction, 2, new ReactionBody(id, target, ReactionKind.Support));
            governance.MustNot(
                RefusalCode.AlreadySaid,
                EntryKind.Reaction,
                2,
                new ReactionBody(id, target, ReactionKind.Support)
            );
            governance.Must(EntryKind.Reaction, 2, new ReactionBody(id, target, ReactionKind.Object));
        }

        Assert.All(proposal.Discussion.Reactions, reaction => Assert.Equal(ReactionKind.Object, reaction.Kind));
        governance.Must(EntryKind.Reaction, 2, new ReactionBody(id, first, ReactionKind.None));
        Assert.Single(proposal.Discussion.Reactions);
        governance.MustNot(
            RefusalCode.NoSuchTarget,
            EntryKind.Reaction,
            2,
            new ReactionBody(id, 0, ReactionKind.Thanks)
        );
    }

    [Fact]
    public void Statements_gather_opinions_and_groups_follow_from_them()
    {
        var governance = new TestGovernance();
        var id = governance.Id;
        var proposal = governance.Submit();
        long[] statements =
        [
            .. new[] { "We need it.", "It costs too much." }.Select(text =>
                governance.Must(EntryKind.Statement, 0, new StatementBody(id, proposal.Index, text))
            ),
        ];
        governance.MustNot(
            RefusalCode.AlreadySaid,
            EntryKind.Statement,
            1,
            new StatementBody(id, proposal.Index, "We need it.")
        );
        governance.MustNot(
            RefusalCode.MalformedText,
            EntryKind.Statement,
            1,
            new StatementBody(id, proposal.Index, "a\nb")
        );
        for (var person = 0; person < 5; person++)
        {
            var likes = person < 3;
            governance.Must(
                EntryKind.Opinion,
                person,
                new OpinionBody(id, statements[0], likes ? Opinion.Agree : Opinion.Disagree)
            );
            governance.Must(
                EntryKind.Opinion,
                person,
                new OpinionBody(id, statements[1], likes ? Opinion.Disagree : Opinion.Agree)
            );
        }

        governance.MustNot(
            RefusalCode.AlreadySaid,
            EntryKind.Opinion,
            0,
            new OpinionBody(id, statements[0], Opinion.Agree)
        );
        governance.MustNot(
            RefusalCode.NoSuchTarget,
            EntryKind.Opinion,
            0,
            new OpinionBody(id, proposal.Index, Opinion.Agree)
        );
        var groups = governance.Log.OpinionsOn(proposal);
        Assert.Equal([3, 2], groups.Groups.Select(group => group.Members.Count));
        governance.Must(EntryKind.Opinion, 0, new OpinionBody(id, statements[0], Opinion.Pass));
        Assert.Equal(10, proposal.Discussion.Opinions.Count);

        governance.Advance(proposal);
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Opinion,
            0,
            new OpinionBody(id, statements[0], Opinion.Agree)
        );
    }

    [Fact]
    public void One_member_cannot_hold_a_proposal_up_with_risks_or_flood_the_log_with_proposals()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var risk = new RiskBody(governance.Id, proposal.Index, Severity.Low, "A risk.");
        for (var i = 0; i < 3; i++)
        {
            governance.Must(EntryKind.Risk, 1, risk);
        }

        governance.MustNot(RefusalCode.DeliberationFull, EntryKind.Risk, 1, risk);
        governance.Must(EntryKind.Risk, 2, risk);
        for (var i = 0; i < 16; i++)
        {
            governance.Draft(author: 3);
        }

        governance.MustNot(
            RefusalCode.DeliberationFull,
            EntryKind.Proposal,
            3,
            new ProposalBody(governance.Id, "simple", "text", Content())
        );
    }

    [Fact]
    public void One_member_does_not_hold_a_proposal_up_with_one_risk_after_the_other()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var risk = new RiskBody(governance.Id, proposal.Index, Severity.Low, "A risk.");
        for (var i = 0; i < 12; i++)
        {
            var raised = governance.Must(EntryKind.Risk, 1, risk);
            governance.Must(EntryKind.RiskAnswer, 0, new RiskAnswerBody(governance.Id, raised, "No."));
        }

        governance.MustNot(RefusalCode.DeliberationFull, EntryKind.Risk, 1, risk);
        governance.Must(EntryKind.Risk, 2, risk);
    }

    [Fact]
    public void One_member_does_not_fill_the_room_that_all_have()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var (id, index) = (governance.Id, proposal.Index);
        for (var i = 0; i < 20; i++)
        {
            governance.Must(EntryKind.Statement, 1, new StatementBody(id, index, $"Statement {i}."));
        }

        var statement = new StatementBody(id, index, "One more.");
        governance.MustNot(RefusalCode.DeliberationFull, EntryKind.Statement, 1, statement);
        governance.Must(EntryKind.Statement, 2, statement);

        // A position that a later one replaces is in the log all the same.
        for (var i = 0; i < 100; i++)
        {
            governance.Must(EntryKind.Comment, 1, new CommentBody(id, index, "Yes."));
            governance.Must(EntryKind.Position, 1, new PositionBody(id, index, "For."));
        }

        var comment = new CommentBody(id, index, "Yes.");
        governance.MustNot(RefusalCode.DeliberationFull, EntryKind.Comment, 1, comment);
        governance.MustNot(RefusalCode.DeliberationFull, EntryKind.Position, 1, new PositionBody(id, index, "For."));
        governance.MustNot(
            RefusalCode.DeliberationFull,
            EntryKind.Risk,
            1,
            new RiskBody(id, index, Severity.Low, "A risk.")
        );
        governance.Must(EntryKind.Comment, 2, comment);
    }

    [Fact]
    public void Nothing_is_said_about_what_has_ended()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        governance.Must(EntryKind.Withdraw, 0, new WithdrawBody(governance.Id, proposal.Index, "No."));
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Comment,
            1,
            new CommentBody(governance.Id, proposal.Index, "Oh.")
        );
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Reaction,
            1,
            new ReactionBody(governance.Id, proposal.Index, ReactionKind.Thanks)
        );
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Advance, governance.AdvanceOf(proposal));
    }
}
