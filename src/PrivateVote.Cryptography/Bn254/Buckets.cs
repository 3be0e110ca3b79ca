using System.Numerics;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// The buckets of one window of a sum of multiples: points are gathered by digit, and the sum of digit·(bucket) is taken once
/// (Pippenger 1976; Bernstein, Doumen, Lange, Oosterwijk, eprint 2012/549, section 4). Variable time.
/// </summary>
internal readonly ref struct Buckets
{
    private readonly Span<G1Xyzz> buckets;

    /// <param name="storage">One place for each digit from 1 to the largest; overwritten.</param>
    public Buckets(Span<G1Xyzz> storage)
    {
        buckets = storage;
        buckets.Clear();
    }

    /// <summary>Adds digit·point, for a digit of either sign.</summary>
    public void Add(int digit, in G1Affine point)
    {
        if (digit > 0)
        {
            G1Xyzz.Add(out buckets[digit - 1], in buckets[digit - 1], in point);
        }
        else if (digit < 0)
        {
            G1Xyzz.Subtract(out buckets[-digit - 1], in buckets[-digit - 1], in point);
        }
    }

    /// <summary>The sum of digit·(points of that digit), by two additions a bucket.</summary>
    public G1Xyzz Sum()
    {
        G1Xyzz running = default,
            sum = default;
        for (var i = buckets.Length - 1; i >= 0; i--)
        {
            G1Xyzz.Add(out running, in running, in buckets[i]);
            G1Xyzz.Add(out sum, in sum, in running);
        }

        return sum;
    }
}

/// <summary>
/// Sums k_0·P_0 + k_1·P_1 + ... for points that stay the same: each point is kept with its multiples by 2^8, 2^16, ..., so that
/// one set of buckets serves all windows and nothing is doubled. 2 KB a point.
/// </summary>
internal sealed class FixedPointSum
{
    private const int WindowBits = 8;
    private const int Windows = 256 / WindowBits;

    private readonly G1Affine[] multiples;

    public FixedPointSum(ReadOnlySpan<G1Affine> points)
    {
        Count = points.Length;
        multiples = new G1Affine[points.Length * Windows];
        var doubled = new G1Xyzz[Windows];
        for (var i = 0; i < points.Length; i++)
        {
            G1Xyzz.FromAffine(out doubled[0], in points[i]);
            for (var j = 1; j < Windows; j++)
            {
                doubled[j] = doubled[j - 1];
                for (var bit = 0; bit < WindowBits; bit++)
                {
                    G1Xyzz.Double(out doubled[j], in doubled[j]);
                }
            }

            G1Xyzz.ToAffine(doubled, multiples.AsSpan(i * Windows, Windows));
        }
    }

    public int Count { get; }

    /// <summary>The sum, in time that depends on the scalars; zeros and small numbers cost next to nothing.</summary>
    public G1Xyzz Evaluate(ReadOnlySpan<Fr> scalars)
    {
        if (scalars.Length != Count)
        {
            throw new ArgumentException("As many scalars as points.", nameof(scalars));
        }

        var buckets = new Buckets(stackalloc G1Xyzz[1 << (WindowBits - 1)]);
        Span<ulong> limbs = stackalloc ulong[4];
        for (var i = 0; i < scalars.Length; i++)
        {
            if (scalars[i].IsZero)
            {
                continue;
            }

            scalars[i].GetCanonicalLimbs(limbs);
            var carry = 0;
            for (var j = 0; j < Windows; j++)
            {
                // r is below 2^254: the last window takes the last carry.
                var digit = SignedDigits.Bits(limbs, WindowBits * j, WindowBits) + carry;
                carry = digit >= 1 << (WindowBits - 1) ? 1 : 0;
                buckets.Add(digit - (carry << WindowBits), in multiples[(i * Windows) + j]);
            }
        }

        return buckets.Sum();
    }
}

/// <summary>Sums k_0·P_0 + k_1·P_1 + ... for scalars of 64 bits.</summary>
internal static class ShortScalarSum
{
    /// <summary>The sum, in time that depends on the scalars.</summary>
    public static G1Xyzz Evaluate(ReadOnlySpan<G1Affine> points, ReadOnlySpan<ulong> scalars)
    {
        if (scalars.Length != points.Length)
        {
            throw new ArgumentException("As many scalars as points.", nameof(scalars));
        }

        // A window of w bits costs 64/w·(points + 2^w) additions: near the least at w = log2(points) - 2.
        var window = Math.Clamp(BitOperations.Log2((uint)points.Length | 1) - 2, 2, 8);
        var storage = new G1Xyzz[1 << (window - 1)];
        G1Xyzz sum = default;
        for (var position = 64 / window * window; position >= 0; position -= window)
        {
            for (var bit = 0; bit < window; bit++)
            {
                G1Xyzz.Double(out sum, in sum);
            }

            var buckets = new Buckets(storage);
            for (var i = 0; i < points.Length; i++)
            {
                buckets.Add(Digit(scalars[i], position, window), in points[i]);
            }

            sum += buckets.Sum();
        }

        return sum;
    }

    /// <summary>
    /// The digit of k at a position, from -2^(w-1) to 2^(w-1) (Booth): the window's bits and the bit below it, minus 2^w times
    /// the window's top bit. The digits of all windows add up to k.
    /// </summary>
    private static int Digit(ulong k, int position, int window)
    {
        var bits = position < 64 ? k >> position : 0;
        var below = position is > 0 and <= 64 ? (int)((k >> (position - 1)) & 1) : 0;
        var digit = (int)(bits & ((1UL << window) - 1));
        return digit + below - ((digit >> (window - 1)) << window);
    }
}
