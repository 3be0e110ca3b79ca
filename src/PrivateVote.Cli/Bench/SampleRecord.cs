using PrivateVote.Cli.Demo;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Cli.Bench;

/// <summary>The record of a whole election in which every voter of the census really proved a ballot.</summary>
internal static class SampleRecord
{
    private const int Options = 3;

    /// <summary>Its bytes.</summary>
    /// <param name="maker">Makes ballots for the circuit of three options.</param>
    /// <param name="ballots">How many voters vote, once each.</param>
    /// <param name="clock">The simulated election begins at its time.</param>
    /// <param name="progress">Told how many ballots are entered.</param>
    public static byte[] Make(BallotMaker maker, int ballots, TimeProvider clock, IProgress<long> progress)
    {
        var folder = Directory.CreateTempSubdirectory("privatevote-bench-");
        try
        {
            var file = DemoFolder.RecordIn(folder);
            using (var election = new EmbeddedElection(file, clock.Now()))
            {
                Hold(election, maker, ballots, progress);
            }

            return File.ReadAllBytes(file.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Hold(EmbeddedElection local, BallotMaker maker, int ballots, IProgress<long> progress)
    {
        local.MakeKey();
        VoterIdentity[] voters = [.. Enumerable.Range(0, ballots).Select(_ => VoterIdentity.Create())];
        var census = new Census();
        if (census.AddAll([.. voters.Select((voter, i) => new CensusMember(voter.Commitment, Weight(i)))]) is { } no)
        {
            throw Failure.By(no);
        }

        local.EnterCensus(census);
        var (opens, closes) = local.Hours();
        local.Open(
            new ElectionPlan(
                "PrivateVote bench",
                "An election to measure",
                [.. Enumerable.Range(1, Options).Select(i => new Option($"Option {i}"))],
                new BallotRule(VotingMethod.Single, WeightMode.Multiply),
                new PassRule(PassKind.Plurality),
                Revoting.None,
                opens,
                closes
            )
        );
        local.CastAll(
            ballots,
            i =>
                maker
                    .Vote(local.Election, voters[i], Weight(i), local.Log.Census.Prove(i), Choices(i), head: null)
                    .Ballot,
            (_, _) => { },
            progress
        );
        local.Close();
        for (var i = 0; i < DemoElection.Threshold; i++)
        {
            local.Decrypt(i);
        }

        local.Tally();
        local.Finish();
    }

    private static uint Weight(int voter) => 1 + ((uint)voter % 100);

    private static uint[] Choices(int voter) =>
        [.. Enumerable.Range(0, Options).Select(i => i == voter % Options ? 1u : 0u)];
}
