using System.Numerics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Fields;

/// <summary>
/// Every operation against integers, on limbs that are set directly: the ranges of the table in docs/performance.md, to
/// their ends.
/// </summary>
internal static class LaneExtremes<TModulus, TPath>
    where TModulus : struct, IModulus
    where TPath : struct, ILanePath<TModulus>
{
    private const int Rounds = 30;

    private static readonly BigInteger Q = RawLanes<TModulus, TPath>.Q;
    private static readonly BigInteger InverseRadix = RawLanes<TModulus, TPath>.InverseRadix;

    /// <summary>How many products, and the bounds of their factors, counted in q; together at most 64.</summary>
    private static readonly (int Count, int A, int B)[] Products =
    [
        (1, 8, 8),
        (1, 64, 1),
        (1, 2, 32),
        (2, 4, 8),
        (3, 2, 10),
        (5, 6, 2),
        (8, 2, 4),
        (13, 2, 2),
        (16, 2, 2),
        (16, 4, 1),
    ];

    /// <summary>The same for complex products; together at most 32.</summary>
    private static readonly (int Count, int A, int B)[] ComplexProducts =
    [
        (1, 4, 8),
        (1, 32, 1),
        (2, 4, 4),
        (3, 2, 5),
        (4, 4, 2),
        (5, 1, 6),
        (6, 2, 2),
        (7, 2, 2),
    ];

    /// <summary>The largest numbers that the bounds allow, with the most bits set, and the smallest of a difference.</summary>
    public static void Check()
    {
        if (!RawLanes<TModulus, TPath>.IsLazy)
        {
            // One element at a time is always fully reduced: there are no other forms.
            return;
        }

        foreach (var (count, boundA, boundB) in Products)
        {
            foreach (var a in Largest(boundA * Q))
            {
                foreach (var b in Largest(boundB * Q))
                {
                    CheckProducts(Repeat(Around(a), count), Repeat(Around(b), count));
                }
            }
        }

        foreach (var (count, boundA, boundB) in ComplexProducts)
        {
            // Each part of a complex product has its own bound: all four products as large as they may be, and the real
            // part at its smallest and at its largest.
            foreach (var a in Largest(boundA * Q))
            {
                foreach (var b in Largest(boundB * Q))
                {
                    var (x, y, zero) = (Around(a), Around(b), new BigInteger[Lanes.Count]);
                    var indices = new int[count];
                    CheckComplexProducts([x, x], indices, [y, y], indices);
                    CheckComplexProducts([zero, x], indices, [y, y], indices);
                    CheckComplexProducts([x, zero], indices, [y, y], indices);
                    CheckComplexProducts([zero, x], indices, [zero, y], indices);
                    CheckComplexProducts([x, zero], indices, [y, zero], indices);
                }
            }
        }

        foreach (var a in Largest(2 * Q))
        {
            foreach (var b in Largest(2 * Q))
            {
                BigInteger[] left = [a, b, 0, 2 * Q, Q, a, b, 2 * Q];
                BigInteger[] right = [b, a, 2 * Q, 0, b, Q, b, 2 * Q];
                CheckSums(left, right);
                CheckComplex(left, right, right, left);
                CheckComplex(new BigInteger[Lanes.Count], left, new BigInteger[Lanes.Count], right);
                foreach (var (m, n) in new[] { (24, 0), (0, 24), (-24, 0), (0, -24), (12, 12), (-12, -12), (12, -12) })
                {
                    CheckCombination(m, left, n, right);
                }
            }
        }

        foreach (var a in Largest(6 * Q))
        {
            foreach (var b in Largest(2 * Q))
            {
                CheckUnreduced(Around(a), Around(b));
            }
        }
    }

    /// <summary>Limbs at their borders, in every order, everywhere.</summary>
    public static void Fuzz()
    {
        static BigInteger[] Some(int bound) => RawLanes<TModulus, TPath>.Some(bound);

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (count, a, b) in Products)
            {
                CheckProducts(
                    [.. Enumerable.Range(0, count).Select(_ => Some(a))],
                    [.. Enumerable.Range(0, count).Select(_ => Some(b))]
                );
            }

            foreach (var (count, a, b) in ComplexProducts)
            {
                CheckComplexProducts(
                    [.. Enumerable.Range(0, 32).Select(_ => Some(a))],
                    [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetInt32(16))],
                    [.. Enumerable.Range(0, 32).Select(_ => Some(b))],
                    [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetInt32(16))]
                );
            }

            CheckSums(Some(2), Some(2));
            CheckComplex(Some(2), Some(2), Some(2), Some(2));
            var m = RandomNumberGenerator.GetInt32(-SmallMultiples.Bound, SmallMultiples.Bound + 1);
            var rest = SmallMultiples.Bound - Math.Abs(m);
            CheckCombination(m, Some(2), RandomNumberGenerator.GetInt32(-rest, rest + 1), Some(2));
            CheckUnreduced(Some(6), Some(2));
        }
    }

    private static void CheckProducts(BigInteger[][] a, BigInteger[][] b)
    {
        PrimeFieldLanes<TModulus, TPath>.SumOfProducts(out var sum, [.. a.Select(Raw)], [.. b.Select(Raw)]);
        AssertAtRest(
            in sum,
            j => a.Zip(b, (x, y) => x[j] * y[j]).Aggregate(BigInteger.Add) * InverseRadix,
            $"sum of {a.Length} products"
        );
        PrimeFieldLanes<TModulus, TPath>.Multiply(out sum, Raw(a[0]), Raw(b[0]));
        AssertAtRest(in sum, j => a[0][j] * b[0][j] * InverseRadix, "product");
    }

    private static void CheckComplexProducts(BigInteger[][] a, int[] indicesOfA, BigInteger[][] b, int[] indicesOfB)
    {
        var (x, y) = (a.Select(Raw).ToArray(), b.Select(Raw).ToArray());
        PrimeFieldLanes<TModulus, TPath>.SumOfComplexProducts(
            out var real,
            out var imaginary,
            in x[0],
            new Indices(indicesOfA),
            in y[0],
            new Indices(indicesOfB)
        );
        BigInteger Sum(Func<BigInteger[], BigInteger[], BigInteger[], BigInteger[], BigInteger> product) =>
            indicesOfA
                .Zip(indicesOfB, (i, k) => product(a[2 * i], a[(2 * i) + 1], b[2 * k], b[(2 * k) + 1]))
                .Aggregate(BigInteger.Add) * InverseRadix;
        AssertAtRest(in real, j => Sum((p, q, r, s) => (p[j] * r[j]) - (q[j] * s[j])), "real part of a sum");
        AssertAtRest(in imaginary, j => Sum((p, q, r, s) => (p[j] * s[j]) + (q[j] * r[j])), "imaginary part of a sum");
    }

    /// <summary>The operations of two numbers at rest, and what is asked of one.</summary>
    private static void CheckSums(BigInteger[] a, BigInteger[] b)
    {
        var (x, y) = (Raw(a), Raw(b));
        PrimeFieldLanes<TModulus, TPath>.Add(out var result, in x, in y);
        AssertAtRest(in result, j => a[j] + b[j], "sum");
        PrimeFieldLanes<TModulus, TPath>.Subtract(out result, in x, in y);
        AssertAtRest(in result, j => a[j] - b[j], "difference");
        PrimeFieldLanes<TModulus, TPath>.Negate(out result, in x);
        AssertAtRest(in result, j => -a[j], "negative");
        var zeros = a.Select((value, j) => (value % Q).IsZero ? 1 << j : 0).Sum();
        Assert.Equal(zeros, PrimeFieldLanes<TModulus, TPath>.ZeroMask(in x));
        Assert.Equal(zeros == 0xff, PrimeFieldLanes<TModulus, TPath>.IsZeroEverywhere(in x));
        TPath.Pack(out var words, in x.Limbs);
        TPath.Unpack(out var limbs, in words);
        Assert.Equal(x.Limbs, limbs);
    }

    private static void CheckComplex(BigInteger[] a, BigInteger[] b, BigInteger[] c, BigInteger[] d)
    {
        PrimeFieldLanes<TModulus, TPath>.MultiplyComplex(
            out var real,
            out var imaginary,
            Raw(a),
            Raw(b),
            Raw(c),
            Raw(d)
        );
        AssertAtRest(in real, j => ((a[j] * c[j]) - (b[j] * d[j])) * InverseRadix, "real part");
        AssertAtRest(in imaginary, j => ((a[j] * d[j]) + (b[j] * c[j])) * InverseRadix, "imaginary part");
        PrimeFieldLanes<TModulus, TPath>.SquareComplex(out real, out imaginary, Raw(a), Raw(b));
        AssertAtRest(in real, j => ((a[j] * a[j]) - (b[j] * b[j])) * InverseRadix, "real part of a square");
        AssertAtRest(in imaginary, j => 2 * a[j] * b[j] * InverseRadix, "imaginary part of a square");
    }

    private static void CheckCombination(int m, BigInteger[] a, int n, BigInteger[] b)
    {
        PrimeFieldLanes<TModulus, TPath>.Combine(out var result, m, Raw(a), n, Raw(b));
        AssertAtRest(in result, j => (m * a[j]) + (n * b[j]), $"{m}·a + {n}·b");
    }

    /// <summary>a is at most 6q and b at rest: the results are unreduced, and may be stored.</summary>
    private static void CheckUnreduced(BigInteger[] a, BigInteger[] b)
    {
        PrimeFieldLanes<TModulus, TPath>.AddUnreduced(out var sum, Raw(a), Raw(b));
        PrimeFieldLanes<TModulus, TPath>.SubtractUnreduced(out var difference, Raw(a), Raw(b));
        if (RawLanes<TModulus, TPath>.IsLazy)
        {
            Assert.Equal(a.Zip(b, (x, y) => x + y), RawLanes<TModulus, TPath>.Values(in sum));
            Assert.Equal(a.Zip(b, (x, y) => x - y + (2 * Q)), RawLanes<TModulus, TPath>.Values(in difference));
        }

        var elements = new PrimeField<TModulus>[Lanes.Count];
        sum.Store(elements);
        Assert.Equal(a.Zip(b, (x, y) => (x + y) * InverseRadix % Q), elements.Select(x => x.ToBigInteger()));
        var words = new ulong[Lanes.Count];
        sum.StoreLowestWords(words);
        Assert.Equal(elements.Select(x => x.L0), words);
        difference.Store(elements);
        Assert.Equal(a.Zip(b, (x, y) => (x - y + (2 * Q)) * InverseRadix % Q), elements.Select(x => x.ToBigInteger()));
    }

    /// <summary>The bound, the numbers below it with the most bits set in their limbs, and a few limbs alone.</summary>
    private static BigInteger[] Largest(BigInteger bound)
    {
        var limb = RawLanes<TModulus, TPath>.LimbMask;
        var allOnes = ((bound >> 208) << 208) - 1;
        return [bound, bound - 1, allOnes, limb, (limb << 52) | (limb << 156), bound - limb];
    }

    /// <summary>A number of its own in every lane, near to this one.</summary>
    private static BigInteger[] Around(BigInteger value) =>
        [.. Enumerable.Range(0, Lanes.Count).Select(j => BigInteger.Max(value - j, 0))];

    private static BigInteger[][] Repeat(BigInteger[] value, int count) => [.. Enumerable.Repeat(value, count)];

    private static PrimeFieldLanes<TModulus, TPath> Raw(BigInteger[] values) => RawLanes<TModulus, TPath>.Of(values);

    private static void AssertAtRest(
        in PrimeFieldLanes<TModulus, TPath> lanes,
        Func<int, BigInteger> residue,
        string operation
    ) => RawLanes<TModulus, TPath>.AssertAtRest(in lanes, Enumerable.Range(0, Lanes.Count).Select(residue), operation);
}
