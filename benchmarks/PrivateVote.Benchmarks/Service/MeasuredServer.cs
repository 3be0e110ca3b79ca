using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using PrivateVote.Server;

namespace PrivateVote.Benchmarks.Service;

/// <summary>What a server has done since its start, as it counts it itself.</summary>
/// <param name="Batches">Batches of ballots entered.</param>
/// <param name="Ballots">Ballots in them.</param>
/// <param name="Verifying">Seconds during which the proofs of a batch were verified.</param>
/// <param name="Committing">Seconds during which a batch was entered, until it was durable.</param>
/// <param name="Processor">Seconds of processor time of the process, all cores together.</param>
/// <param name="Pausing">Seconds during which garbage collection stopped everything.</param>
/// <param name="Memory">Bytes of it in memory.</param>
/// <param name="PeakMemory">The most of those.</param>
internal sealed record ServerFigures(
    long Batches,
    long Ballots,
    double Verifying,
    double Committing,
    double Processor,
    double Pausing,
    long Memory,
    long PeakMemory
);

/// <summary>
/// The process that serves: the same server as `privatevote serve` runs, which besides tells its figures for each line that it
/// reads, and ends with its input.
/// </summary>
internal static class MeasuredServer
{
    public const string Announcement = "listening on ";

    public static async Task<int> RunAsync(ServerOptions options)
    {
        var batches = 0L;
        var ballots = 0L;
        var (verifying, committing) = (0.0, 0.0);
        var gate = new Lock();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "PrivateVote.Server")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>(
            (instrument, value, _, _) =>
            {
                if (instrument.Name == "privatevote.batch.size")
                {
                    Interlocked.Increment(ref batches);
                    Interlocked.Add(ref ballots, value);
                }
            }
        );
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, _, _) =>
            {
                lock (gate)
                {
                    verifying += instrument.Name == "privatevote.batch.verify" ? value : 0;
                    committing += instrument.Name == "privatevote.batch.commit" ? value : 0;
                }
            }
        );
        listener.Start();
        await using var app = ServerApplication.Create(options);
        await app.StartAsync();
        Console.WriteLine(Announcement + ServerApplication.AddressesOf(app).Single());
        while (await Console.In.ReadLineAsync() is not null)
        {
            using var process = Process.GetCurrentProcess();
            var figures = new ServerFigures(
                Interlocked.Read(ref batches),
                Interlocked.Read(ref ballots),
                verifying,
                committing,
                process.TotalProcessorTime.TotalSeconds,
                GC.GetTotalPauseDuration().TotalSeconds,
                process.WorkingSet64,
                process.PeakWorkingSet64
            );
            Console.WriteLine(JsonSerializer.Serialize(figures));
        }

        await app.StopAsync();
        return 0;
    }
}

/// <summary>That process, seen from the one that measures.</summary>
internal sealed class ServerChild : IAsyncDisposable
{
    private readonly Process process;

    private ServerChild(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServerChild> StartAsync(string data, string? postgres)
    {
        string[] store = postgres is null ? [] : [postgres];
        var process =
            Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    [typeof(ServerChild).Assembly.Location, "service", "serve", data, .. store]
                )
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            ) ?? throw new InvalidOperationException("dotnet did not start");
        var line = await process.StandardOutput.ReadLineAsync();
        return line is not null && line.StartsWith(MeasuredServer.Announcement, StringComparison.Ordinal)
            ? new ServerChild(process, new Uri(line[MeasuredServer.Announcement.Length..]))
            : throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"the server does not start: {line}")
            );
    }

    public async Task<ServerFigures> FiguresAsync()
    {
        await process.StandardInput.WriteLineAsync();
        var line = await process.StandardOutput.ReadLineAsync();
        return JsonSerializer.Deserialize<ServerFigures>(line!)!;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
