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

/// <summary>Elections on frozen rules, and outcomes that are proved or refused.</summary>
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

    [Fact]
    public void An_outcome_is_entered_once_and_only_of_an_election_of_this_space()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var election = governance.OpenVote(proposal);
        governance.Conclude(election, 2, 1, 1, 0);
        var outcome = election.Outcome(governance.Id);
        governance.MustNot(RefusalCode.OutcomeKnown, EntryKind.Outcome, outcome);
        governance.MustNot(RefusalCode.NoSuchElection, EntryKind.Outcome, outcome with { Election = new byte[32] });
        governance.MustNot(RefusalCode.OtherSpace, EntryKind.Outcome, outcome with { Space = new byte[32] });
        governance.MustNot(
            RefusalCode.AlreadySaid,
            EntryKind.Election,
            Organizer,
            election.Body(governance.Id, VoteSubject.OfProposal(proposal, VotePurpose.Vote))
        );
    }

    [Fact]
    public void What_does_not_prove_an_outcome_is_refused()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var election = governance.OpenVote(proposal);
        var other = new FakeElectionLog();
        other.Enter(election.Manifest, governance.Space.Now);
        governance.Space.Now = election.Manifest.Closes;
        election.Close(3, [2, 1, 0], governance.Space.Now);
        other.Close(3, [0, 3, 0], governance.Space.Now);
        var good = election.Outcome(governance.Id);
        OutcomeBody[] bad =
        [
            // Another log's checkpoint, and a checkpoint that nobody signed.
            good with
            {
                Checkpoint = other.Outcome(governance.Id).Checkpoint,
            },
            good with
            {
                Checkpoint = good.Checkpoint[..^10],
            },
            good with
            {
                Checkpoint = "",
            },
            // Another entry, another place, another time, another path.
            good with
            {
                Result = good.Result!.Replace("[2,1,0]", "[3,0,0]", StringComparison.Ordinal),
            },
            good with
            {
                CloseBody = good.CloseBody!.Replace("3", "4", StringComparison.Ordinal),
            },
            good with
            {
                Last = good.Last! with { Index = good.Last.Index - 1 },
            },
            good with
            {
                Last = good.Last! with { Index = -1 },
            },
            good with
            {
                Last = good.Last! with { At = good.Last.At.AddMilliseconds(1) },
            },
            good with
            {
                Last = good.Last! with { Path = good.Last.Path[..^32] },
            },
            good with
            {
                Last = good.Last! with { Path = good.Last.Path[..^1] },
            },
            good with
            {
                Manifest = good.Close!,
            },
            // Parts that are missing or do not belong together.
            good with
            {
                Close = null,
            },
            good with
            {
                CloseBody = null,
            },
            good with
            {
                Close = null,
                CloseBody = null,
            },
            good with
            {
                Last = null,
            },
            good with
            {
                Result = null,
            },
            good with
            {
                Last = null,
                Result = null,
            },
            good with
            {
                Cancel = "a.b.c",
            },
            good with
            {
                Result = "{}",
            },
            good with
            {
                Result = "{\"totals\":[2,1,0]},\"x\":{",
            },
        ];
        foreach (var body in bad)
        {
            governance.MustNot(RefusalCode.OutcomeNotProven, EntryKind.Outcome, body);
        }

        governance.Must(EntryKind.Outcome, good);
        Assert.Equal([2UL, 1, 0], proposal.OutcomeOf(VotePurpose.Vote)!.Totals);
    }

    [Fact]
    public void A_log_that_states_something_else_than_its_totals_say_proves_nothing()
    {
        foreach (
            var (ballots, result) in new (int, ResultBody)[]
            {
                (3, new ResultBody([1, 2, 0], true, 0)),
                (3, new ResultBody([2, 1, 0], false)),
                (3, new ResultBody([2, 1, 0], true, 1)),
                (3, new ResultBody([2, 1], true, 0)),
                (6, new ResultBody([2, 1, 0], true, 0)),
                (-1, new ResultBody([2, 1, 0], true, 0)),
                (0, new ResultBody([2, 1, 0], true, 0)),
            }
        )
        {
            var governance = new TestGovernance();
            var election = governance.OpenVote(governance.ToVote());
            governance.Space.Now = election.Manifest.Closes;
            election.Close(ballots, [2, 1, 0], governance.Space.Now);
            election.Result(result, governance.Space.Now);
            governance.MustNot(RefusalCode.OutcomeNotProven, EntryKind.Outcome, election.Outcome(governance.Id));
        }
    }

    [Fact]
    public void A_result_is_not_taken_before_the_end_of_voting()
    {
        var governance = new TestGovernance();
        var election = governance.OpenVote(governance.ToVote());
        governance.Space.Now = election.Manifest.Closes.AddMilliseconds(-1);
        election.Close(3, [2, 1, 0], governance.Space.Now);
        governance.MustNot(RefusalCode.OutcomeNotProven, EntryKind.Outcome, election.Outcome(governance.Id));
        governance.Wait(1);
        governance.Must(EntryKind.Outcome, election.Outcome(governance.Id));
    }

    [Fact]
    public void An_outcome_names_the_root_that_the_record_is_held_to()
    {
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var election = governance.OpenVote(proposal);
        var outcome = governance.Conclude(election, 1, 1, 0, 0);
        Assert.True(
            Checkpoint.TryOpen(
                election.Outcome(governance.Id).Checkpoint,
                election.Key.Verifier,
                out var checkpoint,
                out _
            )
        );
        Assert.Equal(checkpoint.RootHash, outcome.Record);
        Assert.Equal(checkpoint.Size, outcome.RecordSize);
    }

    [Fact]
    public void A_result_that_an_organizer_made_up_is_found_by_the_elections_record()
    {
        // The log's key is the organizer's own, the trustees are nobody, and no ballot was ever cast: the log of the space cannot tell.
        var governance = new TestGovernance();
        var proposal = governance.ToVote();
        var election = governance.OpenVote(proposal);
        governance.Conclude(election, 3, 3, 0, 0);
        governance.MustEnd(proposal, EndingKind.Executed, "3 for, 0 against");

        using var record = new MemoryStream();
        election.Lines.ForEach(line => RecordWriter.WriteEntry(record, line));
        RecordWriter.WriteCheckpoint(record, election.Checkpoint);
        record.Position = 0;
        var vote = governance.Log.Votes[^1];
        var found = OutcomeCheck.Of(vote, RecordVerifier.Verify(record));
        Assert.False(found.Ok);
        Assert.Contains("the record does not verify", found.Evidence, StringComparison.Ordinal);
        Assert.False(OutcomeCheck.Of(vote, null).Ok);
    }

    [Fact]
    public void An_outcome_is_what_its_record_comes_to_or_there_is_a_finding()
    {
        var governance = new TestGovernance();
        var election = governance.OpenVote(governance.ToVote());
        Assert.True(
            Election.TryOpen(StrictJson.Serialize(election.Manifest), out var opened, out var refusal),
            $"{refusal}"
        );
        var right = new RecordState(opened, Phase.Tallied, new ResultBody([2, 1, 0], true, 0), "", election.Tree);
        Assert.NotNull(OutcomeCheck.Problem(governance.Log.Votes[^1], right));
        governance.Conclude(election, 3, 2, 1, 0);
        var vote = governance.Log.Votes[^1];
        Assert.Null(OutcomeCheck.Problem(vote, right));

        var other = governance.OpenVote(governance.ToVote(Content("Another")));
        Assert.True(Election.TryOpen(StrictJson.Serialize(other.Manifest), out var another, out _));
        foreach (
            var wrong in new[]
            {
                right with
                {
                    Election = another,
                },
                right with
                {
                    Tree = other.Tree,
                },
                right with
                {
                    Result = null,
                },
                right with
                {
                    Result = new ResultBody([3, 0, 0], true, 0),
                },
                right with
                {
                    Result = new ResultBody([2, 1, 0], false, 0),
                },
                right with
                {
                    Result = new ResultBody([2, 1, 0], true, 1),
                },
            }
        )
        {
            Assert.NotNull(OutcomeCheck.Problem(vote, wrong));
        }

        // An election that was called off in the space's log was called off in its own.
        other.Cancel("We begin anew.", governance.Space.Now);
        governance.Must(EntryKind.Outcome, other.Outcome(governance.Id));
        var off = new RecordState(another, Phase.Cancelled, null, null, other.Tree);
        Assert.Null(OutcomeCheck.Problem(governance.Log.Votes[^1], off));
        Assert.NotNull(OutcomeCheck.Problem(governance.Log.Votes[^1], off with { Phase = Phase.Tallied }));
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
