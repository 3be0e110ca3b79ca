using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>`council reject`: a nonce is taken away from whatever was signed for it.</summary>
internal static class CouncilRejectCommand
{
    public static Command Create(Terminal terminal)
    {
        var place = new ProposalPlace(required: false);
        var chain = ChainOptions.Number("--chain-id", "The chain's EIP-155 id; with a space the constitution says it");
        var safe = ChainOptions.Account("--safe", "The Safe's address; with a space the constitution says it");
        var nonce = ChainOptions.Number("--nonce", "The nonce to take away from whatever was signed for it");
        nonce.Required = true;
        var output = new Option<FileInfo?>("--out")
        {
            Description = "Sign: the file for the signature",
            HelpName = "FILE",
        };
        var force = CommonOptions.Force();
        var send = new Option<bool>("--send")
        {
            Description = "Send, with the signatures in the space's log and in files",
        };
        var sending = new SafeSending();
        var member = new MemberKey();
        var command = new Command(
            "reject",
            "Take a nonce away by a transaction that does nothing: sign it with --key, to a file or into the space's log, or send it "
                + "with --signature or --send; with --member-key it is reported, and the proposal is vetoed"
        )
        {
            chain,
            safe,
            nonce,
            output,
            force,
            send,
        };
        place.AddTo(command);
        sending.AddTo(command);
        member.AddTo(command, place);
        command.Validators.Add(result =>
        {
            var inSpace = place.IsGiven(result);
            var named = result.GetResult(chain) is not null && result.GetResult(safe) is not null;
            if (named == inSpace)
            {
                result.AddError("either --chain-id and --safe, or --server, --space and --proposal");
            }

            var isSent = sending.HasSignatures(result) || result.GetResult(send) is not null;
            var isSigned = result.GetResult(output) is not null || (inSpace && !isSent);
            if (isSigned == isSent || (isSigned && !sending.HasKey(result)))
            {
                result.AddError("either sign, by --key and in a file by --out, or send, by --signature or --send");
            }
            else if (result.GetResult(send) is not null && !inSpace)
            {
                result.AddError("--send goes with --server, --space and --proposal; else --signature FILE");
            }
        });
        command.SetAction(parsed =>
        {
            var values = sending.Values(parsed);
            using var proposal = place.IsGiven(parsed) ? place.Open(terminal, parsed, values?.File) : null;
            using var word = member.Open(terminal, parsed, values?.PassphraseFile, proposal);
            var used = parsed.GetRequiredValue(nonce)!.Value;
            var transaction = proposal is null
                ? SafeTransaction.Rejection(parsed.GetRequiredValue(safe)!.Value, used)
                : RejectionIn(proposal, OwnerSignatureFile.Small(used, "nonce"));
            var state = sending.Read(parsed, transaction.Call.To);
            var expected = proposal is null
                ? state.Account with
                {
                    ChainId = parsed.GetRequiredValue(chain)!.Value,
                }
                : proposal.TransactionOf((ulong)used, rejection: true).Account;
            if (state.Account != expected)
            {
                throw new Failure(SafeExecutor.Other(expected, state.Account), ExitCode.Refused);
            }

            if (!sending.HasSignatures(parsed) && !parsed.GetValue(send))
            {
                Sign(
                    terminal,
                    sending.Key(terminal, parsed),
                    state,
                    transaction,
                    parsed.GetValue(output),
                    parsed.GetValue(force),
                    proposal
                );
                return ExitCode.Ok;
            }

            var signatures = sending.Signatures(parsed);
            if (proposal is null)
            {
                return sending.Execute(terminal, parsed, state.Account, transaction, signatures).ExitCode;
            }

            var all = SafeSending.WithLog(signatures, proposal.Proposal, (ulong)used, rejection: true);
            var sent = sending.Execute(terminal, parsed, state.Account, transaction, all);
            if (word is not null && sent.Receipt is { } mined && SafeSending.StatusOf(sent.Outcome, true) is { } status)
            {
                proposal.Report(terminal, mined.TransactionHash, mined.BlockNumber, status, (ulong)used, word);
            }

            return sent.ExitCode;
        });
        return command;
    }

    private static SafeTransaction RejectionIn(ServedProposal proposal, ulong nonce) =>
        Councillor.StageProblem(proposal.Proposal) is { } problem
            ? throw new Failure(problem, ExitCode.Refused)
            : proposal.TransactionOf(nonce, rejection: true).Transaction;

    private static void Sign(
        Terminal terminal,
        EthereumKey key,
        SafeState state,
        SafeTransaction transaction,
        FileInfo? file,
        bool force,
        ServedProposal? proposal
    )
    {
        using var wallet = key;
        if (!state.Owners.Contains(wallet.Address))
        {
            throw new Failure($"{wallet.Address} is not an owner of this Safe", ExitCode.Refused);
        }

        if (transaction.Nonce < state.Nonce)
        {
            throw new Failure(SafeExecutor.Order(state.Nonce, transaction.Nonce)!, ExitCode.Refused);
        }

        SafeCommands.Print(terminal, state.Account.HashesOf(transaction), transaction);
        var signed = OwnerSignatureFile.Sign(wallet, state, transaction, null);
        if (file is not null)
        {
            OutputFile.Write(file, [.. StrictJson.Serialize(signed), (byte)'\n'], force);
            terminal.Line($"{file}: the signature of {wallet.Address} for the rejection of nonce {transaction.Nonce}");
        }

        if (proposal is not null)
        {
            _ = EthereumSignature.TryParse(signed.Signature, out var signature);
            proposal.Enter(terminal, signed.Nonce, wallet.Address, signature!, rejection: true);
        }
    }
}
