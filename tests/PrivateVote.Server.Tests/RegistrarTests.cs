using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Registration;
using PrivateVote.Server.Tests.Support;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Server.Tests;

/// <summary>What only the registrar can say: admissions to a private roll, and the evidence for them.</summary>
public sealed class RegistrarTests
{
    [Fact]
    public async Task A_private_roll_shows_nobody_and_its_evidence_opens_for_one_person()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server, RollKind.Private);
        var people = TrialSpace.All.ToDictionary(source => source, _ => new Person());
        foreach (var (source, person) in people)
        {
            var receipt = await space.RegisterAsync(person, source);
            Assert.Contains("\"admit\":", receipt.Entry, StringComparison.Ordinal);
        }

        var record = Encoding.UTF8.GetString(await space.RecordAsync());
        var log = await space.ReplayAsync();
        Assert.Equal(people.Count, log.Members.Count);
        foreach (var (source, person) in people)
        {
            Assert.DoesNotContain(person.Key.Did, record, StringComparison.Ordinal);
            Assert.DoesNotContain(person.Wallet.Address.ToString(), record, StringComparison.Ordinal);
            var opened = Assert.Single(
                await EvidenceArchive.OpenAsync(server.Options, space.Summary.Id, person.Commitment)
            );
            Assert.Null(opened.Evidence.Check(opened.Line, log.Space!, log.RootsAt(opened.Index)));
            Assert.Contains(source, Encoding.UTF8.GetString(opened.Evidence.Presentation), StringComparison.Ordinal);
            // It is this person's and nobody else's.
            var other = people.Values.First(each => each != person);
            var others = Assert.Single(
                await EvidenceArchive.OpenAsync(server.Options, space.Summary.Id, other.Commitment)
            );
            Assert.NotNull(others.Evidence.Check(opened.Line, log.Space!, log.RootsAt(opened.Index)));
            Assert.Null(others.Evidence.Check(others.Line, log.Space!, log.RootsAt(others.Index)));
        }

        foreach (var person in people.Values)
        {
            person.Dispose();
        }
    }

    [Fact]
    public async Task Evidence_and_members_survive_a_restart_and_a_refusal_leaves_none()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server, RollKind.Private);
        using var person = new Person();
        var presentation = await space.PresentAsync(person);
        await space.HandInAsync(presentation).MustAsync<RegistrationReceipt>();
        var registrar = await server.Http.GetAsync<Governance.Registrar>("/registrar");
        var before = await space.RecordAsync();

        await server.RestartAsync();

        Assert.Equal(
            StrictJson.Serialize(registrar),
            StrictJson.Serialize(await server.Http.GetAsync<Governance.Registrar>("/registrar"))
        );
        Assert.Equal(before, await space.RecordAsync());
        Assert.Equal([person.Commitment.ToHex() + ",1"], await space.RollAsync());
        // What is entered is entered, for whoever hands it in again, and for the person under another commitment.
        await space.HandInAsync(presentation).MustAsync<RegistrationReceipt>();
        person.Renew();
        await space.HandInAsync(await space.PresentAsync(person)).MustNotAsync(HttpStatusCode.Conflict, "E5103");
        Assert.Equal(1, await CountEvidenceAsync(server));
        Assert.Empty(await EvidenceArchive.OpenAsync(server.Options, space.Summary.Id, person.Commitment));
    }

    [Fact]
    public async Task The_store_alone_shows_nothing_of_a_private_roll()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server, RollKind.Private);
        using var person = new Person();
        await space.RegisterAsync(person);
        await server.StopAsync();

        foreach (var file in Directory.EnumerateFiles(server.Options.Data, "privatevote.db*"))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(person.Wallet.Address.ToString(), text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\"salt\"", text, StringComparison.Ordinal);
        }

        // Another seed opens nothing.
        var seed = Path.Combine(server.Options.Data, RegistrarRole.SeedName);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(seed));
        }

        await File.WriteAllTextAsync(seed, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            EvidenceArchive.OpenAsync(server.Options, space.Summary.Id, person.Commitment)
        );
        File.Delete(seed);
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            EvidenceArchive.OpenAsync(server.Options, space.Summary.Id, person.Commitment)
        );
    }

    [Fact]
    public void Sealed_evidence_opens_for_its_member_only()
    {
        var seal = new EvidenceSeal(RandomNumberGenerator.GetBytes(32));
        var space = RandomNumberGenerator.GetBytes(32);
        var (mine, other) = (Fr.From(1), Fr.From(2));
        var sealedBytes = seal.Seal(space, mine, "evidence"u8);

        Assert.Equal("evidence"u8.ToArray(), seal.Open(space, mine, sealedBytes));
        Assert.Null(seal.Open(space, other, sealedBytes));
        Assert.Null(seal.Open(RandomNumberGenerator.GetBytes(32), mine, sealedBytes));
        Assert.Null(new EvidenceSeal(RandomNumberGenerator.GetBytes(32)).Open(space, mine, sealedBytes));
        Assert.Null(seal.Open(space, mine, sealedBytes.AsSpan(0, 10)));
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            sealedBytes[i] ^= 1;
            Assert.Null(seal.Open(space, mine, sealedBytes));
            sealedBytes[i] ^= 1;
        }

        Assert.NotEqual(sealedBytes, seal.Seal(space, mine, "evidence"u8));
    }

    [Fact]
    public async Task A_service_that_is_not_the_space_s_registrar_admits_nobody()
    {
        await using var registrar = await RunningServer.StartAsync();
        using var trial = new TrialSpace(
            RollKind.Private,
            await registrar.Http.GetAsync<Governance.Registrar>("/registrar")
        );
        await using var off = await RunningServer.StartAsync(options => options with { Registrar = ServerOptions.Off });
        await using var other = await RunningServer.StartAsync();
        using var person = new Person();
        await off.Http.GetAsync("/registrar").MustNotAsync(HttpStatusCode.NotFound, "E3101");

        foreach (var server in new[] { off, other })
        {
            await server.Http.SendAsync("/spaces", trial.Opening.ToBytes()).MustAsync<SpaceSummary>();
            var challenge = await server
                .Http.SendAsync(trial.Path + "/challenges", StrictJson.Serialize(person.Request()))
                .MustAsync<ChallengeAnswer>();
            await server
                .Http.SendAsync(
                    trial.Path + "/registrations",
                    StrictJson.Serialize(trial.Present(person, challenge.Challenge))
                )
                .MustNotAsync(HttpStatusCode.UnprocessableEntity, "E5108");
        }
    }

    [Fact]
    public async Task Servers_share_a_registrar_by_its_seed()
    {
        await using var first = await RunningServer.StartAsync();
        await using var second = await RunningServer.StartAsync(options =>
            options with
            {
                Registrar = Path.Combine(first.Options.Data, RegistrarRole.SeedName),
            }
        );

        Assert.Equal(await first.Http.GetStringAsync("/registrar"), await second.Http.GetStringAsync("/registrar"));
        Assert.False(File.Exists(Path.Combine(second.Options.Data, RegistrarRole.SeedName)));
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            RunningServer.StartAsync(options => options with { Registrar = options.Data + "/nowhere" })
        );
    }

    /// <summary>Evidence is held to the time of its entry: an admission after its challenge's end could never be shown.</summary>
    [Fact]
    public async Task Nobody_is_admitted_after_the_challenge_has_expired_while_somebody_else_was_asked()
    {
        var clock = new TestClock();
        var late = TimeSpan.Zero;
        await using var node = await StartNodeAsync(() => clock.Advance(late));
        var rpc = new Dictionary<ulong, Uri> { [1] = new(ServerApplication.AddressesOf(node).Single()) };
        await using var server = await RunningServer.StartAsync(options => options with { Rpc = rpc }, clock);
        using var trial = new TrialSpace(
            RollKind.Private,
            await server.Http.GetAsync<Governance.Registrar>("/registrar")
        );
        var policy = trial.Space.Body.Personhood;
        var asking = policy with
        {
            Sources =
            [
                .. policy.Sources.Select(source =>
                    source.Id == TrialSpace.Eas ? source with { CheckStatus = true } : source
                ),
            ],
        };
        var opening = SpaceAdministrator.Open(trial.Space.Body with { Personhood = asking }, trial.Administrator);
        var space = await server.Http.SendAsync("/spaces", opening.ToBytes()).MustAsync<SpaceSummary>();
        var path = "/spaces/" + Hex.Encode(space.Id);

        using var early = new Person();
        await HandInAsync(early).MustAsync<RegistrationReceipt>();
        var opened = Assert.Single(await EvidenceArchive.OpenAsync(server.Options, space.Id, early.Commitment));
        Assert.True(Space.TryOpen(await server.Http.GetByteArrayAsync(path + "/constitution"), out var read, out _));
        Assert.Null(opened.Evidence.Check(opened.Line, read));

        using var person = new Person();
        late = TimeSpan.FromMinutes(11);
        await HandInAsync(person).MustNotAsync(HttpStatusCode.UnprocessableEntity, "E5107");
        Assert.Equal(1, await CountEvidenceAsync(server));

        async Task<HttpResponseMessage> HandInAsync(Person who)
        {
            var challenge = await server
                .Http.SendAsync(path + "/challenges", StrictJson.Serialize(who.Request()))
                .MustAsync<ChallengeAnswer>();
            return await server.Http.SendAsync(
                path + "/registrations",
                StrictJson.Serialize(trial.Present(who, challenge.Challenge))
            );
        }
    }

    /// <summary>An Ethereum node that knows of no revocation.</summary>
    private static async Task<WebApplication> StartNodeAsync(Action asked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var node = builder.Build();
        node.MapPost(
            "/",
            async (HttpContext context) =>
            {
                var request = (await JsonNode.ParseAsync(context.Request.Body))!;
                asked();
                var result = (string)request["method"]! == "eth_chainId" ? "0x1" : "0x" + new string('0', 64);
                return new JsonObject
                {
                    ["jsonrpc"] = "2.0",
                    ["id"] = request["id"]!.DeepClone(),
                    ["result"] = result,
                };
            }
        );
        await node.StartAsync();
        return node;
    }

    private static async Task<long> CountEvidenceAsync(RunningServer server)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(server.Options.Data, "privatevote.db")}"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM evidence";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
