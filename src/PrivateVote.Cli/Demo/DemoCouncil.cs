using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using PrivateVote.Cli.Files;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// The council in the demo: its members review and sign, and where this machine has a chain their Safe executes.
/// </summary>
internal sealed class DemoCouncil : IDisposable
{
    private const int Size = 3;
    private const int Threshold = 2;
    private const ulong Nonce = 0;
    private const int Tokens = 250;

    private static readonly BigInteger Paid = DemoChain.Ether;
    private static readonly BigInteger Swapped = 2 * DemoChain.Ether;

    private readonly Terminal terminal;
    private readonly RoleKey[] members = [.. Enumerable.Range(0, Size).Select(_ => RoleKey.Create())];
    private readonly EthereumKey[] owners = [.. Enumerable.Range(0, Size).Select(_ => EthereumKey.Generate())];
    private readonly Address garden = NewAddress();
    private readonly Address safe;
    private readonly DemoChain? chain;
    private readonly string? missing;

    /// <summary>Names a council, and creates its Safe on a chain where there is one.</summary>
    public DemoCouncil(Terminal terminal)
    {
        this.terminal = terminal;
        try
        {
            chain = ChainTools.TryFind(
                new DirectoryInfo(Directory.GetCurrentDirectory()),
                terminal.EnvironmentVariable("PATH"),
                out var tools,
                out missing
            )
                ? terminal.WithSpinner("Starting a chain with a Safe", () => StartChain(tools))
                : null;
        }
        catch (Failure failure)
        {
            missing = failure.Message;
        }

        safe = chain?.Safe ?? NewAddress();
    }

    /// <summary>As the constitution has it.</summary>
    public SpaceCouncil Rules =>
        new(
            [.. members.Zip(owners, (key, owner) => new CouncilMember(key.Did, owner.Address.ToString()))],
            Threshold,
            Reference
        );

    /// <summary>What is proposed to be paid from the Safe.</summary>
    public Payload Payload =>
        new(
            SafeChain.ChainId,
            safe.ToString(),
            [
                new Call(garden.ToString(), Paid.ToString(CultureInfo.InvariantCulture), "0x", 0),
                .. chain is null
                    ? (Call[])[]
                    :
                    [
                        new Call(
                            chain.Token.ToString(),
                            "0",
                            Hex.Encode(SafeChain.Call("transfer(address,uint256)", garden, Tokens)),
                            0
                        ),
                    ],
            ]
        );

    /// <summary>The same in words.</summary>
    public string Payment => chain is null ? "1 ETH" : $"1 ETH and {Tokens} tokens";

    private SafeReference Reference => new(SafeChain.ChainId, safe.ToString(), "1.4.1");

    /// <summary>Who executes, for the reader.</summary>
    public void Introduce()
    {
        terminal.Show($"council   {Size} members, of whom {Threshold} sign for the Safe {safe}");
        if (chain is not null)
        {
            terminal.Show(
                $"the Safe  a real one with {chain.BalanceOf(safe)}, on a chain of this demo's own (anvil, {chain.Endpoint})"
            );
        }
    }

    /// <summary>Two members verify, approve and sign what was voted on, and nothing else; then the timelock passes.</summary>
    public void Sign(DemoSpace space, Proposal proposal, DemoElection election)
    {
        terminal.Say(
            "Each council member's own software verifies the election's record, holds it against the space's log, and signs the hash of the Safe's transaction that follows from the voted payload. There is no way to hand it another payload: the rules compute the hash as well, and refuse a signature of anything else."
        );
        var hash = SafePayload.HashOf(proposal.Payload!, Reference, Nonce);
        terminal.Show($"Safe transaction hash {Hex.Encode(hash)}");
        Refuse(space, proposal, owners[0].SignDigest(SafePayload.HashOf(SwappedPayload(proposal), Reference, Nonce)));
        for (var i = 0; i < Threshold; i++)
        {
            Review(proposal, election, i);
            _ = space.Enter(Councillor.Approve(space.Space, proposal, Nonce, members[i]));
            _ = space.Enter(SignatureOf(space, proposal, owners[i].SignDigest(hash)));
            terminal.Show($"council member {i + 1} approves, and signs as owner {owners[i].Address}");
        }

        terminal.Show($"then: {space.Reach(proposal.Index, ProposalStage.Timelock).History[^1].Reason}");
        var ready = space.Reach(proposal.Index, ProposalStage.Execution);
        terminal.Show($"then: {ready.History[^1].Reason}; anyone may send the transaction");
    }

    /// <summary>The Safe does what was voted, and the space's log learns of it; without a chain it says what is missing.</summary>
    public void Execute(DemoSpace space, Proposal proposal)
    {
        if (chain is null)
        {
            terminal.Say(
                $"Skipped: {missing}. Without a chain the demo's Safe is an address and no contract; everything else is as shown."
            );
            return;
        }

        terminal.Say(
            "Anyone puts the owners' signatures together, which are in the space's log, and sends the transaction. The Safe's own code counts them, over the hash that it computes itself from the calls that it is given."
        );
        var account = SafePayload.AccountOf(Reference);
        var transaction = SafePayload.TransactionOf(proposal.Payload!, Reference, Nonce);
        var prepared = new SafeExecutor(chain.Rpc)
            .PrepareAsync(account, transaction, SignaturesIn(proposal), chain.Payer)
            .GetAwaiter()
            .GetResult();
        if (prepared.CallData is not { } data)
        {
            throw new Failure($"nothing is sent: {string.Join("; ", prepared.Problems)}", ExitCode.Refused);
        }

        TrySwapped(proposal, prepared.Signatures!.Pack());
        ShowBalances("before");
        var receipt = chain.SendAsync(safe, data).GetAwaiter().GetResult();
        var hash = account.HashesOf(transaction).SafeTxHash;
        if (SafeReceipt.Read(receipt, safe, hash) != SafeOutcome.Succeeded)
        {
            throw new Failure("the Safe does not say that it executed this transaction", ExitCode.Refused);
        }

        ShowBalances("after");
        terminal.Outcome(true, $"executed in block {receipt.BlockNumber}: the Safe's event names this very hash");
        var body = new ExecutedBody(
            space.Space.Id,
            proposal.Index,
            receipt.TransactionHash,
            receipt.BlockNumber,
            ExecutionStatus.Succeeded,
            Nonce
        );
        var entry = space.Enter(Submission.Sign(EntryKind.Executed, body, members[0]));
        terminal.Show($"entry {entry, 3}  council member 1 reports transaction {Hex.Encode(receipt.TransactionHash)}");
        space.CatchUp();
        var ending = space.Log.FindProposal(proposal.Index)!.Ending!;
        terminal.Show($"the proposal has ended, {ending.Kind.ToString().ToLowerInvariant()}: {ending.Reason}");
    }

    public void Dispose()
    {
        chain?.Dispose();
        foreach (var key in members)
        {
            key.Dispose();
        }

        foreach (var owner in owners)
        {
            owner.Dispose();
        }
    }

    private static Address NewAddress()
    {
        using var key = EthereumKey.Generate();
        return key.Address;
    }

    private static Payload SwappedPayload(Proposal proposal)
    {
        var first = proposal.Payload!.Calls[0] with { Value = Swapped.ToString(CultureInfo.InvariantCulture) };
        return proposal.Payload with { Calls = [first, .. proposal.Payload.Calls.Skip(1)] };
    }

    private static IEnumerable<EthereumSignature> SignaturesIn(Proposal proposal)
    {
        foreach (var signature in proposal.Council.Signatures)
        {
            if (EthereumSignature.TryParse(signature.Value, out var read))
            {
                yield return read;
            }
        }
    }

    private static Submission SignatureOf(DemoSpace space, Proposal proposal, EthereumSignature signature) =>
        Submission.Plain(
            EntryKind.Signature,
            new SignatureBody(space.Space.Id, proposal.Index, Nonce, signature.ToBytes())
        );

    private DemoChain StartChain(ChainTools tools) =>
        DemoChain.Start(tools, [.. owners.Select(owner => owner.Address)], Threshold);

    /// <summary>What a member's software does before it signs; the first one's is shown.</summary>
    private void Review(Proposal proposal, DemoElection election, int member)
    {
        using var record = InputFile.Open(election.RecordFile);
        var report = RecordVerifier.Verify(record, null);
        if (!VotedPayload.TryRead(report, out var voted, out var refusal))
        {
            throw new Failure($"nothing is signed: {refusal}", ExitCode.Refused);
        }

        if (Councillor.Problem(proposal, report.State!) is { } problem)
        {
            throw new Failure($"the space's log and the record do not fit: {problem}", ExitCode.Refused);
        }

        var first = member == 0;
        if (first)
        {
            terminal.Outcome(true, "the record verifies, and the space's log says the same of it");
        }

        if (chain is not null)
        {
            Review(voted, owners[member].Address, first);
        }
    }

    private void Review(VotedPayload voted, Address owner, bool shown)
    {
        var expectation = new CouncilExpectation
        {
            Nonce = Nonce,
            Version = SafeVersion.V141,
            Owner = owner,
        };
        var review = CouncilReview.MakeAsync(voted, chain!.Rpc, expectation).GetAwaiter().GetResult();
        if (shown)
        {
            foreach (var line in PayloadText.Lines(review.Analysis!))
            {
                terminal.Show(line);
            }

            foreach (var finding in review.Findings)
            {
                terminal.Outcome(finding.Ok, $"{finding.Check, -9} {finding.Evidence}");
            }
        }

        if (review.Problem(acceptFailing: false) is { } problem)
        {
            throw new Failure($"nothing is signed: {problem}", ExitCode.Refused);
        }
    }

    private void Refuse(DemoSpace space, Proposal proposal, EthereumSignature signature)
    {
        try
        {
            _ = space.Enter(SignatureOf(space, proposal, signature));
        }
        catch (Failure failure)
        {
            terminal.Outcome(true, $"a signature to pay 2 ETH instead is refused: {failure.Message}");
            return;
        }

        throw new UnreachableException("a signature of another payload was entered");
    }

    /// <summary>The same signatures with another payload, as a thief would send them.</summary>
    private void TrySwapped(Proposal proposal, byte[] signatures)
    {
        var other = SafePayload.TransactionOf(SwappedPayload(proposal), Reference, Nonce);
        try
        {
            _ = chain!
                .Rpc.CallAsync(new ContractCall(safe, other.ExecuteCallData(signatures), From: chain.Payer))
                .GetAwaiter()
                .GetResult();
        }
        catch (JsonRpcException exception) when (exception.Fault != JsonRpcFault.Unavailable)
        {
            terminal.Outcome(
                true,
                $"and a swapped one? With 2 ETH in it, the Safe refuses these signatures: {exception.Message}"
            );
            return;
        }

        throw new UnreachableException(
            "a Safe takes signatures for the transaction that they are over, and for no other"
        );
    }

    private void ShowBalances(string when) =>
        terminal.Show($"{when, -6}  Safe: {chain!.BalanceOf(safe)}   garden: {chain.BalanceOf(garden)}");
}
