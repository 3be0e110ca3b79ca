using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;

namespace PrivateVote.TestSupport.Registration;

/// <summary>
/// A space whose administrator and issuers a test, or a measurement, plays. A person is an Ethereum account; `eas` and `vc` know people by the
/// same uniqueness, `card` and `document` by their own.
/// </summary>
internal sealed class TrialSpace : IDisposable
{
    public const string Eas = "eas";
    public const string Vc = "vc";
    public const string Card = "card";
    public const string Document = "document";

    public static readonly IReadOnlyList<string> All = [Eas, Vc, Card, Document];

    private static readonly byte[] Schema = SHA256.HashData("a schema"u8);
    private static readonly Address Contract = Parse("0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587");

    private readonly EthereumKey attester = EthereumKey.Generate();
    private readonly RoleKey issuer = RoleKey.Create();

    public TrialSpace(
        RollKind roll,
        Registrar? registrar = null,
        int replacements = 1,
        Constitution? constitution = null
    )
    {
        var did = issuer.Did;
        AttestationSource[] sources =
        [
            new(Eas, AttestationFormat.Eas, [attester.Address.ToString()], 2, "account", [Hex.Encode(Schema)]),
            new(Vc, AttestationFormat.VcJwt, [did], 2, "account"),
            new(Card, AttestationFormat.SdJwtVc, [did], 2),
            new(Document, AttestationFormat.DataIntegrity, [did], 2),
        ];
        Opening = SpaceAdministrator.Open(
            new SpaceBody(
                SpaceBody.CurrentProtocol,
                "a space",
                "space.example",
                [Administrator.Did],
                roll,
                new PersonhoodPolicy(sources, [.. All.Select(id => new[] { id })], 1, replacements),
                SpaceAdministrator.NewNonce(),
                registrar,
                constitution
            ),
            Administrator
        );
        var log = new SpaceLog();
        if (log.Append(Opening.ToLine(DateTimeOffset.UnixEpoch)) is { } refusal)
        {
            throw new InvalidOperationException(refusal.ToString());
        }

        Space = log.Space!;
    }

    public RoleKey Administrator { get; } = RoleKey.Create();

    /// <summary>What opens it.</summary>
    public Submission Opening { get; }

    public Space Space { get; }

    public string Path => "/spaces/" + Hex.Encode(Space.Id);

    /// <summary>What one source says of a person, and how that person agrees to this challenge.</summary>
    /// <param name="validUntil">Until when it vouches; null for no end.</param>
    public Presentation Present(
        Person person,
        Challenge challenge,
        string source = Eas,
        DateTimeOffset? validUntil = null
    )
    {
        var now = challenge.IssuedAt.AddMinutes(-1);
        var ethereum = $"did:pkh:eip155:1:{person.Wallet.Address}";
        var credential = new Credential(
            ethereum,
            "PersonCredential",
            now,
            validUntil,
            new Dictionary<string, JsonNode>()
        );
        var presented = source switch
        {
            Eas => new PresentedAttestation(
                Eas,
                Encoding.UTF8.GetString(
                    new EasIssuer(attester, 1, Contract).Issue(Schema, person.Wallet.Address, now, validUntil)
                ),
                ControlProof.Sign(person.Wallet, challenge)
            ),
            Vc => new PresentedAttestation(
                Vc,
                VcJwtIssuer.Issue(issuer, credential),
                ControlProof.Sign(person.Wallet, challenge)
            ),
            Card => new PresentedAttestation(
                Card,
                SdJwtIssuer.Bind(
                    SdJwtIssuer.Issue(issuer, credential with { Subject = person.Key.Did }),
                    person.Key,
                    Base64Url.Encode(challenge.Digest()),
                    ControlMessage.SpaceUrn(Space.Id),
                    challenge.IssuedAt
                )
            ),
            Document => new PresentedAttestation(
                Document,
                DataIntegrityIssuer.Issue(issuer, credential with { Subject = person.Key.Did }, now),
                ControlProof.Sign(person.Key, challenge)
            ),
            _ => throw new ArgumentException("there is no such source", nameof(source)),
        };
        return new Presentation(challenge, [presented]);
    }

    public void Dispose()
    {
        attester.Dispose();
        issuer.Dispose();
        Administrator.Dispose();
    }

    private static Address Parse(string text) =>
        Address.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}

/// <summary>Somebody with a wallet, a key behind a did:key, and an identity to vote with.</summary>
internal sealed class Person : IDisposable
{
    public EthereumKey Wallet { get; } = EthereumKey.Generate();

    public RoleKey Key { get; } = RoleKey.Create();

    public VoterIdentity Identity { get; private set; } = VoterIdentity.Create();

    public Fr Commitment => Identity.Commitment;

    /// <summary>Takes another identity, as after a lost device.</summary>
    public Fr Renew()
    {
        Identity = VoterIdentity.Create();
        return Commitment;
    }

    public ChallengeRequest Request(Fr? replaces = null) =>
        new(Commitment, replaces, $"did:pkh:eip155:1:{Wallet.Address}");

    public void Dispose()
    {
        Wallet.Dispose();
        Key.Dispose();
    }
}
