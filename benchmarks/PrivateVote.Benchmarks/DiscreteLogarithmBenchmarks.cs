using BenchmarkDotNet.Attributes;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;

namespace PrivateVote.Benchmarks;

/// <summary>The discrete logarithm of the largest total that a bound allows: the longest search.</summary>
public class DiscreteLogarithmBenchmarks
{
    public const ulong Maximum = 1_000_000_000_000;

    private EdwardsPoint point;
    private DiscreteLogarithm? prepared;

    [Params(Maximum, 100 * Maximum)]
    public ulong Bound { get; set; }

    [GlobalSetup]
    public void Setup() => point = EdwardsPoint.MultiplyBase(Scalar.From(Bound));

    /// <summary>The table of baby steps is shared by all who hold it: let it go, so that it must be built.</summary>
    [IterationSetup(Target = nameof(BuildTableAndSearch))]
    public void Forget()
    {
        prepared = null;
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [IterationSetup(Target = nameof(Search))]
    public void Prepare() => prepared = new DiscreteLogarithm(Bound);

    [Benchmark]
    public ulong BuildTableAndSearch() => Find(new DiscreteLogarithm(Bound));

    [Benchmark]
    public ulong Search() => Find(prepared!);

    private ulong Find(DiscreteLogarithm logarithm) =>
        logarithm.TryFind(in point, out var exponent) && exponent == Bound
            ? exponent
            : throw new InvalidOperationException("the discrete logarithm was not found");
}
