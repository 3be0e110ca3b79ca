namespace PrivateVote.Cryptography.Fields;

/// <summary>The ways to compute with eight elements at once, best last.</summary>
public enum LanePath
{
    Scalar,
    Avx2,
    Avx512,
}

/// <summary>Which <see cref="LanePath"/> this process takes: the best that the processor has, chosen once.</summary>
/// <remarks>
/// Whatever is computed in lanes is written over any <see cref="ILanePath{TModulus}"/>, and is made for the path where the
/// work starts: so no operation of a field asks which path it is on.
/// </remarks>
public static class Lanes
{
    /// <summary>How many elements stand side by side.</summary>
    public const int Count = LaneWords.Count;

    /// <summary>Environment variable that forces a path: <c>avx512</c>, <c>avx2</c> or <c>scalar</c>.</summary>
    public const string PathVariable = "PRIVATEVOTE_LANES";

    /// <summary>The best path, or the one that is forced.</summary>
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
