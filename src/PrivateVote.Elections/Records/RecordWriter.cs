using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Elections.Records;

/// <summary>A line of a record that is not an entry: a checkpoint of the log, as a C2SP signed note.</summary>
public sealed record CheckpointLine(string Checkpoint)
{
    /// <summary>Every checkpoint line begins with these bytes, and no entry does.</summary>
    public static ReadOnlySpan<byte> Prefix => "{\"checkpoint\":"u8;
}

/// <summary>
/// Writes an election record: JSON Lines, the entries in order, then checkpoints. Each line ends with one line feed.
/// </summary>
public static class RecordWriter
{
    public static void WriteEntry(Stream record, ReadOnlySpan<byte> line)
    {
        record.Write(line);
        record.WriteByte((byte)'\n');
    }

    public static void WriteCheckpoint(Stream record, string signedNote) =>
        WriteEntry(record, StrictJson.Serialize(new CheckpointLine(signedNote)));

    /// <summary>A checkpoint over everything in the log, signed by the log.</summary>
    public static string SignCheckpoint(ElectionLog log, NoteSigner signer) =>
        SignCheckpoint(log.Size, log.Root, signer);

    /// <summary>A checkpoint over a log of so many entries with this root, signed by the log.</summary>
    public static string SignCheckpoint(long size, byte[] root, NoteSigner signer) =>
        new Checkpoint(signer.Name, size, root).Sign(signer);
}
