using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Tokens;
using PrivateVote.Governance;

namespace PrivateVote.Client.Roles;

/// <summary>What accounts had after a block, as a node says.</summary>
public sealed record CapitalReading(BlockHeader Block, BigInteger Supply, IReadOnlyList<Holding> Holdings);

/// <summary>
/// Reads from a node of the token's chain what the accounts of a vote's roll had: for the organizer who records it, and for anyone
/// who compares a record with their own node. Every method throws <see cref="JsonRpcException"/> for what the node does not answer.
/// </summary>
public sealed class CapitalReader(JsonRpc rpc)
{
    /// <summary>Why the node is of no use for this rule: it is on another chain. Null where it is on the token's.</summary>
    public async Task<string?> ChainProblemAsync(CapitalRule rule, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var chain = await rpc.ChainIdAsync(cancellation);
        return chain == rule.ChainId ? null : $"the node is on chain {chain}, and the token is on chain {rule.ChainId}";
    }

    /// <summary>The last block that is not younger than this time: nobody picks the block that suits them.</summary>
    /// <param name="confirmations">How many blocks have to follow on it, 1 or more.</param>
    /// <exception cref="InvalidOperationException">The chain is younger, or has not come that far yet.</exception>
    public async Task<BlockHeader> FindAsync(
        DateTimeOffset at,
        ulong confirmations,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfZero(confirmations);
        var newest = await rpc.BlockNumberAsync(cancellation);
        if (!await IsAfterAsync(newest, at, cancellation))
        {
            throw new InvalidOperationException(
                $"the chain has no block yet that is younger than {MomentForm.ToText(at)}: try again later"
            );
        }

        // The block before `low` is not after that time, and `high` is.
        var (low, high) = (0UL, newest);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await IsAfterAsync(middle, at, cancellation))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        if (high == 0)
        {
            throw new InvalidOperationException($"the chain began after {MomentForm.ToText(at)}");
        }

        var found = high - 1;
        return newest - found >= confirmations
            ? await HeaderAsync(found, cancellation)
            : throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"block {found} is the one, and {newest - found} blocks follow on it: wait until they are {confirmations}"
                )
            );
    }

    /// <summary>What these accounts had after this block.</summary>
    /// <param name="accounts">Addresses.</param>
    public async Task<CapitalReading> ReadAsync(
        CapitalRule rule,
        IReadOnlyList<string> accounts,
        BlockHeader block,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(block);
        try
        {
            return await ReadAtAsync(Block.Of(block.Hash));
        }
        catch (JsonRpcException exception) when (exception.Fault == JsonRpcFault.Refused)
        {
            // Not every node knows EIP-1898: by its number, then, if it is the same block before and after.
        }

        var reading = await ReadAtAsync(Block.At(block.Number));
        return (await HeaderAsync(block.Number, cancellation)).Hash.AsSpan().SequenceEqual(block.Hash)
            ? reading
            : throw new InvalidOperationException("the chain was reorganized at this block: try again later");

        async Task<CapitalReading> ReadAtAsync(Block at)
        {
            var token = new TokenReader(rpc, Address.Parse(rule.Token), at);
            var supply = await token.SupplyAsync(cancellation);
            var holdings = new List<Holding>(accounts.Count);
            foreach (var text in accounts)
            {
                var account = Address.Parse(text);
                holdings.Add(
                    new Holding(
                        text,
                        rule.Source == CapitalSource.Votes
                            ? await token.VotesAsync(account, cancellation)
                            : await token.BalanceAsync(account, cancellation)
                    )
                );
            }

            return new CapitalReading(block, supply, holdings);
        }
    }

    /// <summary>In what the record of a vote's capital is not what this node says; nothing where all of it is the same.</summary>
    /// <param name="at">The time of the vote's roll.</param>
    /// <param name="confirmations">As for <see cref="FindAsync"/>.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="FindAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> CompareAsync(
        CapitalRule rule,
        CapitalRecord record,
        DateTimeOffset at,
        ulong confirmations,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        var last = await FindAsync(at, confirmations, cancellation);
        if (last.Number != record.Block || !last.Hash.AsSpan().SequenceEqual(record.BlockHash))
        {
            return
            [
                $"the record is of block {record.Block} {Hex.Encode(record.BlockHash)}, and the last one that is not younger than the roll is {last.Number} {Hex.Encode(last.Hash)}",
            ];
        }

        var read = await ReadAsync(rule, [.. record.Holdings.Select(holding => holding.Account)], last, cancellation);
        return
        [
            .. read.Supply == record.Supply
                ? (string[])[]
                : [$"the supply is {read.Supply}, and the record says {record.Supply}"],
            .. read
                .Holdings.Zip(record.Holdings)
                .Where(pair => pair.First.Amount != pair.Second.Amount)
                .Select(pair =>
                    $"{pair.First.Account} had {pair.First.Amount}, and the record says {pair.Second.Amount}"
                ),
        ];
    }

    private async Task<bool> IsAfterAsync(ulong number, DateTimeOffset at, CancellationToken cancellation)
    {
        var seconds = (await HeaderAsync(number, cancellation)).Timestamp;
        return seconds > (ulong)Math.Max(0, at.ToUnixTimeSeconds());
    }

    private async Task<BlockHeader> HeaderAsync(ulong number, CancellationToken cancellation) =>
        await rpc.HeaderAsync(number, cancellation)
        ?? throw new InvalidOperationException($"the node has no block {number}: ask one that keeps all headers");
}
