using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>`council execute` and `council reject`: signatures become a transaction of the Safe.</summary>
internal static class CouncilExecuteCommands
{
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromMinutes(10);

    public static Command CreateExecute(Terminal terminal)
    {
        var record = new VotedRecord();
        var sending = new SendingOptions();
        var place = new CouncilSpace();
        var nonce = ChainOptions.Number(
            "--nonce",
            "The nonce that was signed for; needed when all signatures are in the log"
        );
        var multiSend = ChainOptions.MultiSend();
        var command = new Command(
            "execute",
            "Verify a record, put the owners' signatures together, from files and from the space's log, and send the Safe's "
                + "transaction; without --key the call data is printed for anyone to send"
        )
        {
            nonce,
            multiSend,
        };
        record.AddTo(command);
        sending.AddTo(command);
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!sending.HasSignatures(result) && !(place.IsGiven(result) && result.GetResult(nonce) is not null))
            {
                result.AddError("--signature FILE, or --server, --space, --proposal and --nonce for those in the log");
            }
        });
        command.SetAction(parsed =>
        {
            var voted = record.Read(terminal, parsed, out var report);
            var signatures = sending.Signatures(parsed);
            CheckElection(signatures, voted);
            using var space = place.IsGiven(parsed) ? place.Open(terminal, parsed, null) : null;
            using var member = place.Member(terminal, parsed, sending.PassphraseFile(parsed));
            var version =
                signatures.Count > 0
                    ? VersionOf(signatures[0].File!)
                    : space?.Version ?? throw new Failure("the constitution names no Safe");
            var used = signatures.Count > 0 ? signatures[0].File!.Nonce : parsed.GetRequiredValue(nonce)!.Value;
            var account = new SafeAccount(voted.Calls.ChainId, voted.Calls.Safe, version);
            var transaction = voted.Calls.Transaction(version, used, parsed.GetValue(multiSend));
            if (space is not null)
            {
                space.Check(report, transaction, account.HashesOf(transaction).SafeTxHash);
                var known = signatures.Select(read => read.Signature).ToHashSet();
                signatures.AddRange(
                    space
                        .Signatures((ulong)used, rejection: false)
                        .Where(entry => !known.Contains(entry.Signature))
                        .Select(entry => new ReadSignature(entry.Name, null, entry.Signature))
                );
            }

            var (exitCode, executed) = sending.Execute(terminal, parsed, account, transaction, signatures);
            if (space is not null && member is not null && executed is not null)
            {
                space.Enter(terminal, executed, member);
            }

            return exitCode;
        });
        return command;
    }

    private static void CheckElection(List<ReadSignature> signatures, VotedPayload voted)
    {
        var stray = signatures.Find(read => read.File!.Election?.AsSpan().SequenceEqual(voted.Election) != true);
        if (stray is not null)
        {
            throw new Failure(
                $"{stray.Name} is a signature for "
                    + (stray.File!.Election is { } other ? $"election {Hex.Encode(other)}" : "a rejection")
                    + $", not for {Hex.Encode(voted.Election)}",
                ExitCode.Refused
            );
        }
    }

    public static Command CreateReject(Terminal terminal)
    {
        var chain = ChainOptions.Number("--chain-id", "The chain's EIP-155 id");
        var safe = ChainOptions.Account("--safe", "The Safe's address");
        var nonce = ChainOptions.Number("--nonce", "The nonce to take away from whatever was signed for it");
        var output = new Option<FileInfo?>("--out") { Description = "The file for the signature", HelpName = "FILE" };
        var force = CommonOptions.Force();
        chain.Required = safe.Required = nonce.Required = true;
        var sending = new SendingOptions();
        var command = new Command(
            "reject",
            "Take a nonce away by a transaction that does nothing: sign it with --key and --out, or send it with --signature"
        )
        {
            chain,
            safe,
            nonce,
            output,
            force,
        };
        sending.AddTo(command);
        command.Validators.Add(result =>
        {
            var signing = result.GetResult(output) is not null;
            if (signing == sending.HasSignatures(result) || (signing && !sending.HasKey(result)))
            {
                result.AddError("either --key and --out, to sign, or --signature, to send");
            }
        });
        command.SetAction(parsed =>
        {
            var address = parsed.GetRequiredValue(safe)!.Value;
            var transaction = SafeTransaction.Rejection(address, parsed.GetRequiredValue(nonce)!.Value);
            var state = sending.Read(parsed, address);
            if (state.Account.ChainId != parsed.GetRequiredValue(chain)!.Value)
            {
                throw new Failure($"the endpoint is on chain {state.Account.ChainId}", ExitCode.Refused);
            }

            return parsed.GetValue(output) is { } file
                ? SignRejection(
                    terminal,
                    sending.Key(terminal, parsed),
                    state,
                    transaction,
                    file,
                    parsed.GetValue(force)
                )
                : sending.Execute(terminal, parsed, state.Account, transaction, sending.Signatures(parsed)).ExitCode;
        });
        return command;
    }

    private static int SignRejection(
        Terminal terminal,
        EthereumKey wallet,
        SafeState state,
        SafeTransaction transaction,
        FileInfo file,
        bool force
    )
    {
        using (wallet)
        {
            if (!state.Owners.Contains(wallet.Address))
            {
                throw new Failure($"{wallet.Address} is not an owner of this Safe", ExitCode.Refused);
            }

            if (transaction.Nonce < state.Nonce)
            {
                throw new Failure(SafeExecutor.Order(state.Nonce, transaction.Nonce)!, ExitCode.Refused);
            }

            SafeCommands.Print(terminal, state.Account.HashesOf(transaction), transaction);
            var signed = CouncilCommands.OwnerFile(wallet, state, transaction, null);
            OutputFile.Write(file, [.. StrictJson.Serialize(signed), (byte)'\n'], force);
            terminal.Line($"{file}: the signature of {wallet.Address} for the rejection of nonce {transaction.Nonce}");
            return ExitCode.Ok;
        }
    }

    private static SafeVersion VersionOf(CouncilSignature file) =>
        SafeVersion.TryParse(file.Version, out var version, out var refusal) ? version : throw new Failure(refusal);

    /// <summary>A signature that was read.</summary>
    /// <param name="File">Null for one from the space's log.</param>
    private sealed record ReadSignature(string Name, CouncilSignature? File, EthereumSignature Signature);

    /// <summary>What came of a transaction, as a file.</summary>
    private sealed record ExecutionFile(
        [property: JsonConverter(typeof(DigestForm))] byte[] Transaction,
        ulong Block,
        string Outcome,
        string Safe,
        string Nonce,
        [property: JsonConverter(typeof(DigestForm))] byte[] SafeTxHash
    );

    /// <summary>The options of what sends a Safe's transaction, and the sending.</summary>
    private sealed class SendingOptions
    {
        private readonly Option<Uri?> rpc = ChainOptions.Rpc(required: true);
        private readonly Option<FileInfo[]> signatures = new("--signature")
        {
            Description = "A file with an owner's signature; once for each, in any order",
            HelpName = "FILE",
        };
        private readonly KeyOptions key = KeyOptions.Optional("--key", "The key file of the wallet that acts or pays");
        private readonly Option<FileInfo?> receipt = new("--receipt")
        {
            Description = "A file for what came of it",
            HelpName = "FILE",
        };

        public void AddTo(Command command)
        {
            command.Add(rpc);
            command.Add(signatures);
            command.Add(receipt);
            key.AddTo(command);
        }

        public bool HasSignatures(System.CommandLine.Parsing.CommandResult result) =>
            result.GetResult(signatures) is not null;

        public bool HasKey(System.CommandLine.Parsing.CommandResult result) => key.IsGiven(result);

        public EthereumKey Key(Terminal terminal, ParseResult parsed) => KeyFiles.OpenWallet(terminal, key.Get(parsed));

        public FileInfo? PassphraseFile(ParseResult parsed) =>
            key.IsGiven(parsed) ? key.Get(parsed).PassphraseFile : null;

        public SafeState Read(ParseResult parsed, Address safe) =>
            ChainOptions.With(parsed.GetRequiredValue(rpc)!, endpoint => new SafeReader(endpoint).ReadAsync(safe));

        /// <summary>The signature files, all for one transaction as they say themselves.</summary>
        public List<ReadSignature> Signatures(ParseResult parsed)
        {
            var read = new List<ReadSignature>();
            foreach (var file in parsed.GetValue(signatures) ?? [])
            {
                var content = InputFile.Read(file, CouncilSignature.MaximumSize);
                if (!CouncilSignature.TryParse(content, out var signature, out var value, out var refusal))
                {
                    throw new Failure($"{file} is not an owner's signature: {refusal}");
                }

                read.Add(new ReadSignature(file.Name, signature, value));
                if (signature.Nonce != read[0].File!.Nonce)
                {
                    throw new Failure(
                        $"{read[0].Name} is for nonce {read[0].File!.Nonce}, and {file.Name} for {signature.Nonce}",
                        ExitCode.Refused
                    );
                }
            }

            return read;
        }

        /// <summary>Checks everything against the chain as it is, and sends the transaction or prints its call data.</summary>
        public (int ExitCode, ExecutedBody? Executed) Execute(
            Terminal terminal,
            ParseResult parsed,
            SafeAccount account,
            SafeTransaction transaction,
            IReadOnlyList<ReadSignature> signed
        )
        {
            if (parsed.GetValue(receipt) is { } file)
            {
                OutputFile.CheckFree(file, force: false);
            }

            using var wallet = key.IsGiven(parsed) ? Key(terminal, parsed) : null;
            SafeCommands.Print(terminal, account.HashesOf(transaction), transaction);
            return ChainOptions.With(
                parsed.GetRequiredValue(rpc)!,
                endpoint => ExecuteAsync(terminal, parsed, endpoint, wallet, account, transaction, signed)
            );
        }

        private async Task<(int ExitCode, ExecutedBody? Executed)> ExecuteAsync(
            Terminal terminal,
            ParseResult parsed,
            JsonRpc endpoint,
            EthereumKey? wallet,
            SafeAccount account,
            SafeTransaction transaction,
            IReadOnlyList<ReadSignature> signed
        )
        {
            var prepared = await new SafeExecutor(endpoint).PrepareAsync(
                account,
                transaction,
                signed.Select(read => read.Signature),
                wallet?.Address
            );
            Report(terminal, prepared, signed);
            if (prepared.CallData is not { } data)
            {
                throw new Failure($"nothing is sent: {string.Join("; ", prepared.Problems)}", ExitCode.Refused);
            }

            if (wallet is null)
            {
                terminal.Line($"send to     {account.Address}");
                terminal.Line($"call data   {Hex.Encode(data)}");
                return (ExitCode.Ok, null);
            }

            var sender = new TransactionSender(endpoint, wallet, account.ChainId, TimeProvider.System);
            var sent = await sender.SendAsync(account.Address, data);
            terminal.Line($"transaction {Hex.Encode(sent.Hash)}");
            using var patience = new CancellationTokenSource(ReceiptPatience);
            var mined = await sender.WaitAsync(sent, patience.Token);
            return Conclude(terminal, parsed, mined, account, transaction);
        }

        private static void Report(Terminal terminal, SafeExecution prepared, IReadOnlyList<ReadSignature> signed)
        {
            if (prepared.Signatures is not { } owners)
            {
                return;
            }

            for (var i = 0; i < signed.Count; i++)
            {
                var finding = owners.Findings[i];
                terminal.Outcome(
                    finding.Problem is null,
                    $"{signed[i].Name}: {finding.Problem ?? $"signed by {finding.Signer}"}"
                );
            }

            foreach (
                var then in signed
                    .Select(read => read.File?.Threshold ?? owners.Threshold)
                    .Distinct()
                    .Where(t => t != owners.Threshold)
            )
            {
                terminal.Line($"note: the threshold was {then} when an owner signed, and is {owners.Threshold} now");
            }
        }

        private (int ExitCode, ExecutedBody? Executed) Conclude(
            Terminal terminal,
            ParseResult parsed,
            TransactionReceipt mined,
            SafeAccount account,
            SafeTransaction transaction
        )
        {
            var hash = account.HashesOf(transaction).SafeTxHash;
            var outcome = SafeReceipt.Read(mined, account.Address, hash);
            terminal.Line($"block       {mined.BlockNumber.ToString(CultureInfo.InvariantCulture)}");
            terminal.Outcome(
                outcome == SafeOutcome.Succeeded,
                outcome switch
                {
                    SafeOutcome.Succeeded => "executed: the Safe says so of this very transaction",
                    SafeOutcome.Failed => "the Safe took the transaction, and its calls failed: the nonce is used",
                    SafeOutcome.Reverted => "everything was taken back: the nonce is still free",
                    _ => "the receipt says nothing of this transaction",
                }
            );
            if (parsed.GetValue(receipt) is { } file)
            {
                var content = new ExecutionFile(
                    mined.TransactionHash,
                    mined.BlockNumber,
                    outcome.ToString().ToLowerInvariant(),
                    account.Address.ToString(),
                    transaction.Nonce.ToString(CultureInfo.InvariantCulture),
                    hash
                );
                OutputFile.Write(file, [.. StrictJson.Serialize(content), (byte)'\n'], force: false);
            }

            ExecutionStatus? status = outcome switch
            {
                SafeOutcome.Succeeded => ExecutionStatus.Succeeded,
                SafeOutcome.Failed => ExecutionStatus.Failed,
                // Nothing happened that a log would have to know: the nonce is still free.
                _ => null,
            };
            var executed =
                status is { } known && transaction.Nonce <= ulong.MaxValue
                    ? new ExecutedBody([], 0, mined.TransactionHash, mined.BlockNumber, known, (ulong)transaction.Nonce)
                    : null;
            return (outcome == SafeOutcome.Succeeded ? ExitCode.Ok : ExitCode.Refused, executed);
        }
    }
}
