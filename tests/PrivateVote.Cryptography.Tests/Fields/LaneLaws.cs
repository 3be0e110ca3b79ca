using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Fields;

public abstract class LaneLaws
{
    public abstract void RoundTrips();
    public abstract void Arithmetic();
    public abstract void Ring();
    public abstract void Aliasing();
    public abstract void Inverses();
    public abstract void Masks();
    public abstract void Unreduced();
    public abstract void Extremes();
    public abstract void Sums();
    public abstract void SmallFactors();
    public abstract void Chains();
    public abstract void Lengths();
}

/// <summary>What eight lanes must do, told by <see cref="PrimeField{TModulus}"/> and by integers.</summary>
internal sealed class LaneLaws<TModulus, TPath> : LaneLaws
    where TModulus : struct, IModulus
    where TPath : struct, ILanePath<TModulus>
{
    private const int Count = 8;
    private const int LimbBits = 52;
    private static readonly BigInteger Q = PrimeField<TModulus>.Modulus;
    private static readonly BigInteger LimbMask = (BigInteger.One << LimbBits) - 1;

    /// <summary>2^-260 mod q.</summary>
    private static readonly BigInteger InverseRadix = BigInteger.ModPow(BigInteger.One << 260, Q - 2, Q);

    private static readonly bool HasRadix52 = typeof(TPath) != typeof(ScalarLanes<TModulus>);

    private delegate void Binary(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    );

    private static BigInteger RandomBelow(BigInteger bound) =>
        new BigInteger(RandomNumberGenerator.GetBytes(48), isUnsigned: true) % bound;

    private static PrimeField<TModulus> Element(BigInteger value) => PrimeField<TModulus>.FromBigInteger(value);

    private static PrimeFieldLanes<TModulus, TPath> Lanes8(ReadOnlySpan<PrimeField<TModulus>> elements)
    {
        PrimeFieldLanes<TModulus, TPath>.Load(out var lanes, elements);
        return lanes;
    }

    private static PrimeField<TModulus>[] Elements(in PrimeFieldLanes<TModulus, TPath> lanes)
    {
        var elements = new PrimeField<TModulus>[Count];
        lanes.Store(elements);
        return elements;
    }

    /// <summary>Boundary values, then random ones; a multiple of eight.</summary>
    private static PrimeField<TModulus>[] Values()
    {
        var radix = BigInteger.One << LimbBits;
        BigInteger[] boundaries =
        [
            0,
            1,
            2,
            Q - 1,
            Q - 2,
            (Q - 1) / 2,
            (Q + 1) / 2,
            radix - 1,
            radix,
            radix * radix - 1,
            BigInteger.Pow(radix, 3) - 1,
            BigInteger.Pow(radix, 4) - 1,
            BigInteger.One << 128,
            // Those whose Montgomery form is small or all ones.
            InverseRadix,
            (Q - 1) * InverseRadix,
            ((BigInteger.One << 208) - 1) * InverseRadix,
        ];
        return [.. boundaries.Select(Element), .. Enumerable.Range(0, 24).Select(_ => PrimeField<TModulus>.Random())];
    }

    /// <summary>Calls <paramref name="check"/> so that every value meets every other one, in varying lanes.</summary>
    private static void ForAllPairs(Action<PrimeField<TModulus>[], PrimeField<TModulus>[]> check)
    {
        var values = Values();
        for (var i = 0; i < values.Length; i += Count)
        {
            for (var shift = 0; shift < values.Length; shift++)
            {
                var a = values[i..(i + Count)];
                var b = Enumerable.Range(0, Count).Select(j => values[(i + j + shift) % values.Length]).ToArray();
                check(a, b);
            }
        }
    }

    private static void SameAs(
        Binary lanes,
        Func<PrimeField<TModulus>, PrimeField<TModulus>, PrimeField<TModulus>> one
    ) =>
        ForAllPairs(
            (a, b) =>
            {
                lanes(out var result, Lanes8(a), Lanes8(b));
                Assert.Equal(a.Zip(b, one), Elements(in result));
            }
        );

    public override void RoundTrips()
    {
        var values = Values();
        for (var i = 0; i < values.Length; i += Count)
        {
            var a = values[i..(i + Count)];
            var lanes = Lanes8(a);
            Assert.Equal(a, Elements(in lanes));
            PrimeFieldLanes<TModulus, TPath>.Broadcast(out var all, in a[3]);
            Assert.Equal(Enumerable.Repeat(a[3], Count), Elements(in all));
            for (var lane = 0; lane < Count; lane++)
            {
                Assert.Equal(a[lane], lanes.GetLane(lane));
            }
        }

        Assert.All(Elements(PrimeFieldLanes<TModulus, TPath>.One), x => Assert.True(x.IsOne));
        Assert.All(Elements(PrimeFieldLanes<TModulus, TPath>.Zero), x => Assert.True(x.IsZero));
    }

    public override void Arithmetic()
    {
        SameAs(PrimeFieldLanes<TModulus, TPath>.Add, (a, b) => a + b);
        SameAs(PrimeFieldLanes<TModulus, TPath>.Subtract, (a, b) => a - b);
        SameAs(PrimeFieldLanes<TModulus, TPath>.Multiply, (a, b) => a * b);
        ForAllPairs(
            (a, _) =>
            {
                PrimeFieldLanes<TModulus, TPath>.Square(out var result, Lanes8(a));
                Assert.Equal(a.Select(x => x * x), Elements(in result));
                PrimeFieldLanes<TModulus, TPath>.Negate(out result, Lanes8(a));
                Assert.Equal(a.Select(x => -x), Elements(in result));
                PrimeFieldLanes<TModulus, TPath>.Double(out result, Lanes8(a));
                Assert.Equal(a.Select(x => x + x), Elements(in result));
            }
        );
    }

    public override void Ring() =>
        ForAllPairs(
            (x, y) =>
            {
                var (a, b, c) = (Lanes8(x), Lanes8(y), PrimeFieldLanes<TModulus, TPath>.One);
                PrimeFieldLanes<TModulus, TPath>.Add(out c, in a, in c);
                PrimeFieldLanes<TModulus, TPath>.Add(out var left, in b, in c);
                PrimeFieldLanes<TModulus, TPath>.Multiply(out left, in a, in left);
                PrimeFieldLanes<TModulus, TPath>.Multiply(out var right, in b, in a);
                PrimeFieldLanes<TModulus, TPath>.Multiply(out var other, in a, in c);
                PrimeFieldLanes<TModulus, TPath>.Add(out right, in other, in right);
                Assert.Equal(0xff, PrimeFieldLanes<TModulus, TPath>.EqualMask(in left, in right));
                PrimeFieldLanes<TModulus, TPath>.Negate(out right, in right);
                PrimeFieldLanes<TModulus, TPath>.Add(out left, in left, in right);
                Assert.Equal(0xff, PrimeFieldLanes<TModulus, TPath>.ZeroMask(in left));
            }
        );

    public override void Aliasing()
    {
        var values = Values()[^Count..];
        foreach (
            var operation in new Binary[]
            {
                PrimeFieldLanes<TModulus, TPath>.Add,
                PrimeFieldLanes<TModulus, TPath>.Subtract,
                PrimeFieldLanes<TModulus, TPath>.Multiply,
            }
        )
        {
            var (a, b) = (Lanes8(values), Lanes8([.. values.Reverse()]));
            operation(out var expected, in a, in b);
            var (first, second) = (a, b);
            operation(out first, in first, in b);
            operation(out second, in a, in second);
            Assert.Equal(Elements(in expected), Elements(in first));
            Assert.Equal(Elements(in expected), Elements(in second));
            operation(out expected, in a, in a);
            operation(out a, in a, in a);
            Assert.Equal(Elements(in expected), Elements(in a));
        }
    }

    public override void Inverses()
    {
        var values = Values();
        var batch = new PrimeFieldLanes<TModulus, TPath>[values.Length / Count];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = Lanes8(values.AsSpan(i * Count, Count));
            PrimeFieldLanes<TModulus, TPath>.Invert(out var inverse, in batch[i]);
            Assert.Equal(values.Skip(i * Count).Take(Count).Select(x => x.Inverse()), Elements(in inverse));
        }

        PrimeFieldLanes<TModulus, TPath>.InvertBatch(batch);
        Assert.Equal(values.Select(x => x.Inverse()), batch.SelectMany(lanes => Elements(in lanes)));
    }

    public override void Masks()
    {
        var values = Enumerable.Range(1, Count).Select(i => PrimeField<TModulus>.From((ulong)i)).ToArray();
        var others = values.Select(x => x + x).ToArray();
        for (var mask = 0; mask < 256; mask++)
        {
            var mixed = values.Zip(others).Select((pair, j) => (mask >> j & 1) != 0 ? pair.First : pair.Second);
            PrimeFieldLanes<TModulus, TPath>.Select(out var result, (byte)mask, Lanes8(values), Lanes8(others));
            Assert.Equal(mixed, Elements(in result));
            Assert.Equal(mask, PrimeFieldLanes<TModulus, TPath>.EqualMask(in result, Lanes8(values)));
        }
    }

    public override void Unreduced()
    {
        SameAs(
            (out result, in a, in b) =>
            {
                PrimeFieldLanes<TModulus, TPath>.AddUnreduced(out var sum, in a, in b);
                PrimeFieldLanes<TModulus, TPath>.AddUnreduced(out sum, in sum, in sum);
                PrimeFieldLanes<TModulus, TPath>.Multiply(out result, in sum, in sum);
            },
            (a, b) => (a + b + a + b) * (a + b + a + b)
        );
        SameAs(
            (out result, in a, in b) =>
            {
                PrimeFieldLanes<TModulus, TPath>.AddUnreduced(out var sum, in a, in a);
                PrimeFieldLanes<TModulus, TPath>.SubtractUnreduced(out sum, in sum, in b);
                PrimeFieldLanes<TModulus, TPath>.SubtractUnreduced(out sum, in sum, in b);
                PrimeFieldLanes<TModulus, TPath>.Multiply(out result, in sum, in sum);
            },
            (a, b) => (a + a - b - b) * (a + a - b - b)
        );
    }

    /// <summary>Limbs set directly to the largest that the bounds allow.</summary>
    public override void Extremes()
    {
        if (!HasRadix52)
        {
            // One element at a time is always fully reduced: there are no other forms.
            return;
        }

        foreach (var (boundA, boundB) in new[] { (2, 2), (8, 8), (2, 32), (64, 1), (32, 2) })
        {
            foreach (var a in Largest(boundA * Q))
            {
                foreach (var b in Largest(boundB * Q))
                {
                    // Every lane has a value of its own: the pair, and pairs near to it.
                    var left = Enumerable.Range(0, Count).Select(j => BigInteger.Max(a - (j & 3), 0)).ToArray();
                    var right = Enumerable.Range(0, Count).Select(j => BigInteger.Max(b - (j >> 2), 0)).ToArray();
                    PrimeFieldLanes<TModulus, TPath>.Multiply(out var product, Raw(left), Raw(right));
                    AssertAtRest(in product, left.Zip(right, (x, y) => x * y * InverseRadix));
                }
            }
        }

        foreach (var (count, boundA, boundB) in new[] { (7, 2, 2), (4, 4, 2), (2, 4, 4), (1, 32, 1), (5, 1, 6) })
        {
            // Each part of a complex product has its own bound: all four products as large as they may be, and the real
            // part at its smallest and at its largest.
            foreach (var a in Largest(boundA * Q))
            {
                foreach (var b in Largest(boundB * Q))
                {
                    AssertComplexSum(count, a, a, b, b);
                    AssertComplexSum(count, 0, a, b, b);
                    AssertComplexSum(count, a, 0, b, b);
                    PrimeFieldLanes<TModulus, TPath>.SumOfProducts(
                        out var sum,
                        [.. Enumerable.Repeat(Same(a), 2 * count)],
                        [.. Enumerable.Repeat(Same(b), 2 * count)]
                    );
                    AssertAtRest(in sum, Enumerable.Repeat(2 * count * a * b * InverseRadix, Count));
                }
            }
        }

        foreach (var a in Largest(2 * Q))
        {
            foreach (var b in Largest(2 * Q))
            {
                BigInteger[] left = [a, b, 0, 2 * Q, Q, a, b, 2 * Q];
                BigInteger[] right = [b, a, 2 * Q, 0, b, Q, b, 2 * Q];
                PrimeFieldLanes<TModulus, TPath>.Add(out var result, Raw(left), Raw(right));
                AssertAtRest(in result, left.Zip(right, (x, y) => x + y));
                PrimeFieldLanes<TModulus, TPath>.Subtract(out result, Raw(left), Raw(right));
                AssertAtRest(in result, left.Zip(right, (x, y) => x - y));
                PrimeFieldLanes<TModulus, TPath>.Negate(out result, Raw(left));
                AssertAtRest(in result, left.Select(x => -x));
                foreach (var m in new[] { -12, -1, 0, 1, 12 })
                {
                    foreach (var n in new[] { -12, -1, 0, 1, 12 })
                    {
                        PrimeFieldLanes<TModulus, TPath>.Combine(out result, m, Raw(left), n, Raw(right));
                        AssertAtRest(in result, left.Zip(right, (x, y) => (m * x) + (n * y)));
                    }
                }

                PrimeFieldLanes<TModulus, TPath>.SquareComplex(out result, out var twice, Raw(left), Raw(right));
                AssertAtRest(in result, left.Zip(right, (x, y) => ((x * x) - (y * y)) * InverseRadix));
                AssertAtRest(in twice, left.Zip(right, (x, y) => 2 * x * y * InverseRadix));
                Assert.Equal(left.Select(x => Element(x * InverseRadix)), Elements(Raw(left)));
                var zeros = left.Select((x, j) => (x % Q).IsZero ? 1 << j : 0).Sum();
                Assert.Equal(zeros, PrimeFieldLanes<TModulus, TPath>.ZeroMask(Raw(left)));
                Assert.True(PrimeFieldLanes<TModulus, TPath>.IsZeroEverywhere(Raw([0, Q, 2 * Q, 0, 0, Q, Q, 2 * Q])));
            }
        }

        foreach (var a in Largest(6 * Q))
        {
            foreach (var b in Largest(2 * Q))
            {
                PrimeFieldLanes<TModulus, TPath>.AddUnreduced(out var result, Same(a), Same(b));
                Assert.All(RawValues(in result), x => Assert.Equal(a + b, x));
                PrimeFieldLanes<TModulus, TPath>.SubtractUnreduced(out result, Same(a), Same(b));
                Assert.All(RawValues(in result), x => Assert.Equal(a - b + (2 * Q), x));
            }
        }
    }

    public override void Sums()
    {
        var values = Values();
        for (var count = 1; count <= 20; count++)
        {
            var a = Enumerable.Range(0, count).Select(k => Lanes8(values.AsSpan(k % 4 * Count, Count))).ToArray();
            var b = Enumerable.Range(0, count).Select(k => Lanes8(values.AsSpan((k + 3) % 5 * Count, Count))).ToArray();
            PrimeFieldLanes<TModulus, TPath>.SumOfProducts(out var sum, a, b);
            var expected = PrimeFieldLanes<TModulus, TPath>.Zero;
            for (var k = 0; k < count; k++)
            {
                PrimeFieldLanes<TModulus, TPath>.Multiply(out var product, in a[k], in b[k]);
                PrimeFieldLanes<TModulus, TPath>.Add(out expected, in expected, in product);
            }

            Assert.Equal(Elements(in expected), Elements(in sum));
            if (count % 2 == 0 && count <= 2 * Indices.MaximumCount)
            {
                ComplexSum(a, b, out var real, out var imaginary);
                var order = Order(count / 2);
                PrimeFieldLanes<TModulus, TPath>.SumOfComplexProducts(
                    out var re,
                    out var im,
                    in a[0],
                    order,
                    in b[0],
                    order
                );
                Assert.Equal(Elements(in real), Elements(in re));
                Assert.Equal(Elements(in imaginary), Elements(in im));
                // Written over the operands.
                PrimeFieldLanes<TModulus, TPath>.SumOfComplexProducts(
                    out a[0],
                    out a[1],
                    in a[0],
                    order,
                    in b[0],
                    order
                );
                Assert.Equal(Elements(in real), Elements(in a[0]));
                Assert.Equal(Elements(in imaginary), Elements(in a[1]));
            }
        }
    }

    private static void ComplexSum(
        PrimeFieldLanes<TModulus, TPath>[] a,
        PrimeFieldLanes<TModulus, TPath>[] b,
        out PrimeFieldLanes<TModulus, TPath> real,
        out PrimeFieldLanes<TModulus, TPath> imaginary
    )
    {
        (real, imaginary) = (default, default);
        for (var k = 0; k < a.Length; k += 2)
        {
            PrimeFieldLanes<TModulus, TPath>.Multiply(out var product, in a[k], in b[k]);
            PrimeFieldLanes<TModulus, TPath>.Add(out real, in real, in product);
            PrimeFieldLanes<TModulus, TPath>.Multiply(out product, in a[k + 1], in b[k + 1]);
            PrimeFieldLanes<TModulus, TPath>.Subtract(out real, in real, in product);
            PrimeFieldLanes<TModulus, TPath>.Multiply(out product, in a[k], in b[k + 1]);
            PrimeFieldLanes<TModulus, TPath>.Add(out imaginary, in imaginary, in product);
            PrimeFieldLanes<TModulus, TPath>.Multiply(out product, in a[k + 1], in b[k]);
            PrimeFieldLanes<TModulus, TPath>.Add(out imaginary, in imaginary, in product);
        }
    }

    public override void SmallFactors()
    {
        foreach (
            var (m, n) in new[]
            {
                (1, 1),
                (9, -1),
                (9, 1),
                (3, -2),
                (3, 2),
                (1, -12),
                (-2, 0),
                (0, 0),
                (-12, -12),
                (24, 0),
                (0, -24),
            }
        )
        {
            var (x, y) = (Element(m), Element(n));
            SameAs(
                (out result, in a, in b) => PrimeFieldLanes<TModulus, TPath>.Combine(out result, m, in a, n, in b),
                (a, b) => (a * x) + (b * y)
            );
        }

        ForAllPairs(
            (x, y) =>
            {
                var (a, b) = (Lanes8(x), Lanes8(y));
                ComplexSum([a, b], [a, b], out var real, out var imaginary);
                PrimeFieldLanes<TModulus, TPath>.MultiplyComplex(out var re, out var im, in a, in b, in a, in b);
                Assert.Equal(Elements(in real), Elements(in re));
                Assert.Equal(Elements(in imaginary), Elements(in im));
                PrimeFieldLanes<TModulus, TPath>.SquareComplex(out a, out b, in a, in b);
                Assert.Equal(Elements(in real), Elements(in a));
                Assert.Equal(Elements(in imaginary), Elements(in b));
            }
        );
    }

    public override void Chains()
    {
        var start = Values()[..Count];
        var lanes = Lanes8(start);
        var expected = start.ToArray();
        for (var step = 0; step < 400; step++)
        {
            PrimeFieldLanes<TModulus, TPath>.Double(out lanes, in lanes);
            PrimeFieldLanes<TModulus, TPath>.Subtract(out lanes, Lanes8(start), in lanes);
            PrimeFieldLanes<TModulus, TPath>.Negate(out lanes, in lanes);
            expected = [.. expected.Zip(start, (x, s) => x + x - s)];
            if (step % 7 == 0)
            {
                PrimeFieldLanes<TModulus, TPath>.Square(out lanes, in lanes);
                expected = [.. expected.Select(x => x * x)];
            }

            if (HasRadix52)
            {
                Assert.All(RawValues(in lanes), x => Assert.True(x <= 2 * Q));
            }
        }

        Assert.Equal(expected, Elements(in lanes));
    }

    public override void Lengths()
    {
        foreach (var length in new[] { 0, 7, 9 })
        {
            Assert.Throws<ArgumentException>(() =>
                PrimeFieldLanes<TModulus, TPath>.Load(out _, new PrimeField<TModulus>[length])
            );
            Assert.Throws<ArgumentException>(() =>
                PrimeFieldLanes<TModulus, TPath>.One.Store(new PrimeField<TModulus>[length])
            );
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => PrimeFieldLanes<TModulus, TPath>.One.GetLane(8));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrimeFieldLanes<TModulus, TPath>.One.GetLane(-1));
    }

    private static Indices Order(int count) => new([.. Enumerable.Range(0, count)]);

    private static void AssertComplexSum(int count, BigInteger a0, BigInteger a1, BigInteger b0, BigInteger b1)
    {
        PrimeFieldLanes<TModulus, TPath>[] a = [Same(a0), Same(a1)];
        PrimeFieldLanes<TModulus, TPath>[] b = [Same(b0), Same(b1)];
        var indices = new Indices(new int[count]);
        PrimeFieldLanes<TModulus, TPath>.SumOfComplexProducts(
            out var real,
            out var imaginary,
            in a[0],
            indices,
            in b[0],
            indices
        );
        AssertAtRest(in real, Enumerable.Repeat(count * ((a0 * b0) - (a1 * b1)) * InverseRadix, Count));
        AssertAtRest(in imaginary, Enumerable.Repeat(count * ((a0 * b1) + (a1 * b0)) * InverseRadix, Count));
    }

    /// <summary>The bound, the numbers below it with the most bits set in their limbs, and a random number.</summary>
    private static BigInteger[] Largest(BigInteger bound)
    {
        var top = bound >> (4 * LimbBits);
        var allOnes = (top << (4 * LimbBits)) - 1;
        return
        [
            bound,
            bound - 1,
            allOnes,
            allOnes - 1,
            // Only limbs 0, or 1 and 3, at their largest.
            LimbMask,
            (LimbMask << LimbBits) | (LimbMask << (3 * LimbBits)),
            bound - LimbMask,
            RandomBelow(bound),
        ];
    }

    private static PrimeFieldLanes<TModulus, TPath> Same(BigInteger value) => Raw([.. Enumerable.Repeat(value, Count)]);

    private static PrimeFieldLanes<TModulus, TPath> Raw(BigInteger[] values)
    {
        Vector512<ulong> Limb(int i) =>
            Vector512.Create(values.Select(v => (ulong)((v >> (i * LimbBits)) & LimbMask)).ToArray());
        return new()
        {
            Limbs = new LaneLimbs
            {
                Limb0 = Limb(0),
                Limb1 = Limb(1),
                Limb2 = Limb(2),
                Limb3 = Limb(3),
                Limb4 = Limb(4),
            },
        };
    }

    /// <summary>The integers that the limbs make; every limb must be below 2^52.</summary>
    private static BigInteger[] RawValues(in PrimeFieldLanes<TModulus, TPath> lanes)
    {
        var limbs = lanes.Limbs;
        Vector512<ulong>[] vectors = [limbs.Limb0, limbs.Limb1, limbs.Limb2, limbs.Limb3, limbs.Limb4];
        var values = new BigInteger[Count];
        for (var i = vectors.Length - 1; i >= 0; i--)
        {
            for (var lane = 0; lane < Count; lane++)
            {
                Assert.True(vectors[i][lane] <= LimbMask);
                values[lane] = (values[lane] << LimbBits) | vectors[i][lane];
            }
        }

        return values;
    }

    private static void AssertAtRest(in PrimeFieldLanes<TModulus, TPath> lanes, IEnumerable<BigInteger> residues)
    {
        var values = RawValues(in lanes);
        Assert.All(values, x => Assert.True(x <= 2 * Q));
        Assert.Equal(residues.Select(x => ((x % Q) + Q) % Q), values.Select(x => x % Q));
    }
}
