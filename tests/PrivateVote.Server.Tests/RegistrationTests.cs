using System.Net;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server.Tests.Support;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Server.Tests;

/// <summary>From a challenge to a member.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task Whoever_an_issuer_vouches_for_becomes_a_member_by_any_format()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        var people = TrialSpace.All.ToDictionary(source => source, _ => new Person());

        foreach (var (source, person) in people)
        {
            var receipt = await space.RegisterAsync(person, source);
            Assert.Contains("\"register\":", receipt.Entry, StringComparison.Ordinal);
            var member = await server.Http.GetAsync<MemberView>($"{space.Path}/members/{person.Commitment.ToHex()}");
            Assert.Equal((receipt.Receipt.Index, receipt.Entry), (member.Index, member.Entry));
        }

        // An auditor comes to the same members, from the log alone.
        var log = await space.ReplayAsync();
        var expected = people.Values.Select(person => person.Commitment.ToHex() + ",1").ToArray();
        Assert.Equal(expected, log.CensusAt(log.Size).Members.Select(member => member.Commitment.ToHex() + ",1"));
        Assert.Equal(expected, await space.RollAsync());
        Assert.Equal(expected[..2], await space.RollAsync(size: 3));
        Assert.Equal(4, (await server.Http.GetAsync<SpaceSummary>(space.Path)).Members);
        Dispose(people.Values);
    }

    [Fact]
    public async Task A_challenge_says_what_each_way_of_showing_control_signs()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        using var person = new Person();

        var answer = await space.ChallengeAsync(person);

        Assert.Equal(answer.Challenge.Digest(), answer.Digest);
        Assert.Equal(ControlMessage.ToSiwe(answer.Challenge, person.Wallet.Address, 1), answer.Message);
        Assert.Equal(person.Commitment.ToHex(), answer.Semaphore.Message);
        Assert.Equal(Base64Url.Encode(answer.Digest), answer.KeyBinding.Nonce);
        Assert.Equal(TimeSpan.FromMinutes(10), answer.Challenge.Expires - answer.Challenge.IssuedAt);
        // Without a subject there is nobody whose text it could be.
        var anonymous = await server
            .Http.SendAsync(space.Path + "/challenges", StrictJson.Serialize(new ChallengeRequest(person.Commitment)))
            .MustAsync<ChallengeAnswer>();
        Assert.Null(anonymous.Message);
        await ChallengeMustNotAsync(space, person.Request() with { Subject = "did:pkh:solana:somebody" }, 422, "E4003");
        await ChallengeMustNotAsync(space, person.Request() with { Subject = "nobody" }, 400, "E4004");
        await ChallengeMustNotAsync(space, new ChallengeRequest(Fr.Zero), 400, "E3001");
    }

    [Fact]
    public async Task The_same_bytes_again_get_the_same_entry_even_when_the_challenge_is_over()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var roll in new[] { RollKind.Public, RollKind.Private })
        {
            using var space = await HttpSpace.OpenAsync(server, roll);
            using var person = new Person();
            var presentation = await space.PresentAsync(person);

            var first = await space.HandInAsync(presentation).MustAsync<RegistrationReceipt>();
            server.Clock.Advance(TimeSpan.FromHours(1));
            var second = await space.HandInAsync(presentation).MustAsync<RegistrationReceipt>();

            Assert.Equal(first.Entry, second.Entry);
            Assert.Equal(first.Receipt.Index, second.Receipt.Index);
            Assert.Null(second.Problem(space.Log));
            Assert.Single(await space.RollAsync());
        }
    }

    [Fact]
    public async Task One_person_is_one_member_whichever_issuer_vouches()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var roll in new[] { RollKind.Public, RollKind.Private })
        {
            using var space = await HttpSpace.OpenAsync(server, roll);
            using var person = new Person();
            await space.RegisterAsync(person, TrialSpace.Eas);
            person.Renew();

            await MustNotAsync(space, await space.PresentAsync(person, TrialSpace.Vc), 409, "E5103");
            await MustNotAsync(space, await space.PresentAsync(person, TrialSpace.Eas), 409, "E5103");

            // Of another issuer, who knows people by something else, nobody can tell.
            await space.RegisterAsync(person, TrialSpace.Card);
            Assert.Equal(2, (await space.RollAsync()).Length);
        }
    }

    [Fact]
    public async Task A_commitment_is_exchanged_as_often_as_the_space_allows_and_never_comes_back()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server, replacements: 1);
        using var person = new Person();
        using var other = new Person();
        await space.RegisterAsync(person);
        var old = person.Commitment;

        person.Renew();
        await MustNotAsync(space, await space.PresentAsync(person, replaces: other.Commitment), 409, "E5105");
        await space.RegisterAsync(person, replaces: old);

        Assert.Equal([person.Commitment.ToHex() + ",1"], await space.RollAsync());
        await server
            .Http.GetAsync($"{space.Path}/members/{old.ToHex()}")
            .MustNotAsync(HttpStatusCode.NotFound, "E3101");
        var present = person.Commitment;
        person.Renew();
        await MustNotAsync(space, await space.PresentAsync(person, replaces: present), 409, "E5106");
        // The retired commitment is nobody's again.
        var challenge = await server
            .Http.SendAsync(space.Path + "/challenges", StrictJson.Serialize(other.Request() with { Commitment = old }))
            .MustAsync<ChallengeAnswer>();
        await MustNotAsync(space, StrictJson.Serialize(space.Trial.Present(other, challenge.Challenge)), 409, "E5104");
        // After a roll everybody may exchange again.
        await space.EnterAsync(
            SpaceAdministrator.FixRoll(await space.ReplayAsync(), server.Clock.GetUtcNow(), space.Trial.Administrator)
        );
        await space.RegisterAsync(person, replaces: present);
    }

    [Fact]
    public async Task Challenges_are_good_for_their_time_their_space_and_as_they_were_issued()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        using var other = await HttpSpace.OpenAsync(server);
        using var person = new Person();
        using var thief = new Person();
        var challenge = (await space.ChallengeAsync(person)).Challenge;

        var longer = challenge with { Expires = challenge.Expires.AddMinutes(1) };
        await MustNotAsync(space, StrictJson.Serialize(space.Trial.Present(person, longer)), 422, "E3112");
        var invented = challenge with { Nonce = new byte[Challenge.NonceSize] };
        await MustNotAsync(space, StrictJson.Serialize(space.Trial.Present(person, invented)), 422, "E3112");
        // In another space.
        await MustNotAsync(other, StrictJson.Serialize(space.Trial.Present(person, challenge)), 422, "E5003");
        // Somebody else's signature, and one for another commitment.
        var stolen = space.Trial.Present(person, challenge);
        var forged = space.Trial.Present(thief, challenge);
        var mixed = stolen with
        {
            Attestations = [stolen.Attestations[0] with { Control = forged.Attestations[0].Control }],
        };
        await MustNotAsync(space, StrictJson.Serialize(mixed), 422, "E4202");
        var unsigned = stolen with { Attestations = [stolen.Attestations[0] with { Control = null }] };
        await MustNotAsync(space, StrictJson.Serialize(unsigned), 422, "E4201");

        server.Clock.Advance(TimeSpan.FromMinutes(11));
        await MustNotAsync(space, StrictJson.Serialize(stolen), 422, "E5107");
        Assert.Empty(await space.RollAsync());
    }

    [Fact]
    public async Task Whoever_is_not_vouched_for_is_refused_with_the_reason()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        using var strangers = new TrialSpace(RollKind.Public);
        using var person = new Person();
        var challenge = (await space.ChallengeAsync(person)).Challenge;

        // Issuers that the space does not trust.
        foreach (var source in TrialSpace.All)
        {
            var foreign = strangers.Present(person, challenge, source);
            await MustNotAsync(space, StrictJson.Serialize(foreign), 422, "E4104");
        }

        var good = space.Trial.Present(person, challenge);
        await MustNotAsync(space, StrictJson.Serialize(good with { Attestations = [] }), 400, "E5004");
        await MustNotAsync(
            space,
            StrictJson.Serialize(good with { Attestations = [.. good.Attestations, .. good.Attestations] }),
            422,
            "E5101"
        );
        var elsewhere = good.Attestations[0] with { Source = TrialSpace.Vc };
        await MustNotAsync(space, StrictJson.Serialize(good with { Attestations = [elsewhere] }), 422, "E4002");
        var ended = await space.PresentAsync(person, validUntil: server.Clock.GetUtcNow().AddSeconds(-5));
        await MustNotAsync(space, ended, 422, "E4105");
        await MustNotAsync(space, new byte[Presentation.MaximumLength + 1], 413, "E3002");
        Assert.Empty(await space.RollAsync());
    }

    [Fact]
    public async Task A_membership_ends_when_the_attestation_does()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        using var person = new Person();
        using var later = new Person();
        var path = $"{space.Path}/members/{person.Commitment.ToHex()}";
        await space.RegisterAsync(person, validUntil: server.Clock.GetUtcNow().AddMinutes(30));
        await server.Http.GetAsync<MemberView>(path);

        server.Clock.Advance(TimeSpan.FromHours(1));
        await server.Http.GetAsync(path).MustNotAsync(HttpStatusCode.NotFound, "E3101");
        await space.RegisterAsync(later);
        Assert.Equal([later.Commitment.ToHex() + ",1"], await space.RollAsync());

        // And goes on with a newer one.
        await space.RegisterAsync(person, TrialSpace.Vc);
        Assert.Equal(2, (await space.RollAsync()).Length);
    }

    [Fact]
    public async Task More_registrations_at_once_than_there_is_room_for_come_back_later()
    {
        await using var server = await RunningServer.StartAsync(options => options with { RegistrationQueue = 0 });
        using var space = await HttpSpace.OpenAsync(server);
        using var person = new Person();

        using var answer = await space.HandInAsync(await space.PresentAsync(person));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("E3202", await Answers.ReadProblemAsync(answer));
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Of_many_at_once_for_one_person_one_is_entered()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenAsync(server);
        using var person = new Person();
        var presentations = new List<byte[]>();
        for (var i = 0; i < 8; i++)
        {
            person.Renew();
            presentations.Add(await space.PresentAsync(person, i % 2 == 0 ? TrialSpace.Eas : TrialSpace.Vc));
        }

        var answers = await Task.WhenAll(presentations.Select(space.HandInAsync));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            Assert.Equal("E5103", await Answers.ReadProblemAsync(refused));
        }

        Assert.Single(await space.RollAsync());
    }

    private static Task ChallengeMustNotAsync(HttpSpace space, ChallengeRequest request, int status, string code) =>
        space
            .Http.SendAsync(space.Path + "/challenges", StrictJson.Serialize(request))
            .MustNotAsync((HttpStatusCode)status, code);

    private static Task MustNotAsync(HttpSpace space, byte[] presentation, int status, string code) =>
        space.HandInAsync(presentation).MustNotAsync((HttpStatusCode)status, code);

    private static void Dispose(IEnumerable<Person> people)
    {
        foreach (var person in people)
        {
            person.Dispose();
        }
    }
}
