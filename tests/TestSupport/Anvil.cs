using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PrivateVote.TestSupport;

/// <summary>
/// A real Ethereum node of one process, Foundry's anvil, as tests/oracles installs it: a chain of its own, in memory, on a free
/// port, with a block for each transaction.
/// </summary>
public sealed class Anvil : IDisposable
{
    public const int ChainId = 31337;

    /// <summary>anvil's first account, which has 10,000 ether; its private key is anvil's, and public.</summary>
    public const string PrivateKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private const string Listening = "Listening on ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private Anvil(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Where its JSON-RPC is.</summary>
    public Uri Endpoint { get; }

    /// <summary>Why it, and the contracts that Node.js compiles for it, cannot be had; null if they can.</summary>
    public static string? Missing { get; } =
        NodeOracle.Missing ?? (File.Exists(Binary) ? null : "anvil is not installed: run `npm ci` in tests/oracles");

    /// <summary>The path of a file of a package of tests/oracles, such as a compiled contract.</summary>
    public static string PackageFile(string path) =>
        Path.Combine(SharedVectors.RepositoryRoot, "tests", "oracles", "node_modules", path);

    public static Anvil Start()
    {
        var process =
            Process.Start(
                new ProcessStartInfo(
                    Binary,
                    ["--port", "0", "--chain-id", ChainId.ToString(CultureInfo.InvariantCulture)]
                )
                {
                    RedirectStandardOutput = true,
                }
            ) ?? throw new InvalidOperationException("anvil did not start.");
        var endpoint = new TaskCompletionSource<Uri>();
        process.OutputDataReceived += (_, output) =>
        {
            if (output.Data is null)
            {
                endpoint.TrySetException(new InvalidOperationException("anvil ended."));
            }
            else if (output.Data.StartsWith(Listening, StringComparison.Ordinal))
            {
                endpoint.TrySetResult(new Uri("http://" + output.Data[Listening.Length..]));
            }
        };
        process.BeginOutputReadLine();
        try
        {
            return new Anvil(process, endpoint.Task.WaitAsync(Limit).GetAwaiter().GetResult());
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Binary
    {
        get
        {
            var system =
                OperatingSystem.IsWindows() ? "win32"
                : OperatingSystem.IsMacOS() ? "darwin"
                : "linux";
            var processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
            var name = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
            return PackageFile($"@foundry-rs/anvil-{system}-{processor}/bin/{name}");
        }
    }
}

/// <summary>
/// A fact that needs anvil; shown as skipped, with the reason, where it is not installed; in continuous integration (CI=true)
/// it then runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnvilFactAttribute : FactAttribute
{
    public AnvilFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = Anvil.Missing;
        }
    }
}
