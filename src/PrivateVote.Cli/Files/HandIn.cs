using System.CommandLine;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Files;

/// <summary>
/// What happens to what a role made: with a record file it is written to a file, for whoever keeps the record; with a service
/// it is handed in at once.
/// </summary>
internal sealed class HandIn(string description)
{
    private readonly Option<FileInfo?> output = new("--out")
    {
        Description = description + "; with --server it is handed in instead",
        HelpName = "FILE",
    };

    private readonly Option<bool> force = CommonOptions.Force();

    public void AddTo(Command command, ElectionPlace place)
    {
        command.Add(output);
        command.Add(force);
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null && !place.IsServed(result))
            {
                result.AddError("Option '--out' is required, or --server URL to hand it in.");
            }
            else if (result.GetResult(output) is not null && place.IsServed(result))
            {
                result.AddError("--out goes without --server: what is made is handed in");
            }
        });
    }

    /// <summary>Says that the file is there already before work is done for nothing.</summary>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(output) is { } file)
        {
            OutputFile.CheckFree(file, parsed.GetValue(force));
        }
    }

    /// <param name="what">What was made, in words.</param>
    /// <exception cref="Failure">The rules refuse one of them.</exception>
    public void Do(
        Terminal terminal,
        ParseResult parsed,
        KeptElection election,
        IReadOnlyList<Submission> submissions,
        string what
    )
    {
        if (parsed.GetValue(output) is { } file)
        {
            SubmissionFile.Write(file, submissions, parsed.GetValue(force));
            terminal.Line($"{file}: {what}");
            return;
        }

        foreach (var submission in submissions)
        {
            if (election.Enter(submission) is { } refusal)
            {
                throw Failure.By(refusal);
            }
        }

        election.Save();
        terminal.Line($"entered: {what}");
    }
}
