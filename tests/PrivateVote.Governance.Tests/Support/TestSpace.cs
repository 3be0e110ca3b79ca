using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;

namespace PrivateVote.Governance.Tests.Support;

/// <summary>A space with issuers, holders and a registrar whose keys are known, and the log it is kept in.</summary>
internal sealed class TestSpace
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly RoleKey Administrator = Key("administrator");
    public static readonly RegistrarKeys Registrar = RegistrarKeys.FromSeed(SHA256.HashData("registrar"u8));

    private readonly List<byte[]> lines = [];
    private int commitments;

    public TestSpace(SpaceBody? body = null)
    {
        Log = new SpaceLog();
        Must(SpaceAdministrator.Open(body ?? Public(), Administrator));
    }

    public SpaceLog Log { get; private set; }

    public Space Space => Log.Space!;

    public DateTimeOffset Now { get; set; } = Begin;

    public IReadOnlyList<byte[]> Lines => lines;

    /// <summary>The key of this name.</summary>
    public static RoleKey Key(string name) =>
        RoleKey.FromSeed(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

    public static AttestationSource Source(string id, int assurance = 2, string? uniqueness = null) =>
        new(id, AttestationFormat.VcJwt, [Key("issuer " + id).Did], assurance, uniqueness);

    /// <summary>A space with a public roll: a alone, or b and c together.</summary>
    public static SpaceBody Public() =>
        new(
            SpaceBody.CurrentProtocol,
            "Example",
            "vote.example.org",
            [Administrator.Did],
            RollKind.Public,
            new PersonhoodPolicy(
                [Source("a"), Source("b"), Source("c", 3)],
                [
                    ["a"],
                    ["b", "c"],
                ],
                2,
                1
            ),
            new byte[16]
        );

    /// <summary>The same with a private roll.</summary>
    public static SpaceBody Private() => Public() with { Roll = RollKind.Private, Registrar = Registrar.Registrar };

    public Fr NewCommitment() => Fr.From((ulong)++commitments);

    public Challenge Challenge(Fr? commitment = null, Fr? replaces = null)
    {
        var nonce = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(nonce, lines.Count);
        return new Challenge(
            Space.Id,
            Space.Body.Domain,
            commitment ?? NewCommitment(),
            nonce,
            Now.AddMinutes(-1),
            Now.AddMinutes(9),
            replaces
        );
    }

    /// <summary>A credential of a source's issuer about a holder.</summary>
    public static string Issue(
        string source,
        string holder,
        DateTimeOffset? until = null,
        DateTimeOffset? from = null
    ) =>
        VcJwtIssuer.Issue(
            Key("issuer " + source),
            new Credential(
                Key(holder).Did,
                "PersonhoodCredential",
                from ?? Begin.AddYears(-1),
                until,
                new Dictionary<string, JsonNode>()
            )
        );

    public static PresentedAttestation Presented(
        Challenge challenge,
        string source,
        string holder,
        DateTimeOffset? until = null
    ) => new(source, Issue(source, holder, until), ControlProof.Sign(Key(holder), challenge));

    /// <summary>What a holder hands in with credentials of these sources.</summary>
    public Presentation Present(
        string holder,
        Fr? commitment = null,
        Fr? replaces = null,
        DateTimeOffset? until = null,
        params string[] sources
    )
    {
        var challenge = Challenge(commitment, replaces);
        return new Presentation(
            challenge,
            [.. (sources.Length == 0 ? ["a"] : sources).Select(source => Presented(challenge, source, holder, until))]
        );
    }

    public Registration Verified(Presentation presentation)
    {
        var outcome = RegistrationRule.Verify(Space, Log.Roots, presentation, Now);
        Assert.Null(outcome.Refusal);
        return outcome.Registration!;
    }

    /// <summary>The entry that the service makes of a presentation.</summary>
    public Submission Enter(Presentation presentation) => Enter(presentation, out _);

    public Submission Enter(Presentation presentation, out Evidence? evidence)
    {
        evidence = null;
        var registration = Verified(presentation);
        if (registration.IsSelfProving)
        {
            return Register(presentation, registration);
        }

        (var submission, evidence) = Registrar.Admit(Space, registration, StrictJson.Serialize(presentation));
        return submission;
    }

    /// <summary>A registration, whatever is in it.</summary>
    public Submission Register(Presentation presentation, Registration? verified = null) =>
        Submission.Plain(
            EntryKind.Register,
            new RegisterBody(
                Space.Id,
                presentation,
                verified is null
                    ? [.. presentation.Attestations.Select(_ => Hex.Encode(new byte[32]))]
                    : [.. verified.Tags.Select(tag => Hex.Encode(tag))],
                verified?.ValidUntil
            )
        );

    public Submission Roll(DateTimeOffset? at = null) => SpaceAdministrator.FixRoll(Log, at ?? Now, Administrator);

    /// <summary>Enters what follows by the rules.</summary>
    public long Must(Submission submission)
    {
        var line = submission.ToLine(Now);
        Assert.Null(Log.Append(line));
        lines.Add(line);
        return Log.Size - 1;
    }

    public Member MustEnter(Presentation presentation)
    {
        Must(Enter(presentation));
        return Log.Members.Find(presentation.Challenge.Commitment)!;
    }

    /// <summary>Enters the line if it follows; else it changes nothing.</summary>
    public bool Offer(byte[] line)
    {
        var before = StateOf(Log);
        if (Log.Append(line) is not null)
        {
            Assert.Equal(before, StateOf(Log));
            return false;
        }

        lines.Add(line);
        return true;
    }

    /// <summary>Is refused with this number, and changes nothing.</summary>
    public Refusal MustNot(RefusalCode code, Submission submission) => MustNot(code, submission.ToLine(Now));

    public Refusal MustNot(RefusalCode code, byte[] line)
    {
        var before = StateOf(Log);
        var refusal = Log.Append(line);
        Assert.NotNull(refusal);
        Assert.Equal((code, before), (refusal.Code, StateOf(Log)));
        return refusal;
    }

    /// <summary>Everything that a log's entries left, in one text.</summary>
    public static string StateOf(SpaceLog log)
    {
        var people = log.Members.All.Select(member =>
            $"{member.Position}:{string.Join(',', member.Tags)}:"
            + string.Join(
                ',',
                member.Tenures.Select(tenure => $"{tenure.Index}/{tenure.Commitment}/{tenure.ValidUntil:O}")
            )
        );
        var rolls = log.Rolls.Select(roll =>
            $"{roll.Index} {roll.At:O} {roll.Census.Root} {roll.Census.Size} {Convert.ToHexString(roll.LogRoot)}"
        );
        var roots = log.Space is null
            ? []
            : log.Space.Body.Personhood.Sources.Select(source => string.Join(',', log.Roots.Of(source.Id)));
        return string.Join(
            '\n',
            [$"{log.Size} {Convert.ToHexString(log.Root)} {log.LastAt:O}", .. people, .. rolls, .. roots]
        );
    }
}
