using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Governance;

/// <summary>
/// The registrar: one seed of 32 bytes, from which the signing key and the uniqueness key follow, so that several servers with
/// one seed are one registrar.
/// </summary>
public sealed class RegistrarKeys : IDisposable
{
    public const int SeedSize = 32;

    private readonly UniquenessKey uniqueness;

    private RegistrarKeys(ReadOnlySpan<byte> seed)
    {
        var signing = Derive(seed, "signing", RoleKey.SeedSize);
        var tags = Derive(seed, "uniqueness", 32);
        (Key, uniqueness) = (RoleKey.FromSeed(signing), UniquenessKey.FromSeed(tags));
        CryptographicOperations.ZeroMemory(signing);
        CryptographicOperations.ZeroMemory(tags);
    }

    /// <summary>Signs admissions.</summary>
    internal RoleKey Key { get; }

    /// <summary>What a space names.</summary>
    public Registrar Registrar => new(Key.Did, uniqueness.PublicKey.ToBytes());

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static RegistrarKeys FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == SeedSize
            ? new RegistrarKeys(seed)
            : throw new ArgumentException($"A seed has {SeedSize} bytes.", nameof(seed));

    /// <summary>
    /// The entry that admits this person, and in a private roll the evidence to keep: durable before the entry is, so that there
    /// is no member whose evidence was lost.
    /// </summary>
    /// <param name="presentation">The bytes that were handed in.</param>
    /// <param name="keys">Issuers' keys as they were fetched, did:key by DID URL.</param>
    /// <exception cref="ArgumentException">The space names another registrar.</exception>
    public (Submission Submission, Evidence? Evidence) Admit(
        Space space,
        Registration registration,
        ReadOnlySpan<byte> presentation,
        IReadOnlyDictionary<string, string>? keys = null
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(registration);
        if (space.Body.Registrar?.Did != Key.Did || space.UniquenessKey != uniqueness.PublicKey)
        {
            throw new ArgumentException("The space names another registrar.", nameof(space));
        }

        var stated = registration.ToStatement();
        var body = new AdmitBody(
            space.Id,
            stated.Commitment,
            stated.Sources,
            TagsOf(space, registration),
            stated.ValidUntil,
            stated.Replaces
        );
        if (space.Body.Roll == RollKind.Public)
        {
            body = body with { Presentation = registration.Presentation, Keys = keys };
            return (Submission.Sign(EntryKind.Admit, body, Key), null);
        }

        var evidence = new Evidence(
            RandomNumberGenerator.GetBytes(Evidence.SaltSize),
            presentation.ToArray(),
            keys,
            ProofsOf(space, registration)
        );
        return (Submission.Sign(EntryKind.Admit, body with { Evidence = evidence.Digest() }, Key), evidence);
    }

    public void Dispose() => Key.Dispose();

    private string[] TagsOf(Space space, Registration registration) =>
        [
            .. registration.Set.Zip(
                registration.Tags,
                (source, tag) => Hex.Encode(space.HasKeyedTags(source) ? uniqueness.Tag(space.Id, tag).ToBytes() : tag)
            ),
        ];

    private string?[] ProofsOf(Space space, Registration registration) =>
        [
            .. registration.Set.Zip(
                registration.Tags,
                (source, tag) => space.HasKeyedTags(source) ? Base64Url.Encode(uniqueness.Prove(space.Id, tag)) : null
            ),
        ];

    private static byte[] Derive(ReadOnlySpan<byte> seed, string purpose, int length)
    {
        var derived = new byte[length];
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            seed,
            derived,
            salt: [],
            info: Encoding.ASCII.GetBytes("PrivateVote/v1/registrar/" + purpose)
        );
        return derived;
    }
}
