using PrivateVote.Client;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>A space that a service keeps, replayed on this machine.</summary>
internal sealed class ServedSpace : IDisposable
{
    private readonly ServiceClient service;
    private readonly SpaceFollower follower;

    private ServedSpace(ServiceClient service, SpaceFollower follower)
    {
        this.service = service;
        this.follower = follower;
    }

    public SpaceLog Log => follower.Log;

    /// <summary>What members and roles do in it.</summary>
    public GovernanceClient Governance => new(follower);

    public ServiceClient Service => service;

    /// <summary>The verifier key that the service signs this log with.</summary>
    public string LogKey => follower.Key.ToString();

    /// <param name="keyFile">The key of who acts: beside it is kept what was seen of the log. Null for who only looks.</param>
    public static ServedSpace Open(Terminal terminal, Uri address, byte[] id, FileInfo? keyFile)
    {
        var service = new ServiceClient(address);
        try
        {
            var follower = terminal.WithSpinner(
                "Replaying the space",
                () => FollowAsync(service, LogReference.Space(id), keyFile).GetAwaiter().GetResult()
            );
            return new ServedSpace(service, follower);
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <summary>Hands in what an administrator signed, and replays the log until it is in there.</summary>
    /// <returns>The entry's index.</returns>
    public long Enter(Submission submission) => follower.SubmitAsync(submission).GetAwaiter().GetResult();

    public void Dispose() => service.Dispose();

    private static async Task<SpaceFollower> FollowAsync(ServiceClient service, LogReference log, FileInfo? keyFile)
    {
        var memory = keyFile is null ? null : MemoryOf(log, keyFile);
        var follower = await SpaceFollower.StartAsync(new LogClient(service, log), memory);
        await follower.CatchUpAsync();
        return follower;
    }

    private static CheckpointFile MemoryOf(LogReference log, FileInfo keyFile) =>
        new(new FileInfo($"{keyFile.FullName}.{Convert.ToHexStringLower(log.Id.AsSpan(0, 8))}.checkpoint"));
}
