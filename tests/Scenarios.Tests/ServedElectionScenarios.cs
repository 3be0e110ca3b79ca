using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Server;

namespace Scenarios.Tests;

/// <summary>People at different machines hold an election at a service, by the same commands with --server.</summary>
public sealed class ServedElectionScenarios : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromDays(1);

    private readonly CliRun cli = new();
    private WebApplication app = null!;
    private string server = "";

    public async Task InitializeAsync()
    {
        cli.Do("witness", "new", "--name", "witness.example", "--out", "@witness.key");
        var options = new ServerOptions
        {
            Data = cli.PathOf("server"),
            Urls = ["http://127.0.0.1:0"],
            Name = "vote.example",
            Tick = TimeSpan.FromMilliseconds(50),
            Witnesses = [cli.Do("witness", "show", "--key", "@witness.key").Line],
        };
        app = ServerApplication.Create(options, cli.Clock);
        await app.StartAsync();
        server = ServerApplication.AddressesOf(app).Single();
    }

    public async Task DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task From_keys_to_a_verified_result()
    {
        var committee = OpenCommittee();
        foreach (var step in (string[])["commit", "deal", "acknowledge"])
        {
            foreach (var i in (string[])["1", "2", "3"])
            {
                cli.Do(["trustee", step, .. At("--committee", committee), "--key", $"@trustee{i}.key"]);
            }
        }

        var id = CreateElection(committee);
        string[] election = At("--election", id);
        Assert.Contains(id, cli.Do("election", "list", "--server", server).Output, StringComparison.Ordinal);

        // Voter 1 audits a ballot, which is thereby spoiled, and casts another one.
        cli.Do(["ballot", "make", .. election, "--key", "@voter1.key", "--choose", "1", "--out", "@first"]);
        var audit = cli.Do(["ballot", "audit", .. election, "@first"]);
        Assert.Contains("1  For", audit.Output, StringComparison.Ordinal);
        Cast(election, 1, "1", "--position", "1");
        Cast(election, 2, "2");
        cli.Do(["witness", "run", "--once", .. election, "--key", "@witness.key"]);

        // Voter 3 is watched, and changes their mind later; a volunteer re-encrypts every slot.
        Cast(election, 3, "2");
        Cast(election, 3, "1", "--force");
        cli.Do(["ballot", "re-encrypt", .. election]);
        Assert.Contains("E2104", Refused(["ballot", "cast", .. election, "@first.spoiled", "--receipt", "@r"]));
        Assert.Contains("the election is Open", Refused(["trustee", "decrypt", .. election, "--key", "@trustee1.key"]));

        cli.Clock.Advance(Duration);
        await UntilAsync(election, "phase     closed");
        cli.Do(["trustee", "decrypt", .. election, "--key", "@trustee1.key"]);
        Assert.Contains("E2602", Refused(["trustee", "decrypt", .. election, "--key", "@trustee1.key"]));
        cli.Do(["trustee", "decrypt", .. election, "--key", "@trustee3.key"]);
        await UntilAsync(election, "totals    5, 1");

        var address = $"{server}/elections/{id}";
        Assert.Contains("\"result\":[5,1]", cli.Do("verify", address, "--json").Output, StringComparison.Ordinal);
        var memory = Assert.Single(Directory.GetFiles(cli.PathOf("."), "trustee3.key.*.checkpoint"));
        var verified = cli.Do(
            "verify",
            address,
            "--receipt",
            "@receipt1",
            "--ballot",
            "@ballot1",
            "--checkpoint",
            memory
        );
        Assert.Contains("ok   seen", verified.Output, StringComparison.Ordinal);
        Assert.Contains("ok   address", verified.Output, StringComparison.Ordinal);
        AssertEvidenceIsKept(election, memory);
        await AssertOtherRecordIsNoticedAsync(id);
    }

    [Fact]
    public void An_election_is_cancelled_at_a_service_by_its_organizer_alone()
    {
        var committee = OpenCommittee();
        foreach (var step in (string[])["commit", "deal", "acknowledge"])
        {
            foreach (var i in (string[])["1", "2", "3"])
            {
                cli.Do(["trustee", step, .. At("--committee", committee), "--key", $"@trustee{i}.key"]);
            }
        }

        string[] election = At("--election", CreateElection(committee));
        cli.Do("organizer", "new", "--out", "@stranger.key");

        Assert.Contains(
            "E2005",
            Refused(["election", "cancel", .. election, "--reason", "I say so", "--key", "@stranger.key"])
        );
        cli.Do(["election", "cancel", .. election, "--reason", "a mistake", "--key", "@organizer.key"]);
        Assert.Contains("cancelled", cli.Do(["election", "show", .. election]).Output, StringComparison.Ordinal);
        cli.Fail(1, ["ballot", "make", .. election, "--key", "@voter1.key", "--choose", "1", "--out", "@late"]);
    }

    [Fact]
    public async Task Trustees_run_by_themselves()
    {
        var committee = OpenCommittee();
        var running = Enumerable
            .Range(1, 3)
            .Select(i =>
                Task.Run(() =>
                    cli.Run([
                        "trustee",
                        "run",
                        .. At("--committee", committee),
                        "--key",
                        $"@trustee{i}.key",
                        "--patience",
                        "600",
                    ])
                )
            )
            .ToList();
        await UntilAsync(At("--committee", committee), "acknowledged", times: 3);
        string[] election = At("--election", CreateElection(committee));
        Cast(election, 1, "1");
        cli.Clock.Advance(Duration);

        var answers = await Task.WhenAll(running);

        Assert.All(answers, answer => Assert.True(answer.ExitCode == 0, answer.Error + answer.Output));
        // The third finds the election open to its share, or tallied already.
        Assert.InRange(
            answers.Count(answer => answer.Output.Contains("entered: share", StringComparison.Ordinal)),
            2,
            3
        );
        Assert.Contains("totals    3, 0", cli.Do(["election", "show", .. election]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_and_a_record_do_not_go_together()
    {
        string[][] wrong =
        [
            ["election", "show"],
            ["election", "show", "@record", "--server", server, "--election", "0x00"],
            ["election", "show", "--server", server],
            ["election", "show", "--server", "nowhere", "--election", "0x00"],
            ["election", "show", "--server", server, "--election", "0x00"],
            ["election", "add", "--server", server, "--election", "0x00"],
            ["trustee", "commit", "--server", server, "--election", "0x00", "--key", "@k", "--out", "@o"],
            ["ballot", "cast", "@b", "--server", server, "--election", "0x00", "--log-key", "@k", "--receipt", "@r"],
        ];
        Assert.All(wrong, arguments => Assert.Equal(2, cli.Run(arguments).ExitCode));
    }

    private string[] At(string option, string id) => ["--server", server, option, id];

    private string OpenCommittee()
    {
        cli.Do("organizer", "new", "--out", "@organizer.key");
        string[] members =
        [
            .. Enumerable
                .Range(1, 3)
                .SelectMany(i => new[] { "--member", cli.Do("trustee", "new", "--out", $"@trustee{i}.key").Line }),
        ];
        var opened = cli.Do([
            .. (string[])["election", "committee", "--server", server, "--threshold", "2"],
            .. (string[])["--key", "@organizer.key"],
            .. members,
        ]);
        return opened.ValueOf("committee");
    }

    /// <summary>Three voters of weights 3, 1 and 2.</summary>
    private string CreateElection(string committee)
    {
        var csv = "commitment,weight\n";
        uint[] weights = [3, 1, 2];
        for (var i = 0; i < weights.Length; i++)
        {
            var made = cli.Do("identity", "new", "--out", $"@voter{i + 1}.key");
            csv += $"{made.ValueOf("commitment")},{weights[i]}\n";
        }

        cli.Write("census.csv", csv);
        cli.Do("census", "from-csv", "@census.csv", "--key", "@organizer.key", "--out", "@census");
        cli.Do(["election", "add", .. At("--committee", committee), "@census"]);
        cli.Do([
            .. (string[])["election", "plan", "--out", "@plan", "--title", "A question", "--space", "A space"],
            .. (string[])["--option", "For", "--option", "Against", "--weights", "multiply"],
            .. (string[])["--closes", (CliRun.Start + Duration).ToString("O")],
        ]);
        var created = cli.Do([
            .. (string[])["election", "create", "--plan", "@plan", "--key", "@organizer.key"],
            .. At("--committee", committee),
        ]);
        return created.ValueOf("election");
    }

    private void Cast(string[] election, int voter, string option, params string[] more)
    {
        var force = more.Contains("--force");
        cli.Do([
            .. (string[])["ballot", "make", "--key", $"@voter{voter}.key", "--choose", option],
            .. (string[])["--out", $"@ballot{voter}"],
            .. election,
            .. more,
        ]);
        cli.Do([
            .. (string[])["ballot", "cast", $"@ballot{voter}", "--receipt", $"@receipt{voter}"],
            .. election,
            .. force ? ["--force"] : Array.Empty<string>(),
        ]);
        Assert.False(File.Exists(cli.PathOf($"ballot{voter}.opening")));
    }

    private string Refused(string[] arguments) => cli.Fail(1, arguments);

    private async Task UntilAsync(string[] election, string shown, int times = 1)
    {
        for (var attempts = 0; attempts < 300; attempts++)
        {
            var output = cli.Do(["election", "show", .. election]).Output;
            if (output.Split(shown).Length - 1 == times)
            {
                return;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"the election does not come to '{shown}'");
    }

    /// <summary>A log that is not the one this key has seen before is not acted on, and what shows it is kept.</summary>
    private void AssertEvidenceIsKept(string[] election, string memory)
    {
        File.WriteAllText(memory, File.ReadAllText(memory).Replace("\n\n", "\nanother\n\n", StringComparison.Ordinal));
        var answer = cli.Run(["trustee", "decrypt", .. election, "--key", "@trustee3.key"]);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("UnsignedCheckpoint", answer.Error, StringComparison.Ordinal);
        var folder = Assert.Single(Directory.GetDirectories(cli.PathOf("."), "evidence-UnsignedCheckpoint-*"));
        Assert.Equal(File.ReadAllText(memory), File.ReadAllText(Assert.Single(Directory.GetFiles(folder))));
    }

    /// <summary>A service that sends another election's record than the one asked for is not believed.</summary>
    private async Task AssertOtherRecordIsNoticedAsync(string id)
    {
        using var http = new HttpClient();
        var record = await http.GetByteArrayAsync(new Uri($"{server}/elections/{id}/record"));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var liar = builder.Build();
        liar.Run(context => context.Response.Body.WriteAsync(record).AsTask());
        await liar.StartAsync();
        var address = ServerApplication.AddressesOf(liar).Single();
        var other = id[..^1] + (id[^1] == '0' ? '1' : '0');

        cli.Do("verify", $"{address}/elections/{id}");
        var answer = cli.Run("verify", $"{address}/elections/{other}");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("FAIL address", answer.Output, StringComparison.Ordinal);
        cli.Fail(2, "verify", $"{server}/elections/{other}");
        cli.Fail(2, "verify", $"{server}/elections/{other[3..]}");
    }
}
