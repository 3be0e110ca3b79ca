using System.Diagnostics;
using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

/// <summary>`serve` as a process: it says where it listens, and stops when it is asked to.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task It_says_where_it_listens_and_stops_gracefully()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var process = Start("--data", cli.PathOf("data"), "--urls", "http://127.0.0.1:0");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
            using var http = new HttpClient { BaseAddress = new Uri(line!["listening on ".Length..]) };
            Assert.Equal("live\n", await http.GetStringAsync("/health/live", limit.Token));
            if (!OperatingSystem.IsWindows())
            {
                // The master seed is its owner's alone.
                var mode = File.GetUnixFileMode(Path.Combine(cli.PathOf("data"), "log.seed"));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
            }

            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(limit.Token);
            }

            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
            Assert.Empty(await process.StandardOutput.ReadToEndAsync(limit.Token));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [Theory]
    [InlineData("--noise", "-1")]
    [InlineData("--allow-rate", "-1")]
    [InlineData("--name", "two words")]
    [InlineData("--witness", "no key")]
    [InlineData("--urls", "nowhere")]
    public void Options_without_a_meaning_are_refused_in_one_line(string option, string value)
    {
        var answer = cli.Run("serve", "--data", cli.PathOf("data"), option, value);

        Assert.Equal(2, answer.ExitCode);
        Assert.Single(answer.Error.Trim().Split('\n'));
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "privatevote.dll"), "serve", .. arguments]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        ) ?? throw new InvalidOperationException("dotnet did not start.");
}
