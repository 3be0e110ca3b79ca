using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Scenarios.Tests.Service;

/// <summary>`privatevote serve` in a process of its own, on a free port of this machine.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The name in the keys of its logs: every server of one service has the same.</summary>
    private const string Name = "trial.example";

    private const string Announcement = "listening on ";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string data, string[] options)
    {
        process = Programs.Start(["serve", "--data", data, "--urls", "http://127.0.0.1:0", "--name", Name, .. options]);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Where it answers, once it does; fails when it ends before.</summary>
    public Task<Uri> Listening => listening.Task;

    public Uri Address =>
        listening.Task.IsCompletedSuccessfully
            ? listening.Task.Result
            : throw new InvalidOperationException("the server does not answer yet");

    /// <summary>What it said on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>Bytes in memory.</summary>
    public long ResidentMemory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>Begins to start a server and waits for nothing.</summary>
    public static ServerProcess Launch(string data, params string[] options) => new(data, options);

    public static async Task<ServerProcess> StartAsync(string data, params string[] options)
    {
        var server = Launch(data, options);
        try
        {
            await server.Listening.WaitAsync(LongestStart);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no time to finish anything.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code after what was under way is finished.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            listening.TrySetException(new InvalidOperationException("the server ended: " + Errors));
        }
        else if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            listening.TrySetResult(new Uri(line[Announcement.Length..]));
        }
    }
}

/// <summary>The built program, as it is started.</summary>
internal static class Programs
{
    public const string Passphrase = "correct horse battery staple";

    /// <summary>Starts `privatevote` with both streams redirected.</summary>
    public static Process Start(params IEnumerable<string> arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "privatevote.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["PRIVATEVOTE_PASSPHRASE"] = Passphrase,
                    // 32 MB between collections, however large the processor's cache is: what grows beyond is kept.
                    ["DOTNET_GCgen0size"] = "2000000",
                },
            }
        ) ?? throw new InvalidOperationException("dotnet did not start");
}
