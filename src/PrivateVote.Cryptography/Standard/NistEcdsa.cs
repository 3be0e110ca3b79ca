using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.EC;
using BouncyCastleCurve = Org.BouncyCastle.Math.EC.ECCurve;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// ECDSA over P-256 with SHA-256 and P-384 with SHA-384 (FIPS 186-5), signatures as r ‖ s: 64 and 96 bytes.
/// </summary>
/// <remarks>
/// The base class library signs and verifies; Bouncy Castle only finds the y of a compressed public key, which the
/// base class library does not. Both s and n - s are accepted: RFC 7518 section 3.4 does not choose, half of the
/// signatures in use (among them its own example) have the high one. So such a signature does not fix its own bytes.
/// </remarks>
public sealed class NistEcdsa
{
    public static NistEcdsa P256 { get; } =
        new("secp256r1", ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 32);

    public static NistEcdsa P384 { get; } =
        new("secp384r1", ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 48);

    private readonly BouncyCastleCurve points;
    private readonly ECCurve curve;
    private readonly HashAlgorithmName hash;

    private NistEcdsa(string name, ECCurve curve, HashAlgorithmName hash, int size)
    {
        points = CustomNamedCurves.GetByName(name).Curve;
        this.curve = curve;
        this.hash = hash;
        CoordinateSize = size;
    }

    /// <summary>Bytes of a coordinate or scalar: 32 or 48.</summary>
    public int CoordinateSize { get; }

    public int CompressedPublicKeySize => 1 + CoordinateSize;

    public int SignatureSize => 2 * CoordinateSize;

    /// <summary>Whether the bytes encode a point on the curve, compressed or uncompressed (SEC 1).</summary>
    public bool IsValidPublicKey(ReadOnlySpan<byte> publicKey) => EllipticPoint.TryDecode(points, publicKey, out _);

    /// <summary>The uncompressed form, 04 ‖ x ‖ y, of a public key; false if it is not on the curve.</summary>
    public bool TryUncompress(ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out byte[]? uncompressed)
    {
        uncompressed = EllipticPoint.TryDecode(points, publicKey, out var point) ? point.GetEncoded(false) : null;
        return uncompressed is not null;
    }

    /// <summary>
    /// Whether r ‖ s signs the message (hashed here); the public key is a SEC 1 encoding. Malformed input answers false.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize || !EllipticPoint.TryDecode(points, publicKey, out var point))
        {
            return false;
        }

        point = point.Normalize();
        using var key = ECDsa.Create(
            new ECParameters
            {
                Curve = curve,
                Q = new ECPoint { X = point.AffineXCoord.GetEncoded(), Y = point.AffineYCoord.GetEncoded() },
            }
        );
        return key.VerifyData(message, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>A signature r ‖ s of the message (hashed here) with a random nonce.</summary>
    /// <exception cref="CryptographicException">The private key is not a scalar of this curve.</exception>
    public byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message)
    {
        using var key = Import(privateKey);
        return key.SignData(message, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>The compressed public key of a private key of <see cref="CoordinateSize"/> bytes.</summary>
    /// <exception cref="CryptographicException">The private key is not a scalar of this curve.</exception>
    public byte[] PublicKey(ReadOnlySpan<byte> privateKey)
    {
        using var key = Import(privateKey);
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        var compressed = new byte[CompressedPublicKeySize];
        compressed[0] = (byte)(0x02 | (q.Y![^1] & 1));
        q.X!.CopyTo(compressed, 1);
        return compressed;
    }

    private ECDsa Import(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != CoordinateSize)
        {
            throw new ArgumentException($"the private key is {CoordinateSize} bytes", nameof(privateKey));
        }

        var d = privateKey.ToArray();
        try
        {
            return ECDsa.Create(new ECParameters { Curve = curve, D = d });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }
}
