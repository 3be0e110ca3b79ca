using System.Numerics;
using PrivateVote.Ethereum.Transactions;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>Sends transactions of one account and waits for their receipts.</summary>
/// <param name="rpc">The endpoint.</param>
/// <param name="key">The account that pays. Not disposed here.</param>
/// <param name="chainId">The chain that transactions are signed for, whatever the endpoint says its own is.</param>
/// <param name="clock">Between two looks for a receipt.</param>
public sealed class TransactionSender(JsonRpc rpc, EthereumKey key, BigInteger chainId, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Signs and broadcasts an EIP-1559 transaction.</summary>
    /// <remarks>
    /// The fee is at most twice the price of gas now and the tip that the endpoint suggests; the gas a fifth more than it
    /// estimates, because what is executed may cost more a block later.
    /// </remarks>
    /// <param name="to">Null creates a contract.</param>
    /// <param name="data">Selector and arguments, or the contract's code.</param>
    /// <param name="value">In wei.</param>
    /// <param name="gas">The limit of gas; null to ask the endpoint.</param>
    /// <param name="cancellation">Ends the waiting for answers.</param>
    /// <exception cref="JsonRpcException">It would revert, or the endpoint cannot be had or does not take it.</exception>
    public async Task<SignedTransaction> SendAsync(
        Address? to,
        byte[] data,
        BigInteger value = default,
        ulong? gas = null,
        CancellationToken cancellation = default
    )
    {
        var limit =
            gas
            ?? (
                to is { } contract
                    ? await rpc.EstimateGasAsync(new ContractCall(contract, data, value, key.Address), cancellation)
                        .ConfigureAwait(false)
                        * 6
                        / 5
                    : throw new ArgumentException("creating a contract needs a limit of gas", nameof(gas))
            );
        var tip = await rpc.MaxPriorityFeePerGasAsync(cancellation).ConfigureAwait(false);
        var price = await rpc.GasPriceAsync(cancellation).ConfigureAwait(false);
        var signed = new Transaction
        {
            ChainId = chainId,
            Nonce = await rpc.TransactionCountAsync(key.Address, Block.Pending, cancellation).ConfigureAwait(false),
            To = to,
            Data = data,
            Value = value,
            GasLimit = limit,
            Fee = new TransactionFee.Market((2 * price) + tip, tip),
        }.Sign(key);
        await rpc.SendAsync(signed, cancellation).ConfigureAwait(false);
        return signed;
    }

    /// <summary>Waits until the transaction is in a block.</summary>
    /// <exception cref="JsonRpcException">The endpoint cannot be had.</exception>
    /// <exception cref="OperationCanceledException">The caller does not wait any longer; the transaction may still enter a block.</exception>
    public async Task<TransactionReceipt> WaitAsync(
        SignedTransaction transaction,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(transaction);
        while (true)
        {
            if (await rpc.ReceiptAsync(transaction.Hash, cancellation).ConfigureAwait(false) is { } receipt)
            {
                return receipt;
            }

            await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
        }
    }
}
