using BenchmarkDotNet.Attributes;
using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Benchmarks;

/// <summary>Field arithmetic in chains, where each step waits for the one before, and the groups over it.</summary>
public class FieldBenchmarks
{
    private const int Chain = 1_000;

    private readonly Fp p = Fp.Random();
    private readonly Fr r = Fr.Random();
    private readonly Scalar k = Scalar.Random();
    private readonly EdwardsPoint point = EdwardsPoint.MultiplyBase(Scalar.Random());

    [Benchmark(OperationsPerInvoke = Chain)]
    public Fp FpMultiply()
    {
        var x = p;
        for (var i = 0; i < Chain; i++)
        {
            Fp.Multiply(out x, in x, in p);
        }

        return x;
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public Fp FpAdd()
    {
        var x = p;
        for (var i = 0; i < Chain; i++)
        {
            Fp.Add(out x, in x, in p);
        }

        return x;
    }

    [Benchmark]
    public Fp FpInvert() => p.Inverse();

    [Benchmark(OperationsPerInvoke = Chain)]
    public Fr FrMultiply()
    {
        var x = r;
        for (var i = 0; i < Chain; i++)
        {
            Fr.Multiply(out x, in x, in r);
        }

        return x;
    }

    [Benchmark]
    public EdwardsPoint BabyJubjubMultiply() => EdwardsPoint.Multiply(in point, in k);

    [Benchmark]
    public EdwardsPoint BabyJubjubMultiplyBase() => EdwardsPoint.MultiplyBase(in k);
}
