using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Records;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Elections on frozen rules.</summary>
public sealed class VoteTests
{
    /// <summary>Everything that a manifest may not differ in.</summary>
    public static TheoryData<string, RefusalCode> Changes =>
        new()
        {
            { "organizer", RefusalCode.ElectionDiffers },
            { "space", RefusalCode.ElectionDiffers },
            { "digest", RefusalCode.ElectionDiffers },
            { "title", RefusalCode.ElectionDiffers },
            { "council", RefusalCode.ElectionDiffers },
            { "option's name", RefusalCode.ElectionDiffers },
            { "option's order", RefusalCode.ElectionDiffers },
            { "one option less", RefusalCode.ElectionDiffers },
            { "payload", RefusalCode.ElectionDiffers },
            { "no payload", RefusalCode.ElectionDiffers },
            { "payload of against", RefusalCode.ElectionDiffers },
            { "payload's chain", RefusalCode.ElectionDiffers },
            { "payload's Safe", RefusalCode.ElectionDiffers },
            { "rule", RefusalCode.ElectionDiffers },
            { "pass", RefusalCode.ElectionDiffers },
            { "quorum", RefusalCode.ElectionDiffers },
            { "turnout", RefusalCode.ElectionDiffers },
            { "revoting", RefusalCode.ElectionDiffers },
            { "opens before", RefusalCode.ElectionDiffers },
            { "opens too late", RefusalCode.ElectionDiffers },
            { "too short", RefusalCode.ElectionDiffers },
            { "too long", RefusalCode.ElectionDiffers },
            { "no roll", RefusalCode.RollDiffers },
            { "another census", RefusalCode.RollDiffers },
            { "another root", RefusalCode.RollDiffers },
            { "roll of another space", RefusalCode.OtherSpace },
            { "circuit", RefusalCode.UnknownCircuit },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_manifest_that_is_not_what_the_frozen_rules_make_it_opens_no_election(string what, RefusalCode code)
    {
        var governance = new TestGovernance();
        var proposal = ToVoteWithPayload(governance);
        var subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        var election = new FakeElectionLog();
        var roll = governance.Roll();
        election.Enter(
            governance.Manifest(subject, roll, election),
            governance.Space.Now,
            manifest => Change(manifest, what)
        );
        governance.MustNot(code, EntryKind.Election, Organizer, election.Body(governance.Id, subject));

        // And unchanged it opens.
        election.Enter(governance.Manifest(subject, roll, election), governance.Space.Now);
        governance.Must(EntryKind.Election, Organizer, election.Body(governance.Id, subject));
    }

    private static Manifest Change(Manifest manifest, string what)
    {
        var (first, second, third) = (manifest.Options[0], manifest.Options[1], manifest.Options[2]);
        return what switch
        {
            "organizer" => manifest with { Organizer = TestSpace.Administrator.Did },
            "space" => manifest with { Space = "another" },
            "digest" => manifest with { ProposalDigest = new byte[32] },
            "title" => manifest with { Title = "Another" },
            "council" => manifest with { Council = new Elections.Entries.Council([Councillors[0].Did], 1) },
            "option's name" => manifest with { Options = [first with { Name = "Yes" }, second, third] },
            "option's order" => manifest with { Options = [second, first, third] },
            "one option less" => manifest with { Options = [first, second] },
            "payload" => manifest with { Options = [first with { Payload = Payload("2") }, second, third] },
            "no payload" => manifest with { Options = [first with { Payload = null }, second, third] },
            "payload of against" => manifest with { Options = [first, second with { Payload = first.Payload }, third] },
            "payload's chain" => manifest with
            {
                Options = [first with { Payload = first.Payload! with { ChainId = 1 } }, second, third],
            },
            "payload's Safe" => manifest with
            {
                Options =
                [
                    first with
                    {
                        Payload = first.Payload! with { Safe = Owners[0].Address.ToString() },
                    },
                    second,
                    third,
                ],
            },
            "rule" => manifest with { Rule = new BallotRule(VotingMethod.Approval, WeightMode.One) },
            "pass" => manifest with { Pass = new PassRule(PassKind.Majority, null, 1, 0) },
            "quorum" => manifest with
            {
                Quorum = new Quorum(QuorumCount.AllBallots, QuorumBase.Voters, new Share(1, 100)),
            },
            "turnout" => manifest with { Turnout = 2 },
            "revoting" => manifest with { Revoting = Revoting.Deniable },
            "opens before" => manifest with { Opens = manifest.Opens.AddMilliseconds(-1) },
            "opens too late" => manifest with
            {
                Opens = manifest.Opens.AddSeconds((7 * Day) + 1),
                Closes = manifest.Closes.AddSeconds((7 * Day) + 1),
            },
            "too short" => manifest with { Closes = manifest.Closes.AddMilliseconds(-1) },
            "too long" => manifest with { Closes = manifest.Opens.AddSeconds(7 * Day).AddMilliseconds(1) },
            "no roll" => manifest with { Roll = null },
            "another census" => manifest with { Census = manifest.Census with { Size = 4 } },
            "another root" => manifest with { Roll = manifest.Roll! with { Root = new byte[32] } },
            "roll of another space" => manifest with { Roll = manifest.Roll! with { Space = new byte[32] } },
            "circuit" => manifest with { Circuit = manifest.Circuit with { VerificationKey = new byte[32] } },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
    }

    [Fact]
    public void Only_a_frozen_organizer_opens_an_election_and_signs_its_manifest()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        var election = new FakeElectionLog();
        election.Enter(governance.Manifest(subject, governance.Roll(), election), governance.Space.Now);
        var body = election.Body(governance.Id, subject);
        governance.MustNot(RefusalCode.NotThisRole, EntryKind.Election, TestSpace.Administrator, body);
        governance.MustNot(
            RefusalCode.BadSignature,
            EntryKind.Election,
            Organizer,
            body with
            {
                Manifest = body.Manifest[..^2],
            }
        );
        // The organizer's manifest with another's signature would open nothing in the election's own log.
        var strange = Submission.Sign(EntryKind.Manifest, election.Manifest, TestSpace.Administrator);
        governance.MustNot(
            RefusalCode.NotThisRole,
            EntryKind.Election,
            Organizer,
            body with
            {
                Manifest = System.Text.Encoding.ASCII.GetString(strange.Body),
            }
        );
        governance.MustNot(
            RefusalCode.WrongStage,
            EntryKind.Election,
            Organizer,
            body with
            {
                Purpose = VotePurpose.Temperature,
            }
        );
        governance.MustNot(
            RefusalCode.NoSuchDecision,
            EntryKind.Election,
            Organizer,
            body with
            {
                Purpose = VotePurpose.Veto,
            }
        );
        governance.MustNot(
            RefusalCode.ElectionDiffers,
            EntryKind.Election,
            Organizer,
            body with
            {
                Purpose = VotePurpose.Seats,
            }
        );
        governance.MustNot(RefusalCode.ElectionDiffers, EntryKind.Election, Organizer, body with { Track = "tech" });
        governance.Must(EntryKind.Election, Organizer, body);
        governance.MustNot(RefusalCode.AlreadySaid, EntryKind.Election, Organizer, body);
        var other = new FakeElectionLog();
        other.Enter(governance.Manifest(subject, governance.Roll(), other), governance.Space.Now);
        governance.MustNot(
            RefusalCode.ElectionUnderWay,
            EntryKind.Election,
            Organizer,
            other.Body(governance.Id, subject)
        );
    }

    [Fact]
    public void A_roll_from_before_the_stage_is_not_fresh()
    {
        var governance = new TestGovernance();
        var proposal = governance.Submit();
        var early = governance.Roll();
        governance.Advance(proposal);
        var subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        var election = new FakeElectionLog();
        election.Enter(governance.Manifest(subject, early, election), governance.Space.Now);
        governance.MustNot(
            RefusalCode.RollNotFresh,
            EntryKind.Election,
            Organizer,
            election.Body(governance.Id, subject)
        );
    }

    [Fact]
    public void Below_the_minimum_class_an_election_opens_by_a_recorded_override_only()
    {
        var ballot = YesNo() with { Turnout = 4 };
        var governance = new TestGovernance(
            Standard() with
            {
                MinimumClass = 4,
                Tracks = [Simple(ballot), Committee()],
            },
            members: 3
        );
        var proposal = governance.ToVote();
        var subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        // With four voters it opens.
        var four = new TestGovernance(
            Standard() with
            {
                MinimumClass = 4,
                Tracks = [Simple(ballot), Committee()],
            },
            members: 4
        );
        four.OpenVote(four.ToVote());

        // Three voters cannot reach a turnout of four, so that the manifest itself is none.
        governance = new TestGovernance(
            Standard() with
            {
                MinimumClass = 4,
                Tracks = [Simple(), Committee()],
            },
            members: 3
        );
        var old = governance.Roll();
        proposal = governance.ToVote();
        subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        var election = new FakeElectionLog();
        var roll = governance.Roll();
        election.Enter(governance.Manifest(subject, roll, election), governance.Space.Now);
        var body = election.Body(governance.Id, subject);
        var refusal = governance.MustNot(RefusalCode.ClassTooSmall, EntryKind.Election, Organizer, body);
        Assert.Contains("3 voters", refusal.Reason, StringComparison.Ordinal);
        var said = new OverrideBody(
            governance.Id,
            VotePurpose.Vote,
            roll,
            "We are few, and all agree to it.",
            proposal.Index
        );
        governance.MustNot(RefusalCode.NotThisRole, EntryKind.Override, TestSpace.Administrator, said);
        governance.MustNot(RefusalCode.RollNotFresh, EntryKind.Override, Organizer, said with { Roll = roll - 1 });
        governance.MustNot(RefusalCode.RollNotFresh, EntryKind.Override, Organizer, said with { Roll = old });
        governance.MustNot(RefusalCode.MalformedText, EntryKind.Override, Organizer, said with { Reason = " " });
        governance.Must(EntryKind.Override, Organizer, said);
        governance.MustNot(RefusalCode.AlreadySaid, EntryKind.Override, Organizer, said);

        // It holds for that roll and no other.
        var other = new FakeElectionLog();
        other.Enter(governance.Manifest(subject, governance.Roll(), other), governance.Space.Now);
        governance.MustNot(
            RefusalCode.ClassTooSmall,
            EntryKind.Election,
            Organizer,
            other.Body(governance.Id, subject)
        );
        governance.Must(EntryKind.Election, Organizer, body);
        Assert.Equal("We are few, and all agree to it.", proposal.Votes[^1].Overridden);
    }

    [Fact]
    public void After_a_cancellation_another_election_is_opened()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var first = governance.OpenVote(proposal);
        first.Cancel("A trustee lost their key.", governance.Space.Now);
        governance.Must(EntryKind.Outcome, first.Outcome(governance.Id));
        Assert.True(proposal.Votes[0].Outcome!.Cancelled);
        Assert.Null(proposal.OutcomeOf(VotePurpose.Vote));
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        // What was called off is not announced again, in whatever spelling.
        var body = StrictJson.Serialize(first.Body(governance.Id, VoteSubject.OfProposal(proposal, VotePurpose.Vote)));
        var spaced = Organizer.Sign([(byte)' ', .. body], Entry.TypeOf(EntryKind.Election));
        governance.MustNot(
            RefusalCode.ElectionUnderWay,
            new Submission(EntryKind.Election, System.Text.Encoding.ASCII.GetBytes(spaced))
        );
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.MustEnd(proposal, EndingKind.Executed, "1 for");
    }

    [Fact]
    public void Only_the_organizers_word_on_this_election_calls_it_off()
    {
        var governance = new TestGovernance();
        var election = governance.OpenVote(governance.ToVote());
        election.Cancel("By somebody else.", governance.Space.Now, by: TestSpace.Administrator);
        governance.MustNot(RefusalCode.OutcomeNotProven, EntryKind.Outcome, election.Outcome(governance.Id));
        election.Cancel("Of another election.", governance.Space.Now, election: new byte[32]);
        governance.MustNot(RefusalCode.OutcomeNotProven, EntryKind.Outcome, election.Outcome(governance.Id));
        election.Cancel("Of this one.", governance.Space.Now);
        governance.Must(EntryKind.Outcome, election.Outcome(governance.Id));
    }

    [Fact]
    public void A_log_that_is_shown_under_another_key_than_organizers_know_is_found()
    {
        var governance = new TestGovernance();
        governance.OpenVote(governance.ToVote());
        SpaceReport Verify(NoteSigner signer)
        {
            using var record = new MemoryStream();
            foreach (var line in governance.Space.Lines)
            {
                RecordWriter.WriteEntry(record, line);
            }

            var log = governance.Log;
            RecordWriter.WriteCheckpoint(record, RecordWriter.SignCheckpoint(log.Size, log.Root, signer));
            record.Position = 0;
            return SpaceVerifier.Verify(record, signer.Verifier, null, null, null, out _);
        }

        Assert.True(Verify(NoteSigner.FromSeed("example.org/space", new byte[32])).Valid);
        byte[] seed = [.. new byte[31], 1];
        var findings = Verify(NoteSigner.FromSeed("example.org/space", seed)).Findings;
        Assert.Equal("key", Assert.Single(findings, finding => !finding.Ok).Check);
    }

    private static Proposal ToVoteWithPayload(TestGovernance governance)
    {
        var proposal = governance.Submit(Content() with { Payload = Payload() }, "protocol");
        governance.Wait(2 * Day);
        governance.Advance(proposal);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.AdvanceTo(proposal, ProposalStage.Vote);
        return proposal;
    }
}
