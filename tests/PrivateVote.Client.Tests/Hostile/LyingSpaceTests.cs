using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server.Tests.Support;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Client.Tests.Hostile;

/// <summary>What a service can say wrongly to somebody who becomes a member, and how each is found.</summary>
public sealed class LyingSpaceTests : IAsyncLifetime, IDisposable
{
    private readonly Person ada = new();
    private readonly Person eve = new();
    private RunningServer server = null!;
    private HttpSpace space = null!;
    private LyingService lying = null!;
    private ServiceClient service = null!;

    public async Task InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        space = await HttpSpace.OpenAsync(server);
        lying = await LyingService.StartAsync(server);
        service = lying.Client();
    }

    public async Task DisposeAsync()
    {
        service.Dispose();
        await lying.DisposeAsync();
        space.Dispose();
        await server.DisposeAsync();
    }

    public void Dispose()
    {
        ada.Dispose();
        eve.Dispose();
    }

    [Fact]
    public async Task An_honest_service_is_believed_step_by_step()
    {
        var client = await OpenAsync();
        var answer = await client.ChallengeAsync(ada.Commitment, Now);
        var receipt = await client.RegisterAsync(Present(ada, answer.Challenge), space.Log);
        var member = await client.FindMemberAsync(ada.Commitment, space.Log);
        var follower = await SpaceFollower.StartAsync(client.Log, null);
        await follower.CatchUpAsync();
        var index = await follower.SubmitAsync(
            SpaceAdministrator.FixRoll(follower.Log, server.Clock.GetUtcNow(), space.Trial.Administrator)
        );
        var roll = await client.RollAsync(index + 1, follower.Log.Rolls[0].Census);

        Assert.Equal(receipt.Receipt.Index, member!.Index);
        Assert.Equal(ada.Commitment, Assert.Single(roll.Members).Commitment);
        Assert.Null(await client.FindMemberAsync(eve.Commitment, space.Log));
        Assert.Equal(1, follower.Log.Members.Count);
    }

    [Fact]
    public async Task Another_constitution_is_not_the_spaces()
    {
        using var other = await HttpSpace.OpenAsync(server);
        lying.Swap(PathOf(space), PathOf(other));

        Assert.Equal(Dishonesty.OtherConstitution, (await CaughtAsync(OpenAsync)).What);
    }

    [Fact]
    public async Task A_challenge_for_another_commitment_is_not_signed()
    {
        var client = await OpenAsync();
        Say(ChallengeAnswer.Of((await space.ChallengeAsync(eve)).Challenge, client.Space, null));

        var lie = await CaughtAsync(() => client.ChallengeAsync(ada.Commitment, Now));

        Assert.Equal(Dishonesty.OtherChallenge, lie.What);
        Assert.Equal(["challenge.json", "challenge-request.json"], lie.Evidence.Select(evidence => evidence.Name));
    }

    [Fact]
    public async Task A_challenge_of_another_domain_space_or_length_is_not_signed()
    {
        var client = await OpenAsync();
        var honest = (await space.ChallengeAsync(ada)).Challenge;
        Challenge[] wrong =
        [
            honest with
            {
                Domain = "elsewhere.example",
            },
            honest with
            {
                Space = new byte[32],
            },
            honest with
            {
                Expires = honest.IssuedAt.AddDays(1),
            },
            honest with
            {
                Replaces = eve.Commitment,
            },
            // One that could be kept back, and entered in a year.
            honest with
            {
                IssuedAt = honest.IssuedAt.AddMinutes(6),
                Expires = honest.Expires.AddMinutes(6),
            },
        ];
        foreach (var challenge in wrong)
        {
            Say(ChallengeAnswer.Of(challenge, client.Space, null));
            Assert.Equal(
                Dishonesty.OtherChallenge,
                (await CaughtAsync(() => client.ChallengeAsync(ada.Commitment, Now))).What
            );
        }
    }

    [Fact]
    public async Task A_text_for_the_wallet_that_does_not_follow_from_the_challenge_is_not_signed()
    {
        var client = await OpenAsync();
        Assert.True(SubjectId.TryParse(ada.Wallet.Address.ToString(), out var account, out _));
        var honest = ChallengeAnswer.Of((await space.ChallengeAsync(ada)).Challenge, client.Space, account);
        ChallengeAnswer[] wrong =
        [
            honest with
            {
                Message = honest.Message!.Replace(
                    space.Trial.Space.Body.Domain,
                    "bank.example",
                    StringComparison.Ordinal
                ),
            },
            honest with
            {
                Semaphore = honest.Semaphore with { Message = eve.Commitment.ToHex() },
            },
            honest with
            {
                KeyBinding = honest.KeyBinding with { Nonce = "AA" },
            },
        ];
        foreach (var answer in wrong)
        {
            Say(answer);
            Assert.Equal(
                Dishonesty.OtherChallenge,
                (await CaughtAsync(() => client.ChallengeAsync(ada.Commitment, Now, null, account))).What
            );
        }
    }

    [Fact]
    public async Task A_receipt_for_somebody_elses_entry_is_none_and_is_kept()
    {
        var client = await OpenAsync();
        var other = await space.RegisterAsync(eve);
        var challenge = (await client.ChallengeAsync(ada.Commitment, Now)).Challenge;
        lying.Say(PathOf(space) + "/registrations", StrictJson.Serialize(other));

        var lie = await CaughtAsync(() => client.RegisterAsync(Present(ada, challenge), space.Log));

        Assert.Equal(Dishonesty.BadReceipt, lie.What);
        Assert.Contains("another presentation", lie.Message, StringComparison.Ordinal);
    }

    /// <summary>Who is entered with an earlier end is in no roll after it, and would learn of it when it is too late.</summary>
    [Theory]
    [InlineData(RollKind.Public)]
    [InlineData(RollKind.Private)]
    public async Task An_entry_that_ends_the_membership_earlier_or_under_another_tag_is_noticed(RollKind roll)
    {
        using var registrar = RegistrarKeys.FromSeed(new byte[32]);
        using var own = new TrialSpace(roll, roll == RollKind.Private ? registrar.Registrar : null);
        using var log = NoteSigner.Create("log.example");
        lying.Say(LogReference.Space(own.Space.Id).Path + "/constitution", own.Space.Bytes.ToArray());
        var client = await SpaceClient.OpenAsync(service, own.Space.Id);
        var challenge = new Challenge(
            own.Space.Id,
            own.Space.Body.Domain,
            ada.Commitment,
            new byte[Challenge.NonceSize],
            Now,
            Now.AddMinutes(10)
        );
        var presentation = own.Present(ada, challenge, TrialSpace.Vc, Now.AddDays(90));
        var honest = RegistrationRule
            .Verify(own.Space, AcceptedRoots.At(own.Space.Body), presentation, Now)
            .Registration!;

        await client.RegisterAsync(Entered(honest), log.Verifier);
        await Assert.ThrowsAsync<DishonestServiceException>(() =>
            client.RegisterAsync(Entered(honest with { ValidUntil = Now.AddDays(1) }), log.Verifier)
        );
        await Assert.ThrowsAsync<DishonestServiceException>(() =>
            client.RegisterAsync(Entered(honest with { ValidUntil = null }), log.Verifier)
        );
        // Whether a keyed tag is one's own only its registrar can show.
        if (roll == RollKind.Public)
        {
            await Assert.ThrowsAsync<DishonestServiceException>(() =>
                client.RegisterAsync(Entered(honest with { Tags = [new byte[32]] }), log.Verifier)
            );
        }

        Presentation Entered(Registration registration)
        {
            var submission =
                roll == RollKind.Private
                    ? registrar.Admit(own.Space, registration, StrictJson.Serialize(presentation)).Submission
                    : Submission.Plain(
                        EntryKind.Register,
                        new RegisterBody(
                            own.Space.Id,
                            presentation,
                            [.. registration.Tags.Select(tag => Hex.Encode(tag))],
                            registration.ValidUntil
                        )
                    );
            var line = submission.ToLine(Now);
            var checkpoint = new Checkpoint(log.Name, 1, MerkleHash.Leaf(line)).Sign(log);
            lying.Say(
                LogReference.Space(own.Space.Id).Path + "/registrations",
                StrictJson.Serialize(
                    new RegistrationReceipt(
                        Encoding.UTF8.GetString(line),
                        new EntryReceipt(submission.Digest(), Now, 0, [], checkpoint)
                    )
                )
            );
            return presentation;
        }
    }

    [Fact]
    public async Task Somebody_elses_entry_does_not_show_that_one_is_a_member()
    {
        var client = await OpenAsync();
        await space.RegisterAsync(eve);
        lying.Swap(MemberPath(ada), MemberPath(eve));

        Assert.Equal(
            Dishonesty.BadMember,
            (await CaughtAsync(() => client.FindMemberAsync(ada.Commitment, space.Log))).What
        );
    }

    [Fact]
    public async Task A_roll_without_one_of_its_members_has_another_root()
    {
        var client = await OpenAsync();
        await space.RegisterAsync(ada);
        await space.RegisterAsync(eve);
        var log = await space.ReplayAsync();
        var census = log.CensusAt(log.Size);
        var expected = new CensusSummary(census.Root, census.Members.Count, census.TotalWeight);
        lying.Say(PathOf(space) + "/roll", Encoding.ASCII.GetBytes($"commitment,weight\n{ada.Commitment.ToHex()},1\n"));

        var lie = await CaughtAsync(() => client.RollAsync(log.Size, expected));

        Assert.Equal(Dishonesty.OtherCensus, lie.What);
        Assert.Equal("roll.csv", Assert.Single(lie.Evidence).Name);
    }

    [Fact]
    public async Task The_log_of_another_space_is_not_followed()
    {
        using var other = await HttpSpace.OpenAsync(server);
        lying.Swap(PathOf(space), PathOf(other));
        var follower = await SpaceFollower.StartAsync(new LogClient(service, Reference(space)), null);

        Assert.Equal(Dishonesty.OtherLog, (await CaughtAsync(() => follower.CatchUpAsync())).What);
    }

    private static DateTimeOffset Now { get; } =
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static LogReference Reference(HttpSpace space) => LogReference.Space(space.Trial.Space.Id);

    private static string PathOf(HttpSpace space) => Reference(space).Path;

    private string MemberPath(Person person) =>
        $"{PathOf(space)}/members/{Convert.ToHexStringLower(person.Commitment.ToBytes())}";

    private Presentation Present(Person person, Challenge challenge) =>
        space.Trial.Present(person, challenge, TrialSpace.Eas);

    private Task<SpaceClient> OpenAsync() => SpaceClient.OpenAsync(service, space.Trial.Space.Id);

    private void Say(ChallengeAnswer answer) => lying.Say(PathOf(space) + "/challenges", StrictJson.Serialize(answer));

    private static async Task<DishonestServiceException> CaughtAsync(Func<Task> ask) =>
        await Assert.ThrowsAsync<DishonestServiceException>(ask);
}
