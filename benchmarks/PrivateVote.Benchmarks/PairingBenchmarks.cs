using BenchmarkDotNet.Attributes;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Benchmarks;

/// <summary>The groups and the pairing of BN254.</summary>
public class PairingBenchmarks
{
    private readonly Fr k = Fr.Random();
    private readonly G1Affine p = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
    private readonly G2Affine q = G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine();
    private Fp12 f;

    [GlobalSetup]
    public void Setup() => f = MillerLoop();

    [Benchmark]
    public G1Xyzz G1Multiply() => G1.MultiplyVariable(in p, in k);

    [Benchmark]
    public G2Xyzz G2Multiply() => G2.MultiplyVariable(in q, in k);

    [Benchmark]
    public bool G2IsInSubgroup() => G2.IsInSubgroup(in q);

    [Benchmark]
    public Fp12 MillerLoop()
    {
        MillerLoop<Fp>.Run(out var result, [p], [q]);
        return result;
    }

    [Benchmark]
    public Fp12 FinalExponentiation()
    {
        FinalExponentiation<Fp>.Run(out var result, in f);
        return result;
    }

    [Benchmark]
    public Gt Pair() => Pairing.Pair(in p, in q);
}
