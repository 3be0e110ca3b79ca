using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>
/// What the members of a council do with a result: each verifies it on their own machine, and signs what was voted or nothing.
/// </summary>
internal static class CouncilCommands
{
    public static Command Create(Terminal terminal) =>
        new("council", "Act as a council member: verify a result, sign its payload for the Safe, execute it")
        {
            CouncilQueueCommand.Create(terminal),
            Review(terminal),
            Sign(terminal),
            CouncilWordCommands.CreateApprove(terminal),
            CouncilWordCommands.CreateRefuse(terminal),
            CouncilExecuteCommand.Create(terminal),
            CouncilRejectCommand.Create(terminal),
            CouncilReportCommand.Create(terminal),
        };

    private static Command Review(Terminal terminal)
    {
        var basis = new VotedBasis();
        var options = new ReviewOptions(rpcRequired: false);
        var owner = ChainOptions.Account("--owner", "The owner who would sign: checked to be one");
        var command = new Command(
            "review",
            "Verify a result, show the payload that has won with its hashes, and try it on the chain. Exit code 0 if it could "
                + "be signed or approved, 1 if not"
        )
        {
            owner,
        };
        basis.AddTo(command);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var found = basis.Open(terminal, parsed, null);
            if (found.Proposal is { HasSafeTransaction: false })
            {
                CouncilWordCommands.Show(terminal, found);
                return ExitCode.Ok;
            }

            var review = options.Make(
                terminal,
                parsed,
                found.Payload(),
                parsed.GetValue(owner),
                found.Proposal?.Version
            );
            CheckHash(found, review);
            return review.MaySign ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static Command Sign(Terminal terminal)
    {
        var basis = new VotedBasis();
        var options = new ReviewOptions(rpcRequired: true);
        var key = KeyOptions.Existing("--key", "The key file of the wallet that owns the Safe");
        var member = new MemberKey();
        var output = new Option<FileInfo?>("--out")
        {
            Description = "A file for the signature; without a space's log to enter it in there has to be one",
            HelpName = "FILE",
        };
        var force = CommonOptions.Force();
        var failing = new Option<bool>("--accept-failing")
        {
            Description = "Sign although the calls, tried now, do not go through",
        };
        var again = new Option<bool>("--again")
        {
            Description =
                "Sign for this nonce although this key signed the payload for another, which can never be used any more",
        };
        var command = new Command(
            "sign",
            "Review, and sign the Safe's transaction of the payload that has won: of that and of nothing else. With a space the "
                + "signature is entered in its log, and with --member-key the member's approval before it"
        )
        {
            output,
            force,
            failing,
            again,
        };
        basis.AddTo(command);
        options.AddTo(command);
        key.AddTo(command);
        member.AddTo(command, basis.Place);
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null && !basis.Place.IsGiven(result))
            {
                result.AddError("--out FILE, or --server, --space and --proposal");
            }
        });
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(output);
            if (file is not null)
            {
                OutputFile.CheckFree(file, parsed.GetValue(force));
            }

            var values = key.Get(parsed);
            using var wallet = KeyFiles.OpenWallet(terminal, values);
            using var found = basis.Open(terminal, parsed, values.File);
            using var word = member.Open(terminal, parsed, values.PassphraseFile, found.Proposal);
            var voted = found.Payload();
            if (found.Proposal is { HasSafeTransaction: false })
            {
                throw new Failure(
                    "there is no Safe to sign for: say `council approve`, and the Governor executes",
                    ExitCode.Refused
                );
            }

            var review = options.Make(terminal, parsed, voted, wallet.Address, found.Proposal?.Version);
            if (review.Problem(parsed.GetValue(failing)) is { } problem)
            {
                throw new Failure($"nothing is signed: {problem}", ExitCode.Refused);
            }

            CheckHash(found, review);
            SignedMemory.Remember(values.File, voted, review.Transaction!.Nonce, parsed.GetValue(again));
            var signed = OwnerSignatureFile.Sign(wallet, review.State!, review.Transaction, voted.Basis);
            if (file is not null)
            {
                OutputFile.Write(file, [.. StrictJson.Serialize(signed), (byte)'\n'], parsed.GetValue(force));
                terminal.Line($"{file}: the signature of {wallet.Address}; hand it to whoever executes");
            }

            if (found.Proposal is { } proposal)
            {
                if (word is not null)
                {
                    proposal.Approve(terminal, signed.Nonce, word);
                }

                _ = EthereumSignature.TryParse(signed.Signature, out var signature);
                proposal.Enter(terminal, signed.Nonce, wallet.Address, signature!, rejection: false);
            }
        });
        return command;
    }

    /// <summary>Holds what was reviewed to the space's log, where there is one.</summary>
    private static void CheckHash(VotedBasis.Found found, CouncilReview review)
    {
        if (found.Proposal is { } proposal && review is { Transaction: { } transaction, Hashes: { } hashes })
        {
            proposal.Check(OwnerSignatureFile.Small(transaction.Nonce, "nonce"), hashes.SafeTxHash);
        }
    }
}
