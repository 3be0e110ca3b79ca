using BenchmarkDotNet.Attributes;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections;

namespace PrivateVote.Benchmarks;

/// <summary>Poseidon of two inputs: one that the next waits for, and many at once in lanes on one core.</summary>
public class HashingBenchmarks
{
    private const int Batch = 4_096;

    private readonly Fr a = Fr.Random();
    private readonly Fr b = Fr.Random();
    private readonly Fr[] inputs = [.. Enumerable.Range(0, 2 * Batch).Select(_ => Fr.Random())];
    private readonly Fr[] hashes = new Fr[Batch];

    [Benchmark]
    public Fr Poseidon2() => Poseidon.Hash(a, b);

    /// <summary>The time is for one of 4,096.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public Fr Poseidon2InBatch()
    {
        Poseidon.HashBatch(inputs, hashes);
        return hashes[^1];
    }
}

/// <summary>A census built on all cores.</summary>
public class CensusBenchmarks
{
    private IReadOnlyList<CensusMember> members = [];

    [Params(100_000, 1_000_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => members = SampleCensus.Members(Size);

    [Benchmark]
    public Fr Build() => SampleCensus.BuildRoot(members);
}
