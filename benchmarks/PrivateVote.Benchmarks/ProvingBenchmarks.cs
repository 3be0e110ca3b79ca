using BenchmarkDotNet.Attributes;
using PrivateVote.Cli.Bench;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Benchmarks;

/// <summary>Proving on all cores.</summary>
public class ProvingBenchmarks
{
    private SampleElection election = null!;
    private SampleBallot ballot = null!;

    [Params("ballot-3", "ballot-8")]
    public string Circuit { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        election = SampleElections.For(Circuit);
        ballot = election.Ballots[0];
    }

    [Benchmark]
    public Fr[]? SolveWitness() => election.Program.TrySolve(ballot.Inputs, out var witness, out _) ? witness : null;

    /// <summary>Witness and proof.</summary>
    [Benchmark]
    public Proof Prove() => election.Prove(ballot);

    /// <summary>A whole ballot: encryption, witness, proof, and the check of the proof.</summary>
    [Benchmark]
    public PreparedBallot Vote() => election.Vote(0);
}
