using System.CommandLine;
using System.Globalization;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;
using Council = PrivateVote.Elections.Entries.Council;
using Payload = PrivateVote.Elections.Entries.Payload;

namespace PrivateVote.Cli.Files;

/// <summary>What an election's totals decide and who executes it, as options say it; options of the election go by their names.</summary>
internal sealed class DecisionOptions
{
    private readonly Option<PassKind> pass = new("--pass")
    {
        Description =
            "What decides: the most votes; more for than against; that and a share of both; or no veto by a share of the census",
        DefaultValueFactory = _ => PassKind.Plurality,
    };

    private readonly Option<string?> inFavour = Name("--for", "The option that --pass counts as for");
    private readonly Option<string?> against = Name("--against", "The option that --pass counts as against");
    private readonly Option<Share?> share = Fraction("--share", "The share that a supermajority or a veto needs");
    private readonly Option<Share?> quorum = Fraction("--quorum", "How much has to take part for the result to bind");

    private readonly Option<QuorumCount?> counts = new("--quorum-counts")
    {
        Description = "What the quorum counts: votes for, those and abstentions, or all ballots",
    };

    private readonly Option<QuorumBase?> of = new("--quorum-of")
    {
        Description = "What the quorum is a share of: the census's weight, or its people",
    };

    private readonly Option<string?> abstain = Name("--abstain", "The option that the quorum counts as abstaining");

    private readonly Option<string[]> council = new("--council")
    {
        Description = "A member of the council that approves and executes; once for each",
        HelpName = "DID",
    };

    private readonly Option<int?> threshold = new("--council-threshold")
    {
        Description = "How many of the council are needed",
        HelpName = "N",
    };

    private readonly Option<string[]> payload = new("--payload")
    {
        Description =
            "What a Safe executes if an option wins, as a file {\"calls\": [{\"to\", \"value\", \"data\", \"operation\"}]}: for the option of that name, or else for that of --for",
        HelpName = "[NAME=]FILE",
    };

    private readonly Option<System.Numerics.BigInteger?> chain = ChainOptions.Number(
        "--chain-id",
        "The EIP-155 id of the Safe's chain"
    );

    private readonly Option<Ethereum.Address?> safe = ChainOptions.Account("--safe", "The Safe that executes");

    public void AddTo(Command command)
    {
        Symbol[] all =
        [
            pass,
            inFavour,
            against,
            share,
            quorum,
            counts,
            of,
            abstain,
            council,
            threshold,
            payload,
            chain,
            safe,
        ];
        foreach (var option in all.Cast<Option>())
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if (Has(quorum) != Has(counts) || Has(quorum) != Has(of) || (Has(abstain) && !Has(quorum)))
            {
                result.AddError("--quorum, --quorum-counts and --quorum-of go together; --abstain goes with them");
            }

            if (Has(council) != Has(threshold))
            {
                result.AddError("--council and --council-threshold go together");
            }

            if (Has(payload) != Has(chain) || Has(payload) != Has(safe))
            {
                result.AddError("--payload, --chain-id and --safe go together");
            }
        });
    }

    /// <summary>The plan with what was given, by the rules that a manifest is held to.</summary>
    /// <param name="plan">Its options have no payloads yet.</param>
    /// <exception cref="Failure">The rules refuse it.</exception>
    public PlanFile Complete(ParseResult parsed, PlanFile plan)
    {
        int? Position(Option<string?> option) =>
            parsed.GetValue(option) is { } name ? Find(plan, name) ?? throw NoOption(option.Name, name, plan) : null;
        var rule = new PassRule(parsed.GetValue(pass), parsed.GetValue(share), Position(inFavour), Position(against));
        var needed = parsed.GetValue(quorum) is { } part
            ? new Quorum(parsed.GetValue(counts)!.Value, parsed.GetValue(of)!.Value, part, Position(abstain))
            : null;
        if (Decision.Problem(rule, needed, plan.Rule, plan.Options.Count) is { } problem)
        {
            throw new Failure(problem);
        }

        return plan with
        {
            Options = WithPayloads(parsed, plan, rule.For),
            Pass = rule,
            Quorum = needed,
            Council = CouncilOf(parsed),
        };
    }

    private Council? CouncilOf(ParseResult parsed)
    {
        if (parsed.GetValue(council) is not { Length: > 0 } members)
        {
            return null;
        }

        foreach (var member in members)
        {
            if (!DidKey.TryParse(member, out _, out var refusal))
            {
                throw new Failure($"--council: '{member}': {refusal}");
            }
        }

        var needed = parsed.GetRequiredValue(threshold)!.Value;
        return
            needed >= 1
            && needed <= members.Length
            && members.Distinct(StringComparer.Ordinal).Count() == members.Length
            ? new Council(members, needed)
            : throw new Failure(
                $"--council-threshold is 1 to {members.Length}, the number of the council's members, and each is named once"
            );
    }

    private Elections.Entries.Option[] WithPayloads(ParseResult parsed, PlanFile plan, int? inFavourOf)
    {
        var options = plan.Options.ToArray();
        foreach (var text in parsed.GetValue(payload) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var named = equals < 0 ? null : Find(plan, text[..equals]);
            var position =
                named
                ?? inFavourOf
                ?? throw new Failure(
                    $"--payload: say which option '{text}' belongs to, as NAME=FILE; the options are {Names(plan)}"
                );
            if (options[position].Payload is not null)
            {
                throw new Failure($"--payload: '{options[position].Name}' has a payload already");
            }

            options[position] = options[position] with
            {
                Payload = Read(parsed, new FileInfo(named is null ? text : text[(equals + 1)..])),
            };
        }

        return options;
    }

    private Payload Read(ParseResult parsed, FileInfo file) =>
        parsed.GetRequiredValue(chain)!.Value is var id && id <= ulong.MaxValue
            ? ChainOptions.ReadPayload(file, (ulong)id, parsed.GetRequiredValue(safe)!.Value.ToString())
            : throw new Failure("--chain-id is below 2^64");

    private static int? Find(PlanFile plan, string name)
    {
        var position = plan.Options.ToList().FindIndex(option => option.Name == name);
        return position < 0 ? null : position;
    }

    private static Failure NoOption(string option, string name, PlanFile plan) =>
        new($"{option}: there is no option '{name}'; the options are {Names(plan)}");

    private static string Names(PlanFile plan) => string.Join(", ", plan.Options.Select(option => option.Name));

    private static Option<string?> Name(string name, string description) =>
        new(name) { Description = description, HelpName = "NAME" };

    private static Option<Share?> Fraction(string name, string description) =>
        new(name)
        {
            Description = description + ", as a fraction such as 2/3",
            HelpName = "N/M",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    text.Split('/') is [var part, var whole]
                    && uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
                    && uint.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
                    && new Share(numerator, denominator) is var read
                    && read.IsValid()
                )
                {
                    return read;
                }

                result.AddError($"{name}: '{text}' is no fraction from 0 to 1, such as 2/3");
                return null;
            },
        };
}
