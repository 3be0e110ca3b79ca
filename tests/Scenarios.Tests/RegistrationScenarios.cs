using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Server;
using PrivateVote.TestSupport;

namespace Scenarios.Tests;

/// <summary>People become members of a space by what others vouch for, from the command line at a service, and then vote.</summary>
public sealed class RegistrationScenarios : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromDays(1);

    private readonly CliRun cli = new();
    private WebApplication app = null!;
    private string server = "";
    private string logKey = "";

    public async Task InitializeAsync()
    {
        var options = new ServerOptions
        {
            Data = cli.PathOf("server"),
            Urls = ["http://127.0.0.1:0"],
            Name = "vote.example",
            Tick = TimeSpan.FromMilliseconds(50),
        };
        app = ServerApplication.Create(options, cli.Clock);
        await app.StartAsync();
        server = ServerApplication.AddressesOf(app).Single();
        cli.Do("organizer", "new", "--out", "@organizer.key");
    }

    public async Task DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task From_an_issuers_key_to_a_member_in_a_verified_roll_and_a_counted_vote()
    {
        var club = cli.Do("issuer", "new", "--out", "@club.key").Line;
        var space = OpenSpace("public", [$"club=vc+jwt:{club}"]);
        foreach (var name in (string[])["ada", "ben"])
        {
            Identity(name);
            Credential("club", name, "vc", "Membership");
            RegisterWithKey(space, name);
        }

        // The same person again, with another identity and another credential.
        Identity("ada-again");
        Credential("club", "ada", "vc", "Membership", "--force");
        Assert.Contains("E5103", Refused(Register(space, "ada-again", "ada")), StringComparison.Ordinal);

        Roll(space);
        var election = await VoteAsync("ada", "ben");

        var verified = cli.Do("space", "verify", $"{server}/spaces/{space}", "--election", "@election.jsonl");
        Assert.Contains("ok   election", verified.Output, StringComparison.Ordinal);
        Assert.Contains("2 people registered", verified.Output, StringComparison.Ordinal);
        Assert.Contains("\"result\":[2,0]", cli.Do("verify", election, "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_formats_lead_to_one_roll_and_one_person_is_one_member_through_all_of_them()
    {
        var club = cli.Do("issuer", "new", "--out", "@club.key").Line;
        var attester = cli.Do("wallet", "new", "--out", "@attester.key").Line;
        var space = OpenSpace(
            "public",
            [$"club=vc+jwt:{club}", $"town=dc+sd-jwt:{club}", $"attester=eas:{attester}"],
            "--one-person-once",
            "member"
        );
        Identity("ada");
        Credential("club", "ada", "vc", "Membership");
        RegisterWithKey(space, "ada");

        Identity("ben");
        Credential("club", "ben", "sd-jwt", "urn:resident", "--claim", "street=Long Road");
        RegisterWithKey(space, "ben");

        Identity("cem");
        var account = cli.Do("wallet", "new", "--out", "@cem.wallet").Line;
        Attest(account, "@cem.credential");
        string[] byWallet =
        [
            .. (string[])["register", "--server", server, "--space", space, "--identity", "@cem.key"],
            .. (string[])["--credential", "@cem.credential", "--wallet", "@cem.wallet"],
        ];
        cli.Do(byWallet);

        // The club knows the same account too.
        Identity("cem-again");
        cli.Do([
            .. (string[])["issuer", "vc", "--key", "@club.key", "--type", "Membership", "--out", "@second"],
            .. (string[])["--subject", $"did:pkh:eip155:1:{account}"],
        ]);
        string[] second =
        [
            .. (string[])["register", "--server", server, "--space", space, "--identity", "@cem-again.key"],
            .. (string[])["--credential", "@second", "--wallet", "@cem.wallet"],
        ];
        Assert.Contains("E5103", Refused(second), StringComparison.Ordinal);

        // A card by an issuer that nobody trusts, and a wallet that the attestation is not about.
        cli.Do("issuer", "new", "--out", "@stranger.key");
        Identity("dan");
        Credential("stranger", "dan", "vc", "Membership");
        Assert.Contains("E4104", Refused(Register(space, "dan", "dan")), StringComparison.Ordinal);
        Attest(account, "@other.credential");
        cli.Do("wallet", "new", "--out", "@dan.wallet");
        string[] other =
        [
            .. (string[])["register", "--server", server, "--space", space, "--identity", "@dan.key"],
            .. (string[])["--credential", "@other.credential", "--wallet", "@dan.wallet"],
        ];
        Assert.Contains("its wallet has to sign", cli.Fail(2, other), StringComparison.Ordinal);

        Roll(space);
        Assert.Equal(4, File.ReadAllLines(cli.PathOf("roll.csv")).Length);
        Assert.Contains(
            "ok   members",
            cli.Do("space", "verify", $"{server}/spaces/{space}").Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_commitment_is_replaced_before_the_roll_and_a_roll_has_the_new_one()
    {
        var club = cli.Do("issuer", "new", "--out", "@club.key").Line;
        var space = OpenSpace("public", [$"club=vc+jwt:{club}"]);
        var lost = Identity("ada");
        Credential("club", "ada", "vc", "Membership");
        RegisterWithKey(space, "ada");
        var found = Identity("ada-new");

        cli.Do([.. Register(space, "ada-new", "ada"), "--replaces", lost]);
        Roll(space);

        var roll = File.ReadAllText(cli.PathOf("roll.csv"));
        Assert.Contains(found, roll, StringComparison.Ordinal);
        Assert.DoesNotContain(lost, roll, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_roll_shows_nobody_and_its_registrar_opens_one_person_to_an_auditor()
    {
        var club = cli.Do("issuer", "new", "--out", "@club.key").Line;
        var space = OpenSpace("private", [$"club=vc+jwt:{club}"], "--registrar");
        foreach (var name in (string[])["ada", "ben"])
        {
            Identity(name);
            Credential("club", name, "vc", "Membership");
            RegisterWithKey(space, name);
        }

        var ada = cli.Do("identity", "show", "--key", "@ada.key").ValueOf("commitment");
        var ben = cli.Do("identity", "show", "--key", "@ben.key").ValueOf("commitment");
        using var http = new HttpClient();
        var record = await http.GetStringAsync(new Uri($"{server}/spaces/{space}/record"));
        await File.WriteAllTextAsync(cli.PathOf("space.jsonl"), record);
        Assert.DoesNotContain(club, record, StringComparison.Ordinal);

        string[] open = ["registrar", "open", "--data", "@server", "--space", space, "--commitment"];
        cli.Do([.. open, ada, "--out", "@ada.evidence"]);
        cli.Do([.. open, ben, "--out", "@ben.evidence"]);
        cli.Fail(1, [.. open, "0x" + new string('0', 63) + "1", "--out", "@nobody.evidence"]);
        string[] held = ["--record", "@space.jsonl", "--log-key", logKey];
        var checkedOne = cli.Do(["registrar", "check", "@ada.evidence", .. held]);
        Assert.Contains(ada, checkedOne.Output, StringComparison.Ordinal);

        // Ada's evidence does not stand for Ben's admission.
        var mixed = JsonNode.Parse(await File.ReadAllTextAsync(cli.PathOf("ben.evidence")))!;
        mixed["evidence"] = JsonNode.Parse(await File.ReadAllTextAsync(cli.PathOf("ada.evidence")))![
            "evidence"
        ]!.DeepClone();
        cli.Write("mixed.evidence", mixed.ToJsonString());
        var answer = cli.Run(["registrar", "check", "@mixed.evidence", .. held]);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("FAIL", answer.Output, StringComparison.Ordinal);
    }

    [OracleTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_attestation_signed_by_the_sdk_of_EAS_makes_a_member(int version)
    {
        var account = cli.Do("wallet", "new", "--out", "@ada.wallet").Line;
        var request = new JsonObject
        {
            ["version"] = version,
            ["contractVersion"] = "1.4.0",
            ["chainId"] = 1,
            ["contract"] = "0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587",
            ["privateKey"] = "0x" + new string('7', 64),
            ["numbers"] = false,
            ["message"] = new JsonObject
            {
                ["schema"] = "0x" + new string('1', 64),
                ["recipient"] = account,
                ["time"] = CliRun.Start.ToUnixTimeSeconds(),
                ["expirationTime"] = CliRun.Start.AddYears(1).ToUnixTimeSeconds(),
                ["revocable"] = false,
                ["refUID"] = "0x" + new string('0', 64),
                ["data"] = "0x",
            },
        };
        var answer = NodeOracle.Ask("eas.mjs", new JsonObject { ["sign"] = new JsonArray(request) });
        var signed = answer["signed"]![0]!;
        var space = OpenSpace("public", [$"attester=eas:{signed["signer"]!.GetValue<string>()}"]);
        var mine = Identity("ada");
        cli.Write("ada.credential", signed.ToJsonString());
        string[] register =
        [
            .. (string[])["register", "--server", server, "--space", space, "--identity", "@ada.key"],
            .. (string[])["--credential", "@ada.credential", "--wallet", "@ada.wallet"],
        ];
        Assert.Equal(mine, cli.Do(register).ValueOf("member"));
    }

    [OracleTheory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(20)]
    public void A_proof_by_Semaphores_own_software_makes_a_member_whom_nobody_knows(int depth)
    {
        const string Secret = "0000000000000000000000000000000000000000000000000000000000000007";
        var mine = Identity("ada");
        var group = Prove(Secret, depth, "1", "1")["merkleTreeRoot"]!.GetValue<string>();
        var space = OpenSpace("public", [$"group=semaphore:{group}"]);
        var challenge = JsonNode.Parse(
            cli.Do(
                "register",
                "challenge",
                "--server",
                server,
                "--space",
                space,
                "--identity",
                "@ada.key",
                "--json"
            ).Line
        )!["semaphore"]!;
        var (scope, message) = (challenge["scope"]!.GetValue<string>(), challenge["message"]!.GetValue<string>());
        cli.Write("ada.proof", Prove(Secret, depth, message, scope).ToJsonString());

        string[] register =
        [
            .. (string[])["register", "--server", server, "--space", space, "--semaphore-proof", "@ada.proof"],
        ];
        Assert.Equal(mine, cli.Do([.. register, "--identity", "@ada.key"]).ValueOf("member"));

        // The proof is bound to the commitment, and its nullifier to the space.
        Identity("eve");
        Assert.Contains("E4304", Refused([.. register, "--identity", "@eve.key"]), StringComparison.Ordinal);
        var again = Identity("ada-again");
        cli.Write("again.proof", Prove(Secret, depth, again, scope).ToJsonString());
        string[] twice =
        [
            .. (string[])["register", "--server", server, "--space", space, "--semaphore-proof", "@again.proof"],
            .. (string[])["--identity", "@ada-again.key"],
        ];
        Assert.Contains("E5103", Refused(twice), StringComparison.Ordinal);
    }

    private static JsonObject Prove(string secret, int depth, string message, string scope)
    {
        var request = new JsonObject
        {
            ["secret"] = secret,
            ["members"] = 5,
            ["depth"] = depth,
            ["message"] = message,
            ["scope"] = scope,
        };
        var answer = NodeOracle.Ask("semaphore.mjs", new JsonObject { ["prove"] = new JsonArray(request) });
        return answer["proved"]![0]!.AsObject();
    }

    private string OpenSpace(string roll, string[] sources, params string[] options)
    {
        string[] registrar = options is ["--registrar"] ? ["--registrar", server] : [];
        cli.Do([
            .. (string[])["space", "plan", "--name", "A club", "--domain", "club.example", "--roll", roll],
            .. sources.SelectMany(source => new[] { "--source", source }),
            .. registrar.Length == 0 ? options : [],
            .. (string[])["--out", "@space.plan"],
        ]);
        string[] sign = ["space", "new", "--plan", "@space.plan", "--key", "@organizer.key", "--out", "@space.json"];
        var id = cli.Do([.. sign, .. registrar]).ValueOf("space");
        var opened = cli.Do("space", "open", "@space.json", "--server", server);
        Assert.Equal(id, opened.ValueOf("space"));
        logKey = opened.ValueOf("log").Trim();
        return id[2..];
    }

    private string Identity(string name) => cli.Do("identity", "new", "--out", $"@{name}.key").ValueOf("commitment");

    private void Credential(string issuer, string name, string kind, string type, params string[] further)
    {
        var holder = File.Exists(cli.PathOf($"{name}.holder"))
            ? cli.Do("holder", "show", "--key", $"@{name}.holder").Line
            : cli.Do("holder", "new", "--out", $"@{name}.holder").Line;
        cli.Do([
            .. (string[])["issuer", kind, "--key", $"@{issuer}.key", "--subject", holder, "--type", type],
            .. (string[])["--out", $"@{name}.credential"],
            .. further,
        ]);
    }

    private void Attest(string account, string file) =>
        cli.Do([
            .. (string[])["issuer", "eas", "--wallet", "@attester.key", "--recipient", account, "--out", file],
            .. (string[])["--schema", "0x" + new string('1', 64)],
        ]);

    private string[] Register(string space, string identity, string person) =>
        [
            .. (string[])["register", "--server", server, "--space", space, "--identity", $"@{identity}.key"],
            .. (string[])["--credential", $"@{person}.credential", "--key", $"@{person}.holder"],
        ];

    private void RegisterWithKey(string space, string name) => cli.Do(Register(space, name, name));

    private string Refused(string[] arguments) => cli.Fail(1, arguments);

    private void Roll(string space) =>
        cli.Do([
            .. (string[])["space", "roll", "--server", server, "--space", space, "--key", "@organizer.key"],
            .. (string[])["--out", "@roll.csv", "--reference", "@roll.json"],
        ]);

    /// <summary>An election of the roll in which these vote for the first option.</summary>
    /// <returns>The election's address; its record is in election.jsonl.</returns>
    private async Task<string> VoteAsync(params string[] voters)
    {
        string[] trustees =
        [
            .. Enumerable
                .Range(1, 2)
                .SelectMany(i => new[] { "--member", cli.Do("trustee", "new", "--out", $"@trustee{i}.key").Line }),
        ];
        string[] committee = ["election", "committee", "--server", server, "--threshold", "1", "--key"];
        string[] at =
        [
            "--server",
            server,
            "--committee",
            cli.Do([.. committee, "@organizer.key", .. trustees]).ValueOf("committee"),
        ];
        foreach (var step in (string[])["commit", "deal", "acknowledge"])
        {
            cli.Do(["trustee", step, .. at, "--key", "@trustee1.key"]);
            cli.Do(["trustee", step, .. at, "--key", "@trustee2.key"]);
        }

        cli.Do("census", "from-csv", "@roll.csv", "--key", "@organizer.key", "--out", "@census");
        cli.Do(["election", "add", .. at, "@census"]);
        cli.Do([
            .. (string[])["election", "plan", "--title", "A question", "--space", "A club", "--option", "Yes"],
            .. (string[])["--option", "No", "--out", "@plan"],
            .. (string[])["--closes", (CliRun.Start + Duration).ToString("O")],
        ]);
        string[] create = ["election", "create", .. at, "--plan", "@plan", "--key", "@organizer.key"];
        var id = cli.Do([.. create, "--roll", "@roll.json"]).ValueOf("election");
        string[] election = ["--server", server, "--election", id];
        foreach (var voter in voters)
        {
            cli.Do([
                .. (string[])["ballot", "make", .. election, "--key", $"@{voter}.key", "--choose", "1"],
                .. (string[])["--out", $"@{voter}.ballot"],
            ]);
            cli.Do(["ballot", "cast", $"@{voter}.ballot", .. election, "--receipt", $"@{voter}.receipt"]);
        }

        cli.Clock.Advance(Duration);
        await UntilAsync(election, "phase     closed");
        cli.Do(["trustee", "decrypt", .. election, "--key", "@trustee1.key"]);
        await UntilAsync(election, "phase     tallied");
        using var http = new HttpClient();
        var address = $"{server}/elections/{id[2..]}";
        await File.WriteAllBytesAsync(
            cli.PathOf("election.jsonl"),
            await http.GetByteArrayAsync(new Uri(address + "/record"))
        );
        return address;
    }

    private async Task UntilAsync(string[] election, string text)
    {
        var patience = TimeSpan.FromSeconds(30);
        for (var waited = TimeSpan.Zero; waited < patience; waited += TimeSpan.FromMilliseconds(100))
        {
            if (cli.Do(["election", "show", .. election]).Output.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"no '{text}' within {patience.TotalSeconds} s");
    }
}
