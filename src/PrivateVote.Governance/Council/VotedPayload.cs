using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using Hex = PrivateVote.Cryptography.Standard.Hex;

namespace PrivateVote.Governance.Council;

/// <summary>
/// The payload that an election decided on, from its verified manifest and nowhere else: what no service and no message can
/// change.
/// </summary>
/// <param name="Election">The election's id, 32 bytes.</param>
/// <param name="Title">The election's title.</param>
/// <param name="Option">The winning option's position, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Executed">Whether its log says that it was executed.</param>
/// <param name="Payload">Where, and which calls.</param>
public sealed record VotedPayload(
    byte[] Election,
    string Title,
    int Option,
    string Name,
    bool Executed,
    SafePayload Payload
)
{
    /// <summary>What was voted, if the record verifies, is of this election, and an option with a payload has won.</summary>
    /// <param name="report">What verifying the whole record showed.</param>
    /// <param name="election">The election's id as the member knows it; null where the record is the member's own file.</param>
    /// <param name="voted">What was voted.</param>
    /// <param name="refusal">Why there is nothing to sign, in a sentence.</param>
    public static bool TryRead(
        VerificationReport report,
        byte[]? election,
        [NotNullWhen(true)] out VotedPayload? voted,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(report);
        voted = null;
        refusal = null;
        if (!report.Valid || report.State is not { } state)
        {
            var failed = report.Findings.FirstOrDefault(finding => !finding.Ok);
            refusal = $"the record does not verify: {failed?.Check} {failed?.Evidence}";
            return false;
        }

        if (election is not null && !election.AsSpan().SequenceEqual(state.Election.Id))
        {
            refusal = $"the record is of election {Hex.Encode(state.Election.Id)}, not {Hex.Encode(election)}";
            return false;
        }

        if (state.Result is not { Passed: true, Winner: { } winner })
        {
            refusal = state.Result is null
                ? $"the election has no result: it is {state.Phase.ToString().ToLowerInvariant()}"
                : $"the election did not pass: {state.Conclusion}";
            return false;
        }

        var option = state.Election.Manifest.Options[winner];
        if (option.Payload is not { } payload)
        {
            refusal = $"{Shown.Text(option.Name)} has won, and nothing is executed for it";
            return false;
        }

        if (!SafePayload.TryRead(payload, out var read, out refusal))
        {
            return false;
        }

        voted = new VotedPayload(
            state.Election.Id,
            state.Election.Manifest.Title,
            winner,
            option.Name,
            state.Phase == Phase.Executed,
            read
        );
        return true;
    }
}

/// <summary>A manifest's payload as a Safe takes it.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Safe">The Safe's address.</param>
/// <param name="Calls">One or more.</param>
public sealed record SafePayload(BigInteger ChainId, Address Safe, IReadOnlyList<SafeCall> Calls)
{
    /// <summary>Reads addresses with their checksums, values and data; the refusal names the call.</summary>
    public static bool TryRead(
        Payload payload,
        [NotNullWhen(true)] out SafePayload? read,
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

        read = new SafePayload(payload.ChainId, safe, calls);
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
