using System.Collections.Concurrent;
using System.Globalization;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections.Circuits;

namespace PrivateVote.Elections;

/// <summary>One member of a census.</summary>
/// <param name="Commitment">The identity commitment.</param>
/// <param name="Weight">1 to 2^32 - 1.</param>
public sealed record CensusMember(Fr Commitment, uint Weight)
{
    /// <summary>
    /// Three inputs keep leaves and inner nodes of the census tree apart; with two, an inner node could pass as a leaf.
    /// </summary>
    public Fr ToLeaf() => Poseidon.Hash(Commitment, Fr.From(Weight), LeafTag);

    /// <summary>The leaves of all these members, on all processors.</summary>
    internal static Fr[] ToLeaves(IReadOnlyList<CensusMember> members)
    {
        const int PieceSize = 256;
        const int Inputs = 3;
        var leaves = new Fr[members.Count];
        if (leaves.Length == 0)
        {
            return leaves;
        }

        Parallel.ForEach(
            Partitioner.Create(0, leaves.Length, PieceSize),
            range =>
            {
                var (from, to) = range;
                var inputs = new Fr[Inputs * (to - from)];
                for (var i = from; i < to; i++)
                {
                    var group = inputs.AsSpan(Inputs * (i - from), Inputs);
                    group[0] = members[i].Commitment;
                    group[1] = Fr.From(members[i].Weight);
                    group[2] = LeafTag;
                }

                Poseidon.HashBatch(inputs, leaves.AsSpan(from..to));
            }
        );
        return leaves;
    }

    private static Fr LeafTag => Fr.One;
}

/// <summary>
/// The electorate: members in the order of registration, and the LeanIMT over their leaves.
/// </summary>
public sealed class Census
{
    /// <summary>2^20: what the circuit's depth allows.</summary>
    public const int MaximumSize = 1 << BallotCircuit.CensusDepth;

    private readonly List<CensusMember> members = [];
    private readonly Dictionary<Fr, int> positions = [];
    private LeanImt? tree;

    public IReadOnlyList<CensusMember> Members => members;

    public ulong TotalWeight { get; private set; }

    public Fr Root => Tree.Root;

    private LeanImt Tree
    {
        get
        {
            if (tree is null)
            {
                tree = LeanImt.Build(CensusMember.ToLeaves(members));
            }

            return tree;
        }
    }

    /// <summary>Adds a member, or says why it cannot be one.</summary>
    public Refusal? Add(CensusMember member)
    {
        if (members.Count == MaximumSize)
        {
            return new Refusal(
                RefusalCode.CensusTooLarge,
                $"a census has at most {MaximumSize} members; split the electorate into several"
            );
        }

        if (member.Weight == 0)
        {
            return new Refusal(
                RefusalCode.WeightOutOfRange,
                $"member {members.Count + 1} has no weight; weights are 1 to {uint.MaxValue}"
            );
        }

        if (!positions.TryAdd(member.Commitment, members.Count))
        {
            return new Refusal(
                RefusalCode.DuplicateCommitment,
                $"member {members.Count + 1} has the commitment of member {positions[member.Commitment] + 1}; one person is in a census once"
            );
        }

        members.Add(member);
        TotalWeight += member.Weight;
        tree = null;
        return null;
    }

    /// <summary>Adds all of these members, or none of them and says why.</summary>
    public Refusal? AddAll(IReadOnlyList<CensusMember> added)
    {
        var before = members.Count;
        foreach (var member in added)
        {
            if (Add(member) is not { } refusal)
            {
                continue;
            }

            while (members.Count > before)
            {
                positions.Remove(members[^1].Commitment);
                TotalWeight -= members[^1].Weight;
                members.RemoveAt(members.Count - 1);
            }

            return refusal;
        }

        return null;
    }

    /// <summary>The position of a commitment, or null.</summary>
    public int? Find(Fr commitment) => positions.TryGetValue(commitment, out var position) ? position : null;

    /// <summary>The roots over each 2^level members, the last over what is left.</summary>
    public IReadOnlyList<Fr> NodesAt(int level) => Tree.NodesAt(level);

    /// <summary>The path from a member's leaf to the root.</summary>
    public MerkleProof Prove(int position) => Tree.Prove(position);

    /// <summary>
    /// Reads a census from CSV: a header line `commitment,weight` and a line for each member, the commitment as `0x` and
    /// 64 hexadecimal digits or in decimal (as Semaphore writes it).
    /// </summary>
    /// <exception cref="FormatException">Names the line and what is wrong with it.</exception>
    public static Census FromCsv(string text)
    {
        var census = new Census();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.Trim();
            if (number == 1)
            {
                if (!content.SequenceEqual("commitment,weight"))
                {
                    throw new FormatException("line 1: the header is 'commitment,weight'");
                }

                continue;
            }

            if (content.IsEmpty)
            {
                continue;
            }

            var comma = content.IndexOf(',');
            var first = comma < 0 ? "" : content[..comma].Trim().ToString();
            if (!Fr.TryParseHex(first, out var commitment) && !Fr.TryParseDecimal(first, out commitment))
            {
                throw new FormatException(
                    $"line {number}: expected a commitment (0x and 64 hexadecimal digits, or decimal) and a weight, separated by a comma"
                );
            }

            if (
                !uint.TryParse(
                    content[(comma + 1)..].Trim(),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var weight
                )
            )
            {
                throw new FormatException($"line {number}: a weight is a whole number from 1 to {uint.MaxValue}");
            }

            if (census.Add(new CensusMember(commitment, weight)) is { } refusal)
            {
                throw new FormatException($"line {number}: {refusal}");
            }
        }

        return census.Members.Count > 0 ? census : throw new FormatException("a census has at least one member");
    }
}
