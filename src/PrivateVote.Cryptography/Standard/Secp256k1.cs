using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math.EC;
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
    public const int UncompressedPublicKeySize = 65;
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

    /// <summary>
    /// As <see cref="Sign"/>, and the parity of the nonce point's y, 0 or 1, from which the public key is recovered.
    /// </summary>
    /// <exception cref="ArgumentException">The private key is invalid, or the digest is not 32 bytes.</exception>
    public static byte[] SignRecoverable(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> digest, out int parity)
    {
        var signature = Sign(privateKey, digest);
        var publicKey = Domain.G.Multiply(RequirePrivateKey(privateKey)).Normalize().GetEncoded(false);
        for (parity = 0; parity < 2; parity++)
        {
            if (TryRecover(digest, signature, parity, out var recovered) && publicKey.AsSpan().SequenceEqual(recovered))
            {
                return signature;
            }
        }

        // Neither: the nonce point's x is n or more, which happens with probability below 2^-127.
        throw new UnreachableException("no parity recovers the signer's public key");
    }

    /// <summary>
    /// The public key, 65 bytes uncompressed, under which r ‖ s signs the digest (SEC 1 section 4.1.6): Q = (s·R - z·G) / r,
    /// where R is the point with x = r and the given parity of y.
    /// </summary>
    /// <remarks>
    /// Only x = r is tried, never x = r + n, as in Ethereum. Every (r, s) with a point R recovers <em>some</em> key:
    /// what is recovered means nothing until it is compared with a key that is expected.
    /// </remarks>
    /// <param name="digest">32 bytes.</param>
    /// <param name="signature">64 bytes, with 1 &lt;= r &lt; n, 1 &lt;= s &lt;= n/2.</param>
    /// <param name="parity">0 for an even y of R, 1 for an odd one.</param>
    /// <param name="publicKey">The key, when the answer is true. Malformed input answers false.</param>
    public static bool TryRecover(
        ReadOnlySpan<byte> digest,
        ReadOnlySpan<byte> signature,
        int parity,
        [NotNullWhen(true)] out byte[]? publicKey
    )
    {
        publicKey = null;
        if (digest.Length != DigestSize || !IsWellFormedSignature(signature) || parity is not (0 or 1))
        {
            return false;
        }

        var r = new BigInteger(1, signature[..32].ToArray());
        var s = new BigInteger(1, signature[32..].ToArray());
        ReadOnlySpan<byte> encoding = [(byte)(2 + parity), .. signature[..32]];
        if (!EllipticPoint.TryDecode(Domain.Curve, encoding, out var nonce))
        {
            return false;
        }

        var inverse = r.ModInverse(Domain.N);
        var z = new BigInteger(1, digest.ToArray()).Mod(Domain.N);
        var ofG = Domain.N.Subtract(z).Multiply(inverse).Mod(Domain.N);
        var ofR = s.Multiply(inverse).Mod(Domain.N);
        var key = ECAlgorithms.SumOfTwoMultiplies(Domain.G, ofG, nonce, ofR).Normalize();
        if (key.IsInfinity)
        {
            return false;
        }

        publicKey = key.GetEncoded(false);
        return true;
    }

    /// <summary>Whether the bytes are r ‖ s with 1 &lt;= r &lt; n and 1 &lt;= s &lt;= n/2, 64 bytes.</summary>
    public static bool IsWellFormedSignature(ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize)
        {
            return false;
        }

        var r = new BigInteger(1, signature[..32].ToArray());
        var s = new BigInteger(1, signature[32..].ToArray());
        return r.SignValue > 0 && r.CompareTo(Domain.N) < 0 && s.SignValue > 0 && s.CompareTo(HalfOrder) <= 0;
    }

    /// <summary>The uncompressed form, 65 bytes, of a public key of 33 or 65 bytes; false if it is not on the curve.</summary>
    public static bool TryUncompress(ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out byte[]? uncompressed)
    {
        uncompressed = EllipticPoint.TryDecode(Domain.Curve, publicKey, out var point) ? point.GetEncoded(false) : null;
        return uncompressed is not null;
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
