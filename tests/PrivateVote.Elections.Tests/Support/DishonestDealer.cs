using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Cryptography.Threshold;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests.Support;

/// <summary>What follows from a trustee's seed, derived a second time from docs/specification.md.</summary>
internal sealed record TrusteeSecrets(RoleKey SigningKey, Func<Ceremony, Scalar> EncryptionSecret)
{
    public static TrusteeSecrets Of(Trustee trustee)
    {
        var seed = trustee.ExportSeed();
        return new TrusteeSecrets(
            RoleKey.FromSeed(Derive(seed, "signing", [], 32)),
            ceremony => Scalar.ReduceWide(Derive(seed, "encryption", ceremony.Id, 64))
        );
    }

    public static SecretPolynomial PolynomialOf(Trustee trustee, Ceremony ceremony) =>
        SecretPolynomial.FromSeed(Derive(trustee.ExportSeed(), "polynomial", ceremony.Id, 32), ceremony.Threshold);

    private static byte[] Derive(byte[] seed, string purpose, byte[] salt, int length) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            seed,
            length,
            salt,
            Encoding.UTF8.GetBytes("PrivateVote/v1/trustee " + purpose)
        );
}

/// <summary>A committee whose first member deals what it likes.</summary>
internal sealed class DishonestDealer : IDisposable
{
    private readonly RoleKey key;
    private readonly int members;

    public DishonestDealer(int members, int threshold, int? coefficients = null)
    {
        this.members = members;
        Election = new TestElection(members, threshold);
        Polynomial = SecretPolynomial.Random(coefficients ?? threshold);
        key = TrusteeSecrets.Of(Election.Trustees[0]).SigningKey;
    }

    public TestElection Election { get; }

    public SecretPolynomial Polynomial { get; }

    public static byte[] EncodedCommitments(SecretPolynomial polynomial)
    {
        var bytes = new byte[polynomial.Commitments.Length * EdwardsPoint.Size];
        EdwardsPoint.EncodeBatch(polynomial.Commitments, bytes);
        return bytes;
    }

    public void CommitAll(byte[] commitmentsDigest)
    {
        var encryptionKey = EdwardsPoint.MultiplyBase(Scalar.Random()).ToBytes();
        var body = new CommitBody(Election.Ceremony.Id, encryptionKey, commitmentsDigest);
        Election.Must(Submission.Sign(EntryKind.Commit, body, key));
        foreach (var trustee in Election.Trustees.Skip(1))
        {
            Election.Must(trustee.Commit(Election.Ceremony));
        }
    }

    public Submission Deal(
        SecretPolynomial polynomial,
        SchnorrProof? proof = null,
        int? badShareFor = null,
        int? garbageFor = null,
        byte[]? stolenPointFor3 = null
    )
    {
        var ceremony = Election.Ceremony;
        var shares = new string[members];
        for (var i = 1; i <= members; i++)
        {
            var share = polynomial.Evaluate(i) + (i == badShareFor ? Scalar.One : Scalar.Zero);
            var encrypted = ShareEncryption.Encrypt(ceremony.EncryptionKeyOf(i)!.Value, share, ceremony.Id, 1, i);
            if (i == garbageFor)
            {
                encrypted[^1] ^= 1;
            }

            if (i == 3)
            {
                stolenPointFor3?.CopyTo(encrypted, 0);
            }

            shares[i - 1] = Base64Url.Encode(encrypted);
        }

        proof ??= SchnorrProof.Prove(polynomial.Constant, polynomial.Commitments[0], ceremony.Id, 1);
        var body = new DealBody(
            ceremony.Id,
            ceremony.CommitsRoot,
            EncodedCommitments(polynomial),
            proof.ToBytes(),
            shares
        );
        return Submission.Sign(EntryKind.Deal, body, key);
    }

    /// <summary>A deal of a polynomial that is one number, for a threshold of 1.</summary>
    public Submission DealConstant(Scalar constant)
    {
        var ceremony = Election.Ceremony;
        var commitment = EdwardsPoint.MultiplyBase(constant);
        string[] shares =
        [
            .. Enumerable
                .Range(1, members)
                .Select(i =>
                    Base64Url.Encode(
                        ShareEncryption.Encrypt(ceremony.EncryptionKeyOf(i)!.Value, constant, ceremony.Id, 1, i)
                    )
                ),
        ];
        var proof = SchnorrProof.Prove(constant, commitment, ceremony.Id, 1).ToBytes();
        var body = new DealBody(ceremony.Id, ceremony.CommitsRoot, commitment.ToBytes(), proof, shares);
        return Submission.Sign(EntryKind.Deal, body, key);
    }

    public void Dispose()
    {
        Polynomial.Dispose();
        key.Dispose();
    }
}
