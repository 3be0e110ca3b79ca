using PrivateVote.Client;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Files;

/// <summary>An election that a service keeps, replayed on this machine.</summary>
internal sealed class ServedElection : KeptElection
{
    private readonly ServiceClient service;
    private readonly ElectionFollower follower;

    private ServedElection(ServiceClient service, ElectionFollower follower)
    {
        this.service = service;
        this.follower = follower;
    }

    public override ElectionLog Log => follower.Log;

    public override IReadOnlyList<string> Checkpoints => [follower.Checkpoint!];

    /// <summary>The verifier key that the service signs this log with.</summary>
    public string LogKey => follower.Key.ToString();

    /// <param name="address">The service.</param>
    /// <param name="log">The log; it must be the one whose id was asked for.</param>
    /// <param name="keyFile">The key of who acts: beside it is kept what was seen of the log. Null for who only looks.</param>
    public static ServedElection Open(Terminal terminal, Uri address, LogReference log, FileInfo? keyFile)
    {
        var service = new ServiceClient(address);
        try
        {
            var follower = terminal.WithSpinner(
                $"Replaying {log}",
                () => FollowAsync(service, log, keyFile).GetAwaiter().GetResult()
            );
            return new ServedElection(service, follower);
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <summary>A follower that has caught up.</summary>
    public static async Task<ElectionFollower> FollowAsync(
        ServiceClient service,
        LogReference log,
        FileInfo? keyFile,
        CancellationToken cancellation = default
    )
    {
        var memory = keyFile is null ? null : await MemoryAsync(service, log, keyFile, cancellation);
        var follower = await ElectionFollower.StartAsync(new LogClient(service, log), memory, cancellation);
        await follower.CatchUpAsync(null, cancellation);
        return follower;
    }

    public override Refusal? Enter(Submission submission)
    {
        try
        {
            follower.SubmitAsync(submission).GetAwaiter().GetResult();
            return null;
        }
        catch (ServiceException exception) when (exception.Refusal is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>A service enters nothing that is not durable.</summary>
    public override void Save() { }

    public override void Dispose() => service.Dispose();

    /// <summary>One file for one key and one log, by whichever of its two ids the log is asked for.</summary>
    public static async Task<CheckpointFile> MemoryAsync(
        ServiceClient service,
        LogReference log,
        FileInfo keyFile,
        CancellationToken cancellation
    )
    {
        var ceremony =
            log.Kind == LogKind.Election
                ? (await ElectionClient.OpenAsync(service, log.Id, cancellation)).Election.Manifest.Committee.Ceremony
                : log.Id;
        return new CheckpointFile(
            new FileInfo($"{keyFile.FullName}.{Convert.ToHexStringLower(ceremony.AsSpan(0, 8))}.checkpoint")
        );
    }
}
