using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Safe;

/// <summary>A call as a person reads it.</summary>
/// <param name="Call">The call itself.</param>
/// <param name="Function">The function, with its parameters' names; null for a plain payment and for what is not known.</param>
/// <param name="Arguments">The function's arguments; empty when there is no function.</param>
/// <param name="Concerns">What to look at, each once.</param>
/// <param name="Calls">The calls that multiSend lists; else empty.</param>
public sealed record DecodedCall(
    SafeCall Call,
    AbiFunction? Function,
    IReadOnlyList<AbiValue> Arguments,
    IReadOnlyList<CallConcern> Concerns,
    IReadOnlyList<DecodedCall> Calls
)
{
    /// <summary>Of this call and of those that it lists, each once.</summary>
    public IEnumerable<CallConcern> AllConcerns =>
        Concerns.Concat(Calls.SelectMany(call => call.AllConcerns)).Distinct();
}
