using System.CommandLine;
using System.Numerics;
using PrivateVote.Cli.Files;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>
/// What the owners of a Safe do with a result: each verifies the record on their own machine, and signs what was voted or nothing.
/// </summary>
internal static class CouncilCommands
{
    public static Command Create(Terminal terminal) =>
        new("council", "Act as a council member: verify a result, sign its payload for the Safe, execute it")
        {
            Review(terminal),
            Sign(terminal),
            CouncilExecuteCommands.CreateExecute(terminal),
            CouncilExecuteCommands.CreateReject(terminal),
        };

    private static Command Review(Terminal terminal)
    {
        var record = new VotedRecord();
        var options = new ReviewOptions();
        var owner = ChainOptions.Account("--owner", "The owner who would sign: checked to be one");
        var command = new Command(
            "review",
            "Verify a record, show the payload that has won with its hashes, and try it on the chain. Exit code 0 if it could "
                + "be signed, 1 if not"
        )
        {
            owner,
        };
        record.AddTo(command);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var voted = record.Read(terminal, parsed);
            var review = options.Make(terminal, parsed, voted, parsed.GetValue(owner));
            return review.MaySign ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static Command Sign(Terminal terminal)
    {
        var record = new VotedRecord();
        var options = new ReviewOptions();
        var place = new CouncilSpace();
        var key = KeyOptions.Existing("--key", "The key file of the wallet that owns the Safe");
        var output = CommonOptions.Out("The file for the signature");
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
            "Review, and sign the Safe's transaction of the payload that has won: of that and of nothing else"
        )
        {
            output,
            force,
            failing,
            again,
        };
        record.AddTo(command);
        options.AddTo(command);
        place.AddTo(command);
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            OutputFile.CheckFree(file, parsed.GetValue(force));
            var values = key.Get(parsed);
            using var wallet = KeyFiles.OpenWallet(terminal, values);
            var voted = record.Read(terminal, parsed, out var report);
            using var space = place.IsGiven(parsed) ? place.Open(terminal, parsed, values.File) : null;
            using var member = place.Member(terminal, parsed, values.PassphraseFile);
            var review = options.Make(terminal, parsed, voted, wallet.Address, space?.Version);
            if (review.Problem(parsed.GetValue(failing)) is { } problem)
            {
                throw new Failure($"nothing is signed: {problem}", ExitCode.Refused);
            }

            space?.Check(report, review.Transaction!, review.Hashes!.SafeTxHash);
            SignedMemory.Remember(values.File, voted, review.Transaction!.Nonce, parsed.GetValue(again));
            var signed = OwnerFile(wallet, review.State!, review.Transaction, voted.Election);
            OutputFile.Write(file, [.. StrictJson.Serialize(signed), (byte)'\n'], parsed.GetValue(force));
            terminal.Line($"{file}: the signature of {wallet.Address}; hand it to whoever executes");
            _ = EthereumSignature.TryParse(signed.Signature, out var signature);
            space?.Enter(terminal, signed.Nonce, signature!, rejection: false, member);
        });
        return command;
    }

    /// <summary>Signs a transaction and writes down what it was for.</summary>
    public static CouncilSignature OwnerFile(
        EthereumKey wallet,
        SafeState state,
        SafeTransaction transaction,
        byte[]? election
    )
    {
        var hash = state.Account.HashesOf(transaction).SafeTxHash;
        return new CouncilSignature(
            CouncilSignature.CurrentFormat,
            Small(state.Account.ChainId, "chain id"),
            state.Account.Address.ToString(),
            state.Account.Version.ToString(),
            Small(transaction.Nonce, "nonce"),
            hash,
            state.Threshold,
            wallet.Address.ToString(),
            wallet.SignDigest(hash).ToBytes(),
            election
        );
    }

    private static ulong Small(BigInteger number, string what) =>
        number <= ulong.MaxValue ? (ulong)number : throw new Failure($"a {what} above 2^64 is not written down");

    /// <summary>The options of a review, and what is shown of it.</summary>
    private sealed class ReviewOptions
    {
        private readonly Option<Uri?> rpc = ChainOptions.Rpc(required: true);
        private readonly Option<BigInteger?> nonce = ChainOptions.Number(
            "--nonce",
            "The nonce agreed on with the other owners; else the Safe's next"
        );
        private readonly Option<SafeVersion?> version = new("--safe-version")
        {
            Description = "The version that the Safe is known to have: another one is refused",
            HelpName = "VERSION",
            CustomParser = result =>
            {
                if (SafeVersion.TryParse(result.Tokens[0].Value, out var parsed, out var refusal))
                {
                    return parsed;
                }

                result.AddError($"--safe-version: {refusal}");
                return null;
            },
        };
        private readonly Option<Address?> multiSend = ChainOptions.MultiSend();

        public void AddTo(Command command)
        {
            command.Add(rpc);
            command.Add(nonce);
            command.Add(version);
            command.Add(multiSend);
        }

        /// <summary>Reviews, and shows everything.</summary>
        public CouncilReview Make(
            Terminal terminal,
            ParseResult parsed,
            VotedPayload voted,
            Address? owner,
            SafeVersion? known = null
        )
        {
            var expectation = new CouncilExpectation
            {
                Nonce = parsed.GetValue(nonce),
                Version = parsed.GetValue(version) ?? known,
                Owner = owner,
                MultiSend = parsed.GetValue(multiSend),
            };
            var review = ChainOptions.With(
                parsed.GetRequiredValue(rpc)!,
                endpoint => CouncilReview.MakeAsync(voted, endpoint, expectation)
            );
            Show(terminal, review);
            return review;
        }

        private static void Show(Terminal terminal, CouncilReview review)
        {
            var voted = review.Voted;
            terminal.Line($"voted     {voted.Title}: option {voted.Option + 1}, {voted.Name}");
            terminal.Line($"chain     {voted.Calls.ChainId}");
            terminal.Line($"safe      {voted.Calls.Safe}");
            if (review.Analysis is { } analysis)
            {
                foreach (var line in PayloadText.Lines(analysis))
                {
                    terminal.Line(line);
                }
            }

            if (review.Hashes is { } hashes)
            {
                SafeCommands.Print(terminal, hashes, review.Transaction!);
            }

            terminal.Line();
            foreach (var finding in review.Findings)
            {
                terminal.Outcome(finding.Ok, $"{finding.Check, -9} {finding.Evidence}");
            }
        }
    }
}
