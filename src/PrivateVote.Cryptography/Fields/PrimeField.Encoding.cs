using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace PrivateVote.Cryptography.Fields;

public readonly partial struct PrimeField<TModulus>
{
    private static readonly SearchValues<char> LowerHexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The element for a small number.</summary>
    public static PrimeField<TModulus> From(ulong value) => FromCanonical(value, 0, 0, 0);

    /// <summary>The element for any integer, reduced modulo q; variable time.</summary>
    public static PrimeField<TModulus> FromBigInteger(BigInteger value)
    {
        var reduced = BigInteger.Remainder(value, Modulus);
        if (reduced.Sign < 0)
        {
            reduced += Modulus;
        }

        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        _ = reduced.TryWriteBytes(
            bytes[(Size - reduced.GetByteCount(isUnsigned: true))..],
            out _,
            isUnsigned: true,
            isBigEndian: true
        );
        return TryDecode(bytes, out var element)
            ? element
            : throw new System.Diagnostics.UnreachableException("a remainder is below the modulus");
    }

    /// <summary>The integer in [0, q); variable time.</summary>
    public BigInteger ToBigInteger()
    {
        Span<ulong> limbs = stackalloc ulong[4];
        GetCanonicalLimbs(limbs);
        return ToBigInteger(limbs[0], limbs[1], limbs[2], limbs[3]);
    }

    /// <summary>Writes the integer in [0, q) as four 64-bit limbs, least significant first.</summary>
    public void GetCanonicalLimbs(Span<ulong> limbs)
    {
        // Multiplying by the plain number 1 divides by R: Montgomery form becomes the integer itself.
        Multiply(out var canonical, in this, new PrimeField<TModulus>(1, 0, 0, 0));
        limbs[3] = canonical.L3;
        limbs[2] = canonical.L2;
        limbs[1] = canonical.L1;
        limbs[0] = canonical.L0;
    }

    /// <summary>
    /// The element whose Montgomery form (R = 2^256) has these limbs, least significant first, as in snarkjs' binary
    /// files; false if the number they make is not below q.
    /// </summary>
    public static bool TryFromMontgomeryLimbs(ulong l0, ulong l1, ulong l2, ulong l3, out PrimeField<TModulus> element)
    {
        element = new PrimeField<TModulus>(l0, l1, l2, l3);
        if (IsBelowModulus(l0, l1, l2, l3))
        {
            return true;
        }

        element = default;
        return false;
    }

    /// <summary>Writes this element as 32 bytes, big-endian.</summary>
    public void Encode(Span<byte> destination)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        GetCanonicalLimbs(limbs);
        BinaryPrimitives.WriteUInt64BigEndian(destination, limbs[3]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], limbs[2]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], limbs[1]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], limbs[0]);
    }

    /// <summary>This element as 32 bytes, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Encode(bytes);
        return bytes;
    }

    /// <summary>Reads exactly 32 bytes, big-endian; false for any other length and for a number that is not below q.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out PrimeField<TModulus> element)
    {
        element = default;
        if (bytes.Length != Size)
        {
            return false;
        }

        var l3 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var l2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var l1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        var l0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        if (!IsBelowModulus(l0, l1, l2, l3))
        {
            return false;
        }

        element = FromCanonical(l0, l1, l2, l3);
        return true;
    }

    /// <summary>
    /// The big-endian number in <paramref name="bytes"/> (any length that is a multiple of 16) modulo q, in constant
    /// time. With 16 bytes more than q has, the result of uniform bytes is uniform up to 2^-128 (RFC 9380 section 5).
    /// </summary>
    public static PrimeField<TModulus> ReduceWide(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 16 != 0)
        {
            throw new ArgumentException("The length must be a multiple of 16 bytes.", nameof(bytes));
        }

        var radix = FromCanonical(0, 0, 1, 0);
        var sum = Zero;
        for (; !bytes.IsEmpty; bytes = bytes[16..])
        {
            var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            sum = (sum * radix) + FromCanonical(low, high, 0, 0);
        }

        return sum;
    }

    /// <summary>A uniform element from the operating system's generator.</summary>
    public static PrimeField<TModulus> Random()
    {
        Span<byte> bytes = stackalloc byte[64];
        RandomNumberGenerator.Fill(bytes);
        var element = ReduceWide(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return element;
    }

    /// <summary>`0x` and 64 lower-case hexadecimal digits.</summary>
    public string ToHex()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Encode(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    /// <summary>Reads `0x` and exactly 64 lower-case hexadecimal digits of a number below q.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out PrimeField<TModulus> element)
    {
        element = default;
        Span<byte> bytes = stackalloc byte[Size];
        return text.Length == 2 + (2 * Size)
            && text.StartsWith("0x")
            && !text[2..].ContainsAnyExcept(LowerHexDigits)
            && Convert.FromHexString(text[2..], bytes, out _, out _) == OperationStatus.Done
            && TryDecode(bytes, out element);
    }

    /// <summary>Reads decimal digits (as snarkjs and Semaphore write them) of a number below q, without sign or leading zeros.</summary>
    public static bool TryParseDecimal([NotNullWhen(true)] string? text, out PrimeField<TModulus> element)
    {
        element = default;
        if (
            text is not { Length: > 0 and <= 78 }
            || text.AsSpan().ContainsAnyExceptInRange('0', '9')
            || (text[0] == '0' && text.Length > 1)
        )
        {
            return false;
        }

        var value = BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        if (value >= Modulus)
        {
            return false;
        }

        element = FromBigInteger(value);
        return true;
    }

    /// <summary>Decimal digits, as snarkjs and Semaphore write field elements.</summary>
    public override string ToString() => ToBigInteger().ToString(CultureInfo.InvariantCulture);

    private static PrimeField<TModulus> FromCanonical(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        Multiply(out var element, new PrimeField<TModulus>(l0, l1, l2, l3), RSquared);
        return element;
    }

    private static bool IsBelowModulus(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        var borrow = BorrowOut(l0, TModulus.Q0, l0 - TModulus.Q0);
        borrow = BorrowOut(l1, TModulus.Q1, l1 - TModulus.Q1 - borrow);
        borrow = BorrowOut(l2, TModulus.Q2, l2 - TModulus.Q2 - borrow);
        borrow = BorrowOut(l3, TModulus.Q3, l3 - TModulus.Q3 - borrow);
        return borrow != 0;
    }
}
