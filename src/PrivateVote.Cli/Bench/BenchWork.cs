namespace PrivateVote.Cli.Bench;

/// <summary>How much `bench` measures.</summary>
/// <param name="Rounds">How often each operation is timed.</param>
/// <param name="WarmUp">For how long each is done before, at least once: until all of it is compiled.</param>
/// <param name="Ballots">How many distinct ballots each circuit proves.</param>
/// <param name="BatchSize">Ballots verified together.</param>
/// <param name="Hashes">Hashes in one batch.</param>
/// <param name="CensusSize">Members of the census.</param>
/// <param name="LargestTotal">The bound of the discrete logarithm, which is also the one that is sought.</param>
/// <param name="RecordBallots">Ballots of the record.</param>
internal sealed record BenchWork(
    int Rounds,
    TimeSpan WarmUp,
    int Ballots,
    int BatchSize,
    int Hashes,
    int CensusSize,
    ulong LargestTotal,
    int RecordBallots
)
{
    /// <summary>What the names of the figures promise. Half a minute on two cores of a server, most of it to prove the record.</summary>
    public static BenchWork Full { get; } =
        new(
            Rounds: 9,
            WarmUp: TimeSpan.FromSeconds(0.5),
            Ballots: 16,
            BatchSize: 1_000,
            Hashes: 8_192,
            CensusSize: 100_000,
            LargestTotal: 1_000_000_000_000,
            RecordBallots: 256
        );
}
