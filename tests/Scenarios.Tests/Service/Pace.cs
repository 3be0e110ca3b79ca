using System.Diagnostics;
using PrivateVote.Elections.Tests.Support;

namespace Scenarios.Tests.Service;

/// <summary>How fast this machine is now. Opening hours are real time, so scenarios choose them by it.</summary>
internal static class Pace
{
    /// <summary>The time of one proof, once everything is loaded and compiled.</summary>
    public static TimeSpan OfOneProof()
    {
        var election = TestElection.Open(weights: [1, 1, 1]);
        election.Vote(0, 1, 0);
        var started = Stopwatch.GetTimestamp();
        election.Vote(1, 1, 0);
        election.Vote(2, 1, 0);
        return Stopwatch.GetElapsedTime(started) / 2;
    }
}
