using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Benchmarks.Records;

/// <summary>Multiples of one point by its multiples (1 to 255)·256^i, kept: 32 additions for each. Variable time.</summary>
internal static class FixedBase
{
    public const int Windows = 32;
    public const int Entries = 255;

    /// <summary>The bytes of a number below 2^256, least significant first.</summary>
    public static void Digits(in Fr scalar, Span<byte> digits)
    {
        scalar.Encode(digits);
        digits.Reverse();
    }
}

/// <summary><see cref="FixedBase"/> in G1 or G2; 0.5 or 1 MB.</summary>
internal sealed class FixedBase<F>
    where F : unmanaged, IField<F>
{
    private readonly AffinePoint<F>[] table = new AffinePoint<F>[FixedBase.Windows * FixedBase.Entries];

    public FixedBase(in AffinePoint<F> point)
    {
        var multiples = new XyzzPoint<F>[table.Length];
        XyzzPoint<F>.FromAffine(out var power, in point);
        for (var i = 0; i < table.Length; i++)
        {
            if (i % FixedBase.Entries > 0)
            {
                XyzzPoint<F>.Add(out multiples[i], in multiples[i - 1], in power);
                continue;
            }

            if (i > 0)
            {
                XyzzPoint<F>.Add(out power, in multiples[i - 1], in power);
            }

            multiples[i] = power;
        }

        XyzzPoint<F>.ToAffine(multiples, table);
    }

    public XyzzPoint<F> Multiply(in Fr scalar)
    {
        Span<byte> digits = stackalloc byte[FixedBase.Windows];
        FixedBase.Digits(in scalar, digits);
        var sum = XyzzPoint<F>.Infinity;
        for (var i = 0; i < FixedBase.Windows; i++)
        {
            if (digits[i] > 0)
            {
                XyzzPoint<F>.Add(out sum, in sum, in table[(i * FixedBase.Entries) + digits[i] - 1]);
            }
        }

        return sum;
    }

    public AffinePoint<F> MultiplyToAffine(in Fr scalar)
    {
        var result = new AffinePoint<F>[1];
        XyzzPoint<F>.ToAffine([Multiply(in scalar)], result);
        return result[0];
    }
}

/// <summary><see cref="FixedBase"/> on Baby Jubjub; 1 MB.</summary>
internal sealed class FixedEdwardsBase
{
    private readonly EdwardsPoint[] table = new EdwardsPoint[FixedBase.Windows * FixedBase.Entries];

    public FixedEdwardsBase(in EdwardsPoint point)
    {
        var power = point;
        for (var i = 0; i < table.Length; i++)
        {
            if (i > 0 && i % FixedBase.Entries == 0)
            {
                power = table[i - 1] + power;
            }

            table[i] = i % FixedBase.Entries == 0 ? power : table[i - 1] + power;
        }
    }

    /// <summary>A multiple by a number below 2^256.</summary>
    public EdwardsPoint Multiply(in Fr scalar)
    {
        Span<byte> digits = stackalloc byte[FixedBase.Windows];
        FixedBase.Digits(in scalar, digits);
        var sum = EdwardsPoint.Identity;
        for (var i = 0; i < FixedBase.Windows; i++)
        {
            if (digits[i] > 0)
            {
                sum += table[(i * FixedBase.Entries) + digits[i] - 1];
            }
        }

        return sum;
    }
}
