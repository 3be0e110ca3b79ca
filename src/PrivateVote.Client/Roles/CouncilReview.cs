using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Records;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Client.Roles;

/// <summary>What a council member knows beforehand, and holds the chain to.</summary>
public sealed record CouncilExpectation
{
    /// <summary>The nonce that the transaction has; null for the Safe's next.</summary>
    public BigInteger? Nonce { get; init; }

    /// <summary>The version that the space's constitution names; null where none is known.</summary>
    public SafeVersion? Version { get; init; }

    /// <summary>Who is about to sign; null for somebody who only looks.</summary>
    public Address? Owner { get; init; }

    /// <summary>Another MultiSend than the canonical one; null for that.</summary>
    public Address? MultiSend { get; init; }
}

/// <summary>
/// A voted payload held against the chain that it is for, by the council member's own software: what is signed follows from the
/// verified manifest and from what the Safe says of itself, and each thing that was checked has a finding.
/// </summary>
public sealed class CouncilReview
{
    private static readonly AbiFunction TransactionHash = AbiFunction.Parse(
        "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)"
    );

    private const string TryCheck = "try";

    private readonly List<Finding> findings = [];

    private CouncilReview(VotedPayload voted) => Voted = voted;

    public VotedPayload Voted { get; }

    /// <summary>Each check, its outcome, and what shows it.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Whether every check holds: only then does anything get signed.</summary>
    public bool MaySign => Problem(acceptFailing: false) is null;

    /// <summary>Why nothing is signed, in sentences; null when it may be.</summary>
    /// <param name="acceptFailing">Whether the member signs although the calls, tried now, fail: they may be meant for later.</param>
    public string? Problem(bool acceptFailing)
    {
        string[] problems =
        [
            .. findings
                .Where(finding => !finding.Ok && !(acceptFailing && finding.Check == TryCheck))
                .Select(finding => finding.Evidence),
        ];
        return problems.Length > 0 ? string.Join("; ", problems)
            : Transaction is null ? "there is no transaction"
            : null;
    }

    /// <summary>The Safe as the endpoint says it is; null when there is none.</summary>
    public SafeState? State { get; private set; }

    /// <summary>What the owners sign; null when there is no Safe to sign for.</summary>
    public SafeTransaction? Transaction { get; private set; }

    /// <summary>The three hashes that wallets show; null when there is no Safe to sign for.</summary>
    public SafeHashes? Hashes { get; private set; }

    /// <summary>The calls, decoded and flagged; null when there is no Safe to sign for.</summary>
    public PayloadAnalysis? Analysis { get; private set; }

    /// <summary>What the calls would do now; null when they were not tried.</summary>
    public SafeSimulation? Simulation { get; private set; }

    /// <summary>Reads the Safe, computes what is to be signed, and tries it.</summary>
    /// <exception cref="JsonRpcException">The endpoint cannot be had.</exception>
    public static async Task<CouncilReview> MakeAsync(
        VotedPayload voted,
        JsonRpc rpc,
        CouncilExpectation expectation,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(voted);
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(expectation);
        var review = new CouncilReview(voted);
        await review.LookAsync(rpc, expectation, cancellation);
        return review;
    }

    private async Task LookAsync(JsonRpc rpc, CouncilExpectation expectation, CancellationToken cancellation)
    {
        var payload = Voted.Calls;
        var chain = await rpc.ChainIdAsync(cancellation);
        Report(
            "chain",
            chain == payload.ChainId,
            chain == payload.ChainId
                ? $"chain {chain}, as voted"
                : $"the payload was voted for chain {payload.ChainId}, and the endpoint is on chain {chain}"
        );
        Report(
            "executed",
            !Voted.Executed,
            Voted.Executed ? "the log says that this payload was executed already" : "not yet"
        );
        if (chain != payload.ChainId || await ReadSafeAsync(rpc, cancellation) is not { } state)
        {
            return;
        }

        State = state;
        var version = state.Account.Version;
        var asExpected = expectation.Version is not { } named || named == version;
        Report(
            "safe",
            asExpected,
            asExpected
                ? $"{state.Account.Address}, version {version}, {state.Threshold} of {state.Owners.Count} owners"
                : $"the Safe says that it is version {version}, and the constitution names {expectation.Version}"
        );
        var nonce = expectation.Nonce ?? state.Nonce;
        ReportNonce(state.Nonce, nonce);
        if (expectation.Owner is { } owner)
        {
            var isOwner = state.Owners.Contains(owner);
            Report("owner", isOwner, isOwner ? $"{owner} is an owner" : $"{owner} is not an owner of this Safe");
        }

        Transaction = payload.Transaction(version, nonce, expectation.MultiSend);
        Hashes = state.Account.HashesOf(Transaction);
        Analysis = payload.Analyze(version, expectation.MultiSend);
        await CompareHashAsync(rpc, state, cancellation);
        await CheckCodeAsync(rpc, cancellation);
        await SimulateAsync(rpc, state, cancellation);
    }

    private async Task<SafeState?> ReadSafeAsync(JsonRpc rpc, CancellationToken cancellation)
    {
        try
        {
            return await new SafeReader(rpc).ReadAsync(Voted.Calls.Safe, cancellation: cancellation);
        }
        catch (JsonRpcException exception) when (exception.Fault != JsonRpcFault.Unavailable)
        {
            Report("safe", false, $"there is no Safe at {Voted.Calls.Safe}: {exception.Message}");
            return null;
        }
    }

    private void ReportNonce(BigInteger next, BigInteger nonce)
    {
        // A later nonce may be signed ahead; one that was used can never be executed.
        Report("nonce", nonce >= next, nonce == next ? $"{nonce}, the Safe's next" : SafeExecutor.Order(next, nonce)!);
    }

    /// <summary>The Safe computes the hash by its own code: a second opinion on ours, and on its version.</summary>
    private async Task CompareHashAsync(JsonRpc rpc, SafeState state, CancellationToken cancellation)
    {
        var call = Transaction!.Call;
        var data = TransactionHash.EncodeCall(
            call.To,
            call.Value,
            call.Data,
            (int)call.Operation,
            0,
            0,
            0,
            Address.Zero,
            Address.Zero,
            Transaction.Nonce
        );
        byte[] answer;
        try
        {
            answer = await rpc.CallAsync(new ContractCall(state.Account.Address, data), cancellation: cancellation);
        }
        catch (JsonRpcException exception) when (exception.Fault != JsonRpcFault.Unavailable)
        {
            Report("hash", false, $"the Safe does not compute the transaction's hash: {exception.Message}");
            return;
        }

        var same = answer.AsSpan().SequenceEqual(Hashes!.SafeTxHash);
        Report(
            "hash",
            same,
            same
                ? $"{Hex.Encode(Hashes.SafeTxHash)}, by this software and by the Safe itself"
                : $"this software computes {Hex.Encode(Hashes.SafeTxHash)}, and the Safe another hash"
        );
    }

    /// <summary>A delegatecall to an address without code succeeds and does nothing.</summary>
    private async Task CheckCodeAsync(JsonRpc rpc, CancellationToken cancellation)
    {
        if (Transaction!.Call.Operation != SafeOperation.DelegateCall)
        {
            return;
        }

        var code = await rpc.CodeAsync(Transaction.Call.To, cancellation: cancellation);
        Report(
            "code",
            code.Length > 0,
            code.Length > 0
                ? $"there is a contract at {Transaction.Call.To}"
                : $"there is no contract at {Transaction.Call.To}: the transaction would succeed and do nothing"
        );
    }

    private async Task SimulateAsync(JsonRpc rpc, SafeState state, CancellationToken cancellation)
    {
        Simulation = await new SafeReader(rpc).SimulateAsync(
            state.Account.Address,
            Transaction!.Call,
            cancellation: cancellation
        );
        Report(
            TryCheck,
            Simulation.Succeeds,
            Simulation.Succeeds ? "tried now, the calls go through" : $"tried now, they do not: {Simulation.Reason}"
        );
    }

    private void Report(string check, bool ok, string evidence) => findings.Add(new Finding(check, ok, evidence));
}
