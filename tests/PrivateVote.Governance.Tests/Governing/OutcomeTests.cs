using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Outcomes that are proved or refused.</summary>
public sealed class OutcomeTests
{
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
}
