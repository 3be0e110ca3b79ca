using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum;

/// <summary>
/// A recoverable ECDSA signature over secp256k1, 65 bytes: r (32) ‖ s (32) ‖ v (1). v is 27 plus the parity of the nonce
/// point's y; a signature whose v is that parity alone (0 or 1) is read too. s is at most n/2 (EIP-2).
/// </summary>
public sealed class EthereumSignature : IEquatable<EthereumSignature>
{
    public const int Size = 65;

    private const int FirstV = 27;

    private readonly byte[] _rs;

    private EthereumSignature(byte[] rs, int parity)
    {
        _rs = rs;
        Parity = parity;
    }

    /// <summary>0 for an even y of the nonce point, 1 for an odd one.</summary>
    public int Parity { get; }

    /// <summary>27 or 28.</summary>
    public int V => FirstV + Parity;

    /// <summary>32 bytes, big-endian.</summary>
    public ReadOnlySpan<byte> R => _rs.AsSpan(0, 32);

    /// <summary>32 bytes, big-endian.</summary>
    public ReadOnlySpan<byte> S => _rs.AsSpan(32);

    /// <summary>From r ‖ s (64 bytes) and the parity.</summary>
    /// <exception cref="ArgumentException">r or s is out of range, s is above n/2, or the parity is not 0 or 1.</exception>
    public static EthereumSignature Create(ReadOnlySpan<byte> rs, int parity) =>
        Secp256k1.IsWellFormedSignature(rs) && parity is 0 or 1
            ? new EthereumSignature(rs.ToArray(), parity)
            : throw new ArgumentException("a signature is r and s in range, s low, and a parity of 0 or 1", nameof(rs));

    /// <summary>Reads 65 bytes; refuses r or s out of range, s above n/2, and v other than 0, 1, 27 and 28.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EthereumSignature? signature)
    {
        signature = null;
        if (
            bytes.Length != Size
            || bytes[64] is not (0 or 1 or FirstV or FirstV + 1)
            || !Secp256k1.IsWellFormedSignature(bytes[..64])
        )
        {
            return false;
        }

        signature = new EthereumSignature(bytes[..64].ToArray(), bytes[64] % FirstV);
        return true;
    }

    /// <summary>Reads 0x and 130 digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EthereumSignature? signature)
    {
        signature = null;
        return Hex.TryDecodeAnyCase(text, Size, out var bytes) && TryParse(bytes, out signature);
    }

    /// <summary>
    /// The address whose key signed the 32-byte digest. Every signature recovers <em>some</em> address for nearly every
    /// digest: compare it with the one that is expected.
    /// </summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public bool TryRecover(ReadOnlySpan<byte> digest, out Address signer)
    {
        if (digest.Length != Secp256k1.DigestSize)
        {
            throw new ArgumentException($"a digest is {Secp256k1.DigestSize} bytes", nameof(digest));
        }

        var recovered = Secp256k1.TryRecover(digest, _rs, Parity, out var publicKey);
        signer = recovered ? Address.FromPublicKey(publicKey) : default;
        return recovered;
    }

    /// <summary>Whether the digest was signed by this address.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public bool IsBy(Address signer, ReadOnlySpan<byte> digest) =>
        TryRecover(digest, out var recovered) && recovered == signer;

    /// <summary>r ‖ s ‖ v, 65 bytes, v 27 or 28.</summary>
    public byte[] ToBytes() => [.. _rs, (byte)V];

    /// <summary>0x and the 130 digits of r ‖ s ‖ v.</summary>
    public override string ToString() => Hex.Encode(ToBytes());

    public bool Equals(EthereumSignature? other) =>
        other is not null && Parity == other.Parity && _rs.AsSpan().SequenceEqual(other._rs);

    public override bool Equals(object? obj) => Equals(obj as EthereumSignature);

    public override int GetHashCode() =>
        HashCode.Combine(Parity, BitConverter.ToInt64(_rs), BitConverter.ToInt64(_rs, 32));
}
