using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using PrivateVote.BulletinBoard;

namespace PrivateVote.Elections;

/// <summary>The voting of an election after some ballot: slots, running encrypted tally, and the hash of every entry.</summary>
/// <remarks>
/// A cache of a server's own, in no protocol. Numbers are big-endian:
/// <code>
/// "PrivateVote snapshot 1\n"   23 bytes
/// election id                  32
/// entries                       8
/// time of the last of them      8   milliseconds since 1970
/// running encrypted tally      128 for each of the circuit's options
/// slots                         8   their number, and for each
///   nullifier                  32
///   head                        8
///   ciphertexts                128 for each of the circuit's options, only with re-voting
/// leaf hashes                  32 for each entry
/// </code>
/// So 72 bytes a ballot, and with re-voting 384 or 1,024 more for each slot.
/// </remarks>
public sealed class VotingSnapshot
{
    private const int BufferSize = 1 << 20;
    private const int LeavesInPiece = 1 << 16;

    private readonly Election election;
    private readonly BallotBox box;
    private readonly DateTimeOffset at;
    private readonly byte[][] leaves;

    internal VotingSnapshot(Election election, BallotBox box, DateTimeOffset at, MerkleTree leaves, long size)
    {
        this.election = election;
        this.box = box;
        this.at = at;
        this.leaves = new byte[(size + LeavesInPiece - 1) / LeavesInPiece][];
        for (var i = 0; i < this.leaves.Length; i++)
        {
            var start = (long)i * LeavesInPiece;
            this.leaves[i] = leaves.LeafHashes(start, (int)Math.Min(LeavesInPiece, size - start));
        }

        Size = size;
    }

    /// <summary>The entries that the snapshot stands for, the last of them a ballot or the manifest.</summary>
    public long Size { get; }

    private static ReadOnlySpan<byte> Prefix => "PrivateVote snapshot 1\n"u8;

    /// <summary>Writes the snapshot; the stream need not be at its start and stays open.</summary>
    public void Write(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var buffered = new BufferedStream(destination, BufferSize);
        buffered.Write(Prefix);
        buffered.Write(election.Id);
        WriteNumber(buffered, Size);
        WriteNumber(buffered, at.ToUnixTimeMilliseconds());
        box.Write(buffered);
        foreach (var piece in leaves)
        {
            buffered.Write(piece);
        }

        // Not disposed: that would close the destination.
        buffered.Flush();
    }

    /// <summary>Reads the rest of a stream, which must be a snapshot of this election and nothing else.</summary>
    /// <param name="setupSize">The entries as far as the manifest.</param>
    /// <param name="setupRoot">The root over these, which the snapshot must begin with.</param>
    /// <param name="setupAt">The time of the manifest.</param>
    internal static bool TryRead(
        Stream source,
        Election election,
        long setupSize,
        byte[] setupRoot,
        DateTimeOffset setupAt,
        out DateTimeOffset at,
        [NotNullWhen(true)] out BallotBox? box,
        [NotNullWhen(true)] out MerkleTree? leaves
    )
    {
        at = default;
        box = null;
        leaves = null;
        var buffered = new BufferedStream(source, BufferSize);
        Span<byte> head = stackalloc byte[Prefix.Length + 32];
        if (
            !TryReadExactly(buffered, head)
            || !head[..Prefix.Length].SequenceEqual(Prefix)
            || !head[Prefix.Length..].SequenceEqual(election.Id)
            || !TryReadNumber(buffered, out var size)
            || size < setupSize
            || size > int.MaxValue
            || !TryReadNumber(buffered, out var milliseconds)
            || milliseconds < setupAt.ToUnixTimeMilliseconds()
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !BallotBox.TryRead(buffered, election, setupSize, size, out box)
            || !TryReadLeaves(buffered, size, out leaves)
            || !leaves.RootAt(setupSize).AsSpan().SequenceEqual(setupRoot)
        )
        {
            box = null;
            leaves = null;
            return false;
        }

        at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    internal static void WriteNumber(Stream destination, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        destination.Write(bytes);
    }

    internal static bool TryReadNumber(Stream source, out long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var whole = TryReadExactly(source, bytes);
        value = whole ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        return whole;
    }

    internal static bool TryReadExactly(Stream source, Span<byte> destination) =>
        source.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) == destination.Length;

    /// <summary>What memory this takes, the bytes that are there decide, not the number that the snapshot claims.</summary>
    private static bool TryReadLeaves(Stream source, long size, [NotNullWhen(true)] out MerkleTree? leaves)
    {
        leaves = new MerkleTree();
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        while (leaves.Size < size)
        {
            if (!TryReadExactly(source, hash))
            {
                return false;
            }

            leaves.AddLeafHash(hash);
        }

        return source.ReadByte() < 0;
    }
}
