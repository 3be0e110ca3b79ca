using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// Values without parts as text: numbers in decimal or 0x and hex digits, bytes and addresses as 0x and hex digits, texts as
/// they are, booleans as true and false.
/// </summary>
public static class AbiText
{
    /// <summary>Decimal digits of 2^256, and a sign.</summary>
    private const int MaximumDecimalLength = 79;

    /// <summary>
    /// Parses a value of a type without parts. A decimal number has no leading zeros; a hexadecimal one is not negative and
    /// has at most 64 digits; numbers are in the range of their type.
    /// </summary>
    public static bool TryParse(AbiType type, string text, [NotNullWhen(true)] out AbiValue? value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = type switch
        {
            AbiType.Number number => TryParseNumber(text, out var n) && AbiWord.IsInRange(number, n)
                ? new AbiValue.Number(n)
                : null,
            AbiType.Account => Address.TryParse(text, out var address) ? new AbiValue.Account(address) : null,
            AbiType.Flag => text switch
            {
                "true" => new AbiValue.Flag(true),
                "false" => new AbiValue.Flag(false),
                _ => null,
            },
            AbiType.FixedBytes { Size: var size } => Hex.TryDecodeAnyCase(text, size, out var bytes)
                ? new AbiValue.Bytes(bytes)
                : null,
            AbiType.Bytes => Hex.TryDecodeAnyCase(text, out var bytes) ? new AbiValue.Bytes(bytes) : null,
            AbiType.Text => AbiWord.TryEncodeText(text, out _) ? new AbiValue.Text(text) : null,
            _ => null,
        };
        return value is not null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads; numbers in decimal.</summary>
    /// <exception cref="ArgumentException">The value has parts.</exception>
    public static string Format(AbiValue value) =>
        value switch
        {
            AbiValue.Number { Value: var number } => number.ToString(CultureInfo.InvariantCulture),
            AbiValue.Account { Value: var address } => address.ToString(),
            AbiValue.Flag { Value: var flag } => flag ? "true" : "false",
            AbiValue.Bytes { Value: var bytes } => Hex.Encode(bytes),
            AbiValue.Text { Value: var text } => text,
            _ => throw new ArgumentException("a value with parts has no text", nameof(value)),
        };

    /// <summary>What a text of this type is, in words.</summary>
    internal static string Describe(AbiType type) =>
        type switch
        {
            AbiType.Number => $"a {type} is an integer in its range, decimal or 0x and hex digits",
            AbiType.Account => "an address is 0x and 40 hex digits, with a right EIP-55 checksum if of mixed case",
            AbiType.Flag => "a bool is true or false",
            AbiType.FixedBytes { Size: var size } => $"a {type} is 0x and {2 * size} hex digits",
            AbiType.Bytes => "bytes are 0x and an even number of hex digits",
            AbiType.Text => "a string is valid Unicode text",
            _ => throw new UnreachableException("a type with parts has no text"),
        };

    private static bool TryParseNumber(string text, out BigInteger number)
    {
        number = default;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            // The leading zero keeps the library from taking the first digit for a sign.
            return text.Length is > 2 and <= 2 + 64
                && BigInteger.TryParse(
                    "0" + text[2..],
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out number
                );
        }

        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length > 0
            && text.Length <= MaximumDecimalLength
            && !digits.ContainsAnyExceptInRange('0', '9')
            && (digits[0] != '0' || text == "0")
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
