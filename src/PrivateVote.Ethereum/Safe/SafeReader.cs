using System.Buffers.Binary;
using System.Numerics;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Safe;

/// <summary>What a Safe says of itself through a JSON-RPC endpoint, and what it would do.</summary>
public sealed class SafeReader(JsonRpc rpc)
{
    private static readonly AbiType Word = AbiType.Parse("uint256");
    private static readonly AbiType Accounts = AbiType.Parse("address[]");
    private static readonly AbiType Text = AbiType.Parse("string");

    /// <summary>Version, owners, threshold and nonce of the Safe at a block.</summary>
    /// <exception cref="JsonRpcException">
    /// The endpoint cannot be had, or what is at the address does not answer as a Safe from 1.3.0 on.
    /// </exception>
    public async Task<SafeState> ReadAsync(
        Address safe,
        Block block = default,
        CancellationToken cancellation = default
    )
    {
        var chainId = await rpc.ChainIdAsync(cancellation).ConfigureAwait(false);
        var versionText = (AbiValue.Text)await AskAsync(SafeFunctions.Version, Text).ConfigureAwait(false);
        if (!SafeVersion.TryParse(versionText.Value, out var version, out var refusal))
        {
            throw JsonRpcValue.Malformed(refusal);
        }

        var owners = (AbiValue.List)await AskAsync(SafeFunctions.Owners, Accounts).ConfigureAwait(false);
        var threshold = (AbiValue.Number)await AskAsync(SafeFunctions.Threshold, Word).ConfigureAwait(false);
        var nonce = (AbiValue.Number)await AskAsync(SafeFunctions.Nonce, Word).ConfigureAwait(false);
        if (threshold.Value < 1 || threshold.Value > owners.Items.Count)
        {
            throw JsonRpcValue.Malformed("the Safe's threshold is not one of its owners' number");
        }

        return new SafeState(
            new SafeAccount(chainId, safe, version),
            [.. owners.Items.Select(owner => ((AbiValue.Account)owner).Value)],
            (int)threshold.Value,
            nonce.Value
        );

        async Task<AbiValue> AskAsync(AbiFunction function, AbiType result)
        {
            var data = await rpc.CallAsync(new ContractCall(safe, function.EncodeCall()), block, cancellation)
                .ConfigureAwait(false);
            return AbiDecoder.TryDecode(result, data, out var value, out _)
                ? value
                : throw JsonRpcValue.Malformed($"the contract does not answer {function} as a Safe does");
        }
    }

    /// <summary>
    /// Whether the Safe's call would go through now: a call is tried with the Safe as its sender, a delegatecall by the
    /// Safe's own simulateAndRevert. A call that the endpoint refuses to try does not go through.
    /// </summary>
    /// <exception cref="JsonRpcException">The endpoint cannot be had, or what it answers is malformed.</exception>
    public async Task<SafeSimulation> SimulateAsync(
        Address safe,
        SafeCall call,
        Block block = default,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(call);
        var tried =
            call.Operation == SafeOperation.Call
                ? new ContractCall(call.To, call.Data, call.Value, safe)
                : new ContractCall(safe, SafeFunctions.SimulateAndRevert.EncodeCall(call.To, call.Data));
        try
        {
            var returned = await rpc.CallAsync(tried, block, cancellation).ConfigureAwait(false);
            return call.Operation == SafeOperation.Call
                ? new SafeSimulation(true, returned, null)
                : new SafeSimulation(false, returned, "the Safe cannot simulate a delegatecall");
        }
        catch (JsonRpcException e) when (e.RevertData is { } data)
        {
            return call.Operation == SafeOperation.DelegateCall && TryReadSimulation(data, out var simulation)
                ? simulation
                : new SafeSimulation(false, data, e.Message);
        }
        catch (JsonRpcException e) when (e.Fault == JsonRpcFault.Refused)
        {
            // A payment of more than the Safe has is refused by some nodes before anything is executed.
            return new SafeSimulation(false, [], e.Message);
        }
    }

    /// <summary>What simulateAndRevert reverts with: success (32 bytes), length (32), what was returned.</summary>
    private static bool TryReadSimulation(ReadOnlySpan<byte> data, out SafeSimulation simulation)
    {
        const int Header = 2 * AbiWord.Size;
        simulation = new SafeSimulation(false, [], null);
        if (
            data.Length < Header
            || data[..(AbiWord.Size - 1)].ContainsAnyExcept((byte)0)
            || data[AbiWord.Size..(Header - sizeof(int))].ContainsAnyExcept((byte)0)
            || BinaryPrimitives.ReadUInt32BigEndian(data[(Header - sizeof(int))..]) != data.Length - Header
        )
        {
            return false;
        }

        var returned = data[Header..].ToArray();
        simulation = data[AbiWord.Size - 1] switch
        {
            1 => new SafeSimulation(true, returned, null),
            _ => new SafeSimulation(false, returned, $"the call reverts: {JsonRpcException.Describe(returned)}"),
        };
        return true;
    }
}

/// <summary>A Safe at a block.</summary>
/// <param name="Account">Chain, address and version.</param>
/// <param name="Owners">In the Safe's own order.</param>
/// <param name="Threshold">How many owners must sign, 1 to their number.</param>
/// <param name="Nonce">The nonce of the next transaction.</param>
public sealed record SafeState(SafeAccount Account, IReadOnlyList<Address> Owners, int Threshold, BigInteger Nonce);

/// <summary>What a call would do.</summary>
/// <param name="Succeeds">Whether it goes through.</param>
/// <param name="Returned">What it returned or reverted with.</param>
/// <param name="Reason">Why it does not go through, in a sentence.</param>
public sealed record SafeSimulation(bool Succeeds, byte[] Returned, string? Reason);
