using System.Numerics;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>What the accounts of a vote's roll had at a block, as an organizer entered it.</summary>
public sealed class CapitalRecord
{
    private readonly List<Holding> holdings = [];
    private BigInteger sum;

    /// <param name="accounts">Those of the vote's roll, in its order: they do not change, and every page is held to them.</param>
    internal CapitalRecord(CapitalBody body, IReadOnlyList<(Fr Member, string Account)> accounts) =>
        (Block, BlockHash, Supply, Accounts) = (body.Block, body.BlockHash, body.Supply, accounts);

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

    internal IReadOnlyList<(Fr Member, string Account)> Accounts { get; }

    internal bool IsWhole => holdings.Count == Accounts.Count;

    /// <summary>Null until the last page is in.</summary>
    [JsonIgnore]
    public CapitalComparison? Comparison { get; internal set; }

    internal bool IsContinuedBy(CapitalBody body) =>
        body.Page == Pages
        && body.Block == Block
        && body.BlockHash.AsSpan().SequenceEqual(BlockHash)
        && body.Supply == Supply;

    /// <summary>What they would have together with those on this page.</summary>
    internal BigInteger SumWith(IEnumerable<Holding> page) =>
        page.Aggregate(sum, (total, holding) => total + holding.Amount);

    internal void Add(IReadOnlyList<Holding> page, long index)
    {
        sum = SumWith(page);
        holdings.AddRange(page);
        Pages++;
        Index = index;
    }
}
