using System.Globalization;
using System.Text.Json;

namespace PrivateVote.Cli.Demo;

/// <summary>One vote of an export.</summary>
/// <param name="Choices">The positions of the chosen options, from 0.</param>
/// <param name="Balance">The voter's weight, above 0.</param>
internal sealed record SnapshotVote(IReadOnlyList<int> Choices, decimal Balance);

/// <summary>Votes exported from Snapshot: single choice, or approval.</summary>
/// <param name="Choices">The options' names.</param>
/// <param name="IsApproval">Whether a vote may choose several.</param>
/// <param name="Votes">Those with a balance.</param>
/// <param name="Weightless">How many votes were left out, for they weigh nothing.</param>
/// <param name="Scores">Snapshot's own totals, one for each option; absent in some exports.</param>
internal sealed record SnapshotExport(
    IReadOnlyList<string> Choices,
    bool IsApproval,
    IReadOnlyList<SnapshotVote> Votes,
    int Weightless,
    IReadOnlyList<decimal>? Scores
)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Reads an export.</summary>
    /// <exception cref="Failure">It is none, or of a kind of voting that is not held here; the message says which.</exception>
    public static SnapshotExport Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new Failure($"the votes are not JSON: {exception.Message}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new Failure(
                "the votes are not Snapshot's export: it has proposal.choices, votes[].choice, votes[].balance and scores"
            );
        }
    }

    private static SnapshotExport Read(JsonElement root)
    {
        var proposal = root.GetProperty("proposal");
        string[] choices = [.. proposal.GetProperty("choices").EnumerateArray().Select(choice => choice.GetString()!)];
        CheckKind(proposal);
        var all = root.GetProperty("votes").EnumerateArray().ToList();
        var lists = all.Count(vote => vote.GetProperty("choice").ValueKind == JsonValueKind.Array);
        if (lists != 0 && lists != all.Count)
        {
            throw new Failure("some votes choose one option and some a list of them; an election is one or the other");
        }

        var votes = all.Select((vote, i) => ReadVote(vote, i + 1, choices.Length)).ToList();
        var weighty = votes.Where(vote => vote.Balance > 0).ToList();
        if (weighty.Count == 0)
        {
            throw new Failure("there are no votes with a balance in the export");
        }

        var scores = root.TryGetProperty("scores", out var given)
            ? given.EnumerateArray().Select(score => Number(score, "a score")).ToList()
            : null;
        if (scores is not null && scores.Count != choices.Length)
        {
            throw new Failure($"there are {scores.Count} scores for {choices.Length} choices");
        }

        return new SnapshotExport(choices, lists > 0, weighty, votes.Count - weighty.Count, scores);
    }

    private static void CheckKind(JsonElement proposal)
    {
        if (
            proposal.TryGetProperty("type", out var type)
            && type.GetString() is { } name
            && name is not ("single-choice" or "basic" or "approval")
        )
        {
            throw new Failure(
                $"this is a proposal of type '{name}'; only single-choice and approval votes are replayed"
            );
        }
    }

    private static SnapshotVote ReadVote(JsonElement vote, int number, int options)
    {
        var choice = vote.GetProperty("choice");
        if (choice.ValueKind == JsonValueKind.Object)
        {
            throw new Failure(
                $"vote {number} spreads its weight over several options (weighted or quadratic voting); only single-choice and approval votes are replayed"
            );
        }

        int[] chosen =
            choice.ValueKind == JsonValueKind.Array
                ? [.. choice.EnumerateArray().Select(one => Position(one, number, options))]
                : [Position(choice, number, options)];
        if (chosen.Distinct().Count() != chosen.Length)
        {
            throw new Failure($"vote {number} chooses one option twice");
        }

        var balance = Number(vote.GetProperty("balance"), $"the balance of vote {number}");
        return balance >= 0
            ? new SnapshotVote(chosen, balance)
            : throw new Failure($"the balance of vote {number} is below zero");
    }

    /// <summary>Choices are numbered from 1.</summary>
    private static int Position(JsonElement choice, int number, int options) =>
        choice.ValueKind == JsonValueKind.Number && choice.TryGetInt32(out var n) && n >= 1 && n <= options
            ? n - 1
            : throw new Failure($"vote {number} chooses something else than an option from 1 to {options}");

    /// <summary>The decimal digits as they are written, and not the nearest binary fraction.</summary>
    private static decimal Number(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.Number
        && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new Failure($"{what} is not a number with up to 28 digits");
}
