using BenchmarkDotNet.Attributes;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Benchmarks;

/// <summary>The sums of multiples and the transform that proving consists of, for 2^k terms, on one thread.</summary>
public class ProverPartsBenchmarks
{
    private G1Affine[] inG1 = [];
    private G2Affine[] inG2 = [];
    private Fr[] scalars = [];
    private Fr[] values = [];
    private EvaluationDomain domain = null!;

    [Params(14, 15, 16)]
    public int Logarithm { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var size = 1 << Logarithm;
        inG1 = Multiples(in G1.Generator, size);
        inG2 = Multiples(in G2.Generator, size);
        scalars = [.. Enumerable.Range(0, size).Select(_ => Fr.Random())];
        values = [.. scalars];
        domain = new EvaluationDomain(Logarithm);
    }

    [Benchmark]
    public G1Xyzz SumInG1() => Sum(inG1);

    [Benchmark]
    public G2Xyzz SumInG2() => Sum(inG2);

    /// <summary>From the values on the roots of unity to those on the coset: two number-theoretic transforms.</summary>
    [Benchmark]
    public void MoveToCoset() => domain.MoveToCoset(values);

    private XyzzPoint<F> Sum<F>(AffinePoint<F>[] points)
        where F : unmanaged, Cryptography.Fields.IField<F>
    {
        using var sum = new MultiScalarMultiplication<F>(points, indexes: null, scalars);
        for (var i = 0; i < sum.WindowCount; i++)
        {
            sum.SumWindow(i);
        }

        sum.Combine(out var result);
        return result;
    }

    /// <summary>Different points that cost an addition each: k·P, (k + 1)·P, (k + 2)·P, ...</summary>
    private static AffinePoint<F>[] Multiples<F>(in AffinePoint<F> point, int count)
        where F : unmanaged, Cryptography.Fields.IField<F>
    {
        Span<ulong> start = stackalloc ulong[4];
        Fr.Random().GetCanonicalLimbs(start);
        var multiples = new XyzzPoint<F>[count];
        XyzzPoint<F>.MultiplyVariable(out multiples[0], in point, start);
        for (var i = 1; i < count; i++)
        {
            XyzzPoint<F>.Add(out multiples[i], in multiples[i - 1], in point);
        }

        var points = new AffinePoint<F>[count];
        XyzzPoint<F>.ToAffine(multiples, points);
        return points;
    }
}
