using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Governance;

/// <summary>A manifest's payload as a Safe takes it.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Safe">The Safe's address.</param>
/// <param name="Calls">One or more.</param>
public sealed record VotedCalls(BigInteger ChainId, Address Safe, IReadOnlyList<SafeCall> Calls)
{
    /// <summary>Reads addresses with their checksums, values and data; the refusal names the call.</summary>
    public static bool TryRead(
        Payload payload,
        [NotNullWhen(true)] out VotedCalls? read,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(payload);
        read = null;
        refusal = null;
        if (!Address.TryParse(payload.Safe, out var safe))
        {
            refusal = "the Safe's address has a wrong EIP-55 checksum, or is none";
            return false;
        }

        var calls = new List<SafeCall>();
        foreach (var written in payload.Calls)
        {
            if (
                !PayloadFile.TryReadCall(
                    written.To,
                    written.Value,
                    written.Data,
                    written.Operation,
                    out var call,
                    out refusal
                )
            )
            {
                refusal = $"call {calls.Count + 1} of the payload: {refusal}";
                return false;
            }

            calls.Add(call);
        }

        if (calls.Count is 0 or > MultiSend.MaximumCalls)
        {
            refusal = $"a payload has 1 to {MultiSend.MaximumCalls} calls";
            return false;
        }

        read = new VotedCalls(payload.ChainId, safe, calls);
        return true;
    }

    /// <summary>What the owners sign: the only call, or a multiSend of all of them.</summary>
    /// <param name="version">The Safe's: MultiSend has an address for each.</param>
    /// <param name="nonce">The Safe's nonce.</param>
    /// <param name="multiSend">Another MultiSend than the canonical one; null for that.</param>
    public SafeTransaction Transaction(SafeVersion version, BigInteger nonce, Address? multiSend = null) =>
        new() { Call = MultiSend.Combine(Calls, multiSend ?? MultiSend.ContractFor(version, Calls)), Nonce = nonce };

    /// <summary>What the calls do, for people.</summary>
    public PayloadAnalysis Analyze(SafeVersion version, Address? multiSend = null) =>
        PayloadAnalysis.Of(Safe, Calls, multiSend ?? MultiSend.ContractFor(version, Calls));
}
