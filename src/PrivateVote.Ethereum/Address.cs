using System.Buffers.Binary;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum;

/// <summary>
/// An account's address, 20 bytes: the last 20 of keccak256(x ‖ y) of a secp256k1 public key, or a contract's. The default
/// value is the zero address.
/// </summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    public const int Size = 20;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <exception cref="ArgumentException">Not 20 bytes.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"an address is {Size} bytes", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public static Address Zero => default;

    public bool IsZero => this == Zero;

    /// <summary>The address of a public key, 33 bytes compressed or 65 uncompressed.</summary>
    /// <exception cref="ArgumentException">The bytes are not a point of secp256k1.</exception>
    public static Address FromPublicKey(ReadOnlySpan<byte> publicKey) =>
        Secp256k1.TryUncompress(publicKey, out var uncompressed)
            ? new Address(Keccak256.Hash(uncompressed.AsSpan(1)).AsSpan(12))
            : throw new ArgumentException("this is not a secp256k1 public key", nameof(publicKey));

    /// <summary>
    /// Parses 0x and 40 digits. Digits of mixed case must be the checksum of EIP-55; all lower or all upper carry none.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        if (!Hex.TryDecodeAnyCase(text, Size, out var bytes))
        {
            return false;
        }

        var parsed = new Address(bytes);
        var digits = text[2..];
        if (
            digits.ContainsAnyInRange('a', 'f')
            && digits.ContainsAnyInRange('A', 'F')
            && !text.SequenceEqual(parsed.ToString())
        )
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, for constants.</summary>
    /// <exception cref="FormatException">The text is not an address, or its checksum is wrong.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address)
            ? address
            : throw new FormatException("malformed address: 0x and 40 digits, with a right EIP-55 checksum if mixed");

    /// <summary>Writes the 20 bytes.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 20 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException($"an address is {Size} bytes", nameof(destination));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>0x and 40 digits, upper case where EIP-55 says so.</summary>
    public override string ToString()
    {
        var digits = Convert.ToHexStringLower(ToBytes());
        var hash = Convert.ToHexStringLower(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(digits)));
        return "0x"
            + string.Create(
                digits.Length,
                (digits, hash),
                static (text, given) =>
                {
                    for (var i = 0; i < text.Length; i++)
                    {
                        text[i] = given.hash[i] >= '8' ? char.ToUpperInvariant(given.digits[i]) : given.digits[i];
                    }
                }
            );
    }

    /// <summary>Orders addresses as the numbers that they are, which is how a Safe wants its signers sorted.</summary>
    public int CompareTo(Address other)
    {
        var high = _high.CompareTo(other._high);
        var middle = _middle.CompareTo(other._middle);
        return high != 0 ? high
            : middle != 0 ? middle
            : _low.CompareTo(other._low);
    }

    public bool Equals(Address other) => _high == other._high && _middle == other._middle && _low == other._low;

    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_high, _middle, _low);

    public static bool operator ==(Address left, Address right) => left.Equals(right);

    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;
}
