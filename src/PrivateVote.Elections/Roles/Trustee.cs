using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Cryptography.Threshold;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Roles;

/// <summary>
/// A trustee: one seed of 32 bytes, from which the signing key and, for each ceremony, the encryption key and
/// the polynomial follow. There is no other state to keep or lose: shares are read back from the log.
/// </summary>
public sealed class Trustee : IDisposable
{
    public const int SeedSize = 32;

    private readonly byte[] seed;
    private readonly RoleKey key;

    private Trustee(byte[] seed)
    {
        this.seed = seed;
        key = RoleKey.FromSeed(Derive("signing", [], RoleKey.SeedSize));
    }

    public string Did => key.Did;

    public static Trustee Create() => new(RandomNumberGenerator.GetBytes(SeedSize));

    public static Trustee FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == SeedSize
            ? new Trustee(seed.ToArray())
            : throw new ArgumentException($"A seed has {SeedSize} bytes.", nameof(seed));

    /// <summary>For the key file only.</summary>
    public byte[] ExportSeed() => [.. seed];

    /// <summary>Ceremony, step 1.</summary>
    public Submission Commit(Ceremony ceremony)
    {
        using var polynomial = PolynomialFor(ceremony);
        var body = new CommitBody(
            ceremony.Id,
            EdwardsPoint.MultiplyBase(EncryptionSecretFor(ceremony)).ToBytes(),
            SHA256.HashData(EncodePoints(polynomial.Commitments))
        );
        return Submission.Sign(EntryKind.Commit, body, key);
    }

    /// <summary>Ceremony, step 2.</summary>
    /// <exception cref="InvalidOperationException">Not a member, or not all trustees have committed.</exception>
    public Submission Deal(Ceremony ceremony)
    {
        var self = IndexIn(ceremony);
        using var polynomial = PolynomialFor(ceremony);
        var shares = new string[ceremony.Members.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            var recipientKey =
                ceremony.EncryptionKeyOf(i + 1)
                ?? throw new InvalidOperationException(
                    $"trustee {i + 1} has not committed yet; all commit before the first deals"
                );
            shares[i] = Base64Url.Encode(
                ShareEncryption.Encrypt(recipientKey, polynomial.Evaluate(i + 1), ceremony.Id, self, i + 1)
            );
        }

        var body = new DealBody(
            ceremony.Id,
            ceremony.CommitsRoot,
            EncodePoints(polynomial.Commitments),
            SchnorrProof.Prove(polynomial.Constant, polynomial.Commitments[0], ceremony.Id, self).ToBytes(),
            shares
        );
        return Submission.Sign(EntryKind.Deal, body, key);
    }

    /// <summary>
    /// Ceremony, step 3: one complaint for every bad share, or else the acknowledgment that all are good.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not a member.</exception>
    public IReadOnlyList<Submission> Acknowledge(Ceremony ceremony)
    {
        var self = IndexIn(ceremony);
        var complaints = new List<Submission>();
        foreach (var dealer in ceremony.Dealers)
        {
            if (TryOpenShare(ceremony, dealer, self, out _))
            {
                continue;
            }

            var encrypted = ceremony.EncryptedShare(dealer, self).Span;
            var opening = ShareEncryption.Open(EncryptionSecretFor(ceremony), encrypted, ceremony.Id, dealer, self);
            var body = new ComplainBody(ceremony.Id, dealer, opening?.ToBytes() ?? []);
            complaints.Add(Submission.Sign(EntryKind.Complain, body, key));
        }

        return complaints.Count > 0
            ? complaints
            : [Submission.Sign(EntryKind.Acknowledge, new AcknowledgeBody(ceremony.Id, ceremony.Dealers), key)];
    }

    /// <summary>
    /// This trustee's decryption share of the encrypted tally, from a log that this trustee replayed itself: never for a
    /// sum that somebody else says is the right one.
    /// </summary>
    /// <param name="log">The replayed log.</param>
    /// <param name="checkpoints">The log's signed notes. One must be of this log as it was closed, or of all of it: a log that shows two trustees two histories has then signed two that contradict each other.</param>
    /// <param name="now">This trustee's own clock, so that a log that lies about time gets no early result.</param>
    /// <returns>False with the reason when there is nothing this trustee should decrypt.</returns>
    public bool TryDecryptTally(
        ElectionLog log,
        IEnumerable<string> checkpoints,
        DateTimeOffset now,
        [NotNullWhen(true)] out Submission? submission,
        [NotNullWhen(false)] out string? reason
    )
    {
        submission = null;
        reason = null;
        if (log is not { Phase: Phase.Closed, Election: { } election, Ceremony: { } ceremony })
        {
            reason = $"the election is {log.Phase}, not closed with its minimum turnout reached";
        }
        else if (now < election.Manifest.Closes)
        {
            reason = $"by this clock the election closes only at {MomentForm.ToText(election.Manifest.Closes)}";
        }
        else if (!checkpoints.Any(note => IsOfClosing(note, log, election)))
        {
            reason =
                "the log has not signed a checkpoint of itself as it was closed; ask for one before anything is decrypted";
        }
        else if (ceremony.IndexOf(Did) is not { } self)
        {
            reason = $"{Did} is not a member of this committee";
        }
        else if (ceremony.CheckNotExcluded(self) is { } excluded)
        {
            reason = excluded.ToString();
        }
        else
        {
            return TryDecryptTally(log, election, ceremony, self, out submission, out reason);
        }

        return false;
    }

    private static bool IsOfClosing(string note, ElectionLog log, Election election) =>
        Checkpoint.TryOpen(note, election.Log, out var checkpoint, out _)
        && (
            checkpoint.RootHash.AsSpan().SequenceEqual(log.ClosingRoot)
            // What came after the closing, other trustees' shares, is signed together with it.
            || (checkpoint.Size == log.Size && checkpoint.RootHash.AsSpan().SequenceEqual(log.Root))
        );

    private bool TryDecryptTally(
        ElectionLog log,
        Election election,
        Ceremony ceremony,
        int self,
        [NotNullWhen(true)] out Submission? submission,
        [NotNullWhen(false)] out string? reason
    )
    {
        submission = null;
        reason = null;
        // x_j: the sum of the shares that the dealers gave this trustee.
        var secret = Scalar.Zero;
        foreach (var dealer in ceremony.Dealers)
        {
            if (!TryOpenShare(ceremony, dealer, self, out var share))
            {
                reason = $"the share from dealer {dealer} is not good; it should have been complained about";
                return false;
            }

            secret += share;
        }

        EdwardsPoint[] sums = [.. log.EncryptedTally!.Ciphertexts.Take(election.Options).Select(sum => sum.R)];
        var decryption = DecryptionShare.Create(secret, sums, election.Id, self);
        var body = new ShareBody(
            election.Id,
            log.ClosingRoot!,
            EncodePoints(decryption.Points),
            decryption.Proof.ToBytes()
        );
        submission = Submission.Sign(EntryKind.Share, body, key);
        return true;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(seed);
        key.Dispose();
    }

    private static byte[] EncodePoints(ReadOnlySpan<EdwardsPoint> points)
    {
        var bytes = new byte[points.Length * EdwardsPoint.Size];
        EdwardsPoint.EncodeBatch(points, bytes);
        return bytes;
    }

    private bool TryOpenShare(Ceremony ceremony, int dealer, int self, out Scalar share) =>
        ShareEncryption.TryDecrypt(
            EncryptionSecretFor(ceremony),
            ceremony.EncryptedShare(dealer, self).Span,
            ceremony.Id,
            dealer,
            self,
            out share
        ) && FeldmanCommitments.VerifyShare(ceremony.CommitmentsOf(dealer)!, self, share);

    private int IndexIn(Ceremony ceremony) =>
        ceremony.IndexOf(Did) ?? throw new InvalidOperationException($"{Did} is not a member of this committee");

    /// <summary>One key for each ceremony, so that nothing published in one opens a share of another.</summary>
    private Scalar EncryptionSecretFor(Ceremony ceremony) => Scalar.ReduceWide(Derive("encryption", ceremony.Id, 64));

    /// <summary>The polynomial follows from the seed and the ceremony, so that step 2 needs nothing kept from step 1.</summary>
    private SecretPolynomial PolynomialFor(Ceremony ceremony) =>
        SecretPolynomial.FromSeed(Derive("polynomial", ceremony.Id, SecretPolynomial.SeedSize), ceremony.Threshold);

    /// <summary>HKDF-SHA256 (RFC 5869) of the seed.</summary>
    private byte[] Derive(string purpose, byte[] context, int length) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            seed,
            length,
            context,
            Encoding.UTF8.GetBytes("PrivateVote/v1/trustee " + purpose)
        );
}
