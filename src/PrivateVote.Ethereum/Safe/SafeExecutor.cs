using System.Numerics;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Safe;

/// <summary>A Safe's transaction with its signatures, held against the chain as it is.</summary>
/// <param name="State">The Safe now; null when it is not there.</param>
/// <param name="Signatures">The signatures, each looked at; null when the Safe is not there.</param>
/// <param name="CallData">execTransaction's; null while there is a problem.</param>
/// <param name="Problems">Why it cannot be executed, in sentences.</param>
public sealed record SafeExecution(
    SafeState? State,
    OwnerSignatures? Signatures,
    byte[]? CallData,
    IReadOnlyList<string> Problems
);

/// <summary>Executes a Safe's transactions.</summary>
public sealed class SafeExecutor(JsonRpc rpc)
{
    private readonly SafeReader _reader = new(rpc);

    /// <summary>
    /// Says whether the transaction would go through now: the Safe is the one that was signed for, its nonce is the
    /// transaction's, as many of its owners as its threshold asks for signed, and execTransaction, tried, does not revert.
    /// </summary>
    /// <param name="account">Chain, Safe and version that were signed for.</param>
    /// <param name="transaction">What was signed.</param>
    /// <param name="signatures">In any order.</param>
    /// <param name="sender">Who would send it; null for nobody in particular.</param>
    /// <param name="cancellation">Ends the waiting for answers.</param>
    /// <exception cref="JsonRpcException">The endpoint cannot be had.</exception>
    public async Task<SafeExecution> PrepareAsync(
        SafeAccount account,
        SafeTransaction transaction,
        IEnumerable<EthereumSignature> signatures,
        Address? sender = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(transaction);
        SafeState state;
        try
        {
            state = await _reader.ReadAsync(account.Address, cancellation: cancellation).ConfigureAwait(false);
        }
        catch (JsonRpcException e) when (e.Fault != JsonRpcFault.Unavailable)
        {
            return new SafeExecution(null, null, null, [$"there is no Safe at {account.Address}: {e.Message}"]);
        }

        if (state.Account != account)
        {
            return new SafeExecution(state, null, null, [Other(account, state.Account)]);
        }

        var owners = OwnerSignatures.Of(state, transaction, signatures);
        var problems = new List<string>();
        if (Order(state.Nonce, transaction.Nonce) is { } order)
        {
            problems.Add(order);
        }

        if (!owners.AreEnough)
        {
            problems.Add(
                $"{owners.Good.Count} of the Safe's owners signed, and {state.Threshold} are needed now"
                    + string.Concat(owners.Findings.Select(finding => finding.Problem is { } text ? $"; {text}" : ""))
            );
        }

        if (problems.Count > 0)
        {
            return new SafeExecution(state, owners, null, problems);
        }

        var data = transaction.ExecuteCallData(owners.Pack());
        try
        {
            await rpc.CallAsync(new ContractCall(account.Address, data, From: sender), cancellation: cancellation)
                .ConfigureAwait(false);
        }
        catch (JsonRpcException e) when (e.Fault is JsonRpcFault.Reverted or JsonRpcFault.Refused)
        {
            problems.Add($"tried, it does not go through: {e.Message}{Meaning(e.Message)}");
        }

        return new SafeExecution(state, owners, problems.Count == 0 ? data : null, problems);
    }

    /// <summary>Why a transaction of this nonce cannot be next, or null.</summary>
    public static string? Order(BigInteger next, BigInteger nonce) =>
        nonce == next ? null
        : nonce < next ? $"nonce {nonce} was used already: the Safe's next is {next}"
        : $"nonce {nonce} is not next: the Safe executes {next} first";

    /// <summary>What differs between the Safe that was signed for and the one that is there.</summary>
    public static string Other(SafeAccount signed, SafeAccount found)
    {
        ArgumentNullException.ThrowIfNull(signed);
        ArgumentNullException.ThrowIfNull(found);
        return signed.ChainId != found.ChainId
            ? $"it is for chain {signed.ChainId}, and the endpoint is on chain {found.ChainId}"
            : $"it is for a Safe {signed.Version} at {signed.Address}, and the one there is {found.Version}";
    }

    /// <summary>The Safe's own error codes that owners meet (docs/error_codes.md of Safe's contracts).</summary>
    private static string Meaning(string message) =>
        message switch
        {
            _ when message.Contains("GS013", StringComparison.Ordinal) => " (the payload's call failed)",
            _ when message.Contains("GS020", StringComparison.Ordinal) => " (too few signatures)",
            _ when message.Contains("GS026", StringComparison.Ordinal) => " (a signature is not an owner's)",
            _ => "",
        };
}
