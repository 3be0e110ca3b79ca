using System.Net;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>Whole elections through HTTP.</summary>
public sealed class ElectionTests
{
    [Fact]
    public async Task A_whole_election_goes_through_HTTP_and_its_record_verifies()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 3);

        Assert.Equal(Phase.Open, election.Summary.Phase);
        await election.CastAsync(election.Vote(0, [1, 0]));
        await election.CastAsync(election.Vote(1, [0, 1]));
        await election.CastAsync(election.Vote(2, [0, 1]));
        await server.Http.GetAsync(election.Path + "/result").MustNotAsync(HttpStatusCode.NotFound, "E3105");
        var summary = await election.CloseAndTallyAsync();

        Assert.Equal([1UL, 5UL], summary.Result!.Totals);
        var result = await server.Http.GetAsync<ResultBody>(election.Path + "/result");
        Assert.Equal(summary.Result.Totals, result.Totals);
        using var record = new MemoryStream(await election.RecordAsync());
        var report = RecordVerifier.Verify(record);
        Assert.True(report.Valid, string.Join('\n', report.Findings));
    }
}
