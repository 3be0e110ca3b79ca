using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Client;
using PrivateVote.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
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

    /// <summary>Fixes the members for a census, and leaves the record in <see cref="RecordFile"/>.</summary>
    public RollReference FixRoll(RoleKey administrator, DateTimeOffset now)
    {
        Enter(SpaceAdministrator.FixRoll(Log, now, administrator));
        Finish();
        return RollCheck.Reference(Log, LogKey.ToString(), Log.Rolls[^1].Index);
    }

    public abstract void Dispose();

    /// <summary>Brings the replay up to what is in the log by now.</summary>
    public abstract void CatchUp();

    protected abstract void Enter(Submission submission);

    protected abstract void Finish();
}

/// <summary>A space that a service keeps, used as anyone does.</summary>
internal sealed class ServedDemoSpace : DemoSpace
{
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

    protected override void Enter(Submission submission) =>
        _ = follower.SubmitAsync(submission).GetAwaiter().GetResult();

    /// <summary>Downloads the record, as anyone can.</summary>
    protected override void Finish()
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

    private readonly TimeProvider clock;
    private readonly FileStream record;
    private readonly NoteSigner signer = NoteSigner.Create(LogName);

    public EmbeddedDemoSpace(Submission opening, FileInfo recordFile, TimeProvider clock)
        : base(recordFile)
    {
        this.clock = clock;
        record = new FileStream(recordFile.FullName, FileMode.Create, FileAccess.Write);
        Enter(opening);
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

    protected override void Enter(Submission submission)
    {
        if (Append(submission) is { } refusal)
        {
            throw Failure.By(refusal);
        }
    }

    protected override void Finish()
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
