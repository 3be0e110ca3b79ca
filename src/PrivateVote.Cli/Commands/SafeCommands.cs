using System.CommandLine;
using System.Globalization;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Cli.Commands;

/// <summary>`safe`: what the owners of a Safe sign, without asking anybody.</summary>
internal static class SafeCommands
{
    public static Command Create(Terminal terminal) =>
        new("safe", "Compute what the owners of a Safe sign for a payload") { Hash(terminal) };

    private static Command Hash(Terminal terminal)
    {
        var chain = ChainOptions.Number("--chain-id", "The chain's EIP-155 id");
        var safe = ChainOptions.Account("--safe", "The Safe's address");
        var nonce = ChainOptions.Number("--nonce", "The Safe's nonce for this transaction");
        var payload = Payload();
        var version = ChainOptions.Version();
        var multiSend = ChainOptions.MultiSend();
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        chain.Required = safe.Required = nonce.Required = true;
        var command = new Command(
            "hash",
            "The domain, message and transaction hash of a payload, as hardware wallets show them. Several calls become one "
                + "multiSend, by delegatecall to the canonical MultiSendCallOnly of the Safe's version, or to its MultiSend "
                + "where one of the calls is a delegatecall itself"
        )
        {
            chain,
            safe,
            nonce,
            payload,
            version,
            multiSend,
            json,
        };
        command.SetAction(parsed =>
        {
            var calls = ChainOptions.ReadPayload(parsed.GetRequiredValue(payload));
            var running = parsed.GetValue(version);
            var account = new SafeAccount(
                parsed.GetRequiredValue(chain)!.Value,
                parsed.GetRequiredValue(safe)!.Value,
                running
            );
            var analysis = PayloadAnalysis.Of(
                account.Address,
                calls,
                parsed.GetValue(multiSend) ?? MultiSend.ContractFor(running, calls)
            );
            var transaction = new SafeTransaction
            {
                Call = analysis.Transaction,
                Nonce = parsed.GetRequiredValue(nonce)!.Value,
            };
            var hashes = account.HashesOf(transaction);
            if (parsed.GetValue(json))
            {
                terminal.Line(Encoding.UTF8.GetString(StrictJson.Serialize(Answer.Of(hashes, transaction))));
                return;
            }

            Print(terminal, hashes, transaction);
            foreach (var line in PayloadText.Lines(analysis))
            {
                terminal.Line(line);
            }
        });
        return command;
    }

    public static Option<FileInfo> Payload() =>
        new("--payload")
        {
            Description = "A file {\"calls\": [{\"to\", \"value\", \"data\", \"operation\"}]} of one call or several",
            HelpName = "FILE",
            Required = true,
        };

    /// <summary>The hashes and the Safe's one call, one a line.</summary>
    public static void Print(Terminal terminal, SafeHashes hashes, SafeTransaction transaction)
    {
        terminal.Line($"domainHash  {Hex.Encode(hashes.DomainHash)}");
        terminal.Line($"messageHash {Hex.Encode(hashes.MessageHash)}");
        terminal.Line($"safeTxHash  {Hex.Encode(hashes.SafeTxHash)}");
        terminal.Line($"to          {transaction.Call.To}");
        terminal.Line($"value       {transaction.Call.Value.ToString(CultureInfo.InvariantCulture)}");
        terminal.Line($"data        {Hex.Encode(transaction.Call.Data)}");
        terminal.Line($"operation   {(int)transaction.Call.Operation}");
        terminal.Line($"nonce       {transaction.Nonce.ToString(CultureInfo.InvariantCulture)}");
    }

    private sealed record Answer(
        string DomainHash,
        string MessageHash,
        string SafeTxHash,
        string To,
        string Data,
        int Operation
    )
    {
        public static Answer Of(SafeHashes hashes, SafeTransaction transaction) =>
            new(
                Hex.Encode(hashes.DomainHash),
                Hex.Encode(hashes.MessageHash),
                Hex.Encode(hashes.SafeTxHash),
                transaction.Call.To.ToString(),
                Hex.Encode(transaction.Call.Data),
                (int)transaction.Call.Operation
            );
    }
}
