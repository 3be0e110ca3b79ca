using System.Diagnostics.CodeAnalysis;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Elections.Records;

/// <summary>
/// A record read back in by a role that acts on it: the log after its entries, every proof checked. Unlike
/// <see cref="RecordVerifier"/> it also takes the record of an election that is still under way, without checkpoints.
/// </summary>
public sealed class RecordReplay
{
    private readonly ReplayedElection rules = new();
    private readonly LogReplay replay;

    private RecordReplay()
    {
        replay = new LogReplay(rules);
    }

    /// <summary>The state after the record's entries.</summary>
    public ElectionLog Log => rules.Log;

    /// <summary>The log's tree, for inclusion proofs.</summary>
    public MerkleTree Tree => replay.Tree;

    /// <summary>The signed notes that follow the entries.</summary>
    public IReadOnlyList<string> Checkpoints { get; private set; } = [];

    /// <summary>Bytes of the entries' lines: where the next entry begins.</summary>
    public long Length { get; private set; }

    /// <param name="record">The record from its start.</param>
    /// <param name="progress">Told the bytes read so far, once for each line.</param>
    /// <param name="replay">The replayed log.</param>
    /// <param name="problem">Which entry does not follow by the rules, and why.</param>
    public static bool TryRead(
        Stream record,
        IProgress<long>? progress,
        [NotNullWhen(true)] out RecordReplay? replay,
        [NotNullWhen(false)] out string? problem
    )
    {
        var reading = new RecordReplay();
        try
        {
            problem = reading.Read(record, progress);
        }
        catch (RecordFormatException exception)
        {
            problem = exception.Message;
        }

        replay = problem is null ? reading : null;
        return problem is null;
    }

    private string? Read(Stream record, IProgress<long>? progress)
    {
        var checkpoints = new List<string>();
        var bytes = 0L;
        string? problem = null;
        foreach (var line in RecordLines.Read(record))
        {
            bytes += line.Bytes.Length + 1;
            problem = line.IsCheckpoint
                ? TakeCheckpoint(line.Bytes.Span, checkpoints)
                : TakeEntry(line, checkpoints.Count > 0);
            if (problem is not null)
            {
                break;
            }

            progress?.Report(bytes);
        }

        Checkpoints = checkpoints;
        return replay.CheckProofs() ?? problem;
    }

    private string? TakeEntry(in RecordLine line, bool late)
    {
        if (late)
        {
            return $"entry {Tree.Size} comes after a checkpoint; in a record the entries come first";
        }

        var problem = line.Entry is { } entry
            ? replay.Take(entry, line.LeafHash)
            : replay.Describe(new Refusal(RefusalCode.MalformedEntry, line.Problem!));
        if (problem is not null)
        {
            return problem;
        }

        Length += line.Bytes.Length + 1;
        return null;
    }

    private static string? TakeCheckpoint(ReadOnlySpan<byte> line, List<string> checkpoints)
    {
        if (!StrictJson.TryParse<CheckpointLine>(line, out var checkpoint, out var problem))
        {
            return $"checkpoint {checkpoints.Count + 1}: {problem}";
        }

        checkpoints.Add(checkpoint.Checkpoint);
        return null;
    }
}
