using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Attestations;

/// <summary>How Semaphore and World ID write numbers and turn them into field elements.</summary>
internal static class SemaphoreNumbers
{
    /// <summary>Bytes of the numbers that are hashed: Solidity's uint256.</summary>
    public const int WordSize = 32;

    /// <summary>Digits of 2^256 - 1 in decimal.</summary>
    private const int MaximumDigits = 78;

    /// <summary>
    /// keccak256(bytes) >> 8: 31 bytes, which are always below r (`hash` of @semaphore-protocol/proof, `hashToField` of World
    /// ID).
    /// </summary>
    public static Fr HashToField(ReadOnlySpan<byte> bytes)
    {
        Span<byte> shifted = stackalloc byte[WordSize];
        shifted[0] = 0;
        Keccak256.Hash(bytes).AsSpan(0, WordSize - 1).CopyTo(shifted[1..]);
        return Fr.TryDecode(shifted, out var element)
            ? element
            : throw new System.Diagnostics.UnreachableException("2^248 is below r");
    }

    /// <summary>A decimal number below 2^256 without leading zeros, as 32 bytes big-endian.</summary>
    public static bool TryParseWord(string text, out byte[] word)
    {
        word = [];
        if (
            text.Length is 0 or > MaximumDigits
            || text.AsSpan().ContainsAnyExceptInRange('0', '9')
            || text is ['0', _, ..]
        )
        {
            return false;
        }

        var number = BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        var size = number.GetByteCount(isUnsigned: true);
        if (size > WordSize)
        {
            return false;
        }

        word = new byte[WordSize];
        _ = number.TryWriteBytes(word.AsSpan(WordSize - size), out _, isUnsigned: true, isBigEndian: true);
        return true;
    }

    /// <summary>The roots of a source: decimal as Semaphore writes them, or 0x and 64 digits; what is neither matches nothing.</summary>
    public static bool IsAmong(this Fr root, IReadOnlyList<string>? roots) =>
        roots is not null
        && roots.Any(text =>
            (Fr.TryParseHex(text, out var accepted) || Fr.TryParseDecimal(text, out accepted)) && accepted == root
        );
}
