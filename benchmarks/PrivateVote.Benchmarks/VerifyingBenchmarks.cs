using BenchmarkDotNet.Attributes;
using PrivateVote.Cli.Bench;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Benchmarks;

/// <summary>Verification on one thread.</summary>
public class VerifyingBenchmarks
{
    private const int BatchSize = 1_000;

    private SampleElection election = null!;
    private SampleBallot ballot = null!;
    private Ballot[] batch = null!;

    [Params("ballot-3", "ballot-8")]
    public string Circuit { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        election = SampleElections.For(Circuit);
        ballot = election.Ballots[0];
        batch = election.Repeat(BatchSize);
    }

    /// <summary>The equation alone.</summary>
    [Benchmark]
    public bool VerifyDecoded() => election.Circuit.Verifier.Verify(ballot.Signals, ballot.Proof);

    /// <summary>From a ballot's bytes, subgroup check included.</summary>
    [Benchmark]
    public bool Verify() => election.Verify(ballot.Ballot);

    /// <summary>From 1,000 ballots' bytes; the time is for one of them.</summary>
    [Benchmark(OperationsPerInvoke = BatchSize)]
    public bool VerifyInBatchOf1000() => election.Verify(batch);
}
