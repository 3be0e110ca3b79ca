using System.Numerics;

namespace PrivateVote.Identity.Tests;

/// <summary>Base58 by its definition, so that the tests do not make their texts with what they test.</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = string.Empty;
        for (var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true); number > 0; number /= 58)
        {
            text = Alphabet[(int)(number % 58)] + text;
        }

        var zeros = bytes.IndexOfAnyExcept((byte)0);
        return new string('1', zeros < 0 ? bytes.Length : zeros) + text;
    }
}
