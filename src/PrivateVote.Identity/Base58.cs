using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Identity;

/// <summary>
/// Base58 with Bitcoin's alphabet (draft-msporny-base58-03), as multibase writes after <c>z</c>. Time grows with the
/// square of the length: callers bound it.
/// </summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        zeros = zeros < 0 ? bytes.Length : zeros;

        // Digits of the number in base 58, the lowest first.
        var digits = new List<int>(bytes.Length * 2);
        foreach (var b in bytes[zeros..])
        {
            var carry = (int)b;
            for (var i = 0; i < digits.Count; i++)
            {
                carry += digits[i] << 8;
                digits[i] = carry % 58;
                carry /= 58;
            }

            for (; carry > 0; carry /= 58)
            {
                digits.Add(carry % 58);
            }
        }

        digits.Reverse();
        return new string('1', zeros) + string.Concat(digits.Select(digit => Alphabet[digit]));
    }

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var ones = text.IndexOfAnyExcept('1');
        ones = ones < 0 ? text.Length : ones;

        var number = new List<byte>(text.Length);
        foreach (var c in text[ones..])
        {
            var carry = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0)
            {
                return false;
            }

            for (var i = 0; i < number.Count; i++)
            {
                carry += number[i] * 58;
                number[i] = (byte)carry;
                carry >>= 8;
            }

            for (; carry > 0; carry >>= 8)
            {
                number.Add((byte)carry);
            }
        }

        number.Reverse();
        bytes = [.. new byte[ones], .. number];
        return true;
    }
}
