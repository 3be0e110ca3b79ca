using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Elections.Service;

/// <summary>
/// A census in pieces: tiles of <see cref="Members"/> members, and the upper levels, which begin with the root over each
/// tile. A voter fetches one tile and the upper levels and makes the path alone, so that the service learns only that the
/// voter is one of the tile's members.
/// </summary>
public static class CensusTiles
{
    /// <summary>Members of a full tile: 2^10, so that a tile is a subtree.</summary>
    public const int Members = 1 << Height;

    private const int Height = 10;

    /// <summary>Bytes of a member: the commitment, 32, and the weight, 4, big-endian.</summary>
    private const int MemberSize = Fr.Size + sizeof(uint);

    /// <summary>Tiles of a census of so many members.</summary>
    public static int CountFor(int members) => (members + Members - 1) / Members;

    /// <summary>One tile, 36 bytes a member.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public static byte[] EncodeTile(Census census, int tile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tile, CountFor(census.Members.Count));
        var members = census.Members.Skip(tile * Members).Take(Members).ToList();
        var bytes = new byte[members.Count * MemberSize];
        for (var i = 0; i < members.Count; i++)
        {
            var member = bytes.AsSpan(i * MemberSize, MemberSize);
            members[i].Commitment.Encode(member);
            BinaryPrimitives.WriteUInt32BigEndian(member[Fr.Size..], members[i].Weight);
        }

        return bytes;
    }

    /// <summary>The roots over the tiles, in order, 32 bytes each.</summary>
    public static byte[] EncodeUpper(Census census)
    {
        var nodes = census.NodesAt(Height);
        var roots = new byte[nodes.Count * Fr.Size];
        for (var tile = 0; tile < nodes.Count; tile++)
        {
            nodes[tile].Encode(roots.AsSpan(tile * Fr.Size));
        }

        return roots;
    }

    public static bool TryDecodeTile(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CensusMember[]? members)
    {
        members = null;
        if (bytes.Length % MemberSize != 0 || bytes.Length is 0 or > Members * MemberSize)
        {
            return false;
        }

        var decoded = new CensusMember[bytes.Length / MemberSize];
        for (var i = 0; i < decoded.Length; i++)
        {
            var member = bytes.Slice(i * MemberSize, MemberSize);
            if (!Fr.TryDecode(member[..Fr.Size], out var commitment))
            {
                return false;
            }

            decoded[i] = new CensusMember(commitment, BinaryPrimitives.ReadUInt32BigEndian(member[Fr.Size..]));
        }

        members = decoded;
        return true;
    }

    public static bool TryDecodeUpper(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Fr[]? roots)
    {
        roots = null;
        if (bytes.Length % Fr.Size != 0 || bytes.Length is 0 or > Census.MaximumSize / Members * Fr.Size)
        {
            return false;
        }

        var decoded = new Fr[bytes.Length / Fr.Size];
        for (var i = 0; i < decoded.Length; i++)
        {
            if (!Fr.TryDecode(bytes.Slice(i * Fr.Size, Fr.Size), out decoded[i]))
            {
                return false;
            }
        }

        roots = decoded;
        return true;
    }

    /// <summary>
    /// The path from a member of a tile to the census root. The caller compares the root it leads to with the manifest's,
    /// which also shows that the pieces were right.
    /// </summary>
    /// <param name="members">The tile's members.</param>
    /// <param name="position">The member's position in the tile.</param>
    /// <param name="tile">The tile's number.</param>
    /// <param name="upper">The roots over all tiles.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such member or tile.</exception>
    public static MerkleProof Prove(IReadOnlyList<CensusMember> members, int position, int tile, ReadOnlySpan<Fr> upper)
    {
        var lower = LeanImt.Build(CensusMember.ToLeaves(members)).Prove(position);
        var higher = LeanImt.Build(upper).Prove(tile);
        // The path's bits are those of the levels that have a sibling: the upper ones follow on the lower ones.
        return new MerkleProof(
            lower.Index | (higher.Index << lower.Siblings.Length),
            [.. lower.Siblings, .. higher.Siblings]
        );
    }
}
