using System.Security.Cryptography;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Server.Ballots;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Workers;

/// <summary>
/// Noise for deniable re-voting: re-encrypts random slots at random times, so that a new entry in a slot says nothing of a
/// change of mind. Nobody can tell these ballots from votes, and they come in as any other ballot does.
/// </summary>
/// <remarks>
/// The pauses are those of a Poisson process: however long ago the last one was, the next is as likely in this moment as in any
/// other. Anyone may run the same against this service from outside, and should where the operator is not believed to.
/// </remarks>
internal sealed class ReEncrypter(
    LogDirectory logs,
    BallotPipeline pipeline,
    ServerOptions options,
    TimeProvider clock,
    ILogger<ReEncrypter> logger
) : Ticker(Precision, TimeProvider.System, logger)
{
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, DateTimeOffset> due = new(StringComparer.Ordinal);

    protected override async Task TickAsync(CancellationToken stop)
    {
        var open = logs
            .Loaded.OfType<ElectionHost>()
            .Where(IsOpen)
            .ToDictionary(host => LogId.ToName(host.Id), StringComparer.Ordinal);
        foreach (var ended in due.Keys.Where(name => !open.ContainsKey(name)).ToList())
        {
            due.Remove(ended);
        }

        foreach (var (name, host) in open)
        {
            var now = clock.GetUtcNow();
            if (!due.TryGetValue(name, out var next))
            {
                due[name] = now + RandomPause(options.Noise);
            }
            else if (next <= now)
            {
                due[name] = now + RandomPause(options.Noise);
                await ReEncryptAsync(host, stop);
            }
        }
    }

    /// <summary>An exponentially distributed pause: -ln(u) / rate, with 53 random bits for u.</summary>
    internal static TimeSpan RandomPause(double ratePerMinute)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        var u = ((BitConverter.ToUInt64(bytes) >> 11) + 1) / (double)(1UL << 53);
        return TimeSpan.FromMinutes(-Math.Log(u) / ratePerMinute);
    }

    private bool IsOpen(ElectionHost host) =>
        host.View is { Phase: Phase.Open, Summary.Election: { Revoting: Revoting.Deniable } election }
        && election.Opens <= clock.GetUtcNow()
        && clock.GetUtcNow() < election.Closes;

    private async Task ReEncryptAsync(ElectionHost host, CancellationToken stop)
    {
        if (host.Read(PickSlot) is not var (election, nullifier, head))
        {
            return;
        }

        var maker = ProvingArtifacts.BuiltIn.MakerFor(election.Circuit);
        var ballot = await Task.Run(() => maker.ReEncrypt(election, nullifier, head), stop);
        // Refused when a vote came into the slot meanwhile: then there is noise enough in it.
        _ = await pipeline.SubmitAsync(
            host,
            new BallotProposal(new Submission(EntryKind.Ballot, ballot.ToBytes()), ballot),
            stop
        );
    }

    private static (Election Election, Fr Nullifier, SlotHead Head)? PickSlot(ElectionLog log)
    {
        if (log.Box is not { Count: > 0 } box)
        {
            return null;
        }

        var (nullifier, _) = box.Slots.ElementAt(RandomNumberGenerator.GetInt32(box.Count));
        return (log.Election!, nullifier, box.SlotHeadOf(nullifier)!);
    }
}
