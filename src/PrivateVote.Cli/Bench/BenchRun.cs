using System.Diagnostics;
using System.Runtime.InteropServices;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections.Records;

namespace PrivateVote.Cli.Bench;

/// <summary>
/// Measures what elections consist of on this machine, on inputs made here and now. What comes out is checked each time:
/// what is fast and wrong does not count.
/// </summary>
internal sealed class BenchRun(Terminal terminal, BenchWork work)
{
    /// <summary>Verifications in one round: a single one is too short for a clock.</summary>
    private const int Verifications = 20;

    public BenchResult Measure()
    {
        var three = Make("ballot-3");
        var eight = Make("ballot-8");
        var record = terminal.WithProgress(
            $"Proving {work.RecordBallots} ballots for a record",
            work.RecordBallots,
            progress => SampleRecord.Make(three.Maker, work.RecordBallots, terminal.Clock, progress)
        );
        return new BenchResult(
            Digits(VerifySingle(three)),
            Digits(VerifyBatch(three)),
            Digits(Prove(three)),
            Digits(Prove(eight)),
            Digits(1_000 * Poseidon2()),
            Digits(BuildCensus()),
            Digits(FindLogarithm()),
            Digits(1_000 / VerifyRecord(record)),
            BenchResult.ProcessorName(),
            Environment.ProcessorCount,
            Lanes.Path != LanePath.Scalar,
            Lanes.Path,
            RuntimeInformation.FrameworkDescription
        );
    }

    private SampleElection Make(string circuit) =>
        terminal.WithSpinner($"Proving ballots with {circuit}", () => new SampleElection(circuit, work.Ballots));

    private double VerifySingle(SampleElection election) =>
        Time(
            "verifying one ballot",
            Verifications,
            () =>
            {
                for (var i = 0; i < Verifications; i++)
                {
                    Require(election.Verify(election.Ballots[i % work.Ballots].Ballot), "a ballot's proof holds");
                }
            }
        );

    private double VerifyBatch(SampleElection election)
    {
        var batch = election.Repeat(work.BatchSize);
        return Time(
            $"verifying {batch.Length} ballots together",
            batch.Length,
            () => Require(election.Verify(batch), "a batch of good ballots holds")
        );
    }

    private double Prove(SampleElection election)
    {
        var ballot = election.Ballots[0];
        return Time(
            $"proving {election.Circuit.Name}",
            1,
            () => election.Prove(ballot),
            proof => Require(election.Circuit.Verifier.Verify(ballot.Signals, proof), "a proof just made holds")
        );
    }

    private double Poseidon2()
    {
        Fr[] inputs = [.. Enumerable.Range(0, 2 * work.Hashes).Select(_ => Fr.Random())];
        var hashes = new Fr[work.Hashes];
        var last = Poseidon.Hash(inputs[^2], inputs[^1]);
        return Time(
            "hashing",
            work.Hashes,
            () =>
            {
                Poseidon.HashBatch(inputs, hashes);
                Require(hashes[^1] == last, "hashes in lanes are those of one alone");
            }
        );
    }

    private double BuildCensus()
    {
        var members = SampleCensus.Members(work.CensusSize);
        var expected = SampleCensus.BuildRoot(members);
        return Time(
            $"building a census of {work.CensusSize}",
            1,
            () => Require(SampleCensus.BuildRoot(members) == expected, "a census has one root")
        );
    }

    private double FindLogarithm()
    {
        var point = EdwardsPoint.MultiplyBase(Scalar.From(work.LargestTotal));
        return Time(
            "finding the largest total",
            1,
            () =>
            {
                var found = new DiscreteLogarithm(work.LargestTotal).TryFind(in point, out var total);
                Require(found && total == work.LargestTotal, "the total is found");
            }
        );
    }

    /// <summary>The milliseconds of one ballot.</summary>
    private double VerifyRecord(byte[] record) =>
        Time(
            "verifying a record",
            work.RecordBallots,
            () => RecordVerifier.Verify(new MemoryStream(record, writable: false)),
            report => Require(report.Valid && report.Result is not null, "the record verifies")
        );

    private double Time(string what, int items, Action action) =>
        Time(
            what,
            items,
            () =>
            {
                action();
                return true;
            },
            _ => { }
        );

    /// <summary>The median of the milliseconds that one item takes; what is checked is not timed.</summary>
    private double Time<T>(string what, int items, Func<T> action, Action<T> check) =>
        terminal.WithProgress(
            $"Measuring: {what}",
            work.Rounds,
            progress =>
            {
                var warmUp = Stopwatch.StartNew();
                do
                {
                    check(action());
                } while (warmUp.Elapsed < work.WarmUp);

                var rounds = new double[work.Rounds];
                for (var i = 0; i < rounds.Length; i++)
                {
                    // What earlier rounds left behind is nobody's cost, and a table that nobody holds is built again.
                    GC.Collect();
                    var watch = Stopwatch.StartNew();
                    var result = action();
                    rounds[i] = watch.Elapsed.TotalMilliseconds / items;
                    check(result);
                    progress.Report(i + 1);
                }

                return Median.Of(rounds);
            }
        );

    /// <summary>Four digits count; more would be noise.</summary>
    private static double Digits(double value)
    {
        var places = 3 - (int)Math.Floor(Math.Log10(value));
        return places >= 0 ? Math.Round(value, Math.Min(places, 15)) : Math.Round(value);
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new UnreachableException($"not so: {what}");
        }
    }
}
