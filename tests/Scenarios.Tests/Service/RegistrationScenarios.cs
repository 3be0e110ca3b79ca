using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.TestSupport.Registration;

namespace Scenarios.Tests.Service;

/// <summary>People who become members at the same moment, at servers that share a store or are killed.</summary>
[Collection(ServiceTrials.Name)]
public sealed class RegistrationScenarios
{
    /// <summary>
    /// Of 200 people fifty register twice at once, by two issuers that know people by the same uniqueness and with two
    /// commitments: each of the 200 is a member once, with one of their own commitments.
    /// </summary>
    [SeveralServersFact]
    public async Task Of_200_people_at_once_over_two_servers_50_of_them_twice_each_is_one_member()
    {
        await using var ground = await ServiceGround.SharedAsync();
        var seed = ground.PathOf("registrar");
        await File.WriteAllTextAsync(seed, RandomNumberGenerator.GetHexString(64, lowercase: true) + "\n");
        string[] options = [.. ServiceGround.Redis, "--registrar", seed];
        ServerProcess[] servers =
        [
            await ground.StartAsync("first", options),
            await ground.StartAsync("second", options),
        ];
        HttpClient[] clients = [.. servers.Select(server => new HttpClient { BaseAddress = server.Address })];
        using var trial = await OpenAsync(clients[0]);
        var people = Enumerable.Range(0, 200).Select(_ => new Person()).ToList();
        var attempts = new List<(int Person, Fr Commitment, byte[] Presentation)>();
        for (var i = 0; i < people.Count; i++)
        {
            await TryAsync(i, TrialSpace.Eas);
            if (i < 50)
            {
                _ = people[i].Renew();
                await TryAsync(i, TrialSpace.Vc);
            }
        }

        // Of a pair, the one goes to the first server and the other to the second.
        var seen = new int[people.Count];
        var sending = attempts
            .Select(attempt => (attempt.Person, Server: (attempt.Person + seen[attempt.Person]++) % 2, attempt))
            .ToList();
        var answers = await Task.WhenAll(
            sending.Select(each => PostAsync(clients[each.Server], trial, each.attempt.Presentation))
        );

        var entered = sending.Where((_, i) => answers[i].Code is null).Select(each => each.attempt).ToList();
        Assert.True(
            answers.All(answer => answer.Code is null or "E5103"),
            string.Join(", ", answers.Select(answer => answer.Code).Distinct()) + ground.Errors
        );
        Assert.Equal(Enumerable.Range(0, people.Count), entered.Select(attempt => attempt.Person).Order());
        foreach (var client in clients)
        {
            // An auditor, from the record of either server: every entry verified again.
            var log = await ReplayAsync(client, trial);
            Assert.Equal(
                entered.Select(attempt => attempt.Commitment.ToHex()).Order(StringComparer.Ordinal),
                log.CensusAt(log.Size).Members.Select(member => member.Commitment.ToHex()).Order(StringComparer.Ordinal)
            );
            client.Dispose();
        }

        people.ForEach(person => person.Dispose());

        async Task TryAsync(int person, string source) =>
            attempts.Add(
                (
                    person,
                    people[person].Commitment,
                    await PresentAsync(clients[person % 2], trial, people[person], source)
                )
            );
    }

    /// <summary>Whoever has a receipt is a member with evidence after the server was killed; nobody else is one.</summary>
    [Fact]
    public async Task A_server_that_is_killed_while_people_register_has_every_receipted_member_and_their_evidence()
    {
        await using var ground = ServiceGround.Embedded();
        var server = await ground.StartAsync();
        var client = new HttpClient { BaseAddress = server.Address };
        using var trial = await OpenAsync(client);
        var people = Enumerable.Range(0, 40).Select(_ => new Person()).ToList();
        var presentations = new List<byte[]>();
        foreach (var person in people)
        {
            presentations.Add(await PresentAsync(client, trial, person, TrialSpace.Vc));
        }

        var receipts = new RegistrationReceipt?[people.Count];
        var sending = Task.WhenAll(
            people.Select(
                async (_, i) =>
                {
                    try
                    {
                        receipts[i] = (await PostAsync(client, trial, presentations[i])).Receipt;
                    }
                    catch (Exception exception) when (exception is HttpRequestException or IOException)
                    {
                        // The server is gone.
                    }
                }
            )
        );
        while (receipts.Count(receipt => receipt is not null) < 5)
        {
            await Task.Delay(1);
        }

        await server.KillAsync();
        await sending;
        client.Dispose();
        server = await ground.StartAsync();
        client = new HttpClient { BaseAddress = server.Address };

        var log = await ReplayAsync(client, trial);
        for (var i = 0; i < people.Count; i++)
        {
            var member = log.Members.Find(people[i].Commitment);
            if (receipts[i] is { } receipt)
            {
                Assert.Equal(receipt.Receipt.Index, member!.Index);
            }

            var opened = await PrivateVote.Server.Registration.EvidenceArchive.OpenAsync(
                new PrivateVote.Server.ServerOptions { Data = ground.PathOf("data") },
                trial.Space.Id,
                people[i].Commitment
            );
            Assert.Equal(member is null ? 0 : 1, opened.Count);
            Assert.All(opened, each => Assert.Null(each.Evidence.Check(each.Line, log.Space!)));
            // Sent again, as a client does that was not answered: everybody is a member, once.
            Assert.NotNull((await PostAsync(client, trial, presentations[i])).Receipt);
        }

        log = await ReplayAsync(client, trial);
        Assert.Equal(people.Count, log.Members.Count);
        Assert.Equal(people.Count + 1, log.Size);
        client.Dispose();
        people.ForEach(person => person.Dispose());
    }

    internal static async Task<TrialSpace> OpenAsync(HttpClient client)
    {
        var registrar = Parse<PrivateVote.Governance.Registrar>(await client.GetByteArrayAsync("/registrar"));
        var trial = new TrialSpace(RollKind.Private, registrar);
        using var answer = await client.PostAsync("/spaces", Json(trial.Opening.ToBytes()));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return trial;
    }

    internal static async Task<byte[]> PresentAsync(HttpClient client, TrialSpace trial, Person person, string source)
    {
        using var answer = await client.PostAsync(
            trial.Path + "/challenges",
            Json(StrictJson.Serialize(person.Request()))
        );
        var challenge = Parse<ChallengeAnswer>(await answer.Content.ReadAsByteArrayAsync()).Challenge;
        return StrictJson.Serialize(trial.Present(person, challenge, source));
    }

    /// <summary>The receipt, or the refusal's code. What there was no room for is sent again, as it is asked to be.</summary>
    internal static async Task<(RegistrationReceipt? Receipt, string? Code)> PostAsync(
        HttpClient client,
        TrialSpace trial,
        byte[] presentation
    )
    {
        while (true)
        {
            using var answer = await client.PostAsync(trial.Path + "/registrations", Json(presentation));
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (answer.IsSuccessStatusCode)
            {
                return (Parse<RegistrationReceipt>(body), null);
            }

            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                using var problem = JsonDocument.Parse(body);
                return (null, problem.RootElement.GetProperty("code").GetString());
            }

            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<SpaceLog> ReplayAsync(HttpClient client, TrialSpace trial)
    {
        using var record = new MemoryStream(await client.GetByteArrayAsync(trial.Path + "/record"));
        var log = new SpaceLog();
        foreach (var line in RecordLines.Read(record))
        {
            if (line.Entry is { } entry)
            {
                Assert.Null(log.Append(entry.ToBytes()));
            }
        }

        return log;
    }

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static T Parse<T>(byte[] body) =>
        StrictJson.TryParse<T>(body, out var value, out var problem) ? value : throw new InvalidDataException(problem);
}
