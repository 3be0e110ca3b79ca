using System.Numerics;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Ethereum.Safe;

/// <summary>
/// What the owners of a Safe sign: a call, how its gas is refunded (not at all, by default), and the Safe's nonce.
/// </summary>
public sealed record SafeTransaction
{
    /// <summary>The struct that is signed, unchanged from 1.0.0 on.</summary>
    internal static readonly TypedDataTypes Types = TypedDataTypes.Define(
        "SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,"
            + "address gasToken,address refundReceiver,uint256 nonce)"
    );

    /// <summary>The call. Several calls are one: <see cref="MultiSend"/>.</summary>
    public required SafeCall Call { get; init; }

    /// <summary>The Safe's own count of executed transactions.</summary>
    public required BigInteger Nonce { get; init; }

    /// <summary>Gas for the call; 0 leaves all of it, and makes a failing call revert the whole transaction.</summary>
    public BigInteger SafeTxGas { get; init; }

    public BigInteger BaseGas { get; init; }

    /// <summary>What the Safe pays for gas to who executes; 0 for nothing.</summary>
    public BigInteger GasPrice { get; init; }

    /// <summary>The token of that payment; the zero address for ether.</summary>
    public Address GasToken { get; init; }

    /// <summary>Who is paid; the zero address for who executes.</summary>
    public Address RefundReceiver { get; init; }

    /// <summary>
    /// What the owners sign to make a transaction with this nonce impossible: a call of the Safe itself with nothing.
    /// </summary>
    public static SafeTransaction Rejection(Address safe, BigInteger nonce) =>
        new() { Call = new SafeCall(safe, 0, []), Nonce = nonce };

    /// <summary>execTransaction's call data, to be sent to the Safe by anyone.</summary>
    /// <param name="signatures">As <see cref="SafeSignatures"/> packs them.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public byte[] ExecuteCallData(byte[] signatures) =>
        SafeFunctions.ExecTransaction.EncodeCall(
            Call.To,
            Call.Value,
            Call.Data,
            (int)Call.Operation,
            SafeTxGas,
            BaseGas,
            GasPrice,
            GasToken,
            RefundReceiver,
            signatures
        );

    internal AbiValue.Struct ToValue() =>
        new(
            new Dictionary<string, AbiValue>
            {
                ["to"] = Call.To,
                ["value"] = Call.Value,
                ["data"] = Call.Data,
                ["operation"] = (int)Call.Operation,
                ["safeTxGas"] = SafeTxGas,
                ["baseGas"] = BaseGas,
                ["gasPrice"] = GasPrice,
                ["gasToken"] = GasToken,
                ["refundReceiver"] = RefundReceiver,
                ["nonce"] = Nonce,
            }
        );
}
