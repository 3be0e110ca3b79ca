using System.Net;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Ballots;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>One ballot's way in, and everything that must not get in.</summary>
public sealed class BallotTests
{
    [Fact]
    public async Task The_same_ballot_again_gives_a_receipt_of_the_same_entry()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        var ballot = election.Vote(0, [1, 0]);

        // Sent at once, sent again later, and asked for by its digest.
        var together = await Task.WhenAll(election.CastAsync(ballot), election.CastAsync(ballot));
        await election.CastAsync(election.Vote(1, [0, 1]));
        var later = await election.CastAsync(ballot);
        var asked = await server.Http.GetAsync<Receipt>(
            $"{election.Path}/receipts/{Convert.ToHexStringLower(Ballot.DigestOf(ballot.ToBytes()))}"
        );

        Assert.Null(asked.Problem(ballot.ToBytes(), election.Log));
        Assert.All([.. together, later, asked], receipt => Assert.Equal(together[0].Index, receipt.Index));
        Assert.Equal(2, (await server.Http.GetAsync<ElectionSummary>(election.Path)).Ballots);
    }

    [Fact]
    public async Task A_second_vote_is_refused_and_of_two_that_race_exactly_one_is_entered()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        Ballot[] racing = [.. Enumerable.Range(0, 4).Select(i => election.Vote(0, [(uint)i % 2, 1 - ((uint)i % 2)]))];

        var answers = await Task.WhenAll(
            racing.Select(ballot => server.Http.SendAsync(election.BallotPath, ballot.ToBytes()))
        );

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Equal("E2103", await Answers.ReadProblemAsync(refused));
        }

        await server
            .Http.SendAsync(election.BallotPath, election.Vote(0, [1, 0]).ToBytes())
            .MustNotAsync(HttpStatusCode.Conflict, "E2103");
        Assert.Equal(1, (await server.Http.GetAsync<ElectionSummary>(election.Path)).Ballots);
    }

    [Fact]
    public async Task Votes_and_reencryptions_follow_one_another_in_a_slot()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 2, Revoting.Deniable);
        await server
            .Http.GetAsync($"{election.Path}/slots/{election.NullifierOf(0).ToHex()}")
            .MustNotAsync(HttpStatusCode.NotFound, "E3104");
        await election.CastAsync(election.Vote(0, [1, 0]));
        await election.CastAsync(election.Vote(1, [1, 0]));
        var first = await election.HeadAsync(0);
        var noise = election.Maker.ReEncrypt(election.Election, election.NullifierOf(0), first);
        await election.CastAsync(noise);

        // Built upon what stood there before the noise: refused with the entry to build upon.
        await server
            .Http.SendAsync(election.BallotPath, election.Vote(0, [0, 1], first).ToBytes())
            .MustNotAsync(HttpStatusCode.Conflict, "E2104");
        await election.CastAsync(election.Vote(0, [0, 1], await election.HeadAsync(0)));

        // Racing for one slot by re-voting: one is entered, the other is told to build upon it.
        var head = await election.HeadAsync(1);
        Ballot[] racing = [election.Vote(1, [1, 0], head), election.Vote(1, [0, 1], head)];
        var answers = await Task.WhenAll(
            racing.Select(ballot => server.Http.SendAsync(election.BallotPath, ballot.ToBytes()))
        );
        var refused = Assert.Single(answers, answer => !answer.IsSuccessStatusCode);
        Assert.Equal("E2104", await Answers.ReadProblemAsync(refused));
        var winner = answers[0].IsSuccessStatusCode ? 0 : 1;

        var summary = await election.CloseAndTallyAsync();
        ulong[] expected = winner == 0 ? [2, 1] : [0, 3];
        Assert.Equal(expected, summary.Result!.Totals);
        Assert.Equal(2, summary.Ballots);
    }

    [Fact]
    public async Task Bad_proofs_in_a_batch_are_named_and_the_others_get_in()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 5);
        Ballot[] ballots = [.. Enumerable.Range(0, 5).Select(voter => election.Vote(voter, [1, 0]))];
        // A proof that is a proof of something else, and two exchanged ones.
        var other = election.Vote(0, [0, 1]);
        ballots[0] = ballots[0] with { Proof = other.Proof };
        (ballots[2], ballots[3]) = (
            ballots[2] with
            {
                Proof = ballots[3].Proof,
            },
            ballots[3] with
            {
                Proof = ballots[2].Proof,
            }
        );

        var answers = await Task.WhenAll(
            ballots.Select(ballot => server.Http.SendAsync(election.BallotPath, ballot.ToBytes()))
        );

        foreach (var bad in new[] { 0, 2, 3 })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answers[bad].StatusCode);
            Assert.Equal("E2105", await Answers.ReadProblemAsync(answers[bad]));
        }

        Assert.True(answers[1].IsSuccessStatusCode && answers[4].IsSuccessStatusCode);
        Assert.Equal(2, (await election.ReplayAsync()).Log.Box!.Count);
    }

    [Fact]
    public async Task A_proof_that_was_verified_for_another_statement_does_not_enter()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 2);
        var logs = (LogDirectory)server.App.Services.GetService(typeof(LogDirectory))!;
        var host = (ElectionHost)(await logs.FindAsync(election.Committee.Id, default))!;
        var good = Propose(election.Vote(0, [1, 0]));
        var bad = Propose(election.Vote(1, [1, 0]) with { Proof = election.Vote(1, [0, 1]).Proof });
        Assert.Null(host.Preview(good, out var verified));

        // What the batch said of the good one is said of no other statement, whoever mixes them up.
        var mixed = new WaitingBallot(bad, verified!.Value, default).Verified();
        var outcome = Assert.Single(await host.AppendAsync([mixed], default));
        Assert.Equal(RefusalCode.InvalidProof, outcome.Refusal?.Code);
        Assert.Equal(0, host.View.Summary.Election!.Ballots);

        // And a proposal that nobody verified is verified then and there.
        outcome = Assert.Single(await host.AppendAsync([bad], default));
        Assert.Equal(RefusalCode.InvalidProof, outcome.Refusal?.Code);
        outcome = Assert.Single(
            await host.AppendAsync([new WaitingBallot(good, verified.Value, default).Verified()], default)
        );
        Assert.Null(outcome.Refusal);
    }

    [Fact]
    public async Task A_full_queue_answers_503_and_loses_nothing()
    {
        await using var server = await RunningServer.StartAsync(options => options with { BallotQueue = 1 });
        var election = await HttpElection.OpenAsync(server, voters: 12);
        Ballot[] ballots = [.. Enumerable.Range(0, 12).Select(voter => election.Vote(voter, [0, 1]))];

        // Nothing can be entered while another writer has the store: one batch waits for it, one ballot waits in the queue.
        var full = 0;
        var store = (ILogStore)server.App.Services.GetService(typeof(ILogStore))!;
        var other = await store.LockAsync(election.Committee.Id, default);
        var casting = Task.WhenAll(ballots.Select(CastWithPatienceAsync));
        while (Volatile.Read(ref full) < 10)
        {
            await Task.Delay(10);
        }

        Assert.False(casting.IsCompleted);
        await other.DisposeAsync();
        await casting;
        Assert.Equal(12, (await election.ReplayAsync()).Log.Box!.Count);

        async Task CastWithPatienceAsync(Ballot ballot)
        {
            while (true)
            {
                using var answer = await server.Http.SendAsync(election.BallotPath, ballot.ToBytes());
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.Equal("E3202", await Answers.ReadProblemAsync(answer));
                Interlocked.Increment(ref full);
                await Task.Delay(20);
            }
        }
    }

    [Fact]
    public async Task A_request_that_is_cancelled_leaves_the_ballot_entered_or_not_and_never_half()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 6);
        Ballot[] ballots = [.. Enumerable.Range(0, 6).Select(voter => election.Vote(voter, [0, 1]))];

        for (var i = 0; i < ballots.Length; i++)
        {
            using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(2 * i));
            try
            {
                using var content = Answers.Content(ballots[i].ToBytes(), "application/json");
                using var _ = await server.Http.PostAsync(election.BallotPath, content, impatient.Token);
            }
            catch (OperationCanceledException)
            {
                // As it was meant.
            }
        }

        foreach (var ballot in ballots)
        {
            await election.CastAsync(ballot);
        }

        Assert.Equal(6, (await election.ReplayAsync()).Log.Box!.Count);
    }

    [Fact]
    public async Task A_ballot_before_the_opening_and_after_the_closing_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var election = new HttpElection(server);
        await election.OpenCommitteeAsync();
        await election.RunCeremonyAsync();
        await election.EnterCensusAsync(1, 1);
        var now = server.Clock.GetUtcNow();
        await election.EnterManifestAsync(
            election.Plan(Revoting.None, default) with
            {
                Opens = now.AddMinutes(30),
                Closes = now.AddMinutes(60),
            }
        );
        var ballot = election.Vote(0, [1, 0]);
        var late = election.Vote(1, [1, 0]);

        await server
            .Http.SendAsync(election.BallotPath, ballot.ToBytes())
            .MustNotAsync(HttpStatusCode.Conflict, "E2102");
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        var receipt = await election.CastAsync(ballot);
        server.Clock.Advance(TimeSpan.FromMinutes(31));
        await election.UntilAsync(Phase.Closed);
        await server.Http.SendAsync(election.BallotPath, late.ToBytes()).MustNotAsync(HttpStatusCode.Conflict, "E2003");
        // The one that is in keeps its receipt.
        Assert.Equal(receipt.Index, (await election.CastAsync(ballot)).Index);
    }

    [Fact]
    public async Task A_ballot_with_a_line_feed_in_it_cannot_break_the_record()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        var bytes = System.Text.Encoding.UTF8.GetString(election.Vote(0, [1, 0]).ToBytes());

        await server
            .Http.SendAsync(election.BallotPath, System.Text.Encoding.UTF8.GetBytes("{\n" + bytes[1..]))
            .MustNotAsync(HttpStatusCode.BadRequest, "E2101");
        // Around the ballot it does no harm: a file that ends with one is the same ballot.
        await server
            .Http.SendAsync(election.BallotPath, System.Text.Encoding.UTF8.GetBytes(bytes + "\n"))
            .MustAsync<Receipt>();
    }

    private static BallotProposal Propose(Ballot ballot) =>
        new(new Submission(EntryKind.Ballot, ballot.ToBytes()), ballot);
}
