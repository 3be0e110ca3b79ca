using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>What a payload does, wherever a person reads one: decoded, flagged, and where a node is named, tried.</summary>
internal static class PayloadReport
{
    /// <summary>The payload's lines, or why it is none.</summary>
    /// <param name="payload">As it stands in a manifest or proposal.</param>
    public static void Print(Terminal terminal, Payload payload)
    {
        if (VotedCalls.TryRead(payload, out var calls, out var refusal))
        {
            Print(terminal, calls, SafeVersion.V141, null);
        }
        else
        {
            terminal.Outcome(false, $"this payload can never be executed: {refusal}");
        }
    }

    /// <summary>The lines, by the Safe's version.</summary>
    /// <param name="executor">What makes the calls, for people.</param>
    public static void Print(
        Terminal terminal,
        VotedCalls calls,
        SafeVersion version,
        Address? multiSend,
        string executor = "Safe"
    )
    {
        terminal.Line($"payload   for the {executor} {calls.Safe} on chain {calls.ChainId}");
        foreach (var line in PayloadText.Lines(calls.Analyze(version, multiSend)))
        {
            terminal.Line("  " + line);
        }
    }

    /// <summary>Tries the payload on the chain as it is.</summary>
    /// <returns>Whether it goes through.</returns>
    public static bool Try(Terminal terminal, VotedCalls calls, Uri endpoint, Address? multiSend) =>
        ChainOptions.With(endpoint, rpc => TryAsync(terminal, calls, rpc, multiSend));

    private static async Task<bool> TryAsync(Terminal terminal, VotedCalls calls, JsonRpc rpc, Address? multiSend)
    {
        var chain = await rpc.ChainIdAsync();
        if (chain != calls.ChainId)
        {
            terminal.Outcome(false, $"not tried: the endpoint is on chain {chain}, the payload for {calls.ChainId}");
            return false;
        }

        var reader = new SafeReader(rpc);
        SafeState state;
        try
        {
            state = await reader.ReadAsync(calls.Safe);
        }
        catch (JsonRpcException exception) when (exception.Fault != JsonRpcFault.Unavailable)
        {
            terminal.Outcome(false, $"there is no Safe at {calls.Safe}: {exception.Message}");
            return false;
        }

        var call = calls.Transaction(state.Account.Version, state.Nonce, multiSend).Call;
        if (call.Operation == SafeOperation.DelegateCall && (await rpc.CodeAsync(call.To)).Length == 0)
        {
            terminal.Outcome(false, $"there is no contract at {call.To}: the transaction would succeed and do nothing");
            return false;
        }

        var simulation = await reader.SimulateAsync(calls.Safe, call);
        terminal.Outcome(
            simulation.Succeeds,
            simulation.Succeeds ? "tried now, the calls go through" : $"tried now, they do not: {simulation.Reason}"
        );
        return simulation.Succeeds;
    }
}
