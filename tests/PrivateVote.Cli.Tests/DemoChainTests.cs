using System.Diagnostics;
using System.Globalization;
using PrivateVote.Cli.Demo;
using PrivateVote.Cli.Tests.Support;

namespace PrivateVote.Cli.Tests;

/// <summary>Where the demo finds a chain, and that it leaves none behind.</summary>
public sealed class DemoChainTests : IDisposable
{
    private const string Packages = "clone/tests/oracles/node_modules";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void What_is_missing_is_named_with_what_installs_it()
    {
        Assert.Equal(
            "this machine has no anvil (a chain for development) and no compiled contracts of Safe; "
                + "`npm ci --prefix tests/oracles` in a clone of PrivateVote installs what is missing",
            Missing("clone/src", null)
        );

        AddContracts();
        Assert.StartsWith(
            "this machine has no anvil (a chain for development); ",
            Missing("clone/src", cli.PathOf("bin")),
            StringComparison.Ordinal
        );

        AddProgram("bin", "");
        Assert.StartsWith(
            "this machine has no compiled contracts of Safe; ",
            Missing("elsewhere", cli.PathOf("bin")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Anvil_is_found_on_the_path_or_beside_the_contracts_above_the_folder()
    {
        AddContracts();
        var installed = AddProgram(Packages + "/.bin", "");
        Assert.Equal(installed, Find("clone", null).Anvil.FullName);
        Assert.Equal(installed, Find("clone/src/deep", cli.PathOf("none")).Anvil.FullName);

        var own = AddProgram("bin", "");
        var path = string.Join(Path.PathSeparator, cli.PathOf("none"), cli.PathOf("bin"));
        Assert.Equal(own, Find("clone/src", path).Anvil.FullName);
        Assert.Equal(cli.PathOf(Packages), Find("clone/src", path).Packages.FullName);
    }

    [Fact]
    public void A_node_that_does_not_do_what_it_is_asked_is_stopped()
    {
        AddContracts();
        // Nobody listens on port 9.
        AddProgram("bin", $"echo $$ > {cli.PathOf("id")}; echo Listening on 127.0.0.1:9; exec sleep 600");

        var failure = Assert.Throws<Failure>(() => DemoChain.Start(Find("clone", cli.PathOf("bin")), [], 1));

        Assert.Contains("anvil: ", failure.Message, StringComparison.Ordinal);
        Assert.True(IsGone());
    }

    [Fact]
    public void A_program_that_is_no_node_is_a_chain_that_is_missing()
    {
        AddContracts();
        AddProgram("bin", "echo a riddle >&2; exit 1");

        var failure = Assert.Throws<Failure>(() => DemoChain.Start(Find("clone", cli.PathOf("bin")), [], 1));

        Assert.EndsWith("does not start (a riddle)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task An_interrupted_demo_leaves_no_node_behind(string signal)
    {
        AddContracts();
        // It never says that it listens, so that the demo waits for it.
        AddProgram("bin", $"echo $$ > {cli.PathOf("new")}; mv {cli.PathOf("new")} {cli.PathOf("id")}; exec sleep 600");
        using var demo = Process.Start(
            // Under nohup, or behind a shell's &, signals are ignored and stay so in whatever is started.
            new ProcessStartInfo(
                "env",
                [
                    "--default-signal",
                    "dotnet",
                    Path.Combine(AppContext.BaseDirectory, "privatevote.dll"),
                    "demo",
                    "--server",
                    "embedded",
                ]
            )
            {
                WorkingDirectory = cli.PathOf("clone"),
                RedirectStandardOutput = true,
                Environment =
                {
                    ["PATH"] = cli.PathOf("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
                },
            }
        )!;
        while (!File.Exists(cli.PathOf("id")))
        {
            Assert.False(demo.HasExited);
            await Task.Delay(50);
        }

        using var kill = Process.Start("kill", ["-s", signal, demo.Id.ToString(CultureInfo.InvariantCulture)]);
        await demo.WaitForExitAsync().WaitAsync(Limit);

        // Whoever takes over the orphan may not have taken note yet.
        for (var wait = Stopwatch.StartNew(); !IsGone() && wait.Elapsed < Limit; )
        {
            await Task.Delay(50);
        }

        Assert.True(IsGone());
    }

    private bool IsGone()
    {
        try
        {
            using var process = Process.GetProcessById(
                int.Parse(File.ReadAllText(cli.PathOf("id")), CultureInfo.InvariantCulture)
            );
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private string Missing(string from, string? path)
    {
        Assert.False(ChainTools.TryFind(new DirectoryInfo(cli.PathOf(from)), path, out _, out var missing));
        return missing;
    }

    private ChainTools Find(string from, string? path)
    {
        Assert.True(
            ChainTools.TryFind(new DirectoryInfo(cli.PathOf(from)), path, out var tools, out var missing),
            missing
        );
        return tools;
    }

    private void AddContracts() => Directory.CreateDirectory(cli.PathOf($"{Packages}/{SafeChain.Contracts}"));

    private string AddProgram(string folder, string script)
    {
        Directory.CreateDirectory(cli.PathOf(folder));
        var program = cli.Write($"{folder}/anvil", "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return program;
    }
}
