using System.CommandLine;
using System.CommandLine.Parsing;
using PrivateVote.Client;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Files;

/// <summary>
/// The space's log as a council member uses it: it is replayed here, its proposal has to say what the verified record says, and
/// what the member did is handed in. Without a space everything goes by files.
/// </summary>
internal sealed class CouncilSpace
{
    private readonly Option<Uri?> server = PlaceOptions.Server(
        "--server",
        "The service that keeps the space: what is done is handed in there as well"
    );
    private readonly Option<string?> space = new("--space") { Description = "The space's id", HelpName = "ID" };
    private readonly Option<long?> proposal = new("--proposal")
    {
        Description = "The proposal, by its entry's index",
        HelpName = "N",
    };
    private readonly Option<FileInfo?> member = new("--member-key")
    {
        Description = "The holder key file of the council member's DID, under the same passphrase: it signs the review",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(server);
        command.Add(space);
        command.Add(proposal);
        command.Add(member);
        command.Validators.Add(result =>
        {
            var given = new System.CommandLine.Option[] { server, space, proposal }.Count(option =>
                result.GetResult(option) is not null
            );
            if (given is not (0 or 3) || (given == 0 && result.GetResult(member) is not null))
            {
                result.AddError("--server, --space and --proposal go together; --member-key goes with them");
            }
        });
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(server) is not null;

    public bool IsGiven(CommandResult result) => result.GetResult(server) is not null;

    /// <summary>Replays the space and finds its proposal.</summary>
    /// <param name="keyFile">The key of who acts: beside it is kept what was seen of the log.</param>
    public Opened Open(Terminal terminal, ParseResult parsed, FileInfo? keyFile)
    {
        if (!LogReference.TryParseId(parsed.GetRequiredValue(space)!, out var id))
        {
            throw new Failure("--space: an id is 64 hexadecimal digits, with or without 0x");
        }

        var served = ServedSpace.Open(terminal, parsed.GetRequiredValue(server)!, id, keyFile);
        var index = parsed.GetRequiredValue(proposal)!.Value;
        if (served.Log.FindProposal(index) is { } found)
        {
            return new Opened(served, found);
        }

        served.Dispose();
        throw new Failure($"there is no proposal {index} in this space");
    }

    /// <summary>The member's DID key; null when none was given.</summary>
    public RoleKey? Member(Terminal terminal, ParseResult parsed, FileInfo? passphraseFile) =>
        parsed.GetValue(member) is { } file
            ? KeyFiles.OpenHolder(terminal, new KeyOptions.Values(file, passphraseFile, false))
            : null;

    /// <summary>A replayed space and one proposal in it.</summary>
    public sealed class Opened(ServedSpace served, Proposal proposal) : IDisposable
    {
        public Proposal Proposal => proposal;

        /// <summary>The version that the constitution names for the Safe; null without one.</summary>
        public SafeVersion? Version =>
            proposal.Rules?.Council?.Safe is { } safe && SafeVersion.TryParse(safe.Version, out var version, out _)
                ? version
                : null;

        /// <summary>Holds the space's log to the verified record: the same election, the same history, the same hash.</summary>
        /// <exception cref="Failure">They differ: nothing is handed in.</exception>
        public void Check(VerificationReport report, SafeTransaction transaction, byte[] safeTxHash)
        {
            if (Problem(report, transaction, safeTxHash) is { } problem)
            {
                throw new Failure($"the space's log and the record do not fit: {problem}", ExitCode.Refused);
            }
        }

        /// <summary>Hands in the member's word and the owner's signature.</summary>
        public void Enter(Terminal terminal, ulong nonce, EthereumSignature signature, bool rejection, RoleKey? key)
        {
            if (key is not null && !rejection)
            {
                Enter(terminal, Councillor.Approve(served.Log.Space!, Proposal, nonce, key));
            }

            var body = new SignatureBody(served.Log.Id!, Proposal.Index, nonce, signature.ToBytes(), rejection);
            Enter(terminal, Submission.Plain(EntryKind.Signature, body));
        }

        /// <summary>Hands in what came of the transaction.</summary>
        public void Enter(Terminal terminal, ExecutedBody executed, RoleKey key) =>
            Enter(
                terminal,
                Submission.Sign(
                    EntryKind.Executed,
                    executed with
                    {
                        Space = served.Log.Id!,
                        Proposal = Proposal.Index,
                    },
                    key
                )
            );

        /// <summary>The signatures in the log for this nonce, each with a name for people.</summary>
        public IEnumerable<(string Name, EthereumSignature Signature)> Signatures(ulong nonce, bool rejection)
        {
            foreach (var signature in Proposal.Council.Signatures)
            {
                if (
                    signature.Nonce == nonce
                    && signature.Rejection == rejection
                    && EthereumSignature.TryParse(signature.Value, out var read)
                )
                {
                    yield return ($"entry {signature.Index}", read);
                }
            }
        }

        public void Dispose() => served.Dispose();

        private string? Problem(VerificationReport report, SafeTransaction transaction, byte[] safeTxHash)
        {
            if (Councillor.Problem(proposal, report.State!) is { } problem)
            {
                return problem;
            }

            if (proposal is not { Payload: { } payload, Rules.Council.Safe: { } safe })
            {
                return "the proposal has no payload for a Safe";
            }

            return
                transaction.Nonce <= ulong.MaxValue
                && SafePayload.HashOf(payload, safe, (ulong)transaction.Nonce).AsSpan().SequenceEqual(safeTxHash)
                ? null
                : "the hash to sign is not the one that follows from the proposal's payload and the council's Safe";
        }

        private void Enter(Terminal terminal, Submission submission) =>
            terminal.Line($"entered: {Entry.NameOf(submission.Kind)}, entry {served.Enter(submission)}");
    }
}
