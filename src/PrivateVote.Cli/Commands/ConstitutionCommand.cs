using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Governance;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Cli.Commands;

/// <summary>`space constitution`: rules with two tracks to start from, as a file to read and edit.</summary>
internal static class ConstitutionCommand
{
    private const long SizeLimit = 1 << 20;
    private const long Hour = 60 * 60;
    private const long Day = 24 * Hour;

    public static Command Create(Terminal terminal)
    {
        var organizer = Texts("--organizer", "A DID that may run elections; once for each", "DID");
        organizer.Required = true;
        var council = Texts(
            "--council",
            "A council member: a DID, and `=ADDRESS` for the owner of the Safe; once for each",
            "DID[=ADDRESS]"
        );
        var threshold = new Option<int>("--threshold")
        {
            Description = "How many of the council agree",
            HelpName = "T",
        };
        var safe = MemberActs.Text("--safe", "The council's Safe: an EIP-55 address; with --chain-id", required: false);
        var version = MemberActs.Text(
            "--safe-version",
            "The version of the Safe's contract (default: 1.4.1)",
            required: false
        );
        var chain = new Option<ulong>("--chain-id") { Description = "The Safe's chain", HelpName = "N" };
        var contributor = Texts("--contributor", "The DID of an issuer of contributions; once for each", "DID");
        var minimum = new Option<int>("--minimum-class")
        {
            Description = "Voters that share a weight at least, or an election does not open without an override",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        var output = CommonOptions.Out("The constitution to write, for `space plan --constitution`");
        var force = CommonOptions.Force();
        var command = new Command(
            "constitution",
            "Write a constitution with a protocol track and an operations track, to read and edit: durations are in seconds"
        )
        {
            organizer,
            council,
            threshold,
            safe,
            version,
            chain,
            contributor,
            minimum,
            output,
            force,
        };
        command.SetAction(parsed =>
        {
            var members = (parsed.GetValue(council) ?? []).Select(MemberOf).ToArray();
            var reference = parsed.GetValue(safe) is { } address
                ? new SafeReference(parsed.GetValue(chain), address, parsed.GetValue(version) ?? "1.4.1")
                : null;
            var contributors = parsed.GetValue(contributor) ?? [];
            var constitution = Standard(
                parsed.GetRequiredValue(organizer),
                members.Length > 0 ? new SpaceCouncil(members, parsed.GetValue(threshold), reference) : null,
                contributors,
                parsed.GetValue(minimum)
            );
            var file = parsed.GetRequiredValue(output);
            OutputFile.Write(file, JsonText.File(constitution), parsed.GetValue(force));
            terminal.Line($"{file}: read it, and edit it if you like; `space plan --constitution` takes it");
        });
        return command;
    }

    public static Constitution Read(FileInfo file) =>
        StrictJson.TryParse<Constitution>(InputFile.Read(file, SizeLimit), out var constitution, out var problem)
            ? constitution
            : throw new Failure($"{file} is not a constitution: {problem}");

    private static Constitution Standard(
        string[] organizers,
        SpaceCouncil? council,
        string[] contributors,
        int minimumClass
    )
    {
        string[] options = ["For", "Against", "Abstain"];
        var pass = new PassRule(PassKind.Majority, null, 0, 1);
        var turnout = minimumClass;
        var person = new BallotPlan(
            new BallotRule(VotingMethod.Single, WeightMode.One),
            pass,
            options,
            turnout,
            Revoting.Deniable,
            new Quorum(QuorumCount.AllBallots, QuorumBase.Voters, new Share(1, 5))
        );
        var weighted = person with
        {
            Rule = new BallotRule(VotingMethod.Single, WeightMode.Multiply),
            Quorum = new Quorum(QuorumCount.ForAndAbstain, QuorumBase.Weight, new Share(1, 5), Abstain: 2),
        };
        var protocol = new Track(
            "protocol",
            TrackKind.Protocol,
            new Stages(
                Vote: new Window(3 * Day, 14 * Day),
                Discussion: new Window(3 * Day, 60 * Day),
                Temperature: new Window(Day, 7 * Day),
                Review: council is null ? null : new Window(0, 14 * Day),
                Timelock: council is null ? null : new Window(2 * Day, 2 * Day),
                Execution: new Window(0, 30 * Day)
            ),
            weighted,
            Amends: true,
            Temperature: new TemperatureCheck(person, Gate: true)
        );
        var operations = new Track(
            "operations",
            TrackKind.Operations,
            new Stages(Vote: new Window(Day, 7 * Day)),
            person with
            {
                Quorum = null,
            },
            Operations: new CommitteeRule(
                Seats: 3,
                Threshold: 2,
                Term: 180 * Day,
                VetoWindow: 3 * Day,
                VetoCallers: 3,
                Unit: "USDC",
                Acts: 1,
                Points: 0,
                ReportWithin: 30 * Day
            )
        );
        return new Constitution(
            organizers,
            [protocol, operations],
            [
                new Template(
                    "improvement",
                    ["Motivation", "Specification", "Rationale", "Risks", "Rollback"],
                    Required: 5
                ),
                new Template("mandate", ["Motivation", "Scope", "Risks"], Required: 2),
            ],
            minimumClass,
            council,
            contributors.Length == 0
                ? null
                : new WeightPolicy(
                    WeightCurve.SquareRoot,
                    [
                        new CategoryRule("code", new Factor(1), HalfLifeDays: 365),
                        new CategoryRule("community", new Factor(1), HalfLifeDays: 365),
                    ],
                    new Factor(1),
                    Base: 1,
                    new Share(1, 10),
                    [new WeightTier(1, 1), new WeightTier(4, 2), new WeightTier(16, 4)]
                ),
            contributors.Length == 0
                ? null
                : [new ContributionSource("guild", ContributionFormat.Jws, contributors, ["code", "community"])]
        );
    }

    private static CouncilMember MemberOf(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new CouncilMember(text) : new CouncilMember(text[..equals], text[(equals + 1)..]);
    }

    private static Option<string[]> Texts(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };
}
