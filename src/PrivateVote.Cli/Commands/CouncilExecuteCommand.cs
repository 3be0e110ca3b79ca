using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>`council execute`: signatures become a transaction of the Safe.</summary>
internal static class CouncilExecuteCommand
{
    public static Command Create(Terminal terminal)
    {
        var basis = new VotedBasis();
        var sending = new SafeSending();
        var member = new MemberKey();
        var nonce = ChainOptions.Number(
            "--nonce",
            "The nonce that was signed for; needed when all signatures are in the log"
        );
        var multiSend = ChainOptions.MultiSend();
        var command = new Command(
            "execute",
            "Verify a result, put the owners' signatures together, from files and from the space's log, and send the Safe's "
                + "transaction; without --key the call data is printed for anyone to send. With --member-key the receipt is reported"
        )
        {
            nonce,
            multiSend,
        };
        basis.AddTo(command);
        sending.AddTo(command);
        member.AddTo(command, basis.Place);
        command.Validators.Add(result =>
        {
            if (!sending.HasSignatures(result) && !(basis.Place.IsGiven(result) && result.GetResult(nonce) is not null))
            {
                result.AddError("--signature FILE, or --server, --space, --proposal and --nonce for those in the log");
            }
        });
        command.SetAction(parsed =>
        {
            var payer = sending.Values(parsed);
            using var found = basis.Open(terminal, parsed, payer?.File);
            var voted = found.Payload();
            var proposal = found.Proposal;
            proposal?.CheckIsInExecution();
            using var word = member.Open(terminal, parsed, payer?.PassphraseFile, proposal);
            var signatures = sending.Signatures(parsed);
            CheckBasis(signatures, voted);
            var used = parsed.GetValue(nonce) ?? signatures[0].File!.Nonce;
            var account = new SafeAccount(
                voted.Calls.ChainId,
                voted.Calls.Safe,
                proposal?.Version ?? VersionOf(signatures[0].File!)
            );
            var transaction = voted.Calls.Transaction(account.Version, used, parsed.GetValue(multiSend));
            if (proposal is null)
            {
                return sending.Execute(terminal, parsed, account, transaction, signatures).ExitCode;
            }

            var small = OwnerSignatureFile.Small(used, "nonce");
            proposal.Check(small, account.HashesOf(transaction).SafeTxHash);
            var all = SafeSending.WithLog(signatures, proposal.Proposal, small, rejection: false);
            var sent = sending.Execute(terminal, parsed, account, transaction, all);
            if (
                word is not null
                && sent.Receipt is { } mined
                && SafeSending.StatusOf(sent.Outcome, false) is { } status
            )
            {
                proposal.Report(terminal, mined.TransactionHash, mined.BlockNumber, status, small, word);
            }

            return sent.ExitCode;
        });
        return command;
    }

    private static void CheckBasis(List<ReadSignature> signatures, VotedPayload voted)
    {
        var stray = signatures.Find(read => read.File!.Basis?.AsSpan().SequenceEqual(voted.Basis) != true);
        if (stray is not null)
        {
            throw new Failure(
                $"{stray.Name} is a signature for "
                    + (stray.File!.Basis is { } other ? $"what {Hex.Encode(other)} decided" : "a rejection")
                    + $", not for what {Hex.Encode(voted.Basis)} did",
                ExitCode.Refused
            );
        }
    }

    private static SafeVersion VersionOf(CouncilSignature file) =>
        SafeVersion.TryParse(file.Version, out var version, out var refusal) ? version : throw new Failure(refusal);
}
