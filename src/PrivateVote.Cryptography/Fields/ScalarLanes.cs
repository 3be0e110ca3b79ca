using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Eight elements one after another, for processors without wide vectors: limbs 0 to 3 hold <see cref="PrimeField{TModulus}"/>'s
/// words, always fully reduced, and limb 4 is zero.
/// </summary>
public readonly struct ScalarLanes<TModulus> : ILanePath<TModulus>
    where TModulus : struct, IModulus
{
    public static bool IsSupported => true;

    public static LaneLimbs One
    {
        get
        {
            var one = PrimeField<TModulus>.One;
            return new LaneLimbs
            {
                Limb0 = Vector512.Create(one.L0),
                Limb1 = Vector512.Create(one.L1),
                Limb2 = Vector512.Create(one.L2),
                Limb3 = Vector512.Create(one.L3),
            };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        result.Limb4 = default;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            LaneWords.Get<TModulus>(in a, lane, out var x);
            LaneWords.Get<TModulus>(in b, lane, out var y);
            PrimeField<TModulus>.Add(out x, in x, in y);
            LaneWords.Set(ref result, lane, in x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        result.Limb4 = default;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            LaneWords.Get<TModulus>(in a, lane, out var x);
            LaneWords.Get<TModulus>(in b, lane, out var y);
            PrimeField<TModulus>.Subtract(out x, in x, in y);
            LaneWords.Set(ref result, lane, in x);
        }
    }

    public static void Negate(out LaneLimbs result, in LaneLimbs a) => Subtract(out result, default, in a);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        result.Limb4 = default;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            LaneWords.Get<TModulus>(in a, lane, out var x);
            LaneWords.Get<TModulus>(in b, lane, out var y);
            PrimeField<TModulus>.Multiply(out x, in x, in y);
            LaneWords.Set(ref result, lane, in x);
        }
    }

    public static void SumOfProducts(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b, int count)
    {
        Multiply(out var sum, in a, in b);
        for (var k = 1; k < count; k++)
        {
            Multiply(
                out var product,
                in Unsafe.Add(ref Unsafe.AsRef(in a), k),
                in Unsafe.Add(ref Unsafe.AsRef(in b), k)
            );
            Add(out sum, in sum, in product);
        }

        result = sum;
    }

    public static void MultiplyComplex(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        in LaneLimbs b,
        in LaneLimbs c,
        in LaneLimbs d
    )
    {
        Unsafe.SkipInit(out LaneLimbs reals);
        Unsafe.SkipInit(out LaneLimbs imaginaries);
        reals.Limb4 = default;
        imaginaries.Limb4 = default;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            LaneWords.Get<TModulus>(in a, lane, out var w);
            LaneWords.Get<TModulus>(in b, lane, out var x);
            LaneWords.Get<TModulus>(in c, lane, out var y);
            LaneWords.Get<TModulus>(in d, lane, out var z);
            PrimeField<TModulus>.MultiplyComplex(out w, out x, in w, in x, in y, in z);
            LaneWords.Set(ref reals, lane, in w);
            LaneWords.Set(ref imaginaries, lane, in x);
        }

        real = reals;
        imaginary = imaginaries;
    }

    public static void SumOfComplexProducts(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        Indices indicesOfA,
        in LaneLimbs b,
        Indices indicesOfB
    )
    {
        // The factors of one lane, in the order in which they are multiplied.
        Span<PrimeField<TModulus>> x = stackalloc PrimeField<TModulus>[2 * indicesOfA.Count];
        Span<PrimeField<TModulus>> y = stackalloc PrimeField<TModulus>[2 * indicesOfA.Count];
        ReadOnlySpan<int> order = [0, 1, 2, 3, 4, 5, 6];
        var inOrder = new Indices(order[..indicesOfA.Count]);
        Unsafe.SkipInit(out LaneLimbs reals);
        Unsafe.SkipInit(out LaneLimbs imaginaries);
        reals.Limb4 = default;
        imaginaries.Limb4 = default;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            for (var k = 0; k < x.Length; k++)
            {
                var i = (2 * indicesOfA[k >> 1]) + (k & 1);
                var j = (2 * indicesOfB[k >> 1]) + (k & 1);
                LaneWords.Get(in Unsafe.Add(ref Unsafe.AsRef(in a), i), lane, out x[k]);
                LaneWords.Get(in Unsafe.Add(ref Unsafe.AsRef(in b), j), lane, out y[k]);
            }

            PrimeField<TModulus>.SumOfComplexProducts(out var re, out var im, in x[0], inOrder, in y[0], inOrder);
            LaneWords.Set(ref reals, lane, in re);
            LaneWords.Set(ref imaginaries, lane, in im);
        }

        real = reals;
        imaginary = imaginaries;
    }

    public static void SquareComplex(out LaneLimbs real, out LaneLimbs imaginary, in LaneLimbs a, in LaneLimbs b)
    {
        Add(out var sum, in a, in b);
        Subtract(out var difference, in a, in b);
        Multiply(out var product, in a, in b);
        Multiply(out real, in sum, in difference);
        Add(out imaginary, in product, in product);
    }

    public static void Combine(out LaneLimbs result, int m, in LaneLimbs a, int n, in LaneLimbs b)
    {
        Unsafe.SkipInit(out result);
        result.Limb4 = default;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            LaneWords.Get<TModulus>(in a, lane, out var x);
            LaneWords.Get<TModulus>(in b, lane, out var y);
            PrimeField<TModulus>.Combine(out x, m, in x, n, in y);
            LaneWords.Set(ref result, lane, in x);
        }
    }

    public static void AddUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b) =>
        Add(out result, in a, in b);

    public static void SubtractUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b) =>
        Subtract(out result, in a, in b);

    public static byte ZeroMask(in LaneLimbs a)
    {
        var mask = 0;
        for (var lane = 0; lane < LaneWords.Count; lane++)
        {
            LaneWords.Get<TModulus>(in a, lane, out var x);
            mask |= (x.IsZero ? 1 : 0) << lane;
        }

        return (byte)mask;
    }

    public static void FromWords(out LaneLimbs result, in LaneLimbs words) => result = words;

    public static void ToWords(out LaneLimbs words, in LaneLimbs a) => words = a;

    public static void Pack(out LaneLimbs words, in LaneLimbs a) => words = a;

    public static void Unpack(out LaneLimbs result, in LaneLimbs words) => result = words;
}
