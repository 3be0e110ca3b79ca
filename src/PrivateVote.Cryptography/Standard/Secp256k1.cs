using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using BigInteger = Org.BouncyCastle.Math.BigInteger;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// ECDSA over secp256k1 (SEC 2 section 2.4.1) on 32-byte digests: private key 32 bytes, public key 33 bytes compressed
/// or 65 uncompressed, signature r ‖ s of 64 bytes, all big-endian.
/// </summary>
/// <remarks>
/// Nonces are those of RFC 6979. Signatures are made with, and accepted only with, s at most n/2: (r, n - s) is valid
/// whenever (r, s) is, and a record must not be alterable. Ethereum asks the same (EIP-2); RFC 8812 (ES256K) leaves
/// it open, so this is stricter than a general JOSE library.
/// </remarks>
public static class Secp256k1
{
    public const int PrivateKeySize = 32;
    public const int CompressedPublicKeySize = 33;
    public const int SignatureSize = 64;
    public const int DigestSize = 32;

    private static readonly ECDomainParameters Domain = new(CustomNamedCurves.GetByName("secp256k1"));
    private static readonly BigInteger HalfOrder = Domain.N.ShiftRight(1);

    /// <summary>Whether the 32 bytes are a private key: 1 to n - 1.</summary>
    public static bool IsValidPrivateKey(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != PrivateKeySize)
        {
            return false;
        }

        var scalar = new BigInteger(1, privateKey.ToArray());
        return scalar.SignValue > 0 && scalar.CompareTo(Domain.N) < 0;
    }

    /// <summary>The compressed public key, 33 bytes.</summary>
    /// <exception cref="ArgumentException">The private key is not 32 bytes or not from 1 to n - 1.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey) =>
        Domain.G.Multiply(RequirePrivateKey(privateKey)).Normalize().GetEncoded(true);

    /// <summary>The RFC 6979 signature of a 32-byte digest with low s, as r ‖ s.</summary>
    /// <exception cref="ArgumentException">The private key is invalid, or the digest is not 32 bytes.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> digest)
    {
        var scalar = RequirePrivateKey(privateKey);
        if (digest.Length != DigestSize)
        {
            throw new ArgumentException($"a digest is {DigestSize} bytes", nameof(digest));
        }

        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, new ECPrivateKeyParameters(scalar, Domain));
        var rs = signer.GenerateSignature(digest.ToArray());
        var s = rs[1].CompareTo(HalfOrder) > 0 ? Domain.N.Subtract(rs[1]) : rs[1];

        var signature = new byte[SignatureSize];
        WriteBigEndian(rs[0], signature.AsSpan(0, 32));
        WriteBigEndian(s, signature.AsSpan(32, 32));
        return signature;
    }

    /// <summary>
    /// Whether r ‖ s signs the digest: lengths exact, 1 &lt;= r &lt; n, 1 &lt;= s &lt;= n/2. The public key
    /// is 33 bytes compressed or 65 uncompressed. Malformed input answers false.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (
            digest.Length != DigestSize
            || signature.Length != SignatureSize
            || !EllipticPoint.TryDecode(Domain.Curve, publicKey, out var point)
        )
        {
            return false;
        }

        var r = new BigInteger(1, signature[..32].ToArray());
        var s = new BigInteger(1, signature[32..].ToArray());
        if (s.CompareTo(HalfOrder) > 0)
        {
            return false;
        }

        var verifier = new ECDsaSigner();
        verifier.Init(false, new ECPublicKeyParameters(point, Domain));
        return verifier.VerifySignature(digest.ToArray(), r, s);
    }

    /// <summary>Whether the bytes encode a point on the curve, compressed (33) or uncompressed (65).</summary>
    public static bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) =>
        EllipticPoint.TryDecode(Domain.Curve, publicKey, out _);

    private static BigInteger RequirePrivateKey(ReadOnlySpan<byte> privateKey) =>
        IsValidPrivateKey(privateKey)
            ? new BigInteger(1, privateKey.ToArray())
            : throw new ArgumentException("a secp256k1 private key is 32 bytes, from 1 to n - 1", nameof(privateKey));

    private static void WriteBigEndian(BigInteger value, Span<byte> destination)
    {
        var bytes = value.ToByteArrayUnsigned();
        destination.Clear();
        bytes.CopyTo(destination[(destination.Length - bytes.Length)..]);
    }
}
