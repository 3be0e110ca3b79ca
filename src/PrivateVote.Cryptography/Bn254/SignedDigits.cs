namespace PrivateVote.Cryptography.Bn254;

/// <summary>Signed-digit recodings of public numbers; variable time.</summary>
internal static class SignedDigits
{
    /// <summary>
    /// The width-w non-adjacent form: digits odd or zero, below 2^(w-1) in size, sum of digits[i]·2^i = k (Handbook of
    /// Elliptic and Hyperelliptic Curve Cryptography, algorithm 9.35).
    /// </summary>
    /// <param name="k">Limbs of 64 bits, least significant first.</param>
    /// <param name="window">w, 2 to 8.</param>
    /// <param name="digits">Room for 64 digits a limb and one more.</param>
    /// <returns>How many digits there are, the last of them not zero.</returns>
    public static int Recode(ReadOnlySpan<ulong> k, int window, Span<sbyte> digits)
    {
        var bits = 64 * k.Length;
        digits[..(bits + 1)].Clear();
        var length = 0;
        var carry = 0;
        var i = 0;
        while (i <= bits)
        {
            if ((Bits(k, i, 1) ^ carry) == 0)
            {
                i++;
                continue;
            }

            // The window starts at an odd position: carry + the next w bits is odd.
            var digit = Bits(k, i, window) + carry;
            carry = digit >> (window - 1);
            digits[i] = (sbyte)(digit - (carry << window));
            length = i + 1;
            i += window;
        }

        return length;
    }

    /// <summary>count bits of k from position on, zeros beyond its end; count up to 16.</summary>
    public static int Bits(ReadOnlySpan<ulong> k, int position, int count)
    {
        var limb = position >> 6;
        if (limb >= k.Length)
        {
            return 0;
        }

        var shift = position & 63;
        var word = k[limb] >> shift;
        if (shift + count > 64 && limb + 1 < k.Length)
        {
            word |= k[limb + 1] << (64 - shift);
        }

        return (int)(word & ((1UL << count) - 1));
    }
}
