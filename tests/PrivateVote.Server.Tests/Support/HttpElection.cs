using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;

namespace PrivateVote.Server.Tests.Support;

/// <summary>An election whose every role is played by the test, through HTTP alone.</summary>
internal sealed class HttpElection
{
    private readonly RunningServer server;

    public HttpElection(RunningServer server, int trustees = 2, int threshold = 2)
    {
        this.server = server;
        Threshold = threshold;
        Trustees = [.. Enumerable.Range(0, trustees).Select(_ => Trustee.Create())];
    }

    public HttpClient Http => server.Http;

    public int Threshold { get; }

    public RoleKey Organizer { get; init; } = RoleKey.Create();

    public Trustee[] Trustees { get; }

    public List<(VoterIdentity Identity, uint Weight)> Voters { get; } = [];

    public CommitteeSummary Committee { get; private set; } = null!;

    public Submission Opening { get; private set; } = null!;

    public ElectionSummary Summary { get; private set; } = null!;

    public Election Election { get; private set; } = null!;

    public Census Census { get; } = new();

    public NoteVerifier Log =>
        NoteVerifier.TryParse(Committee.Log, out var log) ? log : throw new InvalidOperationException();

    public string CommitteePath => "/committees/" + Hex.Encode(Committee.Id);

    public string Path => "/elections/" + Hex.Encode(Election.Id);

    public string BallotPath => Path + "/ballots";

    /// <summary>An open election with the whole setup behind it.</summary>
    public static async Task<HttpElection> OpenAsync(
        RunningServer server,
        int voters = 3,
        Revoting revoting = Revoting.None,
        TimeSpan? lasts = null
    )
    {
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        await election.RunCeremonyAsync();
        await election.EnterCensusAsync([.. Enumerable.Range(0, voters).Select(i => (uint)(i % 3) + 1)]);
        await election.EnterManifestAsync(election.Plan(revoting, lasts ?? TimeSpan.FromHours(1)));
        return election;
    }

    public async Task OpenCommitteeAsync()
    {
        Opening = Elections.Roles.Organizer.OpenCommittee(
            [.. Trustees.Select(trustee => trustee.Did)],
            Threshold,
            Organizer
        );
        Committee = await Http.SendAsync("/committees", Opening.ToBytes()).MustAsync<CommitteeSummary>();
    }

    public async Task RunCeremonyAsync()
    {
        foreach (var trustee in Trustees)
        {
            await EnterAsync(trustee.Commit((await ReplayAsync()).Log.Ceremony!));
        }

        foreach (var trustee in Trustees)
        {
            await EnterAsync(trustee.Deal((await ReplayAsync()).Log.Ceremony!));
        }

        foreach (var trustee in Trustees)
        {
            await EnterAsync(Assert.Single(trustee.Acknowledge((await ReplayAsync()).Log.Ceremony!)));
        }
    }

    public async Task EnterCensusAsync(params uint[] weights)
    {
        foreach (var weight in weights)
        {
            Voters.Add((VoterIdentity.Create(), weight));
            Assert.Null(Census.Add(new CensusMember(Voters[^1].Identity.Commitment, weight)));
        }

        foreach (var page in Elections.Roles.Organizer.CensusPages(Census, Organizer))
        {
            await EnterAsync(page);
        }
    }

    public ElectionPlan Plan(Revoting revoting, TimeSpan lasts) =>
        new(
            "a space",
            "a title",
            [new Option("For"), new Option("Against")],
            new BallotRule(VotingMethod.Single, WeightMode.Multiply),
            new PassRule(PassKind.Majority, null, 0, 1),
            revoting,
            server.Clock.GetUtcNow().AddSeconds(-1),
            server.Clock.GetUtcNow() + lasts
        );

    public async Task<Submission> ManifestAsync(ElectionPlan plan, string? logKey = null) =>
        Elections.Roles.Organizer.CreateManifest((await ReplayAsync()).Log, plan, logKey ?? Committee.Log, Organizer);

    public async Task EnterManifestAsync(ElectionPlan plan) => await EnterManifestAsync(await ManifestAsync(plan));

    public async Task EnterManifestAsync(Submission manifest)
    {
        await EnterAsync(manifest);
        var log = (await ReplayAsync()).Log;
        Election = log.Election!;
        Summary = await Http.GetAsync<ElectionSummary>(Path);
    }

    /// <summary>Hands in what follows by the rules, and checks its receipt.</summary>
    public async Task<EntryReceipt> EnterAsync(Submission submission)
    {
        var path = (Election is null ? CommitteePath : Path) + "/entries";
        var receipt = await Http.SendAsync(path, submission.ToBytes()).MustAsync<EntryReceipt>();
        Assert.Null(receipt.Problem(submission, Log));
        return receipt;
    }

    public Ballot Vote(int voter, uint[] choices, SlotHead? head = null)
    {
        var (identity, weight) = Voters[voter];
        return Maker.Vote(Election, identity, weight, Census.Prove(voter), choices, head).Ballot;
    }

    public BallotMaker Maker => ProvingArtifacts.BuiltIn.MakerFor(Election.Circuit);

    public Fr NullifierOf(int voter) => Voters[voter].Identity.NullifierIn(Election);

    public async Task<Receipt> CastAsync(Ballot ballot)
    {
        var receipt = await Http.SendAsync(BallotPath, ballot.ToBytes()).MustAsync<Receipt>();
        Assert.Null(receipt.Problem(ballot.ToBytes(), Log));
        return receipt;
    }

    /// <summary>What stands in a voter's slot, as the service shows it and its checkpoint proves it.</summary>
    public async Task<SlotHead> HeadAsync(int voter)
    {
        var slot = await Http.GetAsync<SlotView>($"{Path}/slots/{NullifierOf(voter).ToHex()}");
        var line = System.Text.Encoding.UTF8.GetBytes(slot.Entry);
        Assert.True(Checkpoint.TryOpen(slot.Checkpoint, Log, out var checkpoint, out var problem), problem);
        Assert.True(
            MerkleProofs.VerifyInclusion(
                MerkleHash.Leaf(line),
                slot.Index,
                checkpoint.Size,
                [.. slot.InclusionProof.Chunk(MerkleHash.Size)],
                checkpoint.RootHash
            )
        );
        Assert.True(Entry.TryParse(line, out var entry, out _));
        Assert.True(Cryptography.Standard.StrictJson.TryParse<Ballot>(entry.Body.Span, out var ballot, out _));
        Assert.True(EncryptedVote.TryDecode(ballot.Ciphertexts, Election.Circuit.Options, out var vote));
        return new SlotHead(slot.Index, vote);
    }

    public async Task<byte[]> RecordAsync() =>
        await Http.GetByteArrayAsync((Election is null ? CommitteePath : Path) + "/record");

    /// <summary>The log as a role sees it: by its own replay of the record.</summary>
    public async Task<RecordReplay> ReplayAsync()
    {
        using var record = new MemoryStream(await RecordAsync());
        Assert.True(RecordReplay.TryRead(record, null, out var replay, out var problem), problem);
        return replay;
    }

    /// <summary>Waits until the service says that the election is in a phase.</summary>
    public async Task<ElectionSummary> UntilAsync(params Phase[] phases)
    {
        for (var attempts = 0; attempts < 200; attempts++)
        {
            var summary = await Http.GetAsync<ElectionSummary>(Path);
            if (phases.Contains(summary.Phase))
            {
                return summary;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("the election does not get there");
    }

    /// <summary>Lets the closing time pass, and enters the trustees' shares.</summary>
    public async Task<ElectionSummary> CloseAndTallyAsync()
    {
        server.Clock.Advance(Election.Manifest.Closes - server.Clock.GetUtcNow());
        await UntilAsync(Phase.Closed);
        foreach (var trustee in Trustees)
        {
            var replay = await ReplayAsync();
            Assert.True(
                trustee.TryDecryptTally(
                    replay.Log,
                    replay.Checkpoints,
                    server.Clock.GetUtcNow(),
                    out var share,
                    out var reason
                ),
                reason
            );
            await EnterAsync(share);
        }

        return await UntilAsync(Phase.Tallied, Phase.Failed);
    }
}
