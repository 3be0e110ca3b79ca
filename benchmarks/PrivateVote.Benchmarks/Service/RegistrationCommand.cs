using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Benchmarks.Service;

/// <summary>
/// How many people a server makes members, for each format of attestation and each kind of roll: benchmarks/registrations.sh.
/// Server and people are two processes on the same processors. Presentations are made before.
/// </summary>
internal static class RegistrationCommand
{
    private const string Usage =
        "registrations measure PEOPLE sqlite | registrations measure PEOPLE postgres CONNECTION (see benchmarks/registrations.sh)";

    private const int AtOnce = 32;

    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["measure", var number, "sqlite"] when TryRead(number, out var people):
                await MeasureAsync(people, "SQLite", null);
                return 0;
            case ["measure", var number, "postgres", var postgres] when TryRead(number, out var people):
                await MeasureAsync(people, "PostgreSQL", postgres);
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 10 and <= 5000;

    private static async Task MeasureAsync(int people, string store, string? postgres)
    {
        var data = Directory.CreateTempSubdirectory("privatevote-bench-");
        try
        {
            await using var server = await ServerChild.StartAsync(data.FullName, postgres);
            using var http = new HttpClient { BaseAddress = server.Address };
            Console.WriteLine($"## {store}, {people} people for each, {AtOnce} at once");
            foreach (var roll in Enum.GetValues<RollKind>())
            {
                var registrar = Parse<Registrar>(await http.GetByteArrayAsync("/registrar"));
                using var trial = new TrialSpace(roll, roll == RollKind.Private ? registrar : null);
                _ = await PostAsync(http, "/spaces", trial.Opening.ToBytes());
                // The first ones pay for the compiler.
                foreach (var source in TrialSpace.All)
                {
                    await RegisterAsync(http, trial, await PrepareAsync(http, trial, source, 20));
                }

                foreach (var source in TrialSpace.All)
                {
                    var presentations = await PrepareAsync(http, trial, source, people);
                    var before = await server.FiguresAsync();
                    var watch = Stopwatch.StartNew();
                    var latencies = await RegisterAsync(http, trial, presentations);
                    var elapsed = watch.Elapsed.TotalSeconds;
                    var after = await server.FiguresAsync();
                    Print(
                        $"{roll.ToString().ToLowerInvariant()} roll, {source}: {people / elapsed:F0} registrations a second; receipt after p50 {latencies[people / 2]:F0} ms, p99 {latencies[people * 99 / 100]:F0} ms; processor time of the server {1e3 * (after.Processor - before.Processor) / people:F1} ms each"
                    );
                }
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<List<byte[]>> PrepareAsync(HttpClient http, TrialSpace trial, string source, int count)
    {
        var presentations = new List<byte[]>();
        for (var i = 0; i < count; i++)
        {
            using var person = new Person();
            var answer = await PostAsync(http, trial.Path + "/challenges", StrictJson.Serialize(person.Request()));
            var challenge = Parse<ChallengeAnswer>(answer).Challenge;
            presentations.Add(StrictJson.Serialize(trial.Present(person, challenge, source)));
        }

        return presentations;
    }

    /// <summary>How long each waited for its receipt, in milliseconds, ascending.</summary>
    private static async Task<List<double>> RegisterAsync(HttpClient http, TrialSpace trial, List<byte[]> presentations)
    {
        var latencies = new ConcurrentBag<double>();
        await Parallel.ForEachAsync(
            presentations,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (presentation, cancellation) =>
            {
                var sent = Stopwatch.GetTimestamp();
                _ = Parse<RegistrationReceipt>(
                    await PostAsync(http, trial.Path + "/registrations", presentation, cancellation)
                );
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        );
        return [.. latencies.Order()];
    }

    private static async Task<byte[]> PostAsync(
        HttpClient http,
        string path,
        byte[] body,
        CancellationToken cancellation = default
    )
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PostAsync(path, content, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }

    private static T Parse<T>(byte[] body) =>
        StrictJson.TryParse<T>(body, out var value, out var problem) ? value : throw new InvalidDataException(problem);

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
