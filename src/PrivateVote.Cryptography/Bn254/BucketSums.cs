using System.Buffers;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>Adds up the points of many buckets in affine coordinates, many additions to one inversion.</summary>
internal static class BucketSums<F>
    where F : unmanaged, IField<F>
{
    /// <summary>
    /// Additions to one inversion. An inversion costs about 380 multiplications: a third of one for each addition. More
    /// would save little and no longer fit into the first cache.
    /// </summary>
    private const int BatchSize = 1024;

    /// <summary>
    /// Leaves in each bucket one point, the sum of those that were there, at its start; empty buckets stay empty.
    /// </summary>
    /// <param name="points">The points of all buckets, those of one bucket side by side.</param>
    /// <param name="starts">Where each bucket starts, rising.</param>
    /// <param name="lengths">How many points each bucket has; after the call 0 or 1.</param>
    public static void Reduce(AffinePoint<F>[] points, ReadOnlySpan<int> starts, Span<int> lengths)
    {
        var targets = ArrayPool<int>.Shared.Rent(BatchSize);
        var sources = ArrayPool<int>.Shared.Rent(BatchSize);
        var divisors = ArrayPool<F>.Shared.Rent(BatchSize);
        var products = ArrayPool<F>.Shared.Rent(BatchSize);
        try
        {
            bool isReduced;
            do
            {
                isReduced = true;
                var pending = 0;
                for (var k = 0; k < lengths.Length; k++)
                {
                    // An odd point stays at the start of the bucket; the pairs after it are added, and their sums moved up
                    // behind it. No sum is written over a point that a later pair still needs.
                    var odd = lengths[k] & 1;
                    var pairs = lengths[k] >> 1;
                    var first = starts[k] + odd;
                    for (var i = 0; i < pairs; i++)
                    {
                        targets[pending] = first + i;
                        sources[pending] = first + (2 * i);
                        if (++pending == BatchSize)
                        {
                            AddPairs(points, targets, sources, divisors.AsSpan(0, pending), products);
                            pending = 0;
                        }
                    }

                    lengths[k] = odd + pairs;
                    isReduced &= lengths[k] <= 1;
                }

                AddPairs(points, targets, sources, divisors.AsSpan(0, pending), products);
            } while (!isReduced);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(targets, clearArray: true);
            ArrayPool<int>.Shared.Return(sources, clearArray: true);
            ArrayPool<F>.Shared.Return(divisors, clearArray: true);
            ArrayPool<F>.Shared.Return(products, clearArray: true);
        }
    }

    /// <summary>points[targets[i]] = points[sources[i]] + points[sources[i] + 1], for as many as there are divisors.</summary>
    private static void AddPairs(AffinePoint<F>[] points, int[] targets, int[] sources, Span<F> divisors, F[] products)
    {
        if (divisors.IsEmpty)
        {
            return;
        }

        var product = F.One;
        for (var i = 0; i < divisors.Length; i++)
        {
            Divisor(out divisors[i], in points[sources[i]], in points[sources[i] + 1]);
            products[i] = product;
            F.Multiply(out product, in product, in divisors[i]);
        }

        F.Invert(out var inverse, in product);
        for (var i = divisors.Length - 1; i >= 0; i--)
        {
            F.Multiply(out var own, in inverse, in products[i]);
            F.Multiply(out inverse, in inverse, in divisors[i]);
            divisors[i] = own;
        }

        for (var i = 0; i < divisors.Length; i++)
        {
            Add(ref points[targets[i]], in points[sources[i]], in points[sources[i] + 1], in divisors[i]);
        }
    }

    /// <summary>What the slope of the line through a and b is divided by; 1 where there is no slope.</summary>
    private static void Divisor(out F divisor, in AffinePoint<F> a, in AffinePoint<F> b)
    {
        F.Subtract(out divisor, in b.X, in a.X);
        if (FieldElement.IsZero(in divisor))
        {
            // Equal points: the tangent's slope is 3x^2/2y, and y is not 0 in a group of odd order. Opposite points: 1.
            F.Add(out divisor, in a.Y, in b.Y);
        }

        if (FieldElement.IsZero(in divisor) || a.IsInfinity || b.IsInfinity)
        {
            divisor = F.One;
        }
    }

    private static void Add(ref AffinePoint<F> sum, in AffinePoint<F> a, in AffinePoint<F> b, in F inverse)
    {
        F.Subtract(out var slope, in b.Y, in a.Y);
        F.Subtract(out var run, in b.X, in a.X);
        if (FieldElement.IsZero(in run) || a.IsInfinity || b.IsInfinity)
        {
            if (!TryReplaceSpecial(ref slope, in a, in b, out var special))
            {
                sum = special;
                return;
            }
        }

        // x = slope^2 - ax - bx, y = slope·(ax - x) - ay.
        F.Multiply(out slope, in slope, in inverse);
        F.Square(out var x, in slope);
        F.Subtract(out x, in x, in a.X);
        F.Subtract(out x, in x, in b.X);
        F.Subtract(out var y, in a.X, in x);
        F.Multiply(out y, in y, in slope);
        F.Subtract(out y, in y, in a.Y);
        sum.X = x;
        sum.Y = y;
    }

    /// <summary>
    /// Equal points: gives the rise of the tangent, 3x^2, and true. A point at infinity, or opposite points: gives the sum
    /// and false.
    /// </summary>
    private static bool TryReplaceSpecial(ref F slope, in AffinePoint<F> a, in AffinePoint<F> b, out AffinePoint<F> sum)
    {
        sum = default;
        if (a.IsInfinity || b.IsInfinity)
        {
            sum = a.IsInfinity ? b : a;
            return false;
        }

        if (!FieldElement.IsZero(in slope))
        {
            return false;
        }

        F.Square(out var square, in a.X);
        F.Double(out slope, in square);
        F.Add(out slope, in slope, in square);
        return true;
    }
}
