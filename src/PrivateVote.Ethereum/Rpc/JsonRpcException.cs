using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>Why a JSON-RPC endpoint gave no answer that can be used.</summary>
public enum JsonRpcFault
{
    /// <summary>It was not reached, answered too late, or with an HTTP status other than 200.</summary>
    Unavailable,

    /// <summary>What it answered is not what the method answers, or is too large.</summary>
    Malformed,

    /// <summary>It answered with an error of its own.</summary>
    Refused,

    /// <summary>The call, executed, reverts.</summary>
    Reverted,
}

/// <summary>
/// A JSON-RPC endpoint gave no answer that can be used. The message is ours; what the endpoint said is cut to a line.
/// </summary>
public sealed class JsonRpcException : Exception
{
    private static readonly AbiFunction Error = AbiFunction.Parse("Error(string message)");
    private static readonly AbiFunction Panic = AbiFunction.Parse("Panic(uint256 code)");

    internal JsonRpcException(JsonRpcFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    internal JsonRpcException(long code, string said, byte[]? revertData)
        : this(
            revertData is null ? JsonRpcFault.Refused : JsonRpcFault.Reverted,
            revertData is null ? $"the endpoint refused ({code}): {said}" : $"the call reverts: {Describe(revertData)}"
        )
    {
        Code = code;
        RevertData = revertData;
    }

    public JsonRpcFault Fault { get; }

    /// <summary>The endpoint's number for its error, when it gave one.</summary>
    public long? Code { get; }

    /// <summary>What the reverting contract returned; null unless the fault is that it reverted.</summary>
    public byte[]? RevertData { get; }

    /// <summary>Error(string) and Panic(uint256) are Solidity's own; others are shown by their selector.</summary>
    internal static string Describe(ReadOnlySpan<byte> data)
    {
        if (Error.TryDecodeCall(data, out var error, out _) && error is [AbiValue.Text { Value: var message }])
        {
            return SafeText.Line(message);
        }

        if (Panic.TryDecodeCall(data, out var panic, out _) && panic is [AbiValue.Number { Value: var code }])
        {
            return $"panic {code}";
        }

        return data.Length >= AbiFunction.SelectorSize
            ? $"custom error {Hex.Encode(data[..AbiFunction.SelectorSize])}"
            : "without a reason";
    }
}
