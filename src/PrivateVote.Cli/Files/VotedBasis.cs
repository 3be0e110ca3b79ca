using System.CommandLine;
using PrivateVote.Cli.Commands;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;

namespace PrivateVote.Cli.Files;

/// <summary>
/// What a council member goes by: the record of the vote, a file or what a service serves, and the log of the space, which says
/// the same as the record, or all there is where the proposal passed without a vote. The whole of it is verified here before anything
/// in it is used.
/// </summary>
internal sealed class VotedBasis
{
    private readonly Argument<string?> record = new("RECORD")
    {
        Description =
            "The election's record: a file, or its address at a service, such as https://vote.example.org/elections/ID. "
            + "With --server, --space and --proposal it is not needed: the service is asked for the proposal's",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> election = new("--election")
    {
        Description = "The election's id as you know it: a record of another election is refused",
        HelpName = "ID",
    };

    public ProposalPlace Place { get; } = new(required: false);

    public void AddTo(Command command)
    {
        command.Add(record);
        command.Add(election);
        Place.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(record)?.Tokens.Count is not > 0 && !Place.IsGiven(result))
            {
                result.AddError("RECORD, or --server, --space and --proposal");
            }
        });
    }

    /// <summary>Replays the space, where one is given, verifies the record, where there was a vote, and shows what was found.</summary>
    /// <param name="keyFile">The key of who acts: beside it is kept what was seen of the space's log.</param>
    public Found Open(Terminal terminal, ParseResult parsed, FileInfo? keyFile)
    {
        var proposal = Place.IsGiven(parsed) ? Place.Open(terminal, parsed, keyFile) : null;
        try
        {
            var report =
                parsed.GetValue(record) is { } name ? Verify(terminal, name)
                : proposal!.Election is { } id
                    ? VerifyCommand.VerifyAt(terminal, AddressOf(proposal.Space.Service.Address, id), null, null)
                : null;
            if (report is not null)
            {
                VerifyCommand.Print(terminal, report);
            }

            return new Found(proposal, report, IdOf(parsed));
        }
        catch
        {
            proposal?.Dispose();
            throw;
        }
    }

    private static Uri AddressOf(Uri service, byte[] election) => new(service, LogReference.Election(election).Path);

    private static VerificationReport Verify(Terminal terminal, string name) =>
        Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? VerifyCommand.VerifyAt(terminal, address!, null, null)
            : VerifyCommand.VerifyFile(terminal, new FileInfo(name), null, null);

    private byte[]? IdOf(ParseResult parsed) => parsed.GetValue(election) is { } text ? SpacePlace.ParseId(text) : null;

    /// <summary>What there is to go by.</summary>
    /// <param name="Proposal">In its replayed space; null where only a record is given.</param>
    /// <param name="Report">What verifying the record showed; null where the proposal passed without a vote.</param>
    /// <param name="Election">The election's id as the member knows it; null where it is not said.</param>
    public sealed record Found(ServedProposal? Proposal, VerificationReport? Report, byte[]? Election) : IDisposable
    {
        /// <summary>Why nothing may be approved, signed or executed, or null.</summary>
        public string? Problem
        {
            get
            {
                if (Report is { Valid: false })
                {
                    return VotedPayload.ProblemOf(Report);
                }

                if (Election is not null && !Election.AsSpan().SequenceEqual(Report?.State!.Election.Id))
                {
                    return Report is null
                        ? "the proposal passed without a vote"
                        : $"the record is of election {Report.ElectionId}, not {Hex.Encode(Election)}";
                }

                if (Proposal is not { Proposal: { } proposal })
                {
                    return null;
                }

                if (Councillor.StageProblem(proposal) is { } stage)
                {
                    return stage;
                }

                return Report is { State: { } state } && Councillor.Problem(proposal, state) is { } problem
                    ? $"the space's log and the record do not fit: {problem}"
                    : null;
            }
        }

        /// <summary>The payload that was decided on.</summary>
        /// <exception cref="Failure">The record does not verify, or does not fit the space's log, or nothing with a payload has passed.</exception>
        public VotedPayload Payload()
        {
            if (Problem is { } problem)
            {
                throw Nothing(problem);
            }

            VotedPayload? voted;
            string? refusal;
            var read = Report is not null
                ? VotedPayload.TryRead(Report, out voted, out refusal)
                : VotedPayload.TryRead(Proposal!.Proposal, out voted, out refusal);
            return read ? voted! : throw Nothing(refusal!);
        }

        public void Dispose() => Proposal?.Dispose();

        private static Failure Nothing(string problem) =>
            new($"nothing is signed or executed: {problem}", ExitCode.Refused);
    }
}
