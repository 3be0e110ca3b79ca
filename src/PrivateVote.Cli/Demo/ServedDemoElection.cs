using System.Diagnostics;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// An election that a service keeps: everything goes over HTTP, by the client that anyone uses, and the clock is the real one.
/// </summary>
internal sealed class ServedDemoElection : DemoElection
{
    /// <summary>What everything beside the proofs takes, and a machine that is busy with something else.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Servers whose clocks are a little behind take the first ballots too.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const double SlowerThanMeasured = 1.6;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ServerProcess? process;
    private readonly TimeProvider clock;
    private readonly ServiceClient service;
    private readonly DirectoryInfo calibrationIn;
    private ElectionFollower? follower;
    private ElectionClient? client;

    /// <param name="server">A service; null for a process of its own on this machine.</param>
    public ServedDemoElection(FileInfo recordFile, Uri? server, TimeProvider clock)
        : base(recordFile)
    {
        this.clock = clock;
        calibrationIn = recordFile.Directory!;
        process = server is null ? ServerProcess.Start() : null;
        service = new ServiceClient(server ?? process!.Address);
    }

    public override ElectionLog Log => Follower.Log;

    public override string Keeper =>
        $"The log is kept by a service, {service.Address}"
        + (process is null ? ". " : ", a process of its own that this command has started and stops at the end. ")
        + "This process plays everybody else, and believes the service nothing: it replays the log that it reads back, and checks every receipt.";

    public override DateTimeOffset Now => clock.Now();

    public override string Clock => MomentForm.ToText(clock.Now());

    private ElectionFollower Follower =>
        follower ?? throw new UnreachableException("an election begins with its committee");

    /// <summary>The real clock does not wait: a proof is made beforehand to see how long they take here.</summary>
    public override (DateTimeOffset Opens, DateTimeOffset Closes) Hours(
        Terminal terminal,
        BallotCircuit circuit,
        int proofs
    )
    {
        var one = terminal.WithSpinner("Measuring how long a proof takes here", () => Calibrate(circuit));
        var now = clock.Now();
        return (now - Skew, now + Margin + (one * proofs * SlowerThanMeasured));
    }

    public override void Open(ElectionPlan plan)
    {
        Enter(Organizer.CreateManifest(Log, plan, Follower.Key.ToString(), OrganizerKey));
        client = ElectionClient.OpenAsync(service, Election.Id).GetAwaiter().GetResult();
    }

    public override void CatchUp() => Follower.CatchUpAsync().GetAwaiter().GetResult();

    /// <summary>The service enters the closing by itself when it is time.</summary>
    public override void Close(Terminal terminal)
    {
        var closes = Election.Manifest.Closes;
        var wait = closes - clock.GetUtcNow();
        terminal.WithProgress(
            "Waiting until the election closes",
            Math.Max(1, (long)wait.TotalMilliseconds),
            progress =>
            {
                var since = Stopwatch.StartNew();
                while (clock.GetUtcNow() < closes)
                {
                    Thread.Sleep(Look);
                    progress.Report(since.ElapsedMilliseconds);
                }

                return since;
            }
        );
        WaitFor(log => log.Phase != Phase.Open);
    }

    /// <summary>The service finds and enters the totals by itself once enough shares are there; the replay checks them.</summary>
    public override void Tally() => WaitFor(log => log.Phase != Phase.Closed);

    /// <summary>Downloads the record, as anyone can.</summary>
    public override void Finish()
    {
        using var record = client!.Log.RecordAsync().GetAwaiter().GetResult();
        using var file = new FileStream(RecordFile.FullName, FileMode.Create, FileAccess.Write);
        record.CopyTo(file);
        file.Flush(flushToDisk: true);
    }

    public override void Dispose()
    {
        service.Dispose();
        process?.Dispose();
        base.Dispose();
    }

    protected override DemoSpace OpenSpace(Submission space, FileInfo recordFile) =>
        ServedDemoSpace.OpenAsync(service, space, recordFile, clock).GetAwaiter().GetResult();

    protected override void Begin(Submission committee)
    {
        var (log, _) = service.OpenCommitteeAsync(committee).GetAwaiter().GetResult();
        follower = ElectionFollower.StartAsync(new LogClient(service, log), null).GetAwaiter().GetResult();
        CatchUp();
    }

    protected override void Enter(Submission submission)
    {
        try
        {
            Follower.SubmitAsync(submission).GetAwaiter().GetResult();
        }
        catch (ServiceException exception) when (exception.Refusal is { } refusal)
        {
            throw Failure.By(refusal);
        }
    }

    protected override async Task<(Receipt? Receipt, Refusal? Refusal)> CastAsync(Ballot ballot)
    {
        var submission = SubmissionOf(ballot);
        try
        {
            var receipt = await client!.CastAsync(submission.Body);
            Count(submission.ToLine(receipt.At));
            return (receipt, null);
        }
        catch (ServiceException exception) when (exception.Refusal is { } refusal)
        {
            return (null, refusal);
        }
    }

    protected override (string Checkpoint, DateTimeOffset Now) Closing() => (Follower.Checkpoint!, clock.Now());

    private void WaitFor(Func<ElectionLog, bool> reached)
    {
        CatchUp();
        while (!reached(Log))
        {
            Thread.Sleep(Look);
            CatchUp();
        }
    }

    /// <summary>
    /// The time of one proof while all cores prove, in an election of one voter that nobody hears of.
    /// </summary>
    private TimeSpan Calibrate(BallotCircuit circuit)
    {
        var file = new FileInfo(Path.Combine(calibrationIn.FullName, ".calibration.jsonl"));
        try
        {
            using var election = new EmbeddedElection(file, clock.Now());
            election.MakeKey();
            var voter = VoterIdentity.Create();
            var census = new Census();
            _ = census.Add(new CensusMember(voter.Commitment, 1));
            election.EnterCensus(census);
            var options = Enumerable.Range(1, circuit.Options).Select(i => new Option($"{i}"));
            var now = clock.Now();
            election.Open(
                new ElectionPlan(
                    "calibration",
                    "calibration",
                    [.. options],
                    new BallotRule(VotingMethod.Approval, WeightMode.One),
                    new PassRule(PassKind.Plurality),
                    Revoting.None,
                    now,
                    now + TimeSpan.FromDays(1)
                )
            );
            var maker = ProvingArtifacts.BuiltIn.MakerFor(circuit);
            void Prove() =>
                maker.Vote(election.Election, voter, 1, election.Log.Census.Prove(0), new uint[circuit.Options], null);
            // The first one is compiled as it goes.
            Prove();
            var proofs = 2 * Environment.ProcessorCount;
            var time = Stopwatch.StartNew();
            Parallel.For(0, proofs, _ => Prove());
            return time.Elapsed / proofs;
        }
        finally
        {
            file.Delete();
        }
    }
}
