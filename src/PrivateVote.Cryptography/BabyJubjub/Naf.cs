namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// The width-5 non-adjacent form: k = sum of digits[i]·2^i, digits zero or odd in [-15, 15], any five neighbours hold at
/// most one that is not zero (Hankerson, Menezes, Vanstone, "Guide to elliptic curve cryptography", algorithm 3.35).
/// </summary>
internal static class Naf
{
    /// <summary>Digits of a number below 2^251 and one more for the carry, rounded up.</summary>
    public const int Length = 254;

    /// <summary>Odd multiples 1, 3, .., 15.</summary>
    public const int TableSize = 8;

    private const int Width = 5;

    /// <summary>The digits of l, for the subgroup check.</summary>
    public static ReadOnlySpan<sbyte> OfOrder => Order;

    private static readonly sbyte[] Order = RecodeOrder();

    /// <summary>
    /// Writes the digits of the 256-bit number in <paramref name="limbs"/> (least significant first, below 2^252), which
    /// is destroyed; variable time.
    /// </summary>
    public static void Recode(Span<ulong> limbs, Span<sbyte> digits)
    {
        digits[..Length].Clear();
        var position = 0;
        var carry = 0;
        while (position < Length)
        {
            var window = (int)(Bits(limbs, position) & ((1 << Width) - 1)) + carry;
            if ((window & 1) == 0)
            {
                position++;
                continue;
            }

            carry = window >> (Width - 1);
            digits[position] = (sbyte)(window - (carry << Width));
            position += Width;
        }
    }

    private static ulong Bits(ReadOnlySpan<ulong> limbs, int position)
    {
        var (limb, shift) = (position >> 6, position & 63);
        var bits = limbs[limb] >> shift;
        return shift > 64 - Width && limb < 3 ? bits | (limbs[limb + 1] << (64 - shift)) : bits;
    }

    private static sbyte[] RecodeOrder()
    {
        Span<ulong> limbs = stackalloc ulong[4];
        for (var i = 0; i < 4; i++)
        {
            limbs[i] = (ulong)((Scalar.Modulus >> (64 * i)) & ulong.MaxValue);
        }

        var digits = new sbyte[Length];
        Recode(limbs, digits);
        return digits;
    }
}
