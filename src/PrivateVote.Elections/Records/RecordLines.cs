using System.Collections.Concurrent;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Records;

/// <summary>A line of a record: an entry, a checkpoint, or why it is neither.</summary>
/// <param name="LeafHash">RFC 6962 leaf hash, 32 bytes, of an entry; else empty.</param>
/// <param name="Problem">Set where there is neither an entry nor a checkpoint.</param>
public readonly record struct RecordLine(
    ReadOnlyMemory<byte> Bytes,
    bool IsCheckpoint,
    Entry? Entry,
    byte[] LeafHash,
    string? Problem
);

/// <summary>
/// The lines of a record, read, parsed and hashed on a thread of their own ahead of the rules that they are held against: up to
/// eight blocks of 64 KB, or of one longer line.
/// </summary>
public static class RecordLines
{
    private const int BytesInBlock = 1 << 16;
    private const int BlocksAhead = 8;

    /// <exception cref="RecordFormatException">As <see cref="LineReader.Read"/>, after all lines before the broken one.</exception>
    public static IEnumerable<RecordLine> Read(Stream record)
    {
        using var blocks = new BlockingCollection<List<RecordLine>>(BlocksAhead);
        using var abandoned = new CancellationTokenSource();
        var token = abandoned.Token;
        // Long-running: it waits for the rules most of the time, and batches of proofs need the pool's threads.
        var reading = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    ReadBlocks(record, blocks, token);
                }
                finally
                {
                    blocks.CompleteAdding();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            foreach (var block in blocks.GetConsumingEnumerable(CancellationToken.None))
            {
                foreach (var line in block)
                {
                    yield return line;
                }
            }

            reading.GetAwaiter().GetResult();
        }
        finally
        {
            // Whoever stops early gets the stream back untouched by another thread.
            abandoned.Cancel();
            Task.WaitAny([reading], CancellationToken.None);
        }
    }

    private static void ReadBlocks(
        Stream record,
        BlockingCollection<List<RecordLine>> blocks,
        CancellationToken abandoned
    )
    {
        var block = new List<RecordLine>();
        var bytes = 0;
        try
        {
            foreach (var line in LineReader.Read(record))
            {
                block.Add(Parse(line));
                bytes += line.Length;
                if (bytes >= BytesInBlock)
                {
                    blocks.Add(block, abandoned);
                    (block, bytes) = ([], 0);
                }
            }
        }
        catch (RecordFormatException)
        {
            blocks.Add(block, abandoned);
            throw;
        }

        blocks.Add(block, abandoned);
    }

    private static RecordLine Parse(ReadOnlyMemory<byte> line)
    {
        if (line.Span.StartsWith(CheckpointLine.Prefix))
        {
            return new RecordLine(line, true, null, [], null);
        }

        return Entry.TryParse(line, out var entry, out var problem)
            ? new RecordLine(line, false, entry, MerkleHash.Leaf(line.Span), null)
            : new RecordLine(line, false, null, [], problem);
    }
}
