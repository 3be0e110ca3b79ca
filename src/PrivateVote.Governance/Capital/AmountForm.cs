using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>An amount of a token in its smallest unit: decimal digits without leading zeros, 0 to 2^256 - 1.</summary>
public sealed class AmountForm : TextForm<BigInteger>
{
    /// <summary>Digits of 2^256 - 1.</summary>
    private const int MaximumLength = 78;

    protected override string Expected => "an amount: decimal digits without leading zeros, below 2^256";

    protected override bool TryParse(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = BigInteger.Zero;
        return text.Length is > 0 and <= MaximumLength
            && !text.ContainsAnyExceptInRange('0', '9')
            && (text[0] != '0' || text.Length == 1)
            && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && IsAmount(value);
    }

    protected override string Format(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    public static bool IsAmount(BigInteger value) => value.Sign >= 0 && value.GetBitLength() <= 256;
}
