using PrivateVote.BulletinBoard;
using PrivateVote.Client;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;

namespace Scenarios.Tests.Service;

/// <summary>An election at a service whose every role is played by the test, in real time.</summary>
internal sealed class TrialElection : IDisposable
{
    private static readonly TimeSpan LongestTally = TimeSpan.FromMinutes(3);

    private readonly RoleKey organizer = RoleKey.Create();
    private readonly Census census = new();
    private readonly VoterIdentity[] voters;

    private TrialElection(IReadOnlyList<Trustee> trustees, int voters)
    {
        Trustees = trustees;
        this.voters = [.. Enumerable.Range(0, voters).Select(_ => VoterIdentity.Create())];
        foreach (var voter in this.voters)
        {
            Assert.Null(census.Add(new CensusMember(voter.Commitment, 1)));
        }
    }

    public IReadOnlyList<Trustee> Trustees { get; }

    public Election Election { get; private set; } = null!;

    /// <summary>The committee's id, and the key that the log is signed with.</summary>
    public (LogReference Log, NoteVerifier Key) Committee { get; private set; }

    public string Path => "elections/" + Convert.ToHexStringLower(Election.Id);

    /// <summary>An open election of voters with a weight of 1, and two options.</summary>
    /// <param name="address">The server where it is set up.</param>
    /// <param name="lasts">How long it is open.</param>
    public static async Task<TrialElection> OpenAsync(Uri address, int voters, Revoting revoting, TimeSpan lasts)
    {
        var election = new TrialElection([Trustee.Create(), Trustee.Create()], voters);
        using var service = new ServiceClient(address);
        await election.OpenCommitteeAsync(service, threshold: 2);
        var follower = await election.FollowAsync(service);
        foreach (var trustee in election.Trustees)
        {
            await follower.SubmitAsync(trustee.Commit(follower.Log.Ceremony!));
        }

        foreach (var trustee in election.Trustees)
        {
            await follower.SubmitAsync(trustee.Deal(follower.Log.Ceremony!));
        }

        foreach (var trustee in election.Trustees)
        {
            await follower.SubmitAsync(Assert.Single(trustee.Acknowledge(follower.Log.Ceremony!)));
        }

        await election.OpenVotingAsync(follower, revoting, lasts);
        return election;
    }

    /// <summary>An election whose committee is there and whose ceremony is left to its members.</summary>
    public static async Task<TrialElection> OpenCommitteeAsync(
        ServiceClient service,
        IReadOnlyList<Trustee> trustees,
        int threshold,
        int voters
    )
    {
        var election = new TrialElection(trustees, voters);
        await election.OpenCommitteeAsync(service, threshold);
        return election;
    }

    /// <summary>The log by its own replay, wherever it is followed.</summary>
    public async Task<ElectionFollower> FollowAsync(ServiceClient service)
    {
        var follower = await ElectionFollower.StartAsync(new LogClient(service, Committee.Log), null);
        await follower.CatchUpAsync();
        return follower;
    }

    /// <summary>Enters census and manifest after the ceremony.</summary>
    public async Task OpenVotingAsync(ElectionFollower follower, Revoting revoting, TimeSpan lasts)
    {
        foreach (var page in Organizer.CensusPages(census, organizer))
        {
            await follower.SubmitAsync(page);
        }

        var now = TimeProvider.System.GetUtcNow();
        var plan = new ElectionPlan(
            "trials",
            "An election to break",
            [new Option("For"), new Option("Against")],
            new BallotRule(VotingMethod.Single, WeightMode.One),
            new PassRule(PassKind.Majority, null, 0, 1),
            revoting,
            now,
            now + lasts
        );
        await follower.SubmitAsync(Organizer.CreateManifest(follower.Log, plan, follower.Key.ToString(), organizer));
        Election = follower.Log.Election!;
    }

    /// <summary>A vote for one of the options, really proved.</summary>
    public byte[] Vote(int voter, int option, SlotHead? head = null)
    {
        var choices = new uint[Election.Options];
        choices[option] = 1;
        return ProvingArtifacts
            .BuiltIn.MakerFor(Election.Circuit)
            .Vote(Election, voters[voter], 1, census.Prove(voter), choices, head)
            .Ballot.ToBytes();
    }

    public Fr NullifierOf(int voter) => voters[voter].NullifierIn(Election);

    /// <summary>Waits for the closing, enters shares of the first trustees, and waits for the result.</summary>
    public async Task<ElectionSummary> FinishAsync(Uri address)
    {
        using var service = new ServiceClient(address);
        await UntilAsync(service, Phase.Closed);
        var follower = await FollowAsync(service);
        foreach (var trustee in Trustees.Take(Election.Manifest.Committee.Threshold))
        {
            Assert.True(
                trustee.TryDecryptTally(
                    follower.Log,
                    [follower.Checkpoint!],
                    TimeProvider.System.GetUtcNow(),
                    out var share,
                    out var reason
                ),
                reason
            );
            await follower.SubmitAsync(share);
        }

        return await UntilAsync(service, Phase.Tallied);
    }

    public async Task<ElectionSummary> UntilAsync(ServiceClient service, Phase phase)
    {
        var open = Election.Manifest.Closes - TimeProvider.System.GetUtcNow();
        using var patience = new CancellationTokenSource((open > TimeSpan.Zero ? open : TimeSpan.Zero) + LongestTally);
        while (true)
        {
            var summary = await service.ElectionAsync(Election.Id, patience.Token);
            if (summary.Phase == phase)
            {
                return summary;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>The record as anybody downloads it.</summary>
    public async Task<byte[]> RecordAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        return await http.GetByteArrayAsync(Path + "/record");
    }

    /// <summary>The entries of a record, and that it verifies.</summary>
    public static IReadOnlyList<Entry> Verify(byte[] record)
    {
        using var stream = new MemoryStream(record);
        var report = RecordVerifier.Verify(stream);
        Assert.True(report.Valid, string.Join('\n', report.Findings.Where(finding => !finding.Ok)));
        using var again = new MemoryStream(record);
        return [.. RecordLines.Read(again).Where(line => !line.IsCheckpoint).Select(line => line.Entry!)];
    }

    public void Dispose()
    {
        organizer.Dispose();
        foreach (var trustee in Trustees)
        {
            trustee.Dispose();
        }
    }

    private async Task OpenCommitteeAsync(ServiceClient service, int threshold)
    {
        var opening = Organizer.OpenCommittee([.. Trustees.Select(trustee => trustee.Did)], threshold, organizer);
        Committee = await service.OpenCommitteeAsync(opening);
    }
}
