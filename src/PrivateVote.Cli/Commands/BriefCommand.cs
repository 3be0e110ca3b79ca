using System.CommandLine;
using System.Numerics;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Client.Briefs;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>`brief`: what a payload does, before anybody votes on it; and what a model makes of the discussion, where one is asked.</summary>
internal static class BriefCommand
{
    private const string KeyVariable = "PRIVATEVOTE_MODEL_KEY";

    public static Command Create(Terminal terminal)
    {
        var record = new Argument<FileInfo?>("RECORD")
        {
            Description = "An election's record, finished or not: the payload of each option",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var payload = new Option<FileInfo?>("--payload")
        {
            Description = "A payload file instead; with --safe and --chain-id",
            HelpName = "FILE",
        };
        var safe = ChainOptions.Account("--safe", "The Safe that would execute the payload file");
        var chain = ChainOptions.Number("--chain-id", "The chain that the payload file is for");
        var place = new ProposalPlace(required: false);
        var rpc = ChainOptions.Rpc(required: false);
        var multiSend = ChainOptions.MultiSend();
        var endpoint = PlaceOptions.Server(
            "--endpoint",
            "An OpenAI-compatible endpoint, such as https://api.example.org/v1: it is sent the proposal and its discussion, "
                + $"which are public, and asked for a summary. Its key is read from the variable {KeyVariable}"
        );
        var model = new Option<string?>("--model") { Description = "The model to ask for", HelpName = "NAME" };
        var command = new Command(
            "brief",
            "Say what a payload does, without any model; try it on the chain with --rpc; with --endpoint and --model also show "
                + "a machine-made summary of the discussion. Exit code 1 if a payload, tried, does not go through"
        )
        {
            record,
            payload,
            safe,
            chain,
            rpc,
            multiSend,
            endpoint,
            model,
        };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            var sources =
                (result.GetResult(record)?.Tokens.Count > 0 ? 1 : 0)
                + (result.GetResult(payload) is null ? 0 : 1)
                + (place.IsGiven(result) ? 1 : 0);
            if (sources != 1)
            {
                result.AddError("one of RECORD, --payload FILE, or --server with --space and --proposal");
            }

            var alone = result.GetResult(safe) is not null && result.GetResult(chain) is not null;
            if (result.GetResult(payload) is not null && !alone)
            {
                result.AddError("--payload goes with --safe and --chain-id");
            }

            if (result.GetResult(endpoint) is null != result.GetResult(model) is null)
            {
                result.AddError("--endpoint and --model go together");
            }
            else if (result.GetResult(endpoint) is not null && !place.IsGiven(result))
            {
                result.AddError("--endpoint needs a discussion: --server, --space and --proposal");
            }
        });
        command.SetAction(parsed =>
        {
            using var space = place.IsGiven(parsed) ? place.Open(terminal, parsed, null) : null;
            var payloads =
                space is not null ? Of(space.Proposal)
                : parsed.GetValue(payload) is { } file
                    ? [("payload", FromFile(file, parsed.GetValue(chain)!.Value, parsed.GetValue(safe)!.Value))]
                : Of(terminal, parsed.GetValue(record)!);
            var ok = true;
            foreach (var (name, calls) in payloads)
            {
                terminal.Line(name);
                PayloadReport.Print(terminal, calls, space?.Version ?? SafeVersion.V141, parsed.GetValue(multiSend));
                ok &=
                    parsed.GetValue(rpc) is not { } node
                    || PayloadReport.Try(terminal, calls, node, parsed.GetValue(multiSend));
            }

            if (payloads.Count == 0)
            {
                terminal.Line("nothing is executed, whatever is decided");
            }

            if (parsed.GetValue(endpoint) is { } address)
            {
                Summarize(terminal, space!.Proposal, address, parsed.GetValue(model)!);
            }

            return ok ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private static VotedCalls FromFile(FileInfo file, BigInteger chain, Address safe) =>
        new(chain, safe, ChainOptions.ReadPayload(file));

    private static List<(string Name, VotedCalls Calls)> Of(Terminal terminal, FileInfo file)
    {
        using var kept = RecordFile.Read(terminal, file);
        return Of(kept.Election.Manifest.Options);
    }

    /// <summary>The payloads that a proposal asks for: its own, or its options'.</summary>
    public static List<(string Name, VotedCalls Calls)> Of(Proposal proposal) =>
        proposal.Content.Payload is { } payload
            ? [(proposal.Content.Title, Read(proposal.Content.Title, payload))]
            : Of(proposal.Content.Options ?? []);

    private static List<(string Name, VotedCalls Calls)> Of(IEnumerable<Elections.Entries.Option> options) =>
        [
            .. options
                .Where(option => option.Payload is not null)
                .Select(option => (option.Name, Read(option.Name, option.Payload!))),
        ];

    private static VotedCalls Read(string name, Payload payload) =>
        VotedCalls.TryRead(payload, out var calls, out var refusal)
            ? calls
            : throw new Failure($"the payload of {name} can never be executed: {refusal}", ExitCode.Refused);

    /// <summary>A model that does not answer, or answers nonsense, changes nothing of the brief.</summary>
    private static void Summarize(Terminal terminal, Proposal proposal, Uri address, string model)
    {
        terminal.Line();
        terminal.Line($"MACHINE-MADE by {model}: check it against the entries it cites; nothing is decided by it");
        try
        {
            using var http = ChainOptions.Http();
            var key = terminal.EnvironmentVariable(KeyVariable);
            var summary = terminal.WithSpinner(
                "Asking the model",
                () =>
                    new ModelEndpoint(http, address, model, string.IsNullOrEmpty(key) ? null : key)
                        .SummarizeAsync(BriefMaterial.Of(proposal))
                        .GetAwaiter()
                        .GetResult()
            );
            Show(terminal, summary);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            terminal.Line($"no summary: {exception.Message}");
        }
    }

    private static void Show(Terminal terminal, ModelSummary summary)
    {
        foreach (var point in summary.Points)
        {
            terminal.Line($"| {point.Text} [entries {string.Join(", ", point.Cites)}]");
        }

        if (summary.Dropped > 0)
        {
            terminal.Line($"{summary.Dropped} points are left out: they cite nothing that exists, or are too long");
        }
    }
}
