using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// One word of 32 bytes: how the ABI and EIP-712 both encode numbers (big-endian, two's complement), addresses and booleans
/// (as numbers), and bytesN (zeros behind).
/// </summary>
internal static class AbiWord
{
    public const int Size = 32;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Encodes a value of a type that has one word; the refusal says what such a value is.</summary>
    public static bool TryEncode(
        AbiType type,
        AbiValue value,
        Span<byte> word,
        [NotNullWhen(false)] out string? refusal
    )
    {
        word.Clear();
        refusal = null;
        switch (type, value)
        {
            case (AbiType.Number number, AbiValue.Number { Value: var n }) when IsInRange(number, n):
                WriteNumber(n, word);
                return true;
            case (AbiType.Number number, AbiValue.Number):
                refusal = $"the number is out of the range of {number}";
                return false;
            case (AbiType.Account, AbiValue.Account { Value: var address }):
                address.CopyTo(word[(Size - Address.Size)..]);
                return true;
            case (AbiType.Flag, AbiValue.Flag { Value: var flag }):
                word[Size - 1] = flag ? (byte)1 : (byte)0;
                return true;
            case (AbiType.FixedBytes { Size: var size }, AbiValue.Bytes { Value: var bytes }) when bytes.Length == size:
                bytes.CopyTo(word);
                return true;
            case (AbiType.FixedBytes { Size: var size }, AbiValue.Bytes):
                refusal = $"bytes{size} has exactly {size} bytes";
                return false;
            default:
                refusal = $"the value is not a {type}";
                return false;
        }
    }

    public static bool IsInRange(AbiType.Number type, BigInteger value)
    {
        var bits = type.Signed ? type.Bits - 1 : type.Bits;
        return (type.Signed || value.Sign >= 0) && value.GetBitLength() <= bits;
    }

    /// <summary>Two's complement over the whole word.</summary>
    public static void WriteNumber(BigInteger value, Span<byte> word)
    {
        word.Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
        var isUnsigned = value.Sign >= 0;
        var length = value.GetByteCount(isUnsigned);
        if (!value.TryWriteBytes(word[(word.Length - length)..], out _, isUnsigned, isBigEndian: true))
        {
            throw new ArgumentException("the number does not fit the word", nameof(value));
        }
    }

    /// <summary>The text's UTF-8; refuses a lone surrogate, which has none.</summary>
    public static bool TryEncodeText(string text, [NotNullWhen(true)] out byte[]? utf8)
    {
        utf8 = null;
        try
        {
            utf8 = StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            // The library's only way to say it.
            return false;
        }

        return true;
    }
}
