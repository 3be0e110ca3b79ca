using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Cryptography.Threshold;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests;

/// <summary>From closing to the executed payload.</summary>
public sealed class TallyTests
{
    [Fact]
    public void Any_threshold_of_trustees_opens_the_same_sum()
    {
        foreach (int[] trustees in new[] { [0, 1], [1, 2], [2, 0], new[] { 0, 1, 2 } })
        {
            var election = Voted();
            election.Tally(trustees);
            Assert.Equal([4UL, 2UL], election.Log.Result!.Totals);
            Assert.True(election.Log.Result.Passed);
            Assert.Equal(Phase.Tallied, election.Log.Phase);
        }
    }

    [Fact]
    public void One_share_fewer_than_the_threshold_gives_no_result()
    {
        var election = Voted();
        election.Must(election.Share(0));
        Assert.Null(election.Log.DecryptTally());
        Assert.Throws<InvalidOperationException>(() => Organizer.Tally(election.Log));
        election.MustNot(RefusalCode.TooFewShares, Submission.Plain(EntryKind.Result, new ResultBody([4, 2], true, 0)));
    }

    [Fact]
    public void A_bad_share_is_refused_and_blocks_nothing()
    {
        var election = Voted();
        var good = BodyOf(election.Share(0));
        using var key = TrusteeSecrets.Of(election.Trustees[0]).SigningKey;
        Submission Signed(ShareBody body) => Submission.Sign(EntryKind.Share, body, key);
        var zero = EdwardsPoint.Identity.ToBytes();
        election.MustNot(
            RefusalCode.InvalidShareProof,
            Signed(good with { Points = [.. good.Points[64..], .. good.Points[..64]] })
        );
        election.MustNot(RefusalCode.InvalidShareProof, Signed(good with { Points = [.. zero, .. good.Points[64..]] }));
        election.MustNot(RefusalCode.InvalidShareProof, Signed(good with { Proof = new byte[64] }));
        election.MustNot(RefusalCode.MalformedShare, Signed(good with { Points = good.Points[64..] }));
        election.MustNot(RefusalCode.MalformedShare, Signed(good with { Points = new byte[128] }));
        election.MustNot(RefusalCode.MalformedShare, Signed(good with { Log = new byte[32] }));
        election.MustNot(RefusalCode.OtherElection, Signed(good with { Election = new byte[32] }));
        using var stranger = RoleKey.Create();
        election.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Share, good, stranger));
        // Another trustee hands in the first one's points and proof as its own.
        using var second = TrusteeSecrets.Of(election.Trustees[1]).SigningKey;
        election.MustNot(RefusalCode.InvalidShareProof, Submission.Sign(EntryKind.Share, good, second));
        election.Tally(1, 2);
        Assert.Equal([4UL, 2UL], election.Log.Result!.Totals);
    }

    [Fact]
    public void A_share_with_another_key_or_for_another_sum_is_refused()
    {
        var election = Voted();
        var good = BodyOf(election.Share(0));
        using var key = TrusteeSecrets.Of(election.Trustees[0]).SigningKey;
        EdwardsPoint[] sums = [.. election.Log.EncryptedTally!.Ciphertexts.Take(2).Select(sum => sum.R)];
        var other = Scalar.Random();
        foreach (var bases in new[] { sums, [sums[0] + EdwardsPoint.Base, sums[1]] })
        {
            EdwardsPoint[] points = [.. bases.Select(point => EdwardsPoint.Multiply(point, other))];
            var proof = ChaumPedersenProof.Prove(
                other,
                EdwardsPoint.MultiplyBase(other),
                bases,
                points,
                election.Election.Id,
                1
            );
            var body = good with { Points = [.. points[0].ToBytes(), .. points[1].ToBytes()], Proof = proof.ToBytes() };
            election.MustNot(RefusalCode.InvalidShareProof, Submission.Sign(EntryKind.Share, body, key));
        }
    }

    [Fact]
    public void A_share_proved_for_another_election_is_refused()
    {
        var election = Voted();
        var good = BodyOf(election.Share(0));
        using var key = TrusteeSecrets.Of(election.Trustees[0]).SigningKey;
        EdwardsPoint[] bases = [.. election.Log.EncryptedTally!.Ciphertexts.Take(2).Select(sum => sum.R)];
        var secret = Scalar.Zero;
        foreach (var dealer in election.Trustees)
        {
            using var polynomial = TrusteeSecrets.PolynomialOf(dealer, election.Ceremony);
            secret += polynomial.Evaluate(1);
        }

        Submission Proved(byte[] id) =>
            Submission.Sign(
                EntryKind.Share,
                good with
                {
                    Proof = DecryptionShare.Create(in secret, bases, id, 1).Proof.ToBytes(),
                },
                key
            );
        election.MustNot(RefusalCode.InvalidShareProof, Proved(new byte[32]));
        election.Must(Proved(election.Election.Id));
    }

    [Fact]
    public void A_share_twice_is_refused()
    {
        var election = Voted();
        var share = election.Share(0);
        election.Must(share);
        election.MustNot(RefusalCode.ShareTwice, share);
    }

    [Fact]
    public void A_trustee_decrypts_nothing_before_closing_by_its_own_clock()
    {
        var election = TestElection.Open();
        Assert.False(
            election.Trustees[0].TryDecryptTally(election.Log, election.Checkpoints, TestElection.Closes, out _, out _)
        );
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Close();
        var early = TestElection.Closes.AddMilliseconds(-1);
        Assert.False(
            election.Trustees[0].TryDecryptTally(election.Log, election.Checkpoints, early, out _, out var reason)
        );
        Assert.Contains("clock", reason, StringComparison.Ordinal);
        using var stranger = Trustee.Create();
        Assert.False(stranger.TryDecryptTally(election.Log, election.Checkpoints, TestElection.Closes, out _, out _));
    }

    [Fact]
    public void A_trustee_decrypts_nothing_that_the_log_has_not_signed_as_it_was_closed()
    {
        var election = Voted();
        var signed = election.Checkpoints;
        using var stranger = BulletinBoard.NoteSigner.Create(election.LogKey.Name);
        var foreign = RecordWriter.SignCheckpoint(election.Log, stranger);
        election.Must(election.Share(1));
        var whole = RecordWriter.SignCheckpoint(election.Log, election.LogKey);
        // Signed, but of a log that goes on with what this trustee has not replayed.
        var name = election.LogKey.Name;
        var beyond = new Checkpoint(name, election.Log.Size + 1, election.Log.Root).Sign(election.LogKey);
        var other = new Checkpoint(name, election.Log.Size, election.Log.CeremonyRoot).Sign(election.LogKey);
        foreach (string[] notes in new[] { [], [foreign], [beyond], new[] { other } })
        {
            Assert.False(
                election.Trustees[0].TryDecryptTally(election.Log, notes, election.Now, out _, out var reason)
            );
            Assert.Contains("checkpoint", reason, StringComparison.Ordinal);
        }

        // Of the log as it was closed, or of all of it with the closing in it.
        foreach (var note in new[] { signed[^1], whole })
        {
            Assert.True(election.Trustees[0].TryDecryptTally(election.Log, [beyond, note], election.Now, out _, out _));
        }
    }

    [Fact]
    public void A_missed_turnout_fails_without_decryption()
    {
        var election = TestElection.Open(TestElection.Plan with { Turnout = 2 });
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Close();
        Assert.Equal(Phase.Failed, election.Log.Phase);
        Assert.Contains("1 ballots of 2", election.Log.Conclusion, StringComparison.Ordinal);
        Assert.False(
            election.Trustees[0].TryDecryptTally(election.Log, election.Checkpoints, election.Now, out _, out _)
        );
    }

    [Fact]
    public void A_missed_quorum_fails_with_its_totals_known()
    {
        var quorum = new Quorum(QuorumCount.AllBallots, QuorumBase.Weight, new Share(2, 3));
        var election = TestElection.Open(TestElection.Plan with { Quorum = quorum });
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Close();
        election.Tally(0, 1);
        Assert.Equal(Phase.Failed, election.Log.Phase);
        Assert.Equal([3UL, 0UL], election.Log.Result!.Totals);
        Assert.False(election.Log.Result.Passed);
    }

    [Fact]
    public void An_early_or_wrong_closing_is_refused()
    {
        var election = TestElection.Open();
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.MustNot(RefusalCode.TooEarlyToClose, Organizer.Close(election.Log));
        election.Now = TestElection.Closes;
        var box = election.Log.Box!;
        election.MustNot(
            RefusalCode.ClosingDiffers,
            Submission.Plain(EntryKind.Close, new CloseBody(2, box.Tally.Bytes))
        );
        election.MustNot(
            RefusalCode.ClosingDiffers,
            Submission.Plain(EntryKind.Close, new CloseBody(1, new byte[384]))
        );
        election.MustNot(RefusalCode.ClosingDiffers, Submission.Plain(EntryKind.Close, new CloseBody(1, [])));
        election.Must(Organizer.Close(election.Log));
    }

    [Fact]
    public void A_result_that_is_not_the_trustees_is_refused()
    {
        var election = Voted();
        election.Must(election.Share(0));
        election.Must(election.Share(1));
        election.MustNot(RefusalCode.TotalsDiffer, Submission.Plain(EntryKind.Result, new ResultBody([2, 4], false)));
        election.MustNot(RefusalCode.TotalsDiffer, Submission.Plain(EntryKind.Result, new ResultBody([4], true, 0)));
        election.MustNot(
            RefusalCode.TotalsDiffer,
            Submission.Plain(EntryKind.Result, new ResultBody([4, 2, 0], true, 0))
        );
        election.MustNot(
            RefusalCode.TotalsDiffer,
            Submission.Plain(EntryKind.Result, new ResultBody([ulong.MaxValue, 2], true, 0))
        );
        election.MustNot(RefusalCode.OutcomeDiffers, Submission.Plain(EntryKind.Result, new ResultBody([4, 2], false)));
        election.MustNot(
            RefusalCode.OutcomeDiffers,
            Submission.Plain(EntryKind.Result, new ResultBody([4, 2], true, 1))
        );
        election.Must(Submission.Plain(EntryKind.Result, new ResultBody([4, 2], true, 0)));
    }

    [Fact]
    public void Only_the_organizer_cancels_and_only_before_the_tally()
    {
        var election = Voted();
        using var stranger = RoleKey.Create();
        election.MustNot(RefusalCode.NotThisRole, Organizer.Cancel(election.Election, "no", stranger));
        election.Must(election.Share(0));
        election.Must(election.Share(1));
        // Two of two shares: whoever cancels now knows the result that is called off.
        election.MustNot(RefusalCode.WrongPhase, Organizer.Cancel(election.Election, "regret", election.OrganizerKey));
        election.Must(Organizer.Tally(election.Log));
        election.MustNot(
            RefusalCode.WrongPhase,
            Organizer.Cancel(election.Election, "too late", election.OrganizerKey)
        );
        var other = Voted();
        other.Must(other.Share(0));
        other.Must(Organizer.Cancel(other.Election, "a mistake", other.OrganizerKey));
        Assert.Equal(Phase.Cancelled, other.Log.Phase);
        Assert.False(other.Trustees[0].TryDecryptTally(other.Log, other.Checkpoints, other.Now, out _, out _));
    }

    [Fact]
    public void A_council_approves_the_payload_that_was_voted_and_reports_its_execution()
    {
        using var first = RoleKey.Create();
        using var second = RoleKey.Create();
        using var third = RoleKey.Create();
        var payload = new Payload(1, "0x" + new string('1', 40), [new Call("0x" + new string('2', 40), "0", "0x", 0)]);
        var election = Voted(
            TestElection.Plan with
            {
                Options = [new Option("For", payload), new Option("Against")],
                Council = new Council([first.Did, second.Did, third.Did], 2),
            }
        );
        election.Tally(0, 1);
        var root = election.Log.ResultRoot!;
        var id = election.Election.Id;
        Submission Approve(RoleKey key, int option = 0, byte[]? log = null) =>
            Submission.Sign(EntryKind.Approve, new ApproveBody(id, log ?? root, option), key);
        election.MustNot(RefusalCode.NotThisRole, Approve(election.OrganizerKey));
        election.MustNot(RefusalCode.ApprovalDiffers, Approve(first, option: 1));
        election.MustNot(RefusalCode.ApprovalDiffers, Approve(first, log: new byte[32]));
        var executed = new ExecuteBody(id, new byte[32]);
        election.MustNot(RefusalCode.WrongPhase, Submission.Sign(EntryKind.Execute, executed, first));
        election.Must(Approve(first));
        election.MustNot(RefusalCode.ApprovalTwice, Approve(first));
        Assert.Equal(Phase.Tallied, election.Log.Phase);
        election.Must(Approve(third));
        Assert.Equal(Phase.Approved, election.Log.Phase);
        election.MustNot(RefusalCode.NotThisRole, Submission.Sign(EntryKind.Execute, executed, election.OrganizerKey));
        election.Must(Submission.Sign(EntryKind.Execute, executed, second));
        Assert.Equal(Phase.Executed, election.Log.Phase);
    }

    [Fact]
    public void Nothing_is_approved_where_nothing_with_a_payload_won()
    {
        using var member = RoleKey.Create();
        var election = Voted(TestElection.Plan with { Council = new Council([member.Did], 1) });
        election.Tally(0, 1);
        var body = new ApproveBody(election.Election.Id, election.Log.ResultRoot!, 0);
        election.MustNot(RefusalCode.NothingToApprove, Submission.Sign(EntryKind.Approve, body, member));
    }

    /// <summary>A closed election with totals 4 and 2 at weights 3, 1, 2.</summary>
    private static TestElection Voted(ElectionPlan? plan = null)
    {
        var election = TestElection.Open(plan);
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Must(TestElection.Cast(election.Vote(1, 1, 0).Ballot));
        election.Must(TestElection.Cast(election.Vote(2, 0, 1).Ballot));
        election.Close();
        return election;
    }

    private static ShareBody BodyOf(Submission share)
    {
        var jws = System.Text.Encoding.ASCII.GetString(share.Body);
        Assert.True(Jws.TryVerify(jws, Entry.TypeOf(EntryKind.Share), out _, out var payload, out _));
        Assert.True(StrictJson.TryParse<ShareBody>(payload, out var body, out _));
        return body;
    }
}
