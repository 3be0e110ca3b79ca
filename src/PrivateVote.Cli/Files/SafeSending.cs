using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Serialization;
using PrivateVote.Cli.Commands;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>A signature that was read.</summary>
/// <param name="Name">For people.</param>
/// <param name="File">Null for one from the space's log.</param>
internal sealed record ReadSignature(string Name, CouncilSignature? File, EthereumSignature Signature);

/// <summary>What came of a transaction.</summary>
/// <param name="Receipt">Null when it was not sent, but its call data printed.</param>
internal sealed record SentTransaction(TransactionReceipt? Receipt, SafeOutcome Outcome)
{
    /// <summary>What a command exits with.</summary>
    public int ExitCode => Receipt is null || Outcome == SafeOutcome.Succeeded ? Cli.ExitCode.Ok : Cli.ExitCode.Refused;
}

/// <summary>The options of what sends a Safe's transaction, and the sending.</summary>
internal sealed class SafeSending
{
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromMinutes(10);

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

    public bool HasSignatures(CommandResult result) => result.GetResult(signatures) is not null;

    public bool HasSignatures(ParseResult parsed) => parsed.GetResult(signatures) is not null;

    public bool HasKey(CommandResult result) => key.IsGiven(result);

    public EthereumKey Key(Terminal terminal, ParseResult parsed) => KeyFiles.OpenWallet(terminal, key.Get(parsed));

    /// <summary>The acting key's file and passphrase file; null without one.</summary>
    public KeyOptions.Values? Values(ParseResult parsed) => key.IsGiven(parsed) ? key.Get(parsed) : null;

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

    /// <summary>The same, and those for this nonce that are in the space's log and in no file.</summary>
    public static IReadOnlyList<ReadSignature> WithLog(
        List<ReadSignature> files,
        Proposal proposal,
        ulong nonce,
        bool rejection
    )
    {
        var known = files.Select(read => read.Signature).ToHashSet();
        foreach (var entry in proposal.Council.Signatures)
        {
            if (
                entry.Nonce == nonce
                && entry.Rejection == rejection
                && EthereumSignature.TryParse(entry.Value, out var signature)
                && !known.Contains(signature)
            )
            {
                files.Add(new ReadSignature($"entry {entry.Index}", null, signature));
            }
        }

        return files;
    }

    /// <summary>Checks everything against the chain as it is, and sends the transaction or prints its call data.</summary>
    /// <exception cref="Failure">It would not go through: nothing is sent.</exception>
    public SentTransaction Execute(
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

    private async Task<SentTransaction> ExecuteAsync(
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
            return new SentTransaction(null, SafeOutcome.Other);
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

    private SentTransaction Conclude(
        Terminal terminal,
        ParseResult parsed,
        TransactionReceipt mined,
        SafeAccount account,
        SafeTransaction transaction
    )
    {
        var hash = account.HashesOf(transaction).SafeTxHash;
        var outcome = SafeReceipt.Read(mined, account.Address, hash);
        Print(terminal, mined, outcome);
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

        return new SentTransaction(mined, outcome);
    }

    /// <summary>What a receipt says of a Safe's transaction.</summary>
    public static void Print(Terminal terminal, TransactionReceipt mined, SafeOutcome outcome)
    {
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
    }

    /// <summary>What a log would have to know of an outcome; null where nothing happened: the nonce is still free.</summary>
    public static ExecutionStatus? StatusOf(SafeOutcome outcome, bool rejection) =>
        outcome switch
        {
            SafeOutcome.Succeeded => rejection ? ExecutionStatus.Rejected : ExecutionStatus.Succeeded,
            SafeOutcome.Failed => rejection ? ExecutionStatus.Rejected : ExecutionStatus.Failed,
            _ => null,
        };

    /// <summary>What came of a transaction, as a file.</summary>
    private sealed record ExecutionFile(
        [property: JsonConverter(typeof(DigestForm))] byte[] Transaction,
        ulong Block,
        string Outcome,
        string Safe,
        string Nonce,
        [property: JsonConverter(typeof(DigestForm))] byte[] SafeTxHash
    );
}
