using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Weights;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>The cases of tests/vectors and of tests/oracles/governance.mjs, in our code: members are small numbers.</summary>
internal static class Definitions
{
    public static JsonNode ComputeWeights(JsonNode input)
    {
        input = AsText(input);
        var contributions = new Contributions();
        foreach (var (item, i) in input["contributions"]!.AsArray().Select((item, i) => (item!, i)))
        {
            Assert.Null(
                contributions.Add(
                    new Contribution(
                        Fr.From((ulong)item["member"]!),
                        (string)item["category"]!,
                        (ulong)item["points"]!,
                        Day(item["date"]),
                        new Provenance(
                            Contribution.CsvSource,
                            new byte[32],
                            i + 2,
                            i.ToString(CultureInfo.InvariantCulture)
                        )
                    )
                )
            );
        }

        Fr[] members = [.. input["members"]!.AsArray().Select(member => Fr.From((ulong)member!))];
        var table = WeightTable.Compute(
            members,
            contributions,
            Read<WeightPolicy>(input["policy"]!),
            Day(input["day"])
        );
        return Texts(
            table.Rows.Select(row => $"{row.Points} {row.Curve} {row.Uncapped} {row.Capped} {row.Tiered} {row.Weight}")
        );
    }

    public static JsonNode ComputeDelegations(JsonNode input)
    {
        input = AsText(input);
        var delegations = new Delegations();
        var refused = new JsonArray();
        foreach (var (act, i) in input["acts"]!.AsArray().Select((act, i) => (act!, i)))
        {
            var (from, to) = (Fr.From((ulong)act[0]!), (ulong)act[1]!);
            if ((to == 0 ? delegations.Revoke(from) : delegations.Delegate(from, Fr.From(to))) is not null)
            {
                refused.Add(i);
            }
        }

        var numbers = input["members"]!.AsArray().ToDictionary(m => Fr.From((ulong)m![0]!), m => (ulong)m![0]!);
        var table = DelegationTable.Resolve(
            [.. input["members"]!.AsArray().Select(m => (Fr.From((ulong)m![0]!), (uint)m[1]!))],
            delegations,
            (int)input["chainLimit"]!,
            input["capShare"] is { } share ? Read<Share>(share) : null,
            input["tiers"] is { } tiers ? Read<WeightTier[]>(tiers) : null
        );
        return new JsonObject
        {
            ["refused"] = refused,
            ["rows"] = Texts(table.Rows.Select(row => $"{numbers[row.Voter]} {row.Hops} {row.Weight}")),
        };
    }

    public static JsonNode ComputeOpinions(JsonNode input)
    {
        var groups = OpinionGroups.Of(ReadOpinions(AsText(input), out var numbers));
        return new JsonObject
        {
            ["ungrouped"] = groups.Ungrouped,
            ["groups"] = new JsonArray([
                .. groups.Groups.Select(group => new JsonObject
                {
                    ["members"] = new JsonArray([.. group.Members.Select(member => (JsonNode)numbers[member])]),
                    ["representative"] = Statements(group.Representative),
                }),
            ]),
            ["consensus"] = Statements(groups.Consensus),
        };
    }

    public static void AssertVectors(string file, Func<JsonNode, JsonNode> compute)
    {
        var cases = JsonNode.Parse(File.ReadAllText(SharedVectors.Fixture(file)))!["cases"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (var item in cases)
        {
            AssertSame(item!["expected"]!, compute(item["input"]!), (string)item["name"]!);
        }
    }

    /// <summary>Asks the oracle about all inputs at once.</summary>
    public static void AssertAsTheOracle(string kind, JsonArray inputs, Func<JsonNode, JsonNode> compute)
    {
        var answers = NodeOracle.Ask("governance.mjs", new JsonObject { [kind] = inputs.DeepClone() })[kind]!.AsArray();
        Assert.Equal(inputs.Count, answers.Count);
        for (var i = 0; i < inputs.Count; i++)
        {
            AssertSame(answers[i]!, compute(inputs[i]!), inputs[i]!.ToJsonString());
        }
    }

    /// <summary>A number that was put into a node has its own type there and is no other; one that was read is any.</summary>
    private static JsonNode AsText(JsonNode input) => JsonNode.Parse(input.ToJsonString())!;

    private static Opinions ReadOpinions(JsonNode input, out Dictionary<Fr, int> numbers)
    {
        var opinions = new Opinions();
        numbers = [];
        for (var i = 0; i < (int)input["statements"]!; i++)
        {
            Assert.Null(opinions.AddStatement());
        }

        foreach (var act in input["acts"]!.AsArray())
        {
            var participant = Fr.From((ulong)act![0]!);
            numbers[participant] = (int)act[0]!;
            Assert.Null(opinions.Set(participant, (int)act[1]!, (Opinion)(int)act[2]!));
        }

        return opinions;
    }

    private static void AssertSame(JsonNode expected, JsonNode found, string name) =>
        Assert.True(
            expected.ToJsonString() == found.ToJsonString(),
            $"{name}:\nexpected {expected.ToJsonString()}\nfound    {found.ToJsonString()}"
        );

    private static JsonArray Statements(IEnumerable<TellingStatement> statements) =>
        Texts(statements.Select(s => $"{s.Statement} {(s.Opinion == Opinion.Agree ? "agree" : "disagree")}"));

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static DateOnly Day(JsonNode? text)
    {
        Assert.True(DateForm.TryParseDay((string)text!, out var day));
        return day;
    }

    private static T Read<T>(JsonNode json)
    {
        Assert.True(
            StrictJson.TryParse<T>(JsonSerializer.SerializeToUtf8Bytes(json), out var value, out var refusal),
            refusal
        );
        return value!;
    }
}
