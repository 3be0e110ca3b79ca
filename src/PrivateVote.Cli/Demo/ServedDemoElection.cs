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
using PrivateVote.Identity;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// An election that a service keeps: everything goes over HTTP, by the client that anyone uses, and the clock is the real one.
/// </summary>
internal sealed class ServedDemoElection : DemoElection
{
    /// <summary>What everything beside the proofs takes, and a machine that is busy with something else.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Until then an election is announced, which opens after that.</summary>
    private static readonly TimeSpan Announcing = TimeSpan.FromSeconds(4);

    private const double SlowerThanMeasured = 1.6;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ChildProcess? process;
    private readonly TimeProvider clock;
    private readonly ServiceClient service;
    private readonly DirectoryInfo calibrationIn;
    private ElectionFollower? follower;
    private ElectionClient? client;
    private TimeSpan? proving;

    /// <param name="server">A service; null for a process of its own on this machine.</param>
    public ServedDemoElection(FileInfo recordFile, Uri? server, TimeProvider clock)
        : this(recordFile, server, clock, null) { }

    private ServedDemoElection(FileInfo recordFile, Uri? server, TimeProvider clock, RoleKey? organizer)
        : base(recordFile, organizer)
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
        proving ??= terminal.WithSpinner("Measuring how long a proof takes here", () => Calibrate(circuit));
        var opens = clock.Now() + Announcing;
        return (opens, opens + Margin + (proving.Value * proofs * SlowerThanMeasured));
    }

    public override DemoElection Another(FileInfo recordFile) =>
        new ServedDemoElection(recordFile, service.Address, clock, OrganizerKey) { proving = proving };

    /// <summary>The service does it by itself; this is what anyone else would do.</summary>
    public override void ShowOutcome(DemoSpace space)
    {
        var outcome = GovernanceClient.OutcomeOfAsync(space.Space.Id, Follower).GetAwaiter().GetResult();
        space.EnterUnlessThere(outcome!);
    }

    public override void Open(ElectionPlan plan, Action<Submission>? announce = null)
    {
        var manifest = Organizer.CreateManifest(Log, plan, Follower.Key.ToString(), OrganizerKey);
        announce?.Invoke(manifest);
        Enter(manifest);
        for (var wait = plan.Opens - clock.GetUtcNow(); wait > TimeSpan.Zero; wait = plan.Opens - clock.GetUtcNow())
        {
            Thread.Sleep(wait);
        }

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
