using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests.Hostile;

/// <summary>
/// One log that has become two, both signed with its key: a server and a second one on a copy of its folder, which have then
/// taken different ballots.
/// </summary>
internal sealed class Fork : IAsyncDisposable
{
    private Fork(RunningServer one, RunningServer other, HttpElection election)
    {
        One = one;
        Other = other;
        Election = election;
    }

    public RunningServer One { get; }

    public RunningServer Other { get; }

    public HttpElection Election { get; }

    public static async Task<Fork> MakeAsync()
    {
        var one = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(one);
        var copy = Directory.CreateTempSubdirectory("privatevote-fork-").FullName;
        await one.StopAsync();
        foreach (var file in Directory.GetFiles(one.Options.Data))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        await one.StartAgainAsync();
        var other = await RunningServer.StartAsync(options => options with { Data = copy });
        await election.CastAsync(election.Vote(0, [1, 0]));
        var fork = new Fork(one, other, election);
        using var answer = await other.Http.SendAsync(election.BallotPath, election.Vote(1, [0, 1]).ToBytes());
        answer.EnsureSuccessStatusCode();
        return fork;
    }

    public Task<byte[]> CheckpointAsync(RunningServer server) =>
        server.Http.GetByteArrayAsync(new Uri(Election.Path + "/log/checkpoint", UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
    }
}
