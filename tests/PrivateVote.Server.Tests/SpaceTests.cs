using System.Net;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;
using PrivateVote.Server.Tests.Support;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Server.Tests;

/// <summary>Spaces as the service opens, lists and shows them.</summary>
public sealed class SpaceTests
{
    [Fact]
    public async Task A_space_is_opened_once_and_says_what_it_is()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        var trial = space.Trial.Space;

        var expected = new SpaceSummary(
            trial.Id,
            "a space",
            "space.example",
            space.Summary.Log,
            RollKind.Public,
            0,
            1,
            null,
            0
        );
        AssertSame(expected, space.Summary);
        Assert.StartsWith(
            $"test.example/spaces/{Convert.ToHexStringLower(trial.Id)}+",
            space.Summary.Log,
            StringComparison.Ordinal
        );
        AssertSame(expected, await server.Http.GetAsync<SpaceSummary>(space.Path));
        // The same bytes again.
        using var again = await server.Http.SendAsync("/spaces", space.Trial.Opening.ToBytes());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var constitution = await server.Http.GetByteArrayAsync(space.Path + "/constitution");
        Assert.Equal(trial.Id, SHA256.HashData(constitution));
        Assert.Equal(space.Summary.Log + "\n", await server.Http.GetStringAsync(space.Path + "/log/key"));
    }

    [Fact]
    public async Task The_answer_to_a_new_space_says_where_it_is()
    {
        await using var server = await RunningServer.StartAsync();
        using var trial = new TrialSpace(RollKind.Public);

        using var answer = await server.Http.SendAsync("/spaces", trial.Opening.ToBytes());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/spaces/" + Convert.ToHexStringLower(trial.Space.Id), answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Spaces_and_committees_are_listed_apart_though_their_logs_lie_together()
    {
        await using var server = await RunningServer.StartAsync();
        using var first = await HttpSpace.OpenAsync(server);
        using var second = await HttpSpace.OpenAsync(server);
        var election = await HttpElection.OpenAsync(server, voters: 1);

        var page = await server.Http.GetAsync<Page<SpaceSummary>>("/spaces?limit=1");
        var rest = await server.Http.GetAsync<Page<SpaceSummary>>($"/spaces?limit=1&after={page.Next}");
        Assert.Equal(
            new[] { first.Summary.Id, second.Summary.Id }.Select(Convert.ToHexString).Order(),
            page.Items.Concat(rest.Items).Select(space => Convert.ToHexString(space.Id))
        );
        var committees = await server.Http.GetAsync<Page<CommitteeSummary>>("/committees");
        Assert.Equal(election.Committee.Id, Assert.Single(committees.Items).Id);
        Assert.Single((await server.Http.GetAsync<Page<ElectionSummary>>("/elections")).Items);

        await server
            .Http.GetAsync(first.Path.Replace("spaces", "committees", StringComparison.Ordinal))
            .MustNotAsync(HttpStatusCode.NotFound, "E3103");
        await server
            .Http.GetAsync(election.CommitteePath.Replace("committees", "spaces", StringComparison.Ordinal))
            .MustNotAsync(HttpStatusCode.NotFound, "E3111");
        await server.Http.GetAsync("/spaces?limit=0").MustNotAsync(HttpStatusCode.BadRequest, "E3001");
    }

    [Fact]
    public async Task Elections_that_name_a_space_by_its_id_are_counted()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        await election.RunCeremonyAsync();
        await election.EnterCensusAsync(1);
        await election.EnterManifestAsync(
            election.Plan(Revoting.None, TimeSpan.FromHours(1)) with
            {
                Space = Hex.Encode(space.Summary.Id),
            }
        );
        server.Clock.Advance(TimeSpan.FromSeconds(10));

        // Counted at most every few seconds of the machine's time.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if ((await server.Http.GetAsync<SpaceSummary>(space.Path)).Elections == 1)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("the election is not counted");
    }

    [Fact]
    public async Task Only_its_administrator_opens_a_space_and_only_who_the_operator_names()
    {
        using var trial = new TrialSpace(RollKind.Public);
        using var stranger = Identity.RoleKey.Create();
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                Organizers = [trial.Administrator.Did],
            }
        );
        var stolen = Submission.SignBytes(EntryKind.Space, trial.Space.Bytes.Span, stranger);

        await server.Http.SendAsync("/spaces", stolen.ToBytes()).MustNotAsync(HttpStatusCode.Forbidden, "E3108");
        await server.Http.SendAsync("/spaces", trial.Opening.ToBytes()).MustAsync<SpaceSummary>();

        await using var open = await RunningServer.StartAsync();
        await open.Http.SendAsync("/spaces", stolen.ToBytes()).MustNotAsync(HttpStatusCode.Forbidden, "E2005");
        await open
            .Http.SendAsync("/committees", trial.Opening.ToBytes())
            .MustNotAsync(HttpStatusCode.Conflict, "E3106");
    }

    [Fact]
    public async Task A_roll_fixes_the_members_and_its_checkpoint_is_kept()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        using var person = new Person();
        await space.RegisterAsync(person);
        var roll = SpaceAdministrator.FixRoll(
            await space.ReplayAsync(),
            server.Clock.GetUtcNow(),
            space.Trial.Administrator
        );

        var receipt = await space.EnterAsync(roll);
        Assert.Equal(receipt.Index, (await space.EnterAsync(roll)).Index);
        using var late = new Person();
        await space.RegisterAsync(late);

        var log = await space.ReplayAsync();
        Assert.Equal(receipt.Index, Assert.Single(log.Rolls).Index);
        Assert.Single(log.RollAt(receipt.Index).Members);
        var record = System.Text.Encoding.UTF8.GetString(await space.RecordAsync());
        Assert.Equal(2, record.Split('\n').Count(line => line.Contains("\"checkpoint\"", StringComparison.Ordinal)));
        await space
            .Http.SendAsync(
                space.Path + "/entries",
                Submission
                    .Sign(
                        EntryKind.Roll,
                        new RollBody(space.Summary.Id, log.Rolls[0].Census with { Size = 3 }, log.LastRoll),
                        space.Trial.Administrator
                    )
                    .ToBytes()
            )
            .MustNotAsync(HttpStatusCode.Conflict, "E5201");
        await space
            .Http.SendAsync(space.Path + "/entries", space.Trial.Opening.ToBytes())
            .MustNotAsync(HttpStatusCode.Conflict, "E3106");

        // The same members again, for another election: an entry of its own.
        for (var i = 1; i <= 2; i++)
        {
            var next = SpaceAdministrator.FixRoll(
                await space.ReplayAsync(),
                server.Clock.GetUtcNow(),
                space.Trial.Administrator
            );
            Assert.Equal(log.Size - 1 + i, (await space.EnterAsync(next)).Index);
        }
    }

    private static void AssertSame(SpaceSummary expected, SpaceSummary actual) =>
        Assert.Equal(StrictJson.Serialize(expected), StrictJson.Serialize(actual));
}
