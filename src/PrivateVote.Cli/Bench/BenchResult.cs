using System.Runtime.InteropServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cli.Bench;

/// <summary>What `bench` answers: medians, and on what they were measured.</summary>
/// <param name="VerifySingleMs">Milliseconds to verify one ballot of three options, from its bytes.</param>
/// <param name="VerifyBatchPerBallotMs">The same for one of 1,000 ballots verified together, on one core.</param>
/// <param name="ProveBallot3Ms">Milliseconds to solve and prove a ballot of three options on all cores.</param>
/// <param name="ProveBallot8Ms">The same for eight options.</param>
/// <param name="Poseidon2Us">Microseconds for one Poseidon hash of two inputs among many, on one core.</param>
/// <param name="Census100kMs">Milliseconds to build a census of 100,000 on all cores.</param>
/// <param name="Dlog1e12Ms">Milliseconds to find the discrete logarithm 10^12, table included, on all cores.</param>
/// <param name="RecordVerifyPerSecond">Ballots per second when a record is verified on all cores.</param>
/// <param name="Processor">Its name.</param>
/// <param name="Cores">How many this process may use.</param>
/// <param name="Lanes">Whether eight field elements are computed at once.</param>
/// <param name="LanePath">How: `avx512`, `avx2`, or `scalar` for one after another.</param>
/// <param name="Runtime">The version of .NET.</param>
internal sealed record BenchResult(
    double VerifySingleMs,
    double VerifyBatchPerBallotMs,
    double ProveBallot3Ms,
    double ProveBallot8Ms,
    double Poseidon2Us,
    double Census100kMs,
    double Dlog1e12Ms,
    double RecordVerifyPerSecond,
    string Processor,
    int Cores,
    bool Lanes,
    LanePath LanePath,
    string Runtime
)
{
    /// <summary>The processor's name where the system tells it, else its architecture.</summary>
    public static string ProcessorName()
    {
        const string Information = "/proc/cpuinfo";
        var model = File.Exists(Information)
            ? File.ReadLines(Information)
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':', 2)[^1]
                .Trim()
            : null;
        return string.IsNullOrEmpty(model) ? RuntimeInformation.ProcessArchitecture.ToString() : model;
    }
}
