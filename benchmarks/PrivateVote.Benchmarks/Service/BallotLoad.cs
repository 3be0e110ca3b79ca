using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Records;

namespace PrivateVote.Benchmarks.Service;

/// <summary>How long receipts took.</summary>
/// <param name="Elapsed">From the first ballot to the last receipt.</param>
/// <param name="Latencies">Ascending, one for each ballot.</param>
internal sealed record LoadFigures(TimeSpan Elapsed, TimeSpan[] Latencies)
{
    public double PerSecond => Latencies.Length / Elapsed.TotalSeconds;

    public TimeSpan Quantile(double share) => Latencies[(int)Math.Ceiling(share * Latencies.Length) - 1];
}

/// <summary>Voters, each with a ballot that was made before.</summary>
internal sealed class BallotLoad : IDisposable
{
    /// <summary>One receipt in so many is checked in full: more would measure the client.</summary>
    private const int CheckedShare = 100;

    private readonly PreparedElection election;
    private readonly HttpClient http;

    public BallotLoad(Uri address, PreparedElection election)
    {
        this.election = election;
        http = new HttpClient { BaseAddress = address };
    }

    /// <summary>So many voters who each hand in the next ballot once the last is receipted.</summary>
    public async Task<LoadFigures> SaturateAsync(Range ballots, int voters)
    {
        var (first, count) = ballots.GetOffsetAndLength(election.Ballots.Length);
        var latencies = new TimeSpan[count];
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, voters)
                .Select(async _ =>
                {
                    int i;
                    while ((i = Interlocked.Increment(ref next)) < count)
                    {
                        var sent = Stopwatch.GetTimestamp();
                        await CastAsync(first + i);
                        latencies[i] = Stopwatch.GetElapsedTime(sent);
                    }
                })
        );
        return Sorted(Stopwatch.GetElapsedTime(started), latencies);
    }

    /// <summary>
    /// Ballots at a steady rate, whatever became of those before. Each is measured from the moment at which it was due, so that
    /// a server that stands still is not asked less.
    /// </summary>
    public async Task<LoadFigures> PaceAsync(Range ballots, int perSecond)
    {
        var (first, count) = ballots.GetOffsetAndLength(election.Ballots.Length);
        var latencies = new TimeSpan[count];
        var casts = new Task[count];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            casts[i] = CastOneAsync(i, due);
        }

        await Task.WhenAll(casts);
        return Sorted(Stopwatch.GetElapsedTime(started), latencies);

        async Task CastOneAsync(int i, TimeSpan due)
        {
            await CastAsync(first + i);
            latencies[i] = Stopwatch.GetElapsedTime(started) - due;
        }
    }

    public void Dispose() => http.Dispose();

    private static LoadFigures Sorted(TimeSpan elapsed, TimeSpan[] latencies)
    {
        Array.Sort(latencies);
        return new LoadFigures(elapsed, latencies);
    }

    private async Task CastAsync(int number)
    {
        var ballot = election.Ballots[number];
        using var content = new ByteArrayContent(ballot);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(election.BallotPath, content);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"ballot {number}: {System.Text.Encoding.UTF8.GetString(body)}");
        }

        if (number % CheckedShare == 0)
        {
            var problem = StrictJson.TryParse<Receipt>(body, out var receipt, out var malformed)
                ? receipt.Problem(ballot, election.Election.Log)
                : malformed;
            if (problem is not null)
            {
                throw new InvalidOperationException($"ballot {number}: {problem}");
            }
        }
    }
}
