using System.Security.Cryptography;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Cryptography.Threshold;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests;

/// <summary>Key generation: the honest way, and every dishonest one of docs/threat-model.md.</summary>
public sealed class CeremonyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    public void Honest_trustees_make_a_key_whose_public_shares_any_threshold_of_them_combine_to(int n, int t)
    {
        var election = new TestElection(n, t);
        election.RunCeremony();
        var ceremony = election.Ceremony;
        Assert.Null(ceremony.CheckComplete());
        Assert.Equal(Enumerable.Range(1, n), ceremony.Dealers);
        int[] last = [.. Enumerable.Range(n - t + 1, t)];
        EdwardsPoint[] shares = [.. last.Select(ceremony.PublicShareOf)];
        Assert.Equal(ceremony.Key, EdwardsPoint.SumOfProductsVariable(shares, Lagrange.CoefficientsAtZero(last)));
    }

    [Fact]
    public void One_share_fewer_than_the_threshold_does_not_combine_to_the_key()
    {
        var election = new TestElection(5, 3);
        election.RunCeremony();
        int[] two = [1, 2];
        EdwardsPoint[] shares = [.. two.Select(election.Ceremony.PublicShareOf)];
        Assert.NotEqual(
            election.Ceremony.Key,
            EdwardsPoint.SumOfProductsVariable(shares, Lagrange.CoefficientsAtZero(two))
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_threshold_of_0_or_above_n_is_refused(int threshold)
    {
        var log = new ElectionLog();
        using var organizer = RoleKey.Create();
        string[] members = [.. Enumerable.Range(0, 3).Select(_ => RoleKey.Create().Did)];
        var refusal = log.Append(Organizer.OpenCommittee(members, threshold, organizer).ToLine(TestElection.Start));
        Assert.Equal(RefusalCode.ThresholdOutOfRange, refusal?.Code);
    }

    [Fact]
    public void A_member_named_twice_or_by_no_key_is_refused()
    {
        using var organizer = RoleKey.Create();
        foreach (
            string[] members in new[] { new[] { organizer.Did, organizer.Did }, ["did:web:example.org"], [""], [] }
        )
        {
            var refusal = new ElectionLog().Append(
                Organizer.OpenCommittee(members, 1, organizer).ToLine(TestElection.Start)
            );
            Assert.Equal(RefusalCode.MalformedCommittee, refusal?.Code);
        }
    }

    [Fact]
    public void Who_is_not_a_member_takes_no_part()
    {
        var election = new TestElection();
        using var stranger = Trustee.Create();
        election.MustNot(RefusalCode.NotThisRole, stranger.Commit(election.Ceremony));
    }

    [Fact]
    public void Nobody_deals_before_all_have_committed_and_nobody_commits_after_a_deal()
    {
        var election = new TestElection();
        var (first, second, third) = (election.Trustees[0], election.Trustees[1], election.Trustees[2]);
        election.Must(first.Commit(election.Ceremony));
        election.Must(second.Commit(election.Ceremony));
        Assert.Throws<InvalidOperationException>(() => first.Deal(election.Ceremony));
        var early = new DealBody(election.Ceremony.Id, new byte[32], [], [], []);
        using var key = SigningKeyOf(first);
        election.MustNot(RefusalCode.StepTooEarly, Submission.Sign(EntryKind.Deal, early, key));
        election.Must(third.Commit(election.Ceremony));
        election.Must(first.Deal(election.Ceremony));
        election.MustNot(RefusalCode.StepTwice, third.Commit(election.Ceremony));
    }

    [Fact]
    public void No_step_is_taken_twice()
    {
        var election = new TestElection();
        election.Must(election.Trustees[0].Commit(election.Ceremony));
        election.MustNot(RefusalCode.StepTwice, election.Trustees[0].Commit(election.Ceremony));
        election.Must(election.Trustees[1].Commit(election.Ceremony));
        election.Must(election.Trustees[2].Commit(election.Ceremony));
        election.Must(election.Trustees[0].Deal(election.Ceremony));
        election.MustNot(RefusalCode.StepTwice, election.Trustees[0].Deal(election.Ceremony));
    }

    [Fact]
    public void A_step_for_another_ceremony_is_refused()
    {
        var election = new TestElection();
        using var key = SigningKeyOf(election.Trustees[0]);
        var body = new CommitBody(new byte[32], EdwardsPoint.Base.ToBytes(), new byte[32]);
        election.MustNot(RefusalCode.OtherElection, Submission.Sign(EntryKind.Commit, body, key));
    }

    [Fact]
    public void A_dealer_with_other_commitments_than_committed_is_refused()
    {
        using var dealer = new DishonestDealer(3, 2);
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        using var other = SecretPolynomial.Random(2);
        dealer.Election.MustNot(RefusalCode.CommitmentsDiffer, dealer.Deal(other));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_dealer_whose_degree_is_too_low_or_too_high_is_refused(int coefficients)
    {
        using var dealer = new DishonestDealer(3, 2, coefficients);
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        dealer.Election.MustNot(RefusalCode.WrongDegree, dealer.Deal(dealer.Polynomial));
    }

    [Fact]
    public void A_dealer_with_a_bad_proof_of_knowledge_is_refused()
    {
        using var dealer = new DishonestDealer(3, 2);
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        // A good proof, but made for another place in the committee: as a copied contribution's would be.
        var copied = SchnorrProof.Prove(
            dealer.Polynomial.Constant,
            dealer.Polynomial.Commitments[0],
            dealer.Election.Ceremony.Id,
            2
        );
        dealer.Election.MustNot(RefusalCode.InvalidKnowledgeProof, dealer.Deal(dealer.Polynomial, copied));
    }

    [Fact]
    public void Dealers_whose_contributions_cancel_out_make_no_key()
    {
        using var dealer = new DishonestDealer(2, 1);
        var ceremony = dealer.Election.Ceremony;
        using var other = TrusteeSecrets.PolynomialOf(dealer.Election.Trustees[1], ceremony);
        var (constant, commitment) = (-other.Constant, -other.Commitments[0]);
        dealer.CommitAll(SHA256.HashData(commitment.ToBytes()));
        dealer.Election.Must(dealer.DealConstant(constant));
        dealer.Election.Must(dealer.Election.Trustees[1].Deal(ceremony));
        dealer.Election.Must(Assert.Single(dealer.Election.Trustees[1].Acknowledge(ceremony)));
        Assert.Equal(RefusalCode.CommitteeMismatch, ceremony.CheckComplete()?.Code);
    }

    [Fact]
    public void A_dealer_with_a_bad_share_is_complained_about_excluded_and_named()
    {
        using var dealer = new DishonestDealer(3, 2);
        var election = dealer.Election;
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        election.Must(dealer.Deal(dealer.Polynomial, badShareFor: 2));
        election.Must(election.Trustees[1].Deal(election.Ceremony));
        election.Must(election.Trustees[2].Deal(election.Ceremony));

        // Trustee 3 got a good share and acknowledges; that is stale once dealer 1 is out.
        election.Must(Assert.Single(election.Trustees[2].Acknowledge(election.Ceremony)));
        var complaint = Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony));
        Assert.Equal(EntryKind.Complain, complaint.Kind);
        election.Must(complaint);

        Assert.Equal(1, Assert.Single(election.Ceremony.Excluded).Index);
        Assert.Equal([2, 3], election.Ceremony.Dealers);
        Assert.Empty(election.Ceremony.Acknowledged);
        using var excluded = SigningKeyOf(election.Trustees[0]);
        var acknowledgment = new AcknowledgeBody(election.Ceremony.Id, election.Ceremony.Dealers);
        election.MustNot(RefusalCode.TrusteeExcluded, Submission.Sign(EntryKind.Acknowledge, acknowledgment, excluded));
        election.Must(Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony)));
        election.Must(Assert.Single(election.Trustees[2].Acknowledge(election.Ceremony)));
        Assert.Null(election.Ceremony.CheckComplete());
    }

    [Fact]
    public void What_was_acknowledged_stands_again_once_a_late_dealer_is_excluded()
    {
        using var dealer = new DishonestDealer(4, 2);
        var election = dealer.Election;
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        election.Must(election.Trustees[1].Deal(election.Ceremony));
        election.Must(election.Trustees[2].Deal(election.Ceremony));
        var first = Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony));
        election.Must(first);
        election.Must(Assert.Single(election.Trustees[2].Acknowledge(election.Ceremony)));
        Assert.Null(election.Ceremony.CheckComplete());
        // A late dealer whom the two find good and the fourth does not.
        election.Must(dealer.Deal(dealer.Polynomial, badShareFor: 4));
        election.Must(Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony)));
        election.Must(Assert.Single(election.Trustees[2].Acknowledge(election.Ceremony)));
        election.Must(Assert.Single(election.Trustees[3].Acknowledge(election.Ceremony)));

        // The same dealers as at first. The acknowledgments would be the same bytes, which a log's store enters once.
        Assert.Equal([2, 3], election.Ceremony.Dealers);
        Assert.Equal([2, 3], election.Ceremony.Acknowledged);
        Assert.Null(election.Ceremony.CheckComplete());
        Assert.Equal(first.Body, Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony)).Body);
        election.MustNot(RefusalCode.StepTwice, first);
    }

    [Fact]
    public void A_share_that_does_not_decrypt_is_a_ground_for_complaint_too()
    {
        using var dealer = new DishonestDealer(3, 2);
        var election = dealer.Election;
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        election.Must(dealer.Deal(dealer.Polynomial, garbageFor: 2));
        var complaint = Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony));
        election.Must(complaint);
        Assert.Equal(1, Assert.Single(election.Ceremony.Excluded).Index);
    }

    [Fact]
    public void A_complaint_opens_nothing_that_another_dealer_encrypted()
    {
        using var dealer = new DishonestDealer(3, 2);
        var election = dealer.Election;
        dealer.CommitAll(SHA256.HashData(DishonestDealer.EncodedCommitments(dealer.Polynomial)));
        election.Must(election.Trustees[1].Deal(election.Ceremony));
        // The point of trustee 2's encryption to trustee 3: opened, it would decrypt trustee 2's share for everyone.
        var point = election.Ceremony.EncryptedShare(2, 3)[..EdwardsPoint.Size].ToArray();
        election.Must(dealer.Deal(dealer.Polynomial, stolenPointFor3: point));
        var complaint = Assert.Single(election.Trustees[2].Acknowledge(election.Ceremony));
        election.Must(complaint);
        Assert.Equal(1, Assert.Single(election.Ceremony.Excluded).Index);
        Assert.True(
            Jws.TryVerify(
                System.Text.Encoding.ASCII.GetString(complaint.Body),
                Entry.TypeOf(EntryKind.Complain),
                out _,
                out var payload,
                out _
            )
        );
        Assert.True(StrictJson.TryParse<ComplainBody>(payload, out var body, out _));
        Assert.Empty(body.Opening);
    }

    [Fact]
    public void A_false_complaint_excludes_nobody()
    {
        var election = new TestElection();
        foreach (var trustee in election.Trustees)
        {
            election.Must(trustee.Commit(election.Ceremony));
        }

        election.Must(election.Trustees[0].Deal(election.Ceremony));
        using var key = SigningKeyOf(election.Trustees[1]);
        var opened = ShareEncryption.Open(
            TrusteeSecrets.Of(election.Trustees[1]).EncryptionSecret(election.Ceremony),
            election.Ceremony.EncryptedShare(1, 2).Span,
            election.Ceremony.Id,
            1,
            2
        );
        var opening = opened!.ToBytes();
        var ceremony = election.Ceremony;
        election.MustNot(
            RefusalCode.FalseComplaint,
            Submission.Sign(EntryKind.Complain, new ComplainBody(ceremony.Id, 1, opening), key)
        );
        election.MustNot(
            RefusalCode.FalseComplaint,
            Submission.Sign(EntryKind.Complain, new ComplainBody(ceremony.Id, 1, new byte[opening.Length]), key)
        );
        election.MustNot(
            RefusalCode.FalseComplaint,
            Submission.Sign(EntryKind.Complain, new ComplainBody(ceremony.Id, 3, opening), key)
        );
        election.MustNot(
            RefusalCode.FalseComplaint,
            Submission.Sign(EntryKind.Complain, new ComplainBody(ceremony.Id, 0, opening), key)
        );
        election.MustNot(
            RefusalCode.FalseComplaint,
            Submission.Sign(EntryKind.Complain, new ComplainBody(ceremony.Id, 4, opening), key)
        );
        Assert.Empty(election.Ceremony.Excluded);
    }

    [Fact]
    public void A_trustee_who_never_deals_or_acknowledges_does_not_stop_the_others()
    {
        var election = new TestElection();
        foreach (var trustee in election.Trustees)
        {
            election.Must(trustee.Commit(election.Ceremony));
        }

        election.Must(election.Trustees[0].Deal(election.Ceremony));
        election.Must(election.Trustees[1].Deal(election.Ceremony));
        Assert.NotNull(election.Ceremony.CheckComplete());
        election.Must(Assert.Single(election.Trustees[0].Acknowledge(election.Ceremony)));
        Assert.NotNull(election.Ceremony.CheckComplete());
        election.Must(Assert.Single(election.Trustees[1].Acknowledge(election.Ceremony)));
        Assert.Null(election.Ceremony.CheckComplete());
        Assert.Equal([1, 2], election.Ceremony.Dealers);
    }

    [Fact]
    public void An_acknowledgment_of_other_dealers_is_refused()
    {
        var election = new TestElection();
        election.RunCeremony();
        using var key = SigningKeyOf(election.Trustees[0]);
        foreach (int[] dealers in new[] { [], [1], [1, 2], [2, 1, 3], [1, 2, 3, 3], new[] { 0, 1, 2 } })
        {
            var body = new AcknowledgeBody(election.Ceremony.Id, dealers);
            election.MustNot(RefusalCode.OtherDealers, Submission.Sign(EntryKind.Acknowledge, body, key));
        }
    }

    private static RoleKey SigningKeyOf(Trustee trustee) => TrusteeSecrets.Of(trustee).SigningKey;

    [Fact]
    public void A_deal_made_for_a_log_with_other_commits_is_refused()
    {
        // The same ceremony in two logs, entered at other times.
        var election = new TestElection();
        var fork = new ElectionLog();
        Assert.Null(fork.Append(election.Lines[0]));
        foreach (var trustee in election.Trustees)
        {
            var commit = trustee.Commit(election.Ceremony);
            election.Must(commit);
            Assert.Null(fork.Append(commit.ToLine(election.Now.AddMinutes(1))));
        }

        var deal = election.Trustees[0].Deal(fork.Ceremony!);
        election.MustNot(RefusalCode.OtherElection, deal);
        Assert.Null(fork.Append(deal.ToLine(election.Now.AddMinutes(1))));
    }

    [Fact]
    public void A_trustee_has_another_encryption_key_in_every_ceremony()
    {
        var secrets = TrusteeSecrets.Of(Trustee.Create());
        var (first, second) = (new TestElection(), new TestElection());
        Assert.NotEqual(secrets.EncryptionSecret(first.Ceremony), secrets.EncryptionSecret(second.Ceremony));
    }
}
