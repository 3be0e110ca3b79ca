using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PrivateVote.TestSupport;

/// <summary>
/// Runs tests/oracles-go: Go's own implementation of signed notes and tiled logs, golang.org/x/mod/sumdb, as Debian packages
/// it (golang-go, golang-golang-x-mod-dev). Nothing is downloaded. One JSON value in, one out; compiling takes seconds, so a
/// test puts all its cases into one request.
/// </summary>
public static class GoOracle
{
    private const string Packages = "/usr/share/gocode";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Why the oracle cannot run, or null if it can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>The oracle's answer to <paramref name="request"/>.</summary>
    public static JsonNode Ask(JsonNode request)
    {
        if (Missing is not null)
        {
            throw new InvalidOperationException(Missing);
        }

        var cache = Directory.CreateTempSubdirectory("privatevote-go-");
        try
        {
            return Ask(request, cache.FullName);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static JsonNode Ask(JsonNode request, string cache)
    {
        var program = Path.Combine(SharedVectors.RepositoryRoot, "tests", "oracles-go", "main.go");
        using var go =
            Process.Start(
                new ProcessStartInfo("go", ["run", program])
                {
                    WorkingDirectory = cache,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment =
                    {
                        ["GO111MODULE"] = "off",
                        ["GOPATH"] = Packages,
                        ["GOFLAGS"] = "",
                        ["GOPROXY"] = "off",
                        ["GOTOOLCHAIN"] = "local",
                        ["GOCACHE"] = Path.Combine(cache, "cache"),
                    },
                }
            ) ?? throw new InvalidOperationException("go did not start.");
        var output = go.StandardOutput.ReadToEndAsync();
        var errors = go.StandardError.ReadToEndAsync();
        try
        {
            go.StandardInput.Write(request.ToJsonString());
            go.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and its errors say why.
        }

        if (!go.WaitForExit(Limit))
        {
            go.Kill(entireProcessTree: true);
            throw new TimeoutException($"The Go oracle did not answer in {Limit}.");
        }

        if (go.ExitCode != 0)
        {
            throw new InvalidOperationException($"The Go oracle failed: {errors.GetAwaiter().GetResult()}");
        }

        return JsonNode.Parse(output.GetAwaiter().GetResult())
            ?? throw new JsonException("The Go oracle answered null.");
    }

    private static string? FindMissing()
    {
        const string Advice = "install golang-go and golang-golang-x-mod-dev";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "go"))))
        {
            return $"Go is not installed: there is no `go` on the path ({Advice})";
        }

        return Directory.Exists(Path.Combine(Packages, "src/golang.org/x/mod/sumdb/tlog"))
            ? null
            : $"golang.org/x/mod is not in {Packages} ({Advice})";
    }
}

/// <summary>
/// A fact that asks tests/oracles-go: shown as skipped, with the reason, where Go is not installed; in continuous
/// integration (CI=true) it then runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GoOracleFactAttribute : FactAttribute
{
    public GoOracleFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = GoOracle.Missing;
        }
    }
}
