using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Ethereum;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// Three issuers and the people that they vouch for, each in another format: a club's credential as JWT, an attestation on
/// Ethereum's terms, and a card of which only what is needed is shown.
/// </summary>
internal sealed class DemoMembers : IDisposable
{
    private const string Shared = "one-person";
    private const ulong Chain = 1;

    private static readonly byte[] Schema = SHA256.HashData("PrivateVote demo: member"u8);
    private static readonly Address EasContract = Address.Parse("0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587");

    private readonly RoleKey club = RoleKey.Create();
    private readonly EthereumKey attester = EthereumKey.Generate();
    private readonly RoleKey town = RoleKey.Create();
    private readonly DateTimeOffset now;
    private readonly RoleKey[] holders;
    private readonly EthereumKey[] wallets;

    public DemoMembers(int count, DateTimeOffset now)
    {
        this.now = now;
        holders = [.. Enumerable.Range(0, count).Select(_ => RoleKey.Create())];
        wallets = [.. Enumerable.Range(0, count).Select(_ => EthereumKey.Generate())];
    }

    /// <summary>Any of the three suffices, and whoever is known through one is known through all.</summary>
    public PersonhoodPolicy Policy =>
        new(
            [
                new AttestationSource("club", AttestationFormat.VcJwt, [club.Did], 1, Shared, ["Membership"]),
                new AttestationSource(
                    "attester",
                    AttestationFormat.Eas,
                    [attester.Address.ToString()],
                    1,
                    Shared,
                    [Hex.Encode(Schema)]
                ),
                new AttestationSource("town", AttestationFormat.SdJwtVc, [town.Did], 1, Shared, ["urn:demo:resident"]),
            ],
            [
                ["club"],
                ["attester"],
                ["town"],
            ],
            1,
            1
        );

    /// <summary>The first with an account, who will try to become a member twice.</summary>
    public static int TriesTwice => 1;

    public static string Describe(int voter) =>
        (voter % 3) switch
        {
            0 => "the club's credential (JWT)",
            1 => "an attestation by EAS",
            _ => "the town's card (SD-JWT)",
        };

    /// <summary>What a voter's own issuer says of them.</summary>
    public string AttestationOf(int voter) =>
        (voter % 3) switch
        {
            0 => VcJwtIssuer.Issue(club, CredentialOf(holders[voter].Did, "Membership")),
            1 => Encoding.UTF8.GetString(
                new EasIssuer(attester, Chain, EasContract).Issue(Schema, wallets[voter].Address, now)
            ),
            _ => SdJwtIssuer.Issue(town, CredentialOf(holders[voter].Did, "urn:demo:resident")),
        };

    /// <summary>A second credential of somebody who has an account: by the club this time, about the same account.</summary>
    public string SecondOf(int voter) =>
        VcJwtIssuer.Issue(club, CredentialOf($"did:pkh:eip155:{Chain}:{wallets[voter].Address}", "Membership"));

    /// <summary>Becomes a member with what an issuer said.</summary>
    /// <returns>Why the rules refuse it, or null.</returns>
    public Refusal? Register(DemoSpace space, int voter, VoterIdentity identity, string attestation)
    {
        if (!Registrant.TryMatch(space.Space, [attestation], now, out var matched, out var problem))
        {
            throw new Failure(problem, ExitCode.Refused);
        }

        var challenge = space.Ask(
            identity.Commitment,
            matched[0].Subject is { Account: not null } account ? account : null
        );
        var keys = new ControlKeys(holders[voter], wallets[voter]);
        var signed = new Dictionary<string, string>(StringComparer.Ordinal);
        return Registrant.TryPresent(
            challenge,
            matched,
            keys,
            signed,
            challenge.IssuedAt,
            out var presentation,
            out problem
        )
            ? space.Register(presentation)
            : throw new Failure(problem, ExitCode.Refused);
    }

    public void Dispose()
    {
        club.Dispose();
        attester.Dispose();
        town.Dispose();
        foreach (var holder in holders)
        {
            holder.Dispose();
        }

        foreach (var wallet in wallets)
        {
            wallet.Dispose();
        }
    }

    private Credential CredentialOf(string subject, string type) =>
        new(subject, type, now, now + TimeSpan.FromDays(365), new Dictionary<string, JsonNode>());
}
