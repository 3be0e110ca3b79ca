using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Safe;

/// <summary>The functions of Safe's contracts that are called here.</summary>
internal static class SafeFunctions
{
    public static readonly AbiFunction ExecTransaction = AbiFunction.Parse(
        "execTransaction(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,"
            + "uint256 gasPrice,address gasToken,address refundReceiver,bytes signatures)"
    );

    public static readonly AbiFunction MultiSend = AbiFunction.Parse("multiSend(bytes transactions)");
    public static readonly AbiFunction SimulateAndRevert = AbiFunction.Parse(
        "simulateAndRevert(address targetContract,bytes calldataPayload)"
    );
    public static readonly AbiFunction Version = AbiFunction.Parse("VERSION()");
    public static readonly AbiFunction Owners = AbiFunction.Parse("getOwners()");
    public static readonly AbiFunction Threshold = AbiFunction.Parse("getThreshold()");
    public static readonly AbiFunction Nonce = AbiFunction.Parse("nonce()");
}
