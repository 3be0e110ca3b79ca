using PrivateVote.Cli.Bench;

namespace PrivateVote.Benchmarks;

/// <summary>The elections whose ballots are measured: each is made once, however many benchmarks need it.</summary>
internal static class SampleElections
{
    /// <summary>How many ballots are really proved; where more are measured, these repeat.</summary>
    public const int DistinctBallots = 16;

    private static readonly Dictionary<string, SampleElection> Made = [];

    /// <summary>The election for `ballot-3` or `ballot-8`; made at the first call, which takes the time of 16 proofs.</summary>
    public static SampleElection For(string circuitName)
    {
        if (!Made.TryGetValue(circuitName, out var election))
        {
            Made[circuitName] = election = new SampleElection(circuitName, DistinctBallots);
        }

        return election;
    }
}
