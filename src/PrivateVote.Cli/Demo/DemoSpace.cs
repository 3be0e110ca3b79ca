using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Client;
using PrivateVote.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Cli.Demo;

/// <summary>A real space whose members this process plays; who keeps its log is left to those that follow.</summary>
internal abstract class DemoSpace(FileInfo recordFile) : IDisposable
{
    public Space Space => Log.Space!;

    /// <summary>Where the space's record is once the roll is fixed.</summary>
    public FileInfo RecordFile => recordFile;

    /// <summary>The log as it was replayed.</summary>
    public abstract SpaceLog Log { get; }

    /// <summary>The key that the log's checkpoints are signed with.</summary>
    public abstract NoteVerifier LogKey { get; }

    /// <summary>What somebody has to sign who wants this commitment to be a member.</summary>
    public abstract Challenge Ask(Fr commitment, SubjectId? subject);

    /// <summary>Hands in a presentation.</summary>
    /// <returns>Why the rules refuse it; null when it is in the log.</returns>
    public abstract Refusal? Register(Presentation presentation);

    /// <summary>The time as entries get it.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Hands in what somebody signed, or what needs nobody's signature.</summary>
    /// <returns>The entry's index.</returns>
    /// <exception cref="Failure">The rules refuse it.</exception>
    public abstract long Enter(Submission submission);

    /// <summary>The same where somebody else may have done it already.</summary>
    public abstract void EnterUnlessThere(Submission submission);

    /// <summary>Lets a little time pass.</summary>
    public abstract void Wait();

    /// <summary>A member acts.</summary>
    /// <returns>The entry's index.</returns>
    public long Act<TBody>(EntryKind kind, TBody body, VoterIdentity member) =>
        Enter(MemberSignature.Sign(kind, body, member, Now));

    /// <summary>Lets a proposal go on until it is in this stage: time passes, and anyone asks for it, the service or this process.</summary>
    public Proposal Reach(long proposal, ProposalStage stage)
    {
        for (CatchUp(); Log.FindProposal(proposal)!.Stage != stage; CatchUp())
        {
            if (Log.FindProposal(proposal)!.Ending is { } ending)
            {
                throw new Failure($"the proposal has ended: {ending.Reason}", ExitCode.Refused);
            }

            if (Log.PreviewAdvance(proposal, Now) is null)
            {
                EnterUnlessThere(Log.AdvanceOf(proposal));
            }
            else
            {
                Wait();
            }
        }

        return Log.FindProposal(proposal)!;
    }

    public abstract void Dispose();

    /// <summary>Brings the replay up to what is in the log by now.</summary>
    public abstract void CatchUp();

    /// <summary>Leaves the record in <see cref="RecordFile"/>.</summary>
    public abstract void Finish();
}

/// <summary>A space that a service keeps, used as anyone does.</summary>
internal sealed class ServedDemoSpace : DemoSpace
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly SpaceClient client;
    private readonly SpaceFollower follower;
    private readonly TimeProvider clock;

    private ServedDemoSpace(SpaceClient client, SpaceFollower follower, FileInfo recordFile, TimeProvider clock)
        : base(recordFile)
    {
        this.client = client;
        this.follower = follower;
        this.clock = clock;
    }

    public override SpaceLog Log => follower.Log;

    public override NoteVerifier LogKey => follower.Key;

    public static async Task<ServedDemoSpace> OpenAsync(
        ServiceClient service,
        Submission space,
        FileInfo recordFile,
        TimeProvider clock
    )
    {
        var (log, _) = await service.OpenSpaceAsync(space);
        var client = await SpaceClient.OpenAsync(service, log.Id);
        var follower = await SpaceFollower.StartAsync(client.Log, null);
        await follower.CatchUpAsync();
        return new ServedDemoSpace(client, follower, recordFile, clock);
    }

    public override Challenge Ask(Fr commitment, SubjectId? subject) =>
        client.ChallengeAsync(commitment, clock.Now(), null, subject).GetAwaiter().GetResult().Challenge;

    public override Refusal? Register(Presentation presentation)
    {
        try
        {
            _ = client.RegisterAsync(presentation, follower.Key).GetAwaiter().GetResult();
            return null;
        }
        catch (ServiceException exception) when (exception.Refusal is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>The service is somebody else's to let go.</summary>
    public override void Dispose() { }

    public override void CatchUp() => follower.CatchUpAsync().GetAwaiter().GetResult();

    public override DateTimeOffset Now => clock.Now();

    public override long Enter(Submission submission)
    {
        try
        {
            return follower.SubmitAsync(submission).GetAwaiter().GetResult();
        }
        catch (ServiceException exception) when (exception.Refusal is { } refusal)
        {
            throw Failure.By(refusal);
        }
    }

    public override void EnterUnlessThere(Submission submission)
    {
        try
        {
            _ = follower.SubmitAsync(submission).GetAwaiter().GetResult();
        }
        catch (ServiceException exception) when (exception.Refusal is not null)
        {
            // The service was quicker; what is there is read back and held to the rules.
            CatchUp();
        }
    }

    public override void Wait() => Thread.Sleep(Look);

    /// <summary>Downloads the record, as anyone can.</summary>
    public override void Finish()
    {
        using var record = client.Log.RecordAsync().GetAwaiter().GetResult();
        using var file = new FileStream(RecordFile.FullName, FileMode.Create, FileAccess.Write);
        record.CopyTo(file);
        file.Flush(flushToDisk: true);
    }
}

/// <summary>A space whose log this process keeps too.</summary>
internal sealed class EmbeddedDemoSpace : DemoSpace
{
    private const string LogName = "localhost/privatevote-demo/space";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly SimulatedClock clock;
    private readonly FileStream record;
    private readonly NoteSigner signer = NoteSigner.Create(LogName);

    public EmbeddedDemoSpace(Submission opening, FileInfo recordFile, SimulatedClock clock)
        : base(recordFile)
    {
        this.clock = clock;
        record = new FileStream(recordFile.FullName, FileMode.Create, FileAccess.Write);
        _ = Enter(opening);
    }

    public override SpaceLog Log { get; } = new();

    public override NoteVerifier LogKey => signer.Verifier;

    public override Challenge Ask(Fr commitment, SubjectId? subject)
    {
        var now = clock.Now();
        var nonce = RandomNumberGenerator.GetBytes(Challenge.NonceSize);
        return new Challenge(Space.Id, Space.Body.Domain, commitment, nonce, now, now + Lifetime);
    }

    /// <summary>As a service does: verified first, then entered with what follows from it.</summary>
    public override Refusal? Register(Presentation presentation)
    {
        var outcome = RegistrationRule.Verify(Space, Log.Roots, presentation, clock.Now());
        if (outcome.Registration is not { } registration)
        {
            return outcome.Refusal;
        }

        var body = new RegisterBody(
            Space.Id,
            presentation,
            [.. registration.Tags.Select(tag => Hex.Encode(tag))],
            registration.ValidUntil
        );
        return Append(Submission.Plain(EntryKind.Register, body));
    }

    public override void CatchUp() { }

    public override void Dispose()
    {
        record.Dispose();
        signer.Dispose();
    }

    public override DateTimeOffset Now => clock.Now();

    public override long Enter(Submission submission) =>
        Append(submission) is { } refusal ? throw Failure.By(refusal) : Log.Size - 1;

    public override void EnterUnlessThere(Submission submission) => _ = Enter(submission);

    public override void Wait() => clock.Advance(Step);

    public override void Finish()
    {
        RecordWriter.WriteCheckpoint(record, RecordWriter.SignCheckpoint(Log.Size, Log.Root, signer));
        record.Flush(flushToDisk: true);
        record.Close();
    }

    private Refusal? Append(Submission submission)
    {
        var line = submission.ToLine(clock.Now());
        if (Log.Append(line) is { } refusal)
        {
            return refusal;
        }

        RecordWriter.WriteEntry(record, line);
        return null;
    }
}
