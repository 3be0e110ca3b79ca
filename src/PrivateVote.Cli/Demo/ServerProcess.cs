using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// This program once more, as a server on loopback with a store in a temporary folder. It is stopped with whoever started it,
/// also when that one is interrupted.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Announcement = "listening on ";

    private const int ComplaintsKept = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly DirectoryInfo data;
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly Queue<string> complaints = [];
    private readonly TaskCompletionSource<Uri> listening = new();

    private ServerProcess(DirectoryInfo data, ProcessStartInfo start)
    {
        this.data = data;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => OnComplaint(line.Data);
    }

    private bool stopped;

    public Uri Address { get; private set; } = null!;

    /// <exception cref="Failure">It does not start.</exception>
    public static ServerProcess Start()
    {
        var data = Directory.CreateTempSubdirectory("privatevote-demo-");
        var (program, first) = Self();
        var server = new ServerProcess(
            data,
            new ProcessStartInfo(
                program,
                [
                    .. first,
                    "serve",
                    "--data",
                    data.FullName,
                    "--urls",
                    "http://127.0.0.1:0",
                    "--name",
                    "privatevote-demo",
                ]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        );
        try
        {
            server.Run();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        signals.ForEach(signal => signal.Dispose());
        Stop();
        process.Dispose();
    }

    /// <summary>As this process was started: by its own executable, or by `dotnet` with its library.</summary>
    private static (string Program, string[] First) Self()
    {
        var folder = AppContext.BaseDirectory;
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "privatevote.exe" : "privatevote");
        return Environment.ProcessPath == program
            ? (program, [])
            : ("dotnet", [Path.Combine(folder, "privatevote.dll")]);
    }

    private void Run()
    {
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            // What the signal does to this process is left as it is.
            signals.Add(PosixSignalRegistration.Create(signal, _ => Stop()));
        }

        Task.WaitAny([listening.Task, process.WaitForExitAsync()], StartLimit);
        if (!listening.Task.IsCompletedSuccessfully)
        {
            lock (complaints)
            {
                throw new Failure(
                    $"the demo's own server does not start ({string.Join("; ", complaints)}); --server embedded does without one"
                );
            }
        }

        Address = listening.Task.Result;
    }

    private void OnOutput(string? line)
    {
        if (
            line is not null
            && line.StartsWith(Announcement, StringComparison.Ordinal)
            && Uri.TryCreate(line[Announcement.Length..], UriKind.Absolute, out var address)
        )
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

        data.Delete(recursive: true);
    }
}
