using System.CommandLine;
using System.Numerics;
using PrivateVote.Cli.Commands;
using PrivateVote.Client.Roles;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>The options of a review of a Safe's transaction, and what is shown of it.</summary>
internal sealed class ReviewOptions
{
    private readonly Option<Uri?> rpc;
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

    /// <param name="rpcRequired">Else it is needed only where there is a Safe.</param>
    public ReviewOptions(bool rpcRequired) => rpc = ChainOptions.Rpc(rpcRequired);

    public void AddTo(Command command)
    {
        command.Add(rpc);
        command.Add(nonce);
        command.Add(version);
        command.Add(multiSend);
    }

    /// <summary>Reviews, and shows everything.</summary>
    /// <param name="known">The version that the space's constitution names; null where none is known.</param>
    public CouncilReview Make(
        Terminal terminal,
        ParseResult parsed,
        VotedPayload voted,
        Address? owner,
        SafeVersion? known
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
            parsed.GetValue(rpc) ?? throw new Failure("--rpc URL: the payload is for a Safe"),
            endpoint => CouncilReview.MakeAsync(voted, endpoint, expectation)
        );
        Show(terminal, review);
        return review;
    }

    private static void Show(Terminal terminal, CouncilReview review)
    {
        var voted = review.Voted;
        terminal.Line($"voted     {voted.Title}: {voted.Choice}");
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
