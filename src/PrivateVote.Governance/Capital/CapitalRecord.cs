using System.Numerics;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>What the accounts of a vote's roll had at a block, as an organizer entered it.</summary>
public sealed class CapitalRecord
{
    private readonly List<Holding> holdings = [];

    internal CapitalRecord(CapitalBody body) => (Block, BlockHash, Supply) = (body.Block, body.BlockHash, body.Supply);

    /// <summary>The entry of its last page, which a roll by capital names.</summary>
    public long Index { get; private set; }

    public ulong Block { get; }

    [JsonConverter(typeof(DigestForm))]
    public byte[] BlockHash { get; }

    [JsonConverter(typeof(AmountForm))]
    public BigInteger Supply { get; }

    public int Pages { get; private set; }

    /// <summary>In the order of the roll.</summary>
    public IReadOnlyList<Holding> Holdings => holdings;

    /// <summary>Null until the last page is in.</summary>
    [JsonIgnore]
    public CapitalComparison? Comparison { get; internal set; }

    internal bool IsContinuedBy(CapitalBody body) =>
        body.Page == Pages
        && body.Block == Block
        && body.BlockHash.AsSpan().SequenceEqual(BlockHash)
        && body.Supply == Supply;

    internal void Add(IEnumerable<Holding> page, long index)
    {
        holdings.AddRange(page);
        Pages++;
        Index = index;
    }
}
