using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// A program that listens beside this one. It is stopped with whoever started it, also when that one is interrupted.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int ComplaintsKept = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Func<string, Uri?> announced;
    private readonly Action cleanUp;
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly Queue<string> complaints = [];
    private readonly TaskCompletionSource<Uri> listening = new();
    private bool stopped;

    private ChildProcess(ProcessStartInfo start, Func<string, Uri?> announced, Action cleanUp)
    {
        this.announced = announced;
        this.cleanUp = cleanUp;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => OnComplaint(line.Data);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts a program and waits until it says where it listens.</summary>
    /// <param name="start">Program and arguments.</param>
    /// <param name="announced">The address in a line of its output; null where there is none.</param>
    /// <param name="problem">What a person reads when it does not start.</param>
    /// <param name="cleanUp">Done once it is stopped.</param>
    /// <exception cref="Failure">It does not start.</exception>
    public static ChildProcess Start(
        ProcessStartInfo start,
        Func<string, Uri?> announced,
        string problem,
        Action cleanUp
    )
    {
        var child = new ChildProcess(start, announced, cleanUp);
        try
        {
            child.Run(problem);
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        signals.ForEach(signal => signal.Dispose());
        Stop();
        process.Dispose();
    }

    private void Run(string problem)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            // What the signal does to this process is left as it is.
            signals.Add(PosixSignalRegistration.Create(signal, _ => Stop()));
        }

        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new Failure($"{problem} ({exception.Message})");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Task.WaitAny([listening.Task, process.WaitForExitAsync()], StartLimit);
        if (!listening.Task.IsCompletedSuccessfully)
        {
            lock (complaints)
            {
                throw new Failure($"{problem} ({string.Join("; ", complaints)})");
            }
        }

        Address = listening.Task.Result;
    }

    private void OnOutput(string? line)
    {
        if (line is not null && announced(line) is { } address)
        {
            listening.TrySetResult(address);
        }
    }

    private void OnComplaint(string? line)
    {
        if (line is not null)
        {
            lock (complaints)
            {
                complaints.Enqueue(line);
                if (complaints.Count > ComplaintsKept)
                {
                    complaints.Dequeue();
                }
            }
        }
    }

    /// <summary>Nothing that it holds is needed any more, so it is not asked.</summary>
    private void Stop()
    {
        lock (complaints)
        {
            if (stopped)
            {
                return;
            }

            stopped = true;
        }

        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It was never started, or has gone already.
        }

        cleanUp();
    }
}
