using PrivateVote.Cli;

namespace PrivateVote.Cli.Tests.Support;

/// <summary>What a command left behind.</summary>
internal sealed record CliAnswer(int ExitCode, string Output, string Error)
{
    /// <summary>The one line of output.</summary>
    public string Line => Assert.Single(Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The value after a word at the beginning of a line.</summary>
    public string ValueOf(string word) =>
        Assert.Single(Output.Split('\n'), line => line.StartsWith(word + " ", StringComparison.Ordinal))[
            (word.Length + 1)..
        ];
}

/// <summary>
/// A folder of its own, a clock of its own, and the command line run in it: as a person at a machine, in this process.
/// </summary>
internal sealed class CliRun : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The least that key files allow: these guard nothing.</summary>
    private const int CheapKeyCost = 1 << 10;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("privatevote-");

    public SimulatedClock Clock { get; } = new(Start);

    /// <summary>The variable that key files take their passphrase from; null when it is not set.</summary>
    public string? PassphraseVariable { get; set; } = "correct horse battery staple";

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Runs a command. An argument that begins with @ is a file of this folder.</summary>
    public CliAnswer Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = NewTerminal(output, error);
        string[] resolved = [.. arguments.Select(a => a.StartsWith('@') ? PathOf(a[1..]) : a)];
        var exitCode = CommandLine.Run(resolved, terminal);
        return new CliAnswer(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Does something else at this terminal, such as to keep a key that a test made.</summary>
    public void With(Action<Terminal> work)
    {
        using var nowhere = new StringWriter();
        work(NewTerminal(nowhere, nowhere));
    }

    /// <summary>Runs a command that works.</summary>
    public CliAnswer Do(params string[] arguments)
    {
        var answer = Run(arguments);
        Assert.True(answer.ExitCode == 0, $"{string.Join(' ', arguments)}: {answer.Error}{answer.Output}");
        return answer;
    }

    /// <summary>Runs a command that is refused with this exit code, in one line that says so.</summary>
    public string Fail(int exitCode, params string[] arguments)
    {
        var answer = Run(arguments);
        Assert.True(answer.ExitCode == exitCode, $"{answer.ExitCode}: {answer.Error}{answer.Output}");
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        return Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Terminal NewTerminal(TextWriter output, TextWriter error) =>
        new(output, error, Clock, name => name == "PRIVATEVOTE_PASSPHRASE" ? PassphraseVariable : null, canAsk: false)
        {
            KeyCost = CheapKeyCost,
            EvidenceIn = folder,
        };

    public void Dispose() => folder.Delete(recursive: true);
}
