using BenchmarkDotNet.Attributes;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Benchmarks;

/// <summary>
/// What is computed for eight elements at once, on each path; the times are for one of the eight. A path that the processor
/// does not have fails by itself.
/// </summary>
[GenericTypeArguments(typeof(Avx512Lanes<Bn254Base>))]
[GenericTypeArguments(typeof(Avx2Lanes<Bn254Base>))]
[GenericTypeArguments(typeof(ScalarLanes<Bn254Base>))]
public class LaneBenchmarks<TPath>
    where TPath : struct, ILanePath<Bn254Base>
{
    private const int Chain = 1_000;

    private PrimeFieldLanes<Bn254Base, TPath> x;
    private PrimeFieldLanes<Bn254Base, TPath> y;
    private AffinePoint<PrimeFieldLanes<Bn254Base, TPath>> p;
    private AffinePoint<Fp2<PrimeFieldLanes<Bn254Base, TPath>>> q;
    private RunningPoint<PrimeFieldLanes<Bn254Base, TPath>> end;

    [GlobalSetup]
    public void Setup()
    {
        if (!TPath.IsSupported)
        {
            throw new PlatformNotSupportedException($"{typeof(TPath).Name} is not possible on this processor");
        }

        Fp[] elements = [.. Enumerable.Range(0, 2 * Lanes.Count).Select(_ => Fp.Random())];
        PrimeFieldLanes<Bn254Base, TPath>.Load(out x, elements.AsSpan(0, Lanes.Count));
        PrimeFieldLanes<Bn254Base, TPath>.Load(out y, elements.AsSpan(Lanes.Count));
        G1Affine[] first = [.. Each(() => G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine())];
        G2Affine[] second = [.. Each(() => G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine())];
        LanePoints<PrimeFieldLanes<Bn254Base, TPath>>.Load(out p, first);
        LanePoints<PrimeFieldLanes<Bn254Base, TPath>>.Load(out q, second);
        Loop();
        if (SubgroupCheck() != byte.MaxValue)
        {
            throw new InvalidOperationException("multiples of the generator are in the subgroup");
        }
    }

    /// <summary>Each product waits for the one before.</summary>
    [Benchmark(OperationsPerInvoke = Chain * Lanes.Count)]
    public void FpMultiply()
    {
        for (var i = 0; i < Chain; i++)
        {
            PrimeFieldLanes<Bn254Base, TPath>.Multiply(out x, in x, in y);
        }
    }

    [Benchmark(OperationsPerInvoke = Chain * Lanes.Count)]
    public void FpAdd()
    {
        for (var i = 0; i < Chain; i++)
        {
            PrimeFieldLanes<Bn254Base, TPath>.Add(out x, in x, in y);
        }
    }

    [Benchmark(OperationsPerInvoke = Lanes.Count)]
    public void FpInvert() => PrimeFieldLanes<Bn254Base, TPath>.Invert(out x, in x);

    /// <summary>Eight pairs, one in each lane.</summary>
    [Benchmark(OperationsPerInvoke = Lanes.Count)]
    public void MillerLoop() => Loop();

    /// <summary>What a batch adds to its Miller loops to know that eight points are in the subgroup of G2.</summary>
    [Benchmark(OperationsPerInvoke = Lanes.Count)]
    public byte SubgroupCheck() => LanePoints<PrimeFieldLanes<Bn254Base, TPath>>.SubgroupMask(in end, in q);

    private void Loop()
    {
        Span<RunningPoint<PrimeFieldLanes<Bn254Base, TPath>>> running =
            stackalloc RunningPoint<PrimeFieldLanes<Bn254Base, TPath>>[1];
        MillerLoop<PrimeFieldLanes<Bn254Base, TPath>>.Run(out _, [p], [q], [], [], running);
        end = running[0];
    }

    private static IEnumerable<T> Each<T>(Func<T> make) => Enumerable.Range(0, Lanes.Count).Select(_ => make());
}
