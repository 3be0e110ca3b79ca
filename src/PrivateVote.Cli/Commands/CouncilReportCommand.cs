using System.CommandLine;
using System.Globalization;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Governor;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>`council report`: what came of a transaction that somebody else sent.</summary>
internal static class CouncilReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = new ProposalPlace(required: true);
        var key = KeyOptions.Existing(MemberKey.Name, MemberKey.Description);
        var rpc = ChainOptions.Rpc(required: true);
        var transaction = new Option<string>("--transaction")
        {
            Description =
                "The hash of the transaction in which the Safe or the Governor executed it, or the Safe a rejection",
            HelpName = "HASH",
            Required = true,
        };
        var description = new GovernorDescription(required: false);
        var command = new Command(
            "report",
            "Read the receipt of a transaction, and enter what came of the payload in the space's log. For a Governor its proposal's "
                + "description is needed: with the voted payload it makes the proposal's id"
        )
        {
            rpc,
            transaction,
        };
        place.AddTo(command);
        key.AddTo(command);
        description.AddTo(command);
        command.SetAction(parsed =>
        {
            var text = parsed.GetRequiredValue(transaction);
            if (!Hex.TryDecode(text, 32, out var hash))
            {
                throw new Failure($"--transaction: '{text}' is no hash: 0x and 64 hexadecimal digits");
            }

            using var proposal = place.Open(terminal, parsed, key.Get(parsed).File);
            using var member = KeyFiles.OpenHolder(terminal, key.Get(parsed));
            proposal.CheckMember(member);
            if (proposal.Proposal.Payload is not { } payload)
            {
                throw new Failure("nothing has passed that could be executed", ExitCode.Refused);
            }

            var mined = ChainOptions.With(
                parsed.GetRequiredValue(rpc)!,
                endpoint => ReceiptAsync(endpoint, payload.ChainId, hash)
            );
            var (status, nonce) = proposal.HasSafeTransaction
                ? OfSafe(terminal, proposal, mined)
                : OfGovernor(terminal, payload, mined, description.Read(parsed));
            proposal.Report(terminal, mined.TransactionHash, mined.BlockNumber, status, nonce, member);
        });
        return command;
    }

    private static async Task<TransactionReceipt> ReceiptAsync(JsonRpc endpoint, ulong chainId, byte[] hash)
    {
        var chain = await endpoint.ChainIdAsync();
        return chain != chainId
            ? throw new Failure(
                $"the payload is for chain {chainId}, and the endpoint is on chain {chain}",
                ExitCode.Refused
            )
            : await endpoint.ReceiptAsync(hash)
                ?? throw new Failure(
                    $"the endpoint has no transaction {Hex.Encode(hash)} in a block",
                    ExitCode.Refused
                );
    }

    /// <summary>The Safe's event is of a hash that owners signed in the space's log.</summary>
    private static (ExecutionStatus Status, ulong? Nonce) OfSafe(
        Terminal terminal,
        ServedProposal proposal,
        TransactionReceipt mined
    )
    {
        var safe = SafePayload.AccountOf(proposal.Council.Safe!).Address;
        foreach (var signed in proposal.Proposal.Council.Signatures)
        {
            var outcome = SafeReceipt.Read(mined, safe, signed.SafeTxHash);
            if (SafeSending.StatusOf(outcome, signed.Rejection) is { } status)
            {
                SafeSending.Print(terminal, mined, outcome);
                return (status, signed.Nonce);
            }
        }

        throw new Failure(
            "the receipt says nothing of a transaction that owners signed in the space's log",
            ExitCode.Refused
        );
    }

    private static (ExecutionStatus Status, ulong? Nonce) OfGovernor(
        Terminal terminal,
        Elections.Entries.Payload payload,
        TransactionReceipt mined,
        string? description
    )
    {
        if (description is null)
        {
            throw new Failure("--description TEXT or --description-file FILE: the proposal's id depends on it");
        }

        if (!VotedCalls.TryRead(payload, out var calls, out var refusal))
        {
            throw new Failure(refusal, ExitCode.Refused);
        }

        var id = GovernorCommands.ProposalOf(calls.Calls, description).Id;
        if (!GovernorReceipt.SaysExecuted(mined, calls.Safe, id))
        {
            throw new Failure(
                $"the receipt does not say that the Governor {calls.Safe} executed proposal {id.ToString(CultureInfo.InvariantCulture)}, "
                    + "which is the voted payload with this description",
                ExitCode.Refused
            );
        }

        terminal.Outcome(
            true,
            $"executed: the Governor says so of proposal {id.ToString(CultureInfo.InvariantCulture)}"
        );
        return (ExecutionStatus.Succeeded, null);
    }
}
