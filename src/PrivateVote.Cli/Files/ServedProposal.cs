using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Files;

/// <summary>
/// A proposal as a council member has it: in a space that was replayed on this machine. What the member did is handed in, unless it
/// is there already, such as after a lost connection.
/// </summary>
internal sealed class ServedProposal(ServedSpace space, Proposal proposal) : IDisposable
{
    public Proposal Proposal => proposal;

    public ServedSpace Space => space;

    /// <summary>The council that was frozen with the proposal.</summary>
    /// <exception cref="Failure">There is none.</exception>
    public SpaceCouncil Council =>
        proposal.Rules?.Council ?? throw new Failure("no council has to do with this proposal", ExitCode.Refused);

    /// <summary>The version that the constitution names for the Safe; null without one.</summary>
    public SafeVersion? Version =>
        proposal.Rules?.Council?.Safe is { } safe ? SafePayload.AccountOf(safe).Version : null;

    /// <summary>Whether what passed is a transaction of the council's Safe.</summary>
    public bool HasSafeTransaction => proposal is { Payload: not null, Rules.Council.Safe: not null };

    /// <summary>The election that decided; null where the proposal passed without a vote, or has not passed.</summary>
    public byte[]? Election =>
        proposal
            .Votes.LastOrDefault(vote =>
                vote.Purpose == VotePurpose.Vote && vote.Outcome is { Cancelled: false, Passed: true }
            )
            ?.Id;

    /// <summary>The council's Safe and a transaction of it: the payload, or the rejection of a nonce.</summary>
    /// <exception cref="Failure">Nothing that passed is for a Safe.</exception>
    public (SafeAccount Account, SafeTransaction Transaction) TransactionOf(ulong nonce, bool rejection)
    {
        if (proposal is not { Payload: { } payload, Rules.Council.Safe: { } safe })
        {
            throw new Failure("the proposal has no payload for a Safe that has passed", ExitCode.Refused);
        }

        var account = SafePayload.AccountOf(safe);
        return (
            account,
            rejection
                ? SafeTransaction.Rejection(account.Address, nonce)
                : SafePayload.TransactionOf(payload, safe, nonce)
        );
    }

    /// <summary>Holds what is to be signed or sent to the space's log: it is the hash that follows from there as well.</summary>
    /// <exception cref="Failure">They differ: nothing is signed, and nothing handed in.</exception>
    public void Check(ulong nonce, byte[] safeTxHash)
    {
        var (account, transaction) = TransactionOf(nonce, rejection: false);
        if (!account.HashesOf(transaction).SafeTxHash.AsSpan().SequenceEqual(safeTxHash))
        {
            throw new Failure(
                "the space's log and the record do not fit: the hash to sign is not the one that follows from the proposal's payload and the council's Safe",
                ExitCode.Refused
            );
        }
    }

    /// <summary>Makes sure that the key is a council member's, before anything is signed or sent.</summary>
    /// <exception cref="Failure">It is somebody else's.</exception>
    public void CheckMember(RoleKey key)
    {
        if (Council.Members.All(member => member.Did != key.Did))
        {
            throw new Failure($"{key.Did} is not in the council of this proposal", ExitCode.Refused);
        }
    }

    /// <summary>Makes sure that the proposal is in this stage.</summary>
    /// <exception cref="Failure">It is not.</exception>
    public void CheckIsInExecution()
    {
        if ((Councillor.StageProblem(proposal) ?? NotYet()) is { } problem)
        {
            throw new Failure($"nothing is sent: {problem}", ExitCode.Refused);
        }

        string? NotYet() =>
            proposal.Stage == ProposalStage.Execution
                ? null
                : $"the proposal is in the stage {Commands.GovernanceText.NameOf(proposal.Stage)}, and executed only after it";
    }

    /// <summary>The member's word for it.</summary>
    /// <param name="nonce">The Safe's nonce; null where nothing is signed for a Safe.</param>
    public void Approve(Terminal terminal, ulong? nonce, RoleKey key)
    {
        if (WordOf(key) is { Verdict: Verdict.Approve } word && word.Nonce == nonce)
        {
            terminal.Line($"your approval is in the log already, entry {word.Index}");
            return;
        }

        Enter(terminal, Councillor.Approve(space.Log.Space!, proposal, nonce, key));
    }

    /// <summary>The member's word against it.</summary>
    public void Refuse(Terminal terminal, string reason, RoleKey key)
    {
        if (WordOf(key) is { Verdict: Verdict.Refuse } word)
        {
            terminal.Line($"your refusal is in the log already, entry {word.Index}");
            return;
        }

        Enter(terminal, Councillor.Refuse(space.Log.Space!, proposal, reason, key));
    }

    /// <summary>An owner's signature of the payload, or of the rejection of its nonce.</summary>
    public void Enter(Terminal terminal, ulong nonce, Address owner, EthereumSignature signature, bool rejection)
    {
        var there = proposal.Council.Signatures.FirstOrDefault(known =>
            known.Nonce == nonce && known.Rejection == rejection && known.Owner == owner.ToString()
        );
        if (there is not null)
        {
            terminal.Line($"the signature of {owner} is in the log already, entry {there.Index}");
            return;
        }

        var body = new SignatureBody(space.Log.Id!, proposal.Index, nonce, signature.ToBytes(), rejection);
        Enter(terminal, Submission.Plain(EntryKind.Signature, body));
    }

    /// <summary>What came of the transaction.</summary>
    /// <param name="nonce">The Safe's; null for a Governor.</param>
    public void Report(
        Terminal terminal,
        byte[] transaction,
        ulong block,
        ExecutionStatus status,
        ulong? nonce,
        RoleKey key
    ) =>
        Enter(
            terminal,
            Submission.Sign(
                EntryKind.Executed,
                new ExecutedBody(space.Log.Id!, proposal.Index, transaction, block, status, nonce),
                key
            )
        );

    public void Dispose() => space.Dispose();

    private Review? WordOf(RoleKey key) => proposal.Council.Present.FirstOrDefault(review => review.Member == key.Did);

    private void Enter(Terminal terminal, Submission submission) =>
        terminal.Line($"entered: {Entry.NameOf(submission.Kind)}, entry {space.Enter(submission)}");
}
