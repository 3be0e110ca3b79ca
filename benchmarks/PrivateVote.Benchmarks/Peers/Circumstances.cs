using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Environments;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>On what, of what and how was measured.</summary>
internal static class Circumstances
{
    /// <summary>The root of this checkout: the folder that holds PrivateVote.sln.</summary>
    public static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PrivateVote.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("benchmarks run inside a checkout");
    }

    /// <summary>The run queue's length over the last minute, where the system tells it.</summary>
    public static string Load() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";

    public static IReadOnlyList<(string Name, string Value)> Describe(
        string repository,
        JsonNode versions,
        IReadOnlyCollection<Library> libraries,
        int rounds,
        string loadBefore
    ) =>
        [
            ("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("commit", Commit(repository)),
            ("command", "`bash benchmarks/run.sh`"),
            (
                "processor",
                $"{HostEnvironmentInfo.GetCurrent().CpuInfo.Value.ProcessorName}, {Environment.ProcessorCount} cores"
            ),
            ("runtime", RuntimeInformation.FrameworkDescription),
            (
                "peers",
                $"Node.js {versions["node"]}, snarkjs {versions["snarkjs"]}, circomlibjs {versions["circomlibjs"]}, @noble/curves {versions["noble"]}, mcl-wasm {versions["mclWasm"]}"
            ),
            (
                "native peers",
                string.Join(
                    ", ",
                    Comparison.Natives.Select(native =>
                        libraries.Any(library => library.Name == native.Name)
                            ? $"{native.Name} {Version(repository, native.Program)}"
                            : $"{native.Name} not installed here"
                    )
                )
            ),
            ("rounds", rounds.ToString(CultureInfo.InvariantCulture)),
            ("load of the machine", $"{loadBefore} before, {Load()} after (one-minute average, this run included)"),
        ];

    /// <summary>Of the checkout that benchmarks/run.sh has built a native peer against.</summary>
    private static string Version(string repository, string program) =>
        File.ReadAllText(Path.Combine(repository, "benchmarks", "peers", "native", "bin", program + ".version")).Trim();

    private static string Commit(string repository)
    {
        var commit = Git(repository, "rev-parse", "--short=12", "HEAD");
        // Node modules and results aside, what is measured is what is committed.
        var changes = Git(
            repository,
            "status",
            "--porcelain",
            "--",
            "src",
            "circuits/artifacts",
            "benchmarks/PrivateVote.Benchmarks",
            "benchmarks/peers"
        );
        return changes.Length == 0 ? commit : commit + " with uncommitted changes";
    }

    private static string Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true }
        );
        var output = git!.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Trim();
    }
}
