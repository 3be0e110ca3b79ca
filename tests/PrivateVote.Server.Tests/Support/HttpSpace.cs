using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Server.Tests.Support;

/// <summary>A space at a server, whose people and issuers are played by the test, through HTTP alone.</summary>
internal sealed class HttpSpace : IDisposable
{
    private readonly RunningServer server;

    private HttpSpace(RunningServer server, TrialSpace trial, SpaceSummary summary)
    {
        this.server = server;
        Trial = trial;
        Summary = summary;
    }

    public TrialSpace Trial { get; }

    public HttpClient Http => server.Http;

    public string Path => Trial.Path;

    /// <summary>As the service answered when it was opened.</summary>
    public SpaceSummary Summary { get; }

    public NoteVerifier Log =>
        NoteVerifier.TryParse(Summary.Log, out var log) ? log : throw new InvalidOperationException();

    public static async Task<HttpSpace> OpenAsync(
        RunningServer server,
        RollKind roll = RollKind.Public,
        int replacements = 1,
        Constitution? constitution = null
    )
    {
        var registrar =
            roll == RollKind.Private ? await server.Http.GetAsync<Governance.Registrar>("/registrar") : null;
        var trial = new TrialSpace(roll, registrar, replacements, constitution);
        var summary = await server.Http.SendAsync("/spaces", trial.Opening.ToBytes()).MustAsync<SpaceSummary>();
        return new HttpSpace(server, trial, summary);
    }

    /// <summary>A space with the constitution that docs/governance.md shows.</summary>
    public static Task<HttpSpace> OpenGovernedAsync(RunningServer server)
    {
        var file = System.IO.Path.Combine(SharedVectors.RepositoryRoot, "docs", "examples", "dao.json");
        var json = JsonNode.Parse(File.ReadAllText(file))!["constitution"]!.ToJsonString();
        Assert.True(
            StrictJson.TryParse<Constitution>(Encoding.UTF8.GetBytes(json), out var constitution, out var problem),
            problem
        );
        return OpenAsync(server, constitution: constitution);
    }

    /// <summary>Enters what a member signs.</summary>
    public Task<EntryReceipt> ActAsync<TBody>(EntryKind kind, TBody body, Person person) =>
        Http.SendAsync(
                Path + "/entries",
                MemberSignature.Sign(kind, body, person.Identity, server.Clock.GetUtcNow()).ToBytes()
            )
            .MustAsync<EntryReceipt>();

    public Task<ChallengeAnswer> ChallengeAsync(Person person, Fr? replaces = null) =>
        Http.SendAsync(Path + "/challenges", StrictJson.Serialize(person.Request(replaces)))
            .MustAsync<ChallengeAnswer>();

    /// <summary>The presentation of a person who asked for a challenge.</summary>
    public async Task<byte[]> PresentAsync(
        Person person,
        string source = TrialSpace.Eas,
        Fr? replaces = null,
        DateTimeOffset? validUntil = null
    )
    {
        var challenge = (await ChallengeAsync(person, replaces)).Challenge;
        return StrictJson.Serialize(Trial.Present(person, challenge, source, validUntil));
    }

    public Task<HttpResponseMessage> HandInAsync(byte[] presentation) =>
        Http.SendAsync(Path + "/registrations", presentation);

    /// <summary>Makes somebody a member, and checks the receipt.</summary>
    public async Task<RegistrationReceipt> RegisterAsync(
        Person person,
        string source = TrialSpace.Eas,
        Fr? replaces = null,
        DateTimeOffset? validUntil = null
    )
    {
        var presentation = await PresentAsync(person, source, replaces, validUntil);
        var receipt = await HandInAsync(presentation).MustAsync<RegistrationReceipt>();
        Assert.Null(receipt.Problem(Log));
        return receipt;
    }

    public async Task<EntryReceipt> EnterAsync(Submission submission)
    {
        var receipt = await Http.SendAsync(Path + "/entries", submission.ToBytes()).MustAsync<EntryReceipt>();
        Assert.Null(receipt.Problem(submission, Log));
        return receipt;
    }

    public async Task<byte[]> RecordAsync() => await Http.GetByteArrayAsync(Path + "/record");

    /// <summary>The log as an auditor sees it, every attestation verified again.</summary>
    public async Task<SpaceLog> ReplayAsync()
    {
        using var record = new MemoryStream(await RecordAsync());
        var log = new SpaceLog();
        foreach (var line in RecordLines.Read(record))
        {
            if (line.Entry is { } entry)
            {
                Assert.Null(log.Append(entry.ToBytes()));
            }
        }

        return log;
    }

    /// <summary>The lines of the roll, without the heading.</summary>
    public async Task<string[]> RollAsync(long? size = null)
    {
        var csv = await Http.GetStringAsync(Path + "/roll" + (size is null ? "" : $"?size={size}"));
        var lines = csv.Split('\n');
        Assert.Equal("commitment,weight", lines[0]);
        Assert.Equal("", lines[^1]);
        return lines[1..^1];
    }

    public void Dispose() => Trial.Dispose();
}
