using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Fields;

/// <summary>The ways to compute with eight elements at once, best last.</summary>
public enum LanePath
{
    Scalar,
    Avx2,
    Avx512,
}

/// <summary>Which <see cref="LanePath"/> this process takes: the best that the processor has, chosen once.</summary>
public static class Lanes
{
    /// <summary>How many elements stand side by side.</summary>
    public const int Count = LaneWords.Count;

    /// <summary>Environment variable that forces a path: <c>avx512</c>, <c>avx2</c> or <c>scalar</c>.</summary>
    public const string PathVariable = "PRIVATEVOTE_LANES";

    /// <summary>The path of <see cref="FastestLanes{TModulus}"/>.</summary>
    public static readonly LanePath Path = Choose(Environment.GetEnvironmentVariable(PathVariable));

    /// <exception cref="PlatformNotSupportedException">The forced path is unknown or not in this processor.</exception>
    internal static LanePath Choose(string? forced) =>
        forced switch
        {
            null or "" when Avx512Lanes<Bn254Base>.IsSupported => LanePath.Avx512,
            null or "" when Avx2Lanes<Bn254Base>.IsSupported => LanePath.Avx2,
            null or "" => LanePath.Scalar,
            "avx512" when Avx512Lanes<Bn254Base>.IsSupported => LanePath.Avx512,
            "avx2" when Avx2Lanes<Bn254Base>.IsSupported => LanePath.Avx2,
            "scalar" => LanePath.Scalar,
            _ => throw new PlatformNotSupportedException($"{PathVariable}={forced} is not possible on this processor"),
        };
}

/// <summary>The path that <see cref="Lanes.Path"/> names. The choice folds away once a caller is compiled with optimisation.</summary>
public readonly struct FastestLanes<TModulus> : ILanePath<TModulus>
    where TModulus : struct, IModulus
{
    public static bool IsSupported => true;

    public static LaneLimbs One => Lanes.Path == LanePath.Scalar ? ScalarLanes<TModulus>.One : Radix52<TModulus>.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Add(out result, in a, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Add(out result, in a, in b);
        }
        else
        {
            ScalarLanes<TModulus>.Add(out result, in a, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Subtract(out result, in a, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Subtract(out result, in a, in b);
        }
        else
        {
            ScalarLanes<TModulus>.Subtract(out result, in a, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Multiply(out result, in a, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Multiply(out result, in a, in b);
        }
        else
        {
            ScalarLanes<TModulus>.Multiply(out result, in a, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.AddUnreduced(out result, in a, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.AddUnreduced(out result, in a, in b);
        }
        else
        {
            ScalarLanes<TModulus>.AddUnreduced(out result, in a, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractUnreduced(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.SubtractUnreduced(out result, in a, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.SubtractUnreduced(out result, in a, in b);
        }
        else
        {
            ScalarLanes<TModulus>.SubtractUnreduced(out result, in a, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(out LaneLimbs result, in LaneLimbs a)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Negate(out result, in a);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Negate(out result, in a);
        }
        else
        {
            ScalarLanes<TModulus>.Negate(out result, in a);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromWords(out LaneLimbs result, in LaneLimbs words)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.FromWords(out result, in words);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.FromWords(out result, in words);
        }
        else
        {
            ScalarLanes<TModulus>.FromWords(out result, in words);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToWords(out LaneLimbs words, in LaneLimbs a)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.ToWords(out words, in a);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.ToWords(out words, in a);
        }
        else
        {
            ScalarLanes<TModulus>.ToWords(out words, in a);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pack(out LaneLimbs words, in LaneLimbs a)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Pack(out words, in a);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Pack(out words, in a);
        }
        else
        {
            ScalarLanes<TModulus>.Pack(out words, in a);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(out LaneLimbs result, in LaneLimbs words)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Unpack(out result, in words);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Unpack(out result, in words);
        }
        else
        {
            ScalarLanes<TModulus>.Unpack(out result, in words);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumOfProducts(out LaneLimbs result, in LaneLimbs a, in LaneLimbs b, int count)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.SumOfProducts(out result, in a, in b, count);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.SumOfProducts(out result, in a, in b, count);
        }
        else
        {
            ScalarLanes<TModulus>.SumOfProducts(out result, in a, in b, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyComplex(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        in LaneLimbs b,
        in LaneLimbs c,
        in LaneLimbs d
    )
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.MultiplyComplex(out real, out imaginary, in a, in b, in c, in d);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.MultiplyComplex(out real, out imaginary, in a, in b, in c, in d);
        }
        else
        {
            ScalarLanes<TModulus>.MultiplyComplex(out real, out imaginary, in a, in b, in c, in d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumOfComplexProducts(
        out LaneLimbs real,
        out LaneLimbs imaginary,
        in LaneLimbs a,
        Indices indicesOfA,
        in LaneLimbs b,
        Indices indicesOfB
    )
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.SumOfComplexProducts(out real, out imaginary, in a, indicesOfA, in b, indicesOfB);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.SumOfComplexProducts(out real, out imaginary, in a, indicesOfA, in b, indicesOfB);
        }
        else
        {
            ScalarLanes<TModulus>.SumOfComplexProducts(out real, out imaginary, in a, indicesOfA, in b, indicesOfB);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SquareComplex(out LaneLimbs real, out LaneLimbs imaginary, in LaneLimbs a, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.SquareComplex(out real, out imaginary, in a, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.SquareComplex(out real, out imaginary, in a, in b);
        }
        else
        {
            ScalarLanes<TModulus>.SquareComplex(out real, out imaginary, in a, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(out LaneLimbs result, int m, in LaneLimbs a, int n, in LaneLimbs b)
    {
        if (Lanes.Path == LanePath.Avx512)
        {
            Avx512Lanes<TModulus>.Combine(out result, m, in a, n, in b);
        }
        else if (Lanes.Path == LanePath.Avx2)
        {
            Avx2Lanes<TModulus>.Combine(out result, m, in a, n, in b);
        }
        else
        {
            ScalarLanes<TModulus>.Combine(out result, m, in a, n, in b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ZeroMask(in LaneLimbs a) =>
        Lanes.Path == LanePath.Avx512 ? Avx512Lanes<TModulus>.ZeroMask(in a)
        : Lanes.Path == LanePath.Avx2 ? Avx2Lanes<TModulus>.ZeroMask(in a)
        : ScalarLanes<TModulus>.ZeroMask(in a);
}
