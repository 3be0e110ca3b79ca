using PrivateVote.Cryptography.Standard;
using Spectre.Console;

namespace PrivateVote.Cli;

/// <summary>
/// What a command talks to: standard output for answers, standard error for progress and complaints, a clock, and where
/// passphrases come from. Passed in, so that tests run commands in their own process.
/// </summary>
internal sealed class Terminal
{
    /// <summary>Columns of running text, so that lines stay readable on wide screens and in files.</summary>
    private const int TextWidth = 100;

    private readonly TextWriter output;
    private readonly IAnsiConsole console;
    private readonly IAnsiConsole errors;
    private readonly Func<string, string?> environment;

    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="clock">The time that entries are made at.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="canAsk">Whether a person sits at standard input.</param>
    public Terminal(
        TextWriter output,
        TextWriter error,
        TimeProvider clock,
        Func<string, string?> environment,
        bool canAsk
    )
    {
        this.output = output;
        this.environment = environment;
        Clock = clock;
        CanAsk = canAsk;
        console = MakeConsole(output);
        errors = MakeConsole(error);
    }

    public static Terminal System() =>
        new(
            Console.Out,
            Console.Error,
            TimeProvider.System,
            Environment.GetEnvironmentVariable,
            !Console.IsInputRedirected && !Console.IsErrorRedirected
        )
        {
            Input = Console.OpenStandardInput(),
        };

    public TimeProvider Clock { get; }

    public bool CanAsk { get; }

    /// <summary>Standard input, for commands that are told to read it.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>The cost that key files are encrypted with; tests lower it.</summary>
    public int KeyCost { get; init; } = KeyFile.DefaultCost;

    /// <summary>Where evidence against a service is kept.</summary>
    public DirectoryInfo EvidenceIn { get; init; } = new(Directory.GetCurrentDirectory());

    public TextWriter Output => output;

    public TextWriter ErrorOutput => errors.Profile.Out.Writer;

    public string? EnvironmentVariable(string name) => environment(name);

    /// <summary>One line of output as it is, never wrapped: for what programs or people copy.</summary>
    public void Line(string text = "") => output.WriteLine(Printable(text));

    /// <summary>One line on standard error.</summary>
    public void Complain(string text) => ErrorOutput.WriteLine(Printable(text));

    /// <summary>A paragraph of running text.</summary>
    public void Say(string text)
    {
        foreach (var line in Wrap(text, Math.Min(console.Profile.Width, TextWidth) - 1))
        {
            Line(line);
        }
    }

    /// <summary>The title of a step.</summary>
    public void Heading(string text)
    {
        output.WriteLine();
        console.MarkupLine($"[bold underline]{Escape(text)}[/]");
    }

    /// <summary>A line that stands out as something shown, not said.</summary>
    public void Show(string text) => Line("   " + text);

    /// <summary>A line with an outcome.</summary>
    public void Outcome(bool ok, string text)
    {
        console.Markup(ok ? "[green]ok  [/] " : "[red]FAIL[/] ");
        Line(text);
    }

    /// <summary>Totals as bars.</summary>
    public void Chart(string title, IEnumerable<(string Label, double Value)> bars)
    {
        var chart = new BarChart().Width(Math.Min(console.Profile.Width, 72)).Label(Escape(title));
        Color[] colors = [Color.Green, Color.Blue, Color.Yellow, Color.Purple, Color.Aqua, Color.Red, Color.Grey];
        var i = 0;
        foreach (var (label, value) in bars)
        {
            chart.AddItem(Escape(label), value, colors[i++ % colors.Length]);
        }

        console.Write(chart);
    }

    public void Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Escape(column)).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Escape)]);
        }

        console.Write(table);
    }

    /// <summary>Asks for a secret without showing it.</summary>
    public string AskSecret(string prompt) =>
        errors.Prompt(new TextPrompt<string>(Escape(prompt)).Secret(null).AllowEmpty());

    /// <summary>
    /// Runs work that a person waits for, with a progress bar on standard error where that is a terminal, and with no
    /// trace of one where it is not.
    /// </summary>
    /// <param name="what">What is being done.</param>
    /// <param name="total">How much there is of it.</param>
    /// <param name="work">Reports how much is done so far.</param>
    public T WithProgress<T>(string what, long total, Func<IProgress<long>, T> work)
    {
        if (!errors.Profile.Out.IsTerminal)
        {
            return work(new ImmediateProgress(_ => { }));
        }

        return errors
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new SpinnerColumn()
            )
            .Start(context =>
            {
                var task = context.AddTask(Escape(what), maxValue: Math.Max(total, 1));
                return work(new ImmediateProgress(done => task.Value = done));
            });
    }

    /// <summary>Runs work that a person waits for and of which nobody knows how far it is.</summary>
    public T WithSpinner<T>(string what, Func<T> work) =>
        errors.Profile.Out.IsTerminal ? errors.Status().Start(Escape(what), _ => work()) : work();

    private static IAnsiConsole MakeConsole(TextWriter writer)
    {
        var writerOutput = new AnsiConsoleOutput(writer);
        var settings = new AnsiConsoleSettings { Out = writerOutput };
        if (!writerOutput.IsTerminal)
        {
            // In a file, colors are noise.
            settings.Ansi = AnsiSupport.No;
        }

        var made = AnsiConsole.Create(settings);
        if (!writerOutput.IsTerminal)
        {
            // A file has no edge to wrap at.
            made.Profile.Width = 160;
        }

        return made;
    }

    private static string Escape(string text) => Markup.Escape(Printable(text));

    /// <summary>
    /// Titles, names and reasons are text that others chose: without control characters they cannot move the cursor and
    /// write over an outcome, and without marks and overrides of the writing direction (UAX #9) and line separators they cannot
    /// reorder a line or begin another.
    /// </summary>
    private static string Printable(string text) =>
        string.Concat(
            text.Select(c =>
                char.IsControl(c)
                || c
                    is '\u061C'
                        or '\u200E'
                        or '\u200F'
                        or (>= '\u2028' and <= '\u202E')
                        or (>= '\u2066' and <= '\u2069')
                    ? '?'
                    : c
            )
        );

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? " " + word : word;
        }

        yield return line;
    }

    /// <summary>Reports at once: <see cref="Progress{T}"/> would post to the thread pool, out of order.</summary>
    private sealed class ImmediateProgress(Action<long> onReport) : IProgress<long>
    {
        public void Report(long value) => onReport(value);
    }
}
