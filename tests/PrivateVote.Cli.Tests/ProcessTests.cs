using System.Diagnostics;
using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

/// <summary>The program as it is started: its exit codes and its two streams.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void A_file_that_is_not_there_exits_with_2_and_one_line_on_standard_error()
    {
        var answer = Start("verify", cli.PathOf("no-such-file"), "--json");

        Assert.Equal(2, answer.ExitCode);
        Assert.Empty(answer.Output);
        Assert.Contains("no-such-file", Assert.Single(answer.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_made_with_a_passphrase_from_the_environment()
    {
        var made = Start("identity", "new", "--out", cli.PathOf("key"));

        Assert.Equal(0, made.ExitCode);
        Assert.Matches("^commitment 0x[0-9a-f]{64}$", made.Output.Trim());
        Assert.Equal(made.Output, Start("identity", "show", "--key", cli.PathOf("key")).Output);
    }

    private static CliAnswer Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "privatevote.dll");
        using var process =
            Process.Start(
                new ProcessStartInfo("dotnet", [program, .. arguments])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["PRIVATEVOTE_PASSPHRASE"] = "correct horse battery staple" },
                }
            ) ?? throw new InvalidOperationException("dotnet did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new CliAnswer(process.ExitCode, output.GetAwaiter().GetResult(), error);
    }
}
