using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PrivateVote.TestSupport;

/// <summary>
/// Runs other people's implementations (snarkjs, circom's witness program, circomlibjs, ethers) from tests/oracles: one JSON
/// value in, one out. A Node.js process takes about a second to start, so a test puts all its cases into one request.
/// </summary>
public static class NodeOracle
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Folder { get; } = Path.Combine(SharedVectors.RepositoryRoot, "tests", "oracles");

    /// <summary>Why the oracles cannot run, or null if they can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>The answer of tests/oracles/<paramref name="script"/> to <paramref name="request"/>.</summary>
    public static JsonNode Ask(string script, JsonNode request)
    {
        if (Missing is not null)
        {
            throw new InvalidOperationException(Missing);
        }

        using var node =
            Process.Start(
                new ProcessStartInfo("node", [Path.Combine(Folder, script)])
                {
                    WorkingDirectory = Folder,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new InvalidOperationException("node did not start.");
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        node.StandardInput.Write(request.ToJsonString());
        node.StandardInput.Close();
        if (!node.WaitForExit(Limit))
        {
            node.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} did not answer in {Limit}.");
        }

        if (node.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} failed: {errors.GetAwaiter().GetResult()}");
        }

        return JsonNode.Parse(output.GetAwaiter().GetResult()) ?? throw new JsonException($"{script} answered null.");
    }

    private static string? FindMissing()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            return "Node.js oracles are not installed: run `npm ci` in tests/oracles";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] names = OperatingSystem.IsWindows() ? ["node.exe"] : ["node"];
        return folders.Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name))))
            ? null
            : "Node.js oracles are not installed: there is no `node` on the path";
    }
}

/// <summary>
/// A fact that asks tests/oracles: shown as skipped, with the reason, where they are not installed; in continuous
/// integration (CI=true) it then runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = NodeOracle.Missing;
        }
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = NodeOracle.Missing;
        }
    }
}
