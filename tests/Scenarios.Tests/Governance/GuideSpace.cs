using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Server;
using PrivateVote.TestSupport;
using Scenarios.Tests.Service;

namespace Scenarios.Tests.Governance;

/// <summary>
/// The example of docs/governance.md at a service: its plan with keys that somebody has, and its commands. Either with its own durations
/// on a clock that is moved, and only the turnout is another, five ballots instead of twenty; or with processes of their own for the
/// service and the trustees, in real time, where days are seconds and a few people suffice.
/// </summary>
internal sealed class GuideSpace : IAsyncDisposable
{
    private const int Members = 16;
    private const int Trustees = 3;

    private static readonly string Example = Path.Combine(SharedVectors.RepositoryRoot, "docs", "examples", "dao.json");

    private readonly CliRun cli = new();
    private readonly List<string> elections = [];
    private readonly List<Process> processes = [];
    private readonly JsonNode plan = Plan();
    private WebApplication? app;
    private ServiceGround? ground;

    private GuideSpace() { }

    /// <summary>Where everybody runs their commands; in real time the clock is that of the service.</summary>
    public CliRun Cli
    {
        get
        {
            if (IsReal)
            {
                cli.Clock.AdvanceTo(TimeProvider.System.GetUtcNow());
            }

            return cli;
        }
    }

    private bool IsReal => ground is not null;

    public string Server { get; private set; } = "";

    /// <summary>The space's id, without 0x.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What stands for AT in the guide.</summary>
    public string[] At => ["--server", Server, "--space", Id];

    /// <summary>The elections that were opened.</summary>
    public IReadOnlyList<string> Elections => elections;

    /// <summary>The council's Safe.</summary>
    public string Safe { get; } = Plan()["constitution"]!["council"]!["safe"]!["address"]!.GetValue<string>();

    /// <summary>Entries of the space's log.</summary>
    public int Size => JsonNode.Parse(Do("space", "show", "--json").Line)!["summary"]!["size"]!.GetValue<int>();

    /// <summary>Opens the space; sixteen people register with an EAS attestation of their account.</summary>
    public static async Task<GuideSpace> OpenAsync()
    {
        var space = new GuideSpace();
        space.app = ServerApplication.Create(
            new ServerOptions
            {
                Data = space.Cli.PathOf("server"),
                Urls = ["http://127.0.0.1:0"],
                Name = "vote.example",
                Tick = TimeSpan.FromMilliseconds(50),
            },
            space.Cli.Clock
        );
        await space.app.StartAsync();
        space.Server = ServerApplication.AddressesOf(space.app).Single();
        // As small as the example's minimum class allows.
        space.SetTurnout(5);
        space.Open(Members);
        return space;
    }

    /// <summary>Opens the space at a server process; three people register. What takes days takes a second.</summary>
    /// <param name="voting">How long ballots are taken.</param>
    public static async Task<GuideSpace> OpenInSecondsAsync(TimeSpan voting)
    {
        var space = new GuideSpace { ground = ServiceGround.Embedded() };
        space.Server = (await space.ground.StartAsync()).Address.ToString().TrimEnd('/');
        var rules = space.plan["constitution"]!;
        rules["minimumClass"] = 2;
        var council = rules["council"]!;
        council["members"] = new JsonArray(council["members"]![0]!.DeepClone());
        council["threshold"] = 1;
        foreach (var stage in rules["tracks"]![0]!["stages"]!.AsObject())
        {
            var seconds = stage.Key is "temperature" or "vote" ? (long)voting.TotalSeconds : 1;
            stage.Value!["minimum"] = seconds;
            stage.Value["maximum"] = stage.Key == "timelock" ? seconds : 600;
        }

        space.SetTurnout(2);
        space.Open(members: 3);
        return space;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        foreach (var process in processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        if (ground is not null)
        {
            await ground.DisposeAsync();
        }

        cli.Dispose();
    }

    /// <summary>A member by their number, from 1; their files are m1.key, m1.wallet and so on.</summary>
    public string CommitmentOf(int member) => Cli.Do("identity", "show", "--key", Key(member)).ValueOf("commitment");

    public static string Key(int member) => $"@m{member}.key";

    /// <summary>A command at the space.</summary>
    public CliAnswer Do(params string[] arguments) => Cli.Do([.. arguments, .. At]);

    /// <summary>A command at the space that a member signs.</summary>
    public CliAnswer Do(int member, params string[] arguments) => Do([.. arguments, "--identity", Key(member)]);

    /// <summary>A command at the space that is refused, with the one line that says why.</summary>
    public string Refused(params string[] arguments) => Cli.Fail(1, [.. arguments, .. At]);

    public string Refused(int member, params string[] arguments) => Refused([.. arguments, "--identity", Key(member)]);

    /// <summary>The text of a template, with every section filled in.</summary>
    public string Text(string template)
    {
        var sections = plan["constitution"]!["templates"]!
            .AsArray()
            .Single(one => one!["id"]!.GetValue<string>() == template)!["sections"]!.AsArray();
        return Cli.Write(
            $"{template}.md",
            string.Join("\n", sections.Select(name => $"## {name}\n\nWhat there is to say of it.\n"))
        );
    }

    /// <summary>A draft on the protocol track; its index.</summary>
    public string Draft(int author, string title, string template, params string[] asks) =>
        Do(
                author,
                [
                    .. (string[])["proposal", "new", "--track", "protocol", "--template", template, "--title", title],
                    .. (string[])["--text", Text(template)],
                    .. asks,
                ]
            )
            .ValueOf("proposal");

    /// <summary>Trustees make a key, the organizer opens the election of a stage, and it begins to take ballots.</summary>
    /// <param name="open">The command that opens it.</param>
    public async Task<GuideVote> OpenVoteAsync(params string[] open)
    {
        var (committee, running) = await OpenCommitteeAsync();
        return await OpenWithAsync(committee, running, open);
    }

    /// <summary>A committee of trustees that has made its key, and its trustees, who go on until the result.</summary>
    public async Task<(string Committee, IReadOnlyList<Task<CliAnswer>> Running)> OpenCommitteeAsync()
    {
        var committee = Cli.Do([
                .. (string[])["election", "committee", "--server", Server],
                .. Enumerable.Range(1, Trustees).SelectMany(i => (string[])["--member", TrusteeOf(i)]),
                .. (string[])["--threshold", "2", "--key", "@organizer.key"],
            ])
            .ValueOf("committee");
        var running = Enumerable.Range(1, Trustees).Select(i => RunTrustee(committee, i)).ToList();
        await UntilAsync(
            () => Cli.Do("election", "show", "--server", Server, "--committee", committee).Output,
            shown => shown.Split("acknowledged").Length - 1 == Trustees
        );
        return (committee, running);
    }

    /// <summary>Opens an election with a committee that has made its key.</summary>
    public async Task<GuideVote> OpenWithAsync(
        string committee,
        IReadOnlyList<Task<CliAnswer>> running,
        params string[] open
    )
    {
        var opened = Do([.. open, "--committee", committee, "--key", "@organizer.key"]);
        var election = opened.ValueOf("election");
        elections.Add(election);
        await WaitUntilAsync(TimeOf(opened, "opens"));
        return new GuideVote(election, TimeOf(opened, "closes"), running);
    }

    /// <summary>A member votes, and has the receipt.</summary>
    public void Cast(GuideVote vote, int member, string option)
    {
        string[] election = ["--server", Server, "--election", vote.Election];
        var ballot = $"@m{member}-{vote.Election}.ballot";
        Cli.Do([
            .. (string[])["ballot", "make", .. election, "--key", Key(member)],
            .. option.Split(',').SelectMany(one => (string[])["--choose", one]),
            .. (string[])["--out", ballot],
        ]);
        Cli.Do(["ballot", "cast", .. election, ballot, "--receipt", $"{ballot}.receipt"]);
    }

    /// <summary>Time passes until the election closes; its trustees decrypt, and go home.</summary>
    public async Task CloseAsync(GuideVote vote)
    {
        await WaitUntilAsync(vote.Closes);
        var answers = await Task.WhenAll(vote.Trustees);
        Assert.All(answers, answer => Assert.True(answer.ExitCode == 0, answer.Error + answer.Output));
    }

    /// <summary>Members vote with these options, in the order of their numbers from 1, and the election comes to its end.</summary>
    public async Task HoldAsync(GuideVote vote, params string[] options)
    {
        for (var i = 0; i < options.Length; i++)
        {
            Cast(vote, i + 1, options[i]);
        }

        await CloseAsync(vote);
    }

    /// <summary>A temperature check that says yes.</summary>
    public async Task WarmAsync(string proposal)
    {
        await HoldAsync(await OpenVoteAsync("proposal", "open", proposal), "1", "1", "1", "1", "2");
        await UntilStageAsync(proposal, "vote");
    }

    /// <summary>The author submits it, the discussion passes, and it comes to its temperature check without anybody's doing.</summary>
    public async Task DiscussAsync(int author, string proposal)
    {
        Do(author, "proposal", "submit", proposal);
        Pass(TimeSpan.FromDays(7));
        await UntilStageAsync(proposal, "temperature");
    }

    /// <summary>Council members verify the record of the vote and approve; the timelock passes.</summary>
    public async Task ApproveAsync(string proposal, string then)
    {
        await UntilStageAsync(proposal, "review");
        for (var i = 1; i <= plan["constitution"]!["council"]!["threshold"]!.GetValue<int>(); i++)
        {
            Do("council", "approve", "--proposal", proposal, "--member-key", $"@council{i}.key");
        }

        await UntilStageAsync(proposal, "timelock");
        Pass(TimeSpan.FromDays(2));
        await UntilStageAsync(proposal, then);
    }

    public Task UntilStageAsync(string proposal, string stage) =>
        UntilAsync(
            () => Do("proposal", "show", proposal).Output,
            shown => shown.Contains($"\nstage     {stage},", StringComparison.Ordinal)
        );

    public static async Task UntilAsync(Func<string> look, Predicate<string> isThere)
    {
        var shown = "";
        for (var attempts = 0; attempts < 600; attempts++)
        {
            shown = look();
            if (isThere(shown))
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"it does not come to what was waited for, but to:\n{shown}");
    }

    /// <summary>Days pass; in real time they are seconds, which pass by themselves.</summary>
    public void Pass(TimeSpan time)
    {
        if (!IsReal)
        {
            cli.Clock.Advance(time + TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The space's log and the record of every election verify, and two replays come to the same state.</summary>
    public void Verify()
    {
        var address = $"{Server}/spaces/{Id}";
        var first = Cli.Do("space", "verify", address);
        Assert.Contains("VERIFIED", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.ValueOf("state"), Cli.Do("space", "verify", address).ValueOf("state"));
        Assert.NotEmpty(elections);
        Assert.All(
            elections,
            election =>
                Assert.Contains(
                    "\nVERIFIED",
                    Cli.Do("verify", $"{Server}/elections/{election}").Output,
                    StringComparison.Ordinal
                )
        );
    }

    /// <summary>Another person registers, with an account that the attester vouches for.</summary>
    public string Register(string name)
    {
        var commitment = Cli.Do("identity", "new", "--out", $"@{name}.key").ValueOf("commitment");
        var account = Cli.Do("wallet", "new", "--out", $"@{name}.wallet").Line;
        Cli.Do([
            .. (string[])["issuer", "eas", "--wallet", "@attester.key", "--recipient", account],
            .. (string[])["--schema", "0x" + new string('1', 64), "--out", $"@{name}.credential"],
        ]);
        Do(
            "register",
            "--identity",
            $"@{name}.key",
            "--credential",
            $"@{name}.credential",
            "--wallet",
            $"@{name}.wallet"
        );
        return commitment;
    }

    private static JsonNode Plan() => JsonNode.Parse(File.ReadAllText(Example))!;

    private static DateTimeOffset TimeOf(CliAnswer opened, string word) =>
        DateTimeOffset.Parse(opened.ValueOf(word).Trim(), CultureInfo.InvariantCulture);

    private async Task WaitUntilAsync(DateTimeOffset time)
    {
        if (IsReal && time - TimeProvider.System.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }

        cli.Clock.AdvanceTo(time);
    }

    /// <summary>A trustee does what is due, in this process or in one of their own.</summary>
    private Task<CliAnswer> RunTrustee(string committee, int i)
    {
        string[] run = ["trustee", "run", "--server", Server, "--committee", committee, "--patience", "600", "--key"];
        return IsReal
            ? RunProcessAsync([.. run, cli.PathOf($"trustee{i}.key")])
            : Task.Run(() => cli.Run([.. run, $"@trustee{i}.key"]));
    }

    private async Task<CliAnswer> RunProcessAsync(string[] arguments)
    {
        var process = Programs.Start(arguments);
        processes.Add(process);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new CliAnswer(process.ExitCode, await output, await error);
    }

    private void SetTurnout(int ballots)
    {
        foreach (var track in plan["constitution"]!["tracks"]!.AsArray())
        {
            track!["ballot"]!["turnout"] = ballots;
            if (track["temperature"] is { } check)
            {
                check["ballot"]!["turnout"] = ballots;
            }
        }
    }

    private string TrusteeOf(int i) => Cli.Do("trustee", "show", "--key", $"@trustee{i}.key").Line;

    private void Open(int members)
    {
        var rules = plan["constitution"]!;
        plan["personhood"]!["sources"]![0]!["issuers"] = new JsonArray(
            Cli.Do("wallet", "new", "--out", "@attester.key").Line
        );
        rules["organizers"] = new JsonArray(
            Cli.Do("organizer", "new", "--out", "@organizer.key").Line,
            Cli.Do("organizer", "new", "--out", "@second.key").Line
        );
        rules["contributors"]![0]!["issuers"] = new JsonArray(Cli.Do("issuer", "new", "--out", "@guild.key").Line);
        var council = rules["council"]!["members"]!.AsArray();
        for (var i = 1; i <= council.Count; i++)
        {
            council[i - 1]!["did"] = Cli.Do("holder", "new", "--out", $"@council{i}.key").Line;
        }

        Cli.Write("dao.json", plan.ToJsonString());
        Cli.Do("space", "new", "--plan", "@dao.json", "--key", "@organizer.key", "--out", "@space.json");
        Id = Cli.Do("space", "open", "@space.json", "--server", Server).ValueOf("space")[2..];
        for (var i = 1; i <= members; i++)
        {
            Register($"m{i}");
        }

        for (var i = 1; i <= Trustees; i++)
        {
            Cli.Do("trustee", "new", "--out", $"@trustee{i}.key");
        }
    }
}

/// <param name="Election">The election's id.</param>
/// <param name="Trustees">They run until the result.</param>
internal sealed record GuideVote(string Election, DateTimeOffset Closes, IReadOnlyList<Task<CliAnswer>> Trustees);
