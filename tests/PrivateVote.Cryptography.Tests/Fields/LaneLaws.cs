using System.Numerics;
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
    public abstract void Borders();
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

    /// <summary>2^-260 mod q.</summary>
    private static readonly BigInteger InverseRadix = BigInteger.ModPow(BigInteger.One << 260, Q - 2, Q);

    private delegate void Binary(
        out PrimeFieldLanes<TModulus, TPath> result,
        in PrimeFieldLanes<TModulus, TPath> a,
        in PrimeFieldLanes<TModulus, TPath> b
    );

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

    public override void Extremes() => LaneExtremes<TModulus, TPath>.Check();

    public override void Borders() => LaneExtremes<TModulus, TPath>.Fuzz();

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

            Assert.All(RawLanes<TModulus, TPath>.Values(in lanes), x => Assert.True(x <= 2 * Q));
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
}
