using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Safe;

/// <summary>Shows what a call does, as far as its bytes say: what a contract does with it, only its code says.</summary>
public static class CallDecoder
{
    /// <summary>multiSend inside multiSend.</summary>
    private const int MaximumDepth = 4;

    /// <summary>The call's function, arguments and concerns, and those of the calls that it lists.</summary>
    /// <param name="call">The call.</param>
    /// <param name="multiSend">A MultiSend contract that is trusted beside the canonical ones.</param>
    public static DecodedCall Decode(SafeCall call, Address? multiSend = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Decode(call, multiSend, MaximumDepth);
    }

    private static DecodedCall Decode(SafeCall call, Address? multiSend, int depth)
    {
        var concerns = new List<CallConcern>();
        if (!call.Value.IsZero)
        {
            concerns.Add(CallConcern.Ether);
        }

        if (call.Operation == SafeOperation.DelegateCall)
        {
            if (
                depth > 0
                && (MultiSend.IsCanonical(call.To) || call.To == multiSend)
                && MultiSend.TrySplit(call.Data, out var calls, out _)
                && SafeFunctions.MultiSend.TryDecodeCall(call.Data, out var list, out _)
            )
            {
                var inner = calls.Select(one => Decode(one, multiSend, depth - 1)).ToArray();
                return new DecodedCall(call, SafeFunctions.MultiSend, list, concerns, inner);
            }

            concerns.Add(CallConcern.DelegateCall);
        }

        if (call.Data.Length == 0)
        {
            return new DecodedCall(call, null, [], concerns, []);
        }

        if (!KnownFunctions.TryFind(call.Data, out var function, out var concern))
        {
            concerns.Add(CallConcern.UnknownFunction);
            return new DecodedCall(call, null, [], concerns, []);
        }

        concerns.Add(concern);
        if (!function.TryDecodeCall(call.Data, out var arguments, out _))
        {
            concerns.Add(CallConcern.MalformedArguments);
            return new DecodedCall(call, function, [], concerns, []);
        }

        if (ChangesThreshold(function, concern))
        {
            concerns.Add(CallConcern.Threshold);
        }

        return new DecodedCall(call, function, arguments, concerns, []);
    }

    /// <summary>Owners are added and removed together with a threshold.</summary>
    private static bool ChangesThreshold(AbiFunction function, CallConcern concern) =>
        concern == CallConcern.Owners && function.Parameters.Contains("threshold");
}
