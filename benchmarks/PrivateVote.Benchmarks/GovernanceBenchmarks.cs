using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using PrivateVote.Elections;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Deliberation;
using PrivateVote.Governance.Privacy;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Benchmarks;

/// <summary>From a file of 100,000 contributions and 10,000 acts of delegation to a census of 20,000 members.</summary>
public class CensusOfContributionsBenchmarks
{
    private const int MemberCount = 20_000;
    private const int ContributionCount = 100_000;
    private const int DelegationCount = 10_000;

    private static readonly DateOnly Today = new(2026, 1, 31);

    private readonly Fr[] members = [.. Enumerable.Range(0, MemberCount).Select(_ => Fr.Random())];
    private readonly List<(Fr From, Fr To)> acts = [];
    private byte[] file = [];
    private Contributions contributions = new();
    private Delegations delegations = new();
    private WeightTable weights = new([], null, null, 0, 0);
    private DelegationTable table = new([], null);

    public static WeightPolicy Policy { get; } =
        new(
            WeightCurve.SquareRoot,
            [new CategoryRule("code", new Factor(3, 2), 180), new CategoryRule("care", new Factor(1), 365, 10_000)],
            new Factor(1),
            Base: 1,
            CapShare: new Share(1, 100),
            Tiers: [.. Enumerable.Range(0, 12).Select(i => new WeightTier(1u << i, 1u << i))]
        );

    [GlobalSetup]
    public void Setup()
    {
        int Below(int bound) => RandomNumberGenerator.GetInt32(bound);

        var text = new StringBuilder(ContributionCsv.Header + "\n");
        for (var i = 0; i < ContributionCount; i++)
        {
            var day = Today.AddDays(-Below(1_500)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{members[Below(MemberCount)].ToHex()},{(i % 3 == 0 ? "care" : "code")},{1 + Below(1_000)},{day},#{i}\n"
            );
        }

        file = Encoding.UTF8.GetBytes(text.ToString());
        // Everybody delegates to somebody further on, so that chains are long and none is a circle.
        for (var i = 0; i < DelegationCount; i++)
        {
            acts.Add((members[i], members[i + 1 + Below(MemberCount - i - 1)]));
        }

        contributions = Load(Read());
        delegations = Delegate();
        weights = Weigh();
        table = Resolve();
    }

    [Benchmark]
    public ContributionCsv Read() =>
        ContributionCsv.TryRead(file, out var csv, out var refusal)
            ? csv
            : throw new InvalidOperationException(refusal);

    [Benchmark]
    public Contributions LoadContributions() => Load(new ContributionCsv([], contributions.All));

    [Benchmark]
    public Delegations Delegate()
    {
        var made = new Delegations();
        foreach (var (from, to) in acts)
        {
            Require(made.Delegate(from, to));
        }

        return made;
    }

    [Benchmark]
    public WeightTable Weigh() => WeightTable.Compute(members, contributions, Policy, Today);

    [Benchmark]
    public DelegationTable Resolve() =>
        DelegationTable.Resolve(weights.Weights, delegations, Policy.ChainLimit, Policy.CapShare);

    [Benchmark]
    public PrivacyReport Report() =>
        PrivacyReport.Of(
            table.ToCensusMembers().Select(member => member.Weight),
            new BallotRule(VotingMethod.Single, WeightMode.Multiply),
            options: 3,
            minimumTurnout: 10
        );

    /// <summary>Poseidon over the voters that are left.</summary>
    [Benchmark]
    public Fr HashCensus()
    {
        var census = new Census();
        if (census.AddAll(table.ToCensusMembers()) is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }

        return census.Root;
    }

    /// <summary>All of it, from the file's bytes.</summary>
    [Benchmark]
    public Fr FromFileToCensus()
    {
        contributions = Load(Read());
        delegations = Delegate();
        weights = Weigh();
        table = Resolve();
        return HashCensus();
    }

    private static Contributions Load(ContributionCsv csv)
    {
        var loaded = new Contributions();
        Require(loaded.AddAll(csv.Contributions));
        return loaded;
    }

    private static void Require(string? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal);
        }
    }
}

/// <summary>Groups among 10,000 participants and 200 statements: five camps that agree within themselves four times in five.</summary>
public class OpinionBenchmarks
{
    private const int Participants = 10_000;
    private const int Camps = 5;

    private readonly Opinions opinions = new();

    [GlobalSetup]
    public void Setup()
    {
        while (opinions.AddStatement() is null) { }

        for (var i = 0; i < Participants; i++)
        {
            var participant = Fr.From((ulong)i);
            for (var s = 0; s < opinions.Statements; s++)
            {
                var said =
                    RandomNumberGenerator.GetInt32(5) == 0 ? (Opinion)(1 + RandomNumberGenerator.GetInt32(3))
                    : s % Camps == i % Camps ? Opinion.Agree
                    : Opinion.Disagree;
                _ = opinions.Set(participant, s, said);
            }
        }
    }

    [Benchmark]
    public OpinionGroups Group() => OpinionGroups.Of(opinions);
}
