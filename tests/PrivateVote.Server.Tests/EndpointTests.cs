using System.Net;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>Each resource, asked for as a client does.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task Every_write_of_the_setup_may_be_repeated()
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        var location = $"/committees/{Convert.ToHexStringLower(election.Committee.Id)}";

        using (var again = await server.Http.SendAsync("/committees", election.Opening.ToBytes()))
        {
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }

        var commit = election.Trustees[0].Commit((await election.ReplayAsync()).Log.Ceremony!);
        var first = await election.EnterAsync(commit);
        var second = await election.EnterAsync(commit);
        Assert.Equal((first.Index, first.At), (second.Index, second.At));
        // Another entry by the same trustee for the same step is another matter.
        var twice = Submission.Sign(
            EntryKind.Commit,
            new CommitBody(election.Committee.Id, new byte[64], new byte[32]),
            RoleKey.Create()
        );
        await server
            .Http.SendAsync(location + "/entries", twice.ToBytes())
            .MustNotAsync(HttpStatusCode.Forbidden, "E2005");
        var summary = await server.Http.GetAsync<CommitteeSummary>(location);
        Assert.Equal([1], summary.Committed);
        Assert.Equal(2, summary.Size);
    }

    [Fact]
    public async Task A_committee_of_the_same_payload_by_somebody_else_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        Assert.True(
            Jws.TryVerify(
                Encoding.ASCII.GetString(election.Opening.Body),
                Entry.TypeOf(EntryKind.Committee),
                out _,
                out var payload,
                out _
            )
        );

        var stolen = Submission.SignBytes(EntryKind.Committee, payload, RoleKey.Create());

        await server.Http.SendAsync("/committees", stolen.ToBytes()).MustNotAsync(HttpStatusCode.Conflict, "E2003");
    }

    [Fact]
    public async Task Only_named_organizers_open_committees_where_some_are_named()
    {
        var organizer = RoleKey.Create();
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                Organizers = [organizer.Did],
            }
        );
        var trustee = Elections.Roles.Trustee.Create();

        await server
            .Http.SendAsync(
                "/committees",
                Elections.Roles.Organizer.OpenCommittee([trustee.Did], 1, RoleKey.Create()).ToBytes()
            )
            .MustNotAsync(HttpStatusCode.Forbidden, "E3108");
        await server
            .Http.SendAsync(
                "/committees",
                Elections.Roles.Organizer.OpenCommittee([trustee.Did], 1, organizer).ToBytes()
            )
            .MustAsync<CommitteeSummary>();
    }

    [Fact]
    public async Task A_manifest_that_names_another_log_key_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        await election.RunCeremonyAsync();
        await election.EnterCensusAsync(1);
        var plan = election.Plan(Revoting.None, TimeSpan.FromHours(1));
        var other = await election.ManifestAsync(plan, NoteSigner.Create(election.Log.Name).VerifierKey);

        await server
            .Http.SendAsync(election.CommitteePath + "/entries", other.ToBytes())
            .MustNotAsync(HttpStatusCode.UnprocessableEntity, "E3107");
        await election.EnterManifestAsync(plan);
    }

    [Fact]
    public async Task Entries_are_taken_where_they_belong()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        var cancel = Elections.Roles.Organizer.Cancel(election.Election, "a reason", election.Organizer);
        var ballot = new Submission(EntryKind.Ballot, "{}"u8.ToArray());

        foreach (
            var (path, submission) in new[]
            {
                ("/committees", cancel),
                (election.CommitteePath + "/entries", cancel),
                (election.CommitteePath + "/entries", ballot),
                (election.Path + "/entries", ballot),
                (election.Path + "/entries", election.Opening),
            }
        )
        {
            await server.Http.SendAsync(path, submission.ToBytes()).MustNotAsync(HttpStatusCode.Conflict, "E3106");
        }

        await server
            .Http.SendAsync(election.Path + "/entries", Elections.Roles.Organizer.Close(await LogAsync()).ToBytes())
            .MustNotAsync(HttpStatusCode.Conflict, "E2501");
        await election.EnterAsync(cancel);
        Assert.Equal(Phase.Cancelled, (await server.Http.GetAsync<ElectionSummary>(election.Path)).Phase);

        async Task<ElectionLog> LogAsync() => (await election.ReplayAsync()).Log;
    }

    [Fact]
    public async Task Lists_and_the_manifest_show_what_was_entered()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await HttpElection.OpenAsync(server, voters: 1);
        var second = new HttpElection(server);
        await second.OpenCommitteeAsync();

        var committees = await server.Http.GetAsync<Page<CommitteeSummary>>("/committees?limit=1");
        var rest = await server.Http.GetAsync<Page<CommitteeSummary>>($"/committees?limit=1&after={committees.Next}");
        Assert.Null(rest.Next);
        Assert.Equal(
            new[] { first.Committee.Id, second.Committee.Id }.Select(Convert.ToHexString).Order(),
            committees.Items.Concat(rest.Items).Select(item => Convert.ToHexString(item.Id))
        );
        var elections = await server.Http.GetAsync<Page<ElectionSummary>>("/elections?space=a%20space&phase=open");
        Assert.Equal(first.Election.Id, Assert.Single(elections.Items).Id);
        Assert.Empty((await server.Http.GetAsync<Page<ElectionSummary>>("/elections?phase=closed")).Items);
        Assert.Empty((await server.Http.GetAsync<Page<ElectionSummary>>("/elections?space=other")).Items);
        var manifest = await server.Http.GetByteArrayAsync(first.Path + "/manifest");
        Assert.Equal(first.Election.Id, System.Security.Cryptography.SHA256.HashData(manifest));
        // Ids are taken without 0x, too.
        Assert.Equal(
            first.Election.Id,
            (await server.Http.GetAsync<ElectionSummary>(first.Path.Replace("0x", "", StringComparison.Ordinal))).Id
        );
    }

    [Fact]
    public async Task The_census_is_served_whole_and_in_pieces_that_lead_to_its_root()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 3);

        var census = Census.FromCsv(await server.Http.GetStringAsync(election.Path + "/census"));
        Assert.Equal(election.Census.Root, census.Root);
        Assert.True(
            CensusTiles.TryDecodeTile(
                await server.Http.GetByteArrayAsync(election.Path + "/census/tiles/0"),
                out var members
            )
        );
        Assert.True(
            CensusTiles.TryDecodeUpper(
                await server.Http.GetByteArrayAsync(election.Path + "/census/upper"),
                out var upper
            )
        );
        MerkleProof path = CensusTiles.Prove(members, 2, 0, upper);
        Assert.Equal(election.Census.Root, path.ComputeRoot(members[2].ToLeaf()));
        await server.Http.GetAsync(election.Path + "/census/tiles/1").MustNotAsync(HttpStatusCode.NotFound, "E3101");
    }

    [Fact]
    public async Task The_log_is_readable_by_its_tiles_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 1);
        foreach (var prefix in new[] { election.Path, election.CommitteePath })
        {
            var key = (await server.Http.GetStringAsync(prefix + "/log/key")).TrimEnd('\n');
            Assert.Equal(election.Committee.Log, key);
            var note = await server.Http.GetStringAsync(prefix + "/log/checkpoint");
            Assert.True(Checkpoint.TryOpen(note, election.Log, out var checkpoint, out var problem), problem);
            var tree = new TileTree(
                checkpoint,
                async (path, cancellation) =>
                {
                    using var answer = await server.Http.GetAsync($"{prefix}/log/{path}", cancellation);
                    return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(cancellation) : null;
                }
            );
            var replay = await election.ReplayAsync();
            var entries = await tree.EntriesAsync(0);
            Assert.Equal(replay.Tree.Size, entries.Count);
            for (var i = 0; i < entries.Count; i++)
            {
                Assert.Equal(replay.Tree.LeafHash(i), MerkleHash.Leaf(entries[i].Span));
            }
        }

        await server.Http.GetAsync(election.Path + "/log/tile/0/001").MustNotAsync(HttpStatusCode.NotFound, "E3101");
        foreach (var kind in new[] { "0", "entries" })
        {
            // The last number that there is: the end of its tile is 2^63.
            await server
                .Http.GetAsync($"{election.Path}/log/tile/{kind}/x036/x028/x797/x018/x963/967")
                .MustNotAsync(HttpStatusCode.NotFound, "E3101");
        }
    }

    [Fact]
    public async Task Witnesses_cosign_checkpoints_and_strangers_do_not()
    {
        var witness = NoteSigner.Create("witness.example", NoteKeyType.Cosignature);
        var key = witness.Verifier;
        await using var server = await RunningServer.StartAsync(options =>
            options with
            {
                Witnesses = [key.ToString()],
            }
        );
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        var path = election.CommitteePath + "/log/cosignatures";
        var shown = await server.Http.GetStringAsync(election.CommitteePath + "/log/checkpoint");
        Assert.True(SignedNote.TryParse(shown, out var parsed, out _));

        await PostAsync(parsed.With(Cosign(parsed, NoteSigner.Create("witness.example", NoteKeyType.Cosignature))))
            .MustNotAsync(HttpStatusCode.Forbidden, "E3109");
        await PostAsync(parsed).MustNotAsync(HttpStatusCode.Forbidden, "E3109");
        var cosigned = parsed.With(Cosign(parsed, witness));
        using (var answer = await PostAsync(cosigned))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var served = await server.Http.GetStringAsync(election.CommitteePath + "/log/checkpoint");
        Assert.True(Cosignature.TryOpen(served, election.Log, [key], 1, out _, out _, out var problem), problem);
        Assert.Equal([served], (await election.ReplayAsync()).Checkpoints);

        // Cosignatures are public: whoever hands in an older one again puts nothing back.
        server.Clock.Advance(TimeSpan.FromHours(1));
        var newer = parsed.With(Cosign(parsed, witness));
        foreach (var note in new[] { newer, cosigned, newer })
        {
            using var answer = await PostAsync(note);
            Assert.Equal(newer.ToString(), await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal([newer.ToString()], (await election.ReplayAsync()).Checkpoints);

        NoteSignature Cosign(SignedNote checkpoint, NoteSigner signer) =>
            Cosignature.Sign(checkpoint, signer, server.Clock.GetUtcNow());

        Task<HttpResponseMessage> PostAsync(SignedNote signed) =>
            server.Http.PostAsync(path, Answers.Content(Encoding.UTF8.GetBytes(signed.ToString()), "text/plain"));
    }

    [Fact]
    public async Task Health_the_description_and_its_page_are_there()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("live\n", await server.Http.GetStringAsync("/health/live"));
        Assert.Contains(
            "\"store\":\"ok\"",
            await server.Http.GetStringAsync("/health/ready"),
            StringComparison.Ordinal
        );
        var description = await server.Http.GetStringAsync("/openapi/v1.json");
        foreach (var path in new[] { "/elections/{id}/ballots", "/committees/{id}/entries", "/elections/{id}/record" })
        {
            Assert.Contains($"\"{path}\"", description, StringComparison.Ordinal);
        }

        Assert.Contains("PrivateVote", await server.Http.GetStringAsync("/docs/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_beyond_the_allowed_rate_are_told_to_come_back_later()
    {
        await using var server = await RunningServer.StartAsync(options => options with { AllowRate = 3 });
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await server.Http.SendAsync("/committees", "{}"u8.ToArray());
            codes.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.Equal("E3201", await Answers.ReadProblemAsync(answer));
            }
        }

        Assert.Equal([400, 400, 400, 429, 429], codes.Select(code => (int)code));
        // Reading is not writing.
        Assert.Equal("live\n", await server.Http.GetStringAsync("/health/live"));
    }
}
