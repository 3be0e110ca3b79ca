using BenchmarkDotNet.Attributes;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;

namespace PrivateVote.Benchmarks;

/// <summary>The discrete logarithm of the largest total that a bound of 10^12 allows: the longest search.</summary>
public class DiscreteLogarithmBenchmarks
{
    public const ulong Maximum = 1_000_000_000_000;

    private readonly EdwardsPoint point = EdwardsPoint.MultiplyBase(Scalar.From(Maximum));
    private DiscreteLogarithm? prepared;

    /// <summary>The table of baby steps is shared by all who hold it: let it go, so that it must be built.</summary>
    [IterationSetup(Target = nameof(BuildTableAndSearch))]
    public void Forget()
    {
        prepared = null;
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [IterationSetup(Target = nameof(Search))]
    public void Prepare() => prepared = new DiscreteLogarithm(Maximum);

    [Benchmark]
    public ulong BuildTableAndSearch() => Find(new DiscreteLogarithm(Maximum));

    [Benchmark]
    public ulong Search() => Find(prepared!);

    private ulong Find(DiscreteLogarithm logarithm) =>
        logarithm.TryFind(in point, out var exponent) && exponent == Maximum
            ? exponent
            : throw new InvalidOperationException("the discrete logarithm was not found");
}
