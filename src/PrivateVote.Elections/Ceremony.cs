using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Cryptography.Threshold;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Elections;

/// <summary>
/// Pedersen's distributed key generation as the log shows it: commit, deal, acknowledge or complain.
/// </summary>
/// <remarks>
/// References: T. Pedersen, "A threshold cryptosystem without a trusted party", EUROCRYPT 1991; P. Feldman, FOCS 1987.
/// The hash commitments of step 1 keep a dealer from choosing a contribution after seeing the others' (Gennaro et al.,
/// "Secure distributed key generation for discrete-log based cryptosystems", section 1).
/// <para>
/// threshold = the number of trustees needed to decrypt = the number of a polynomial's coefficients.
/// </para>
/// </remarks>
public sealed class Ceremony
{
    /// <summary>More trustees than any committee has had; bounds the size of a deal.</summary>
    public const int MaximumMembers = 64;

    private readonly Trustee[] trustees;
    private JointKey? joint;

    private Ceremony(byte[] id, CommitteeBody committee)
    {
        Id = id;
        Members = committee.Members;
        Threshold = committee.Threshold;
        trustees = [.. committee.Members.Select(_ => new Trustee())];
    }

    /// <summary>SHA-256 of the committee entry's payload.</summary>
    public byte[] Id { get; }

    public IReadOnlyList<string> Members { get; }

    /// <summary>How many trustees are needed to decrypt.</summary>
    public int Threshold { get; }

    /// <summary>The indices of those who dealt and were not excluded, ascending.</summary>
    public IReadOnlyList<int> Dealers =>
        [.. Indices.Where(index => Of(index) is { Commitments: not null, Excluded: null })];

    /// <summary>Those who were proven wrong, with the proof's entry in words.</summary>
    public IReadOnlyList<(int Index, string Reason)> Excluded =>
        [.. Indices.Where(index => Of(index).Excluded is not null).Select(index => (index, Of(index).Excluded!))];

    /// <summary>The indices of those who acknowledged shares from exactly the present dealers.</summary>
    public IReadOnlyList<int> Acknowledged
    {
        get
        {
            var dealers = Dealers;
            return
            [
                .. Indices.Where(index => Of(index) is { Excluded: null } trustee && trustee.HasAcknowledged(dealers)),
            ];
        }
    }

    /// <summary>The joint key K: the sum of the dealers' constant terms.</summary>
    public EdwardsPoint Key => Joint.Key;

    private IEnumerable<int> Indices => Enumerable.Range(1, Members.Count);

    public static bool TryOpen(
        byte[] payload,
        [NotNullWhen(true)] out Ceremony? ceremony,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        ceremony = null;
        refusal = null;
        if (!StrictJson.TryParse<CommitteeBody>(payload, out var body, out var problem))
        {
            refusal = new Refusal(RefusalCode.MalformedCommittee, problem);
        }
        else if (
            body.Members.Count is < 1 or > MaximumMembers
            || body.Members.Distinct(StringComparer.Ordinal).Count() != body.Members.Count
            || !body.Members.All(did => did is not null && DidKey.TryParse(did, out _, out _))
        )
        {
            refusal = new Refusal(
                RefusalCode.MalformedCommittee,
                $"a committee has 1 to {MaximumMembers} members, each named once by a did:key"
            );
        }
        else if (body.Threshold < 1 || body.Threshold > body.Members.Count)
        {
            refusal = new Refusal(
                RefusalCode.ThresholdOutOfRange,
                $"the threshold is the number of trustees needed to decrypt, 1 to {body.Members.Count}; it is {body.Threshold}"
            );
        }
        else if (body.Nonce.Length != 16)
        {
            refusal = new Refusal(RefusalCode.MalformedCommittee, "the nonce has 16 bytes");
        }
        else
        {
            ceremony = new Ceremony(SHA256.HashData(payload), body);
        }

        return ceremony is not null;
    }

    /// <summary>The index of a member, 1 to n, or null.</summary>
    public int? IndexOf(string did)
    {
        for (var i = 0; i < Members.Count; i++)
        {
            if (Members[i] == did)
            {
                return i + 1;
            }
        }

        return null;
    }

    /// <summary>The log's root with the last commit in it, which every deal names; empty while commits are missing.</summary>
    public byte[] CommitsRoot { get; private set; } = [];

    /// <summary>The key that shares for a trustee are encrypted to, once the trustee has committed.</summary>
    public EdwardsPoint? EncryptionKeyOf(int index) => Of(index).EncryptionKey;

    /// <summary>A dealer's coefficient commitments, once dealt.</summary>
    public EdwardsPoint[]? CommitmentsOf(int index) => Of(index).Commitments;

    /// <summary>What a dealer encrypted for a trustee.</summary>
    public ReadOnlyMemory<byte> EncryptedShare(int dealer, int recipient) => Of(dealer).Shares![recipient - 1];

    /// <summary>The public share X_j of a trustee's secret share x_j: anyone computes it from the commitments.</summary>
    public EdwardsPoint PublicShareOf(int index) => Joint.PublicShare(index);

    private JointKey Joint => joint ??= MakeJoint();

    private JointKey MakeJoint() =>
        TryJoin(out var made)
            ? made
            : throw new InvalidOperationException("the ceremony has no key yet, or one that is the identity");

    private bool TryJoin([NotNullWhen(true)] out JointKey? made) =>
        JointKey.TryCreate(Members.Count, Threshold, [.. Dealers.Select(dealer => Of(dealer).Commitments!)], out made);

    /// <summary>Whether a key can be made of this, or why not.</summary>
    public Refusal? CheckComplete()
    {
        if (Dealers.Count < Threshold)
        {
            // With t dealers, fewer than t dishonest trustees do not know all contributions.
            return new Refusal(
                RefusalCode.CommitteeMismatch,
                $"{Dealers.Count} trustees have dealt and {Threshold} are needed"
            );
        }

        if (Acknowledged.Count < Threshold)
        {
            return new Refusal(
                RefusalCode.CommitteeMismatch,
                $"{Acknowledged.Count} trustees have acknowledged the shares of exactly the dealers {string.Join(", ", Dealers)}, and {Threshold} are needed"
            );
        }

        // Only dealers who all conspire can do this; it must not stop whoever verifies their record.
        return TryJoin(out _)
            ? null
            : new Refusal(RefusalCode.CommitteeMismatch, "the dealers' contributions cancel out, so there is no key");
    }

    public Refusal? Commit(int index, CommitBody body)
    {
        var trustee = Of(index);
        if (!body.Ceremony.AsSpan().SequenceEqual(Id))
        {
            return OtherCeremony;
        }

        if (trustee.CommitmentsDigest is not null)
        {
            return Twice(index, "committed");
        }

        if (!EdwardsPoint.TryDecode(body.EncryptionKey, out var key))
        {
            return new Refusal(RefusalCode.MalformedCommittee, "the encryption key is not a point of prime order");
        }

        trustee.EncryptionKey = key;
        trustee.CommitmentsDigest = body.CommitmentsDigest;
        return null;
    }

    public Refusal? Deal(int index, DealBody body)
    {
        var trustee = Of(index);
        if (!body.Ceremony.AsSpan().SequenceEqual(Id))
        {
            return OtherCeremony;
        }

        if (trustee.Commitments is not null)
        {
            return Twice(index, "dealt");
        }

        if (trustees.Any(other => other.CommitmentsDigest is null))
        {
            return new Refusal(RefusalCode.StepTooEarly, "all trustees commit before the first deals");
        }

        if (!body.Commits.AsSpan().SequenceEqual(CommitsRoot))
        {
            return new Refusal(RefusalCode.OtherElection, "the deal was made for a log with other commits");
        }

        if (!SHA256.HashData(body.Commitments).AsSpan().SequenceEqual(trustee.CommitmentsDigest))
        {
            return new Refusal(
                RefusalCode.CommitmentsDiffer,
                $"trustee {index} committed to other coefficient commitments in step 1"
            );
        }

        if (body.Commitments.Length != Threshold * EdwardsPoint.Size)
        {
            return new Refusal(
                RefusalCode.WrongDegree,
                $"a dealer has exactly {Threshold} coefficient commitments, one for each trustee needed to decrypt"
            );
        }

        var commitments = new EdwardsPoint[Threshold];
        for (var k = 0; k < Threshold; k++)
        {
            var encoded = body.Commitments.AsSpan(k * EdwardsPoint.Size, EdwardsPoint.Size);
            if (!EdwardsPoint.TryDecode(encoded, out commitments[k]))
            {
                return new Refusal(RefusalCode.MalformedDeal, $"commitment {k} is not a point of prime order");
            }
        }

        if (!SchnorrProof.TryDecode(body.Proof, out var proof) || !proof.Verify(commitments[0], Id, index))
        {
            return new Refusal(
                RefusalCode.InvalidKnowledgeProof,
                $"trustee {index} does not prove knowledge of the constant term"
            );
        }

        var shares = new ReadOnlyMemory<byte>[body.Shares.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            if (!Base64Url.TryDecode(body.Shares[i] ?? "", out var share) || share.Length != ShareEncryption.Size)
            {
                return new Refusal(RefusalCode.MalformedDeal, $"the share for trustee {i + 1} has the wrong length");
            }

            shares[i] = share;
        }

        if (shares.Length != Members.Count)
        {
            return new Refusal(RefusalCode.MalformedDeal, $"a deal has {Members.Count} shares, one for each trustee");
        }

        joint = null;
        trustee.Commitments = commitments;
        trustee.Shares = shares;
        return null;
    }

    public Refusal? Acknowledge(int index, AcknowledgeBody body)
    {
        if (!body.Ceremony.AsSpan().SequenceEqual(Id))
        {
            return OtherCeremony;
        }

        if (!body.Dealers.SequenceEqual(Dealers))
        {
            return new Refusal(
                RefusalCode.OtherDealers,
                $"the dealers are {string.Join(", ", Dealers)}; acknowledge the shares of exactly these"
            );
        }

        if (Of(index).HasAcknowledged(body.Dealers))
        {
            return Twice(index, "acknowledged these dealers");
        }

        Of(index).Acknowledged.Add(body.Dealers);
        return null;
    }

    public Refusal? Complain(int index, ComplainBody body)
    {
        if (!body.Ceremony.AsSpan().SequenceEqual(Id))
        {
            return OtherCeremony;
        }

        if (!Dealers.Contains(body.Dealer))
        {
            return new Refusal(
                RefusalCode.FalseComplaint,
                $"trustee {body.Dealer} has dealt nothing that still counts"
            );
        }

        var dealer = Of(body.Dealer);
        // An encryption that holds no point at all needs no opening: its bytes show it.
        _ = ShareOpening.TryDecode(body.Opening, out var opening);
        var verdict = ShareEncryption.Judge(
            Of(index).EncryptionKey!.Value,
            dealer.Shares![index - 1].Span,
            opening,
            dealer.Commitments!,
            Id,
            body.Dealer,
            index
        );
        if (verdict != ComplaintVerdict.DealerAtFault)
        {
            return new Refusal(
                RefusalCode.FalseComplaint,
                verdict == ComplaintVerdict.OpeningInvalid
                    ? "the opening is not the one of this encrypted share"
                    : $"the share of dealer {body.Dealer} for trustee {index} fits the dealer's commitments"
            );
        }

        joint = null;
        dealer.Excluded = $"dealt trustee {index} a share that does not fit the commitments";
        return null;
    }

    /// <summary>Told of each of its entries, with the log's root that has the entry in it.</summary>
    internal void Entered(EntryKind kind, byte[] root)
    {
        if (kind == EntryKind.Commit && trustees.All(trustee => trustee.CommitmentsDigest is not null))
        {
            CommitsRoot = root;
        }
    }

    /// <summary>Why a trustee may no longer act, or null.</summary>
    public Refusal? CheckNotExcluded(int index) =>
        Of(index).Excluded is { } reason
            ? new Refusal(RefusalCode.TrusteeExcluded, $"trustee {index} is excluded: {reason}")
            : null;

    private static Refusal OtherCeremony => new(RefusalCode.OtherElection, "it belongs to another ceremony");

    private static Refusal Twice(int index, string what) =>
        new(RefusalCode.StepTwice, $"trustee {index} has already {what}");

    private Trustee Of(int index) => trustees[index - 1];

    private sealed class Trustee
    {
        public EdwardsPoint? EncryptionKey { get; set; }
        public byte[]? CommitmentsDigest { get; set; }
        public EdwardsPoint[]? Commitments { get; set; }
        public ReadOnlyMemory<byte>[]? Shares { get; set; }

        /// <summary>Every set of dealers whose shares this trustee found good: dealers come, and are excluded, so one may return.</summary>
        public List<IReadOnlyList<int>> Acknowledged { get; } = [];

        public string? Excluded { get; set; }

        public bool HasAcknowledged(IReadOnlyList<int> dealers) =>
            Acknowledged.Exists(seen => seen.SequenceEqual(dealers));
    }
}
