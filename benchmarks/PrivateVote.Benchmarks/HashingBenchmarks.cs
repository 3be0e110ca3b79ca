using BenchmarkDotNet.Attributes;
using PrivateVote.Benchmarks.Inputs;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Benchmarks;

/// <summary>Poseidon, and a census of 100,000 built with it on all cores.</summary>
public class HashingBenchmarks
{
    private readonly Fr a = Fr.Random();
    private readonly Fr b = Fr.Random();

    [Benchmark]
    public Fr Poseidon2() => Poseidon.Hash(a, b);

    [Benchmark]
    public Fr CensusOf100000() => SampleCensus.BuildRoot();
}
