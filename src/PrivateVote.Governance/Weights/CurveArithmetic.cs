namespace PrivateVote.Governance.Weights;

/// <summary>
/// The curves in fixed point with 16 fractional bits, as integers: the same value in every language.
/// Points are below 2^64, values below 2^80.
/// </summary>
public static class CurveArithmetic
{
    /// <summary>Fractional bits of a curve's value.</summary>
    public const int FractionBits = 16;

    private const int MantissaBits = 62;

    /// <summary>The curve's value for these points, in units of 2^-16.</summary>
    public static UInt128 Evaluate(WeightCurve curve, ulong points) =>
        curve switch
        {
            WeightCurve.Equal => UInt128.One << FractionBits,
            WeightCurve.Linear => (UInt128)points << FractionBits,
            WeightCurve.SquareRoot => SquareRoot((UInt128)points << (2 * FractionBits)),
            WeightCurve.Logarithm2 => Logarithm2((UInt128)points + 1),
            _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "unknown curve"),
        };

    /// <summary>The largest r with r^2 at most <paramref name="value"/>, for a value below 2^126.</summary>
    public static UInt128 SquareRoot(UInt128 value)
    {
        UInt128 root = 0;
        for (var bit = UInt128.One << (BitLength(value) / 2); bit > 0; bit >>= 1)
        {
            var candidate = root | bit;
            if (candidate * candidate <= value)
            {
                root = candidate;
            }
        }

        return root;
    }

    /// <summary>
    /// The binary logarithm of 1 to 2^64 in units of 2^-16, by squaring: the integer part is the position k of the highest
    /// bit; the mantissa, value * 2^(62-k) rounded down, is squared and divided by 2^62 sixteen times, and each time that
    /// it reaches 2 (that is 2^63) it is halved and gives a bit 1, else a bit 0.
    /// </summary>
    /// <remarks>
    /// D. E. Knuth, The Art of Computer Programming 1, section 1.2.2, exercise 25 and the method before it. Every step rounds
    /// down; the definition is these steps, not the real logarithm.
    /// </remarks>
    public static uint Logarithm2(UInt128 value)
    {
        if (value == 0 || value > UInt128.One << 64)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "the logarithm is of 1 to 2^64");
        }

        var whole = BitLength(value) - 1;
        var mantissa = (ulong)(
            whole <= MantissaBits ? value << (MantissaBits - whole) : value >> (whole - MantissaBits)
        );
        var logarithm = (uint)whole;
        for (var i = 0; i < FractionBits; i++)
        {
            var square = (UInt128)mantissa * mantissa >> MantissaBits;
            var bit = (uint)(square >> (MantissaBits + 1));
            mantissa = (ulong)(square >> (int)bit);
            logarithm = (logarithm << 1) | bit;
        }

        return logarithm;
    }

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);
}
