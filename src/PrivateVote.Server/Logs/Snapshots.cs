using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>Where snapshots lie: DIR/snapshots/ID.snapshot, authenticated by a key that follows from the master seed.</summary>
internal sealed class Snapshots
{
    private readonly string folder;
    private readonly byte[] key;

    public Snapshots(string data, LogKeys keys)
    {
        folder = Path.Combine(data, "snapshots");
        key = keys.Derive("PrivateVote/v1/snapshots", []);
        Directory.CreateDirectory(folder);
    }

    public SnapshotFile FileOf(byte[] logId) => new(Path.Combine(folder, LogId.ToName(logId) + ".snapshot"), key);
}
