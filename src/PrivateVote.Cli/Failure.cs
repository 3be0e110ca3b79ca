namespace PrivateVote.Cli;

/// <summary>What a command exits with.</summary>
internal static class ExitCode
{
    /// <summary>Done, and everything that was checked holds.</summary>
    public const int Ok = 0;

    /// <summary>The rules refuse it, or a check fails.</summary>
    public const int Refused = 1;

    /// <summary>The command is wrong, or a file cannot be read or written.</summary>
    public const int Unusable = 2;

    /// <summary>Stopped from outside before it was done.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends a command with one line on standard error: what was wrong, and what to do.</summary>
internal sealed class Failure(string message, int exitCode = ExitCode.Unusable) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>A refusal by the rules.</summary>
    public static Failure By(Elections.Refusal refusal) => new(NextStep.After(refusal), Cli.ExitCode.Refused);
}
