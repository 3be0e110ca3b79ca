using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests.Hostile;

/// <summary>Each way for a service to lie is found, and has a name.</summary>
public sealed class LyingServiceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("privatevote-client-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Another_manifest_is_not_the_elections()
    {
        await using var server = await RunningServer.StartAsync();
        var (asked, other) = (await HttpElection.OpenAsync(server), await HttpElection.OpenAsync(server));
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        service.Swap(PathOf(asked), PathOf(other));

        var lie = await CaughtAsync(() => ElectionClient.OpenAsync(client, asked.Election.Id));

        Assert.Equal(Dishonesty.OtherManifest, lie.What);
        Assert.Equal("manifest.json", Assert.Single(lie.Evidence).Name);
    }

    [Fact]
    public async Task A_receipt_for_another_ballot_is_none_and_is_kept()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        var voter = await ElectionClient.OpenAsync(client, election.Election.Id);
        var first = election.Vote(0, [1, 0]).ToBytes();
        service.Say(PathOf(election) + "/ballots", StrictJson.Serialize(await voter.CastAsync(first)));

        var second = election.Vote(1, [0, 1]).ToBytes();
        var lie = await CaughtAsync(() => voter.CastAsync(second));

        Assert.Equal(Dishonesty.BadReceipt, lie.What);
        Assert.Contains("another ballot", lie.Message, StringComparison.Ordinal);
        Assert.Equal(["receipt.json", "ballot.json"], lie.Evidence.Select(evidence => evidence.Name));
        Assert.Equal(second, lie.Evidence[1].Content);
    }

    [Fact]
    public async Task A_receipt_that_is_no_receipt_is_kept_too()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        var voter = await ElectionClient.OpenAsync(client, election.Election.Id);
        service.Say(PathOf(election) + "/ballots", "{}"u8.ToArray());

        Assert.Equal(Dishonesty.BadReceipt, (await CaughtAsync(() => voter.CastAsync("{}"u8.ToArray()))).What);
    }

    [Fact]
    public async Task Another_census_does_not_have_the_manifests_root()
    {
        await using var server = await RunningServer.StartAsync();
        var (asked, other) = (await HttpElection.OpenAsync(server), await HttpElection.OpenAsync(server));
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        var voter = await ElectionClient.OpenAsync(client, asked.Election.Id);
        service.Swap(PathOf(asked) + "/census", PathOf(other) + "/census");
        var commitment = asked.Voters[1].Identity.Commitment;

        Assert.Equal(Dishonesty.OtherCensus, (await CaughtAsync(() => voter.FindMemberAsync(commitment))).What);
        Assert.Equal(Dishonesty.OtherCensus, (await CaughtAsync(() => voter.FindMemberAsync(commitment, 1))).What);
    }

    [Fact]
    public async Task A_ballot_of_another_slot_does_not_stand_in_this_one()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, revoting: Revoting.Deniable);
        await election.CastAsync(election.Vote(0, [1, 0]));
        await election.CastAsync(election.Vote(1, [1, 0]));
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        var voter = await ElectionClient.OpenAsync(client, election.Election.Id);
        Assert.NotNull(await voter.HeadOfAsync(election.NullifierOf(0)));
        service.Swap(SlotOf(election, 0), SlotOf(election, 1));

        Assert.Equal(Dishonesty.BadSlot, (await CaughtAsync(() => voter.HeadOfAsync(election.NullifierOf(0)))).What);
    }

    [Fact]
    public async Task A_checkpoint_of_another_log_is_not_signed_by_this_one()
    {
        await using var server = await RunningServer.StartAsync();
        var (asked, other) = (await HttpElection.OpenAsync(server), await HttpElection.OpenAsync(server));
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        service.Swap(PathOf(asked) + "/log", PathOf(other) + "/log");
        var follower = await ElectionFollower.StartAsync(LogOf(client, asked), null);

        Assert.Equal(Dishonesty.UnsignedCheckpoint, (await CaughtAsync(() => follower.CatchUpAsync())).What);
    }

    [Fact]
    public async Task Entries_of_another_tree_than_the_checkpoints_are_found()
    {
        await using var fork = await Fork.MakeAsync();
        await using var service = await LyingService.StartAsync(fork.One);
        using var client = service.Client();
        service.Say(PathOf(fork.Election) + "/log/checkpoint", await fork.CheckpointAsync(fork.Other));
        var follower = await ElectionFollower.StartAsync(LogOf(client, fork.Election), null);

        var lie = await CaughtAsync(() => follower.CatchUpAsync());

        Assert.Equal(Dishonesty.OtherTree, lie.What);
        // Once it was found nothing more is done on this log, whatever it says then.
        service.BeHonest();
        Assert.Same(lie, await CaughtAsync(() => follower.CatchUpAsync()));
    }

    [Fact]
    public async Task An_older_checkpoint_is_a_rollback_once_no_replica_lags_so_long()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        await using var service = await LyingService.StartAsync(server);
        using var client = service.Client();
        var path = PathOf(election) + "/log/checkpoint";
        var old = await server.Http.GetByteArrayAsync(new Uri("/" + path, UriKind.Relative));
        await election.CastAsync(election.Vote(0, [1, 0]));
        var memory = Memory();
        var before = await ElectionFollower.StartAsync(LogOf(client, election), memory);
        await before.CatchUpAsync();
        service.Say(path, old);

        // Whoever saw the newer one knows it, and so does who comes back with the file.
        var lie = await CaughtAsync(() => before.CatchUpAsync());
        var again = await ElectionFollower.StartAsync(LogOf(client, election), memory);
        var remembered = await CaughtAsync(() => again.CatchUpAsync());

        Assert.Equal(Dishonesty.Rollback, lie.What);
        Assert.Equal(Dishonesty.Rollback, remembered.What);
        Assert.Equal(["checkpoint-seen", "checkpoint-shown"], remembered.Evidence.Select(evidence => evidence.Name));
    }

    [Fact]
    public async Task Two_histories_are_found_across_restarts_and_the_proof_convinces_others()
    {
        await using var fork = await Fork.MakeAsync();
        await using var service = await LyingService.StartAsync(fork.One);
        using var client = service.Client();
        var memory = Memory();
        var before = await ElectionFollower.StartAsync(LogOf(client, fork.Election), memory);
        await before.CatchUpAsync();
        service.Truth = fork.Other;

        var live = await CaughtAsync(() => before.CatchUpAsync());
        var again = await ElectionFollower.StartAsync(LogOf(client, fork.Election), memory);
        var remembered = await CaughtAsync(() => again.CatchUpAsync());

        Assert.Equal([Dishonesty.SplitView, Dishonesty.SplitView], [live.What, remembered.What]);
        AssertProves(live, fork.Election.Log);
        AssertProves(remembered, fork.Election.Log);
    }

    [Fact]
    public async Task A_witness_cosigns_no_second_history()
    {
        await using var fork = await Fork.MakeAsync();
        await using var service = await LyingService.StartAsync(fork.One);
        using var client = service.Client();
        using var key = NoteSigner.Create("witness.example", NoteKeyType.Cosignature);
        service.Say(PathOf(fork.Election) + "/log/cosignatures", []);
        var memory = Memory();
        var witness = await WitnessRun.StartAsync(
            LogOf(client, fork.Election),
            key,
            _ => memory,
            TimeProvider.System,
            _ => { }
        );
        Assert.True(await witness.StepAsync());
        Assert.False(await witness.StepAsync());
        var cosigned = memory.Read();
        service.Truth = fork.Other;

        var lie = await CaughtAsync(() => witness.StepAsync());

        Assert.Equal(Dishonesty.SplitView, lie.What);
        AssertProves(lie, fork.Election.Log);
        Assert.Equal(cosigned, memory.Read());
    }

    [Fact]
    public async Task A_witness_that_is_shown_one_log_as_two_elections_cosigns_one_history()
    {
        using var logKey = NoteSigner.Create("log.example");
        using var key = NoteSigner.Create("witness.example", NoteKeyType.Cosignature);
        await using var service = await LyingService.StartAsync();
        using var client = service.Client();
        LogReference[] logs = [LogReference.Committee(new byte[32]), LogReference.Committee([1, .. new byte[31]])];
        for (var i = 0; i < logs.Length; i++)
        {
            Serve(
                service,
                logs[i],
                [
                    [(byte)i],
                ],
                logKey
            );
            service.Say(logs[i].Path + "/log/cosignatures", []);
        }

        Assert.True(await (await StartAsync(logs[0])).StepAsync());
        var other = await StartAsync(logs[1]);

        Assert.Equal(Dishonesty.SplitView, (await CaughtAsync(() => other.StepAsync())).What);

        Task<WitnessRun> StartAsync(LogReference log) =>
            WitnessRun.StartAsync(
                new LogClient(client, log),
                key,
                signed => new CheckpointFile(new FileInfo(Path.Combine(folder.FullName, signed.Name))),
                TimeProvider.System,
                _ => { }
            );
    }

    [Fact]
    public async Task A_receipt_from_another_history_is_held_against_the_log_that_is_shown()
    {
        await using var fork = await Fork.MakeAsync();
        await using var service = await LyingService.StartAsync(fork.One);
        using var client = service.Client();
        var ballot = fork.Election.Vote(2, [1, 0]);
        using var answer = await fork.Other.Http.SendAsync(fork.Election.BallotPath, ballot.ToBytes());
        service.Say(PathOf(fork.Election) + "/ballots", await answer.Content.ReadAsByteArrayAsync());
        var submission = new Submission(EntryKind.Ballot, ballot.ToBytes());

        // The log that is shown never gets as large as the one that the receipt was signed for: nobody waits for it for ever.
        var behind = await CaughtAsync(async () => await (await FollowAsync()).SubmitAsync(submission));
        // Then it has the same ballot at the same place, and another one before it.
        await fork.Election.CastAsync(ballot);
        var beside = await CaughtAsync(async () => await (await FollowAsync()).SubmitAsync(submission));

        Assert.Equal([Dishonesty.Rollback, Dishonesty.SplitView], [behind.What, beside.What]);
        Assert.Contains(behind.Evidence, evidence => evidence.Name == "checkpoint-of-receipt");
        AssertProves(beside, fork.Election.Log);

        async Task<ElectionFollower> FollowAsync()
        {
            var follower = await ElectionFollower.StartAsync(LogOf(client, fork.Election), null);
            await follower.CatchUpAsync();
            return follower;
        }
    }

    [Fact]
    public async Task An_entry_against_the_rules_is_named_though_the_log_signed_it()
    {
        var election = TestElection.Open();
        byte[][] lines =
        [
            .. election.Lines,
            Encoding.ASCII.GetBytes("""{"at":"2027-01-01T00:00:00.000Z","close":{"ballots":9,"tally":""}}"""),
        ];
        await using var service = await LyingService.StartAsync();
        using var client = service.Client();
        var log = LogReference.Committee(election.Ceremony.Id);
        Serve(service, log, lines, election.LogKey);
        var follower = await ElectionFollower.StartAsync(new LogClient(client, log), null);

        var lie = await CaughtAsync(() => follower.CatchUpAsync());

        Assert.Equal(Dishonesty.BrokenRules, lie.What);
        Assert.Contains($"entry {lines.Length - 1}: E2502", lie.Message, StringComparison.Ordinal);
        Assert.Equal(lines[^1], lie.Evidence.Single(evidence => evidence.Name == "entry.json").Content);
    }

    [Fact]
    public async Task Another_committees_log_is_not_the_one_asked_for()
    {
        var election = TestElection.Open();
        await using var service = await LyingService.StartAsync();
        using var client = service.Client();
        var log = LogReference.Committee(new byte[32]);
        Serve(service, log, election.Lines, election.LogKey);
        var follower = await ElectionFollower.StartAsync(new LogClient(client, log), null);

        Assert.Equal(Dishonesty.OtherLog, (await CaughtAsync(() => follower.CatchUpAsync())).What);
    }

    [Fact]
    public async Task A_key_that_the_manifest_does_not_name_is_found_when_the_manifest_comes()
    {
        var election = TestElection.Open();
        using var another = NoteSigner.Create("example.org/another");
        await using var service = await LyingService.StartAsync();
        using var client = service.Client();
        var log = LogReference.Committee(election.Ceremony.Id);
        Serve(service, log, election.Lines, another);
        var follower = await ElectionFollower.StartAsync(new LogClient(client, log), null);

        Assert.Equal(Dishonesty.UnsignedCheckpoint, (await CaughtAsync(() => follower.CatchUpAsync())).What);
    }

    private static string PathOf(HttpElection election) => LogReference.Election(election.Election.Id).Path;

    private static LogClient LogOf(ServiceClient client, HttpElection election) =>
        new(client, LogReference.Election(election.Election.Id));

    private static string SlotOf(HttpElection election, int voter) =>
        $"{PathOf(election)}/slots/{Convert.ToHexStringLower(election.NullifierOf(voter).ToBytes())}";

    private static async Task<DishonestServiceException> CaughtAsync(Func<Task> ask) =>
        await Assert.ThrowsAsync<DishonestServiceException>(ask);

    private static void AssertProves(DishonestServiceException lie, NoteVerifier log)
    {
        var file = lie.Evidence.Single(evidence => evidence.Name == "split-view.json");
        Assert.True(StrictJson.TryParse<SplitView>(file.Content, out var split, out var problem), problem);
        Assert.True(split.Verify(log));
    }

    /// <summary>A log of these entries, whatever they are, signed with this key.</summary>
    private static void Serve(LyingService service, LogReference log, IReadOnlyList<byte[]> lines, NoteSigner key)
    {
        var tree = new MerkleTree();
        foreach (var line in lines)
        {
            tree.Add(line);
        }

        var summary = new CommitteeSummary(
            log.Id,
            key.VerifierKey,
            "",
            [],
            1,
            [],
            [],
            [],
            [],
            true,
            0,
            tree.Size,
            null
        );
        service.Say(log.Path, StrictJson.Serialize(summary));
        var checkpoint = new Checkpoint(key.Name, tree.Size, tree.Root).Sign(key);
        service.Say(log.Path + "/log/checkpoint", Encoding.UTF8.GetBytes(checkpoint));
        var bundle = EntryBundle.Encode([.. lines.Select(line => (ReadOnlyMemory<byte>)line)]);
        service.Say($"{log.Path}/log/{TilePath.EntriesAt(0, tree.Size)}", bundle);
    }

    private CheckpointFile Memory() => new(new FileInfo(Path.Combine(folder.FullName, "checkpoint")));
}
