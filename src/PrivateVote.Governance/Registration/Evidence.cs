using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>
/// What the registrar keeps of one admission to a private roll, and can open to an auditor: everything about one person and
/// nothing about anybody else.
/// </summary>
/// <param name="Salt">32 random bytes, so that the digest in the log says nothing to who guesses the presentation.</param>
/// <param name="Presentation">The presentation's bytes as they were handed in.</param>
/// <param name="Keys">Issuers' keys as they were fetched to verify it, did:key by DID URL; null for none.</param>
/// <param name="TagProofs">
/// For each source of the set the proof that its keyed tag is the one of this person, base64url of 64 bytes; null where the tag is
/// plain.
/// </param>
public sealed record Evidence(
    [property: JsonConverter(typeof(BytesForm))] byte[] Salt,
    [property: JsonConverter(typeof(BytesForm))] byte[] Presentation,
    IReadOnlyDictionary<string, string>? Keys,
    IReadOnlyList<string?> TagProofs
)
{
    public const int SaltSize = 32;

    private const string Label = "PrivateVote/v1/evidence";

    /// <summary>
    /// What the admission states: SHA-256 over `PrivateVote/v1/evidence`, the salt, the presentation, and for each fetched key in
    /// the order of their DID URLs (by their bytes) the DID URL and the did:key; each behind its length in bytes as 4 bytes
    /// big-endian.
    /// </summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.ASCII.GetBytes(Label));
        Append(hash, Salt);
        Append(hash, Presentation);
        foreach (var (url, key) in KeysInOrder())
        {
            Append(hash, url);
            Append(hash, key);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The bytes of a file.</summary>
    public byte[] ToBytes() => StrictJson.Serialize(this);

    public static bool TryParse(
        ReadOnlySpan<byte> file,
        [NotNullWhen(true)] out Evidence? evidence,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (!StrictJson.TryParse(file, out evidence, out refusal))
        {
            return false;
        }

        if (
            evidence.Salt.Length != SaltSize
            || evidence.Presentation.Length > Identity.Attestations.Presentation.MaximumLength
            || evidence.Keys?.Values.Any(key => key is null) == true
        )
        {
            evidence = null;
            refusal = $"evidence has a salt of {SaltSize} bytes, a presentation, and a did:key for each key";
        }

        return evidence is not null;
    }

    /// <summary>
    /// Whether this is the evidence for an admission, and shows that the person was entitled to it: the digest, the attestations
    /// and their control at the entry's time, sources, commitments, end, and that each keyed tag is this person's. What an issuer
    /// said about the status at that time cannot be shown again, and is not.
    /// </summary>
    /// <param name="line">The admission's line in the log.</param>
    /// <param name="space">The space of that log, as it was then: <see cref="SpaceLog.SpaceAt"/> of the entry's index.</param>
    /// <param name="roots">The group roots that counted: <see cref="SpaceLog.RootsAt"/> of the entry's index; null for those that the space was opened with.</param>
    public Refusal? Check(ReadOnlyMemory<byte> line, Space space, AcceptedRoots? roots = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (!TryReadAdmission(line, out var at, out var body, out var refusal))
        {
            return refusal;
        }

        if (!body.Space.AsSpan().SequenceEqual(space.Id))
        {
            return new Refusal(RefusalCode.OtherSpace, "the admission is to another space");
        }

        if (!Digest().AsSpan().SequenceEqual(body.Evidence))
        {
            return new Refusal(RefusalCode.EvidenceDiffers, "this is not the evidence whose digest is in the log");
        }

        if (!StrictJson.TryParse<Presentation>(Presentation, out var presentation, out var problem))
        {
            return new Refusal(RefusalCode.EvidenceDiffers, "the presentation: " + problem);
        }

        var outcome = RegistrationRule.Verify(space, roots ?? AcceptedRoots.At(space.Body), presentation, at, Keys);
        return outcome.Refusal ?? CheckStated(body, space, outcome.Registration!);
    }

    private IEnumerable<(byte[] Url, byte[] Key)> KeysInOrder() =>
        (Keys ?? new Dictionary<string, string>())
            .Select(pair => (Url: Encoding.UTF8.GetBytes(pair.Key), Key: Encoding.UTF8.GetBytes(pair.Value)))
            .OrderBy(pair => pair.Url, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    private Refusal? CheckStated(AdmitBody body, Space space, Registration registration)
    {
        var stated = registration.ToStatement();
        var same =
            stated.Commitment == body.Commitment
            && stated.Replaces == body.Replaces
            && stated.ValidUntil == body.ValidUntil
            && stated.Sources.SequenceEqual(body.Sources, StringComparer.Ordinal);
        if (!same)
        {
            return new Refusal(
                RefusalCode.EvidenceDiffers,
                "the presentation is for another commitment, of other sources or for another time than the admission"
            );
        }

        for (var i = 0; i < registration.Set.Count; i++)
        {
            if (!IsTagShown(space, registration, i, body.Tags.ElementAtOrDefault(i)))
            {
                return new Refusal(
                    RefusalCode.TagsDiffer,
                    $"the tag of source {registration.Set[i].Id} is not shown to be this person's"
                );
            }
        }

        return body.Tags.Count == registration.Set.Count && TagProofs.Count == registration.Set.Count
            ? null
            : new Refusal(
                RefusalCode.TagsDiffer,
                "the admission has one tag for each source, and the evidence a proof"
            );
    }

    private bool IsTagShown(Space space, Registration registration, int i, string? tag)
    {
        var proof = TagProofs.ElementAtOrDefault(i);
        if (!space.HasKeyedTags(registration.Set[i]))
        {
            return proof is null && tag == Hex.Encode(registration.Tags[i]);
        }

        return space.UniquenessKey is { } key
            && Hex.TryDecode(tag, KeyedTag.Size, out var point)
            && proof is not null
            && Base64Url.TryDecode(proof, out var bytes)
            && KeyedTag.TryDecode(point, out var keyed)
            && keyed.Verify(in key, space.Id, registration.Tags[i], bytes);
    }

    private static bool TryReadAdmission(
        ReadOnlyMemory<byte> line,
        out DateTimeOffset at,
        [NotNullWhen(true)] out AdmitBody? body,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        (at, body, refusal) = (default, null, null);
        if (!Entry.TryParse(line, out var entry, out var problem) || entry.Kind != EntryKind.Admit)
        {
            refusal = new Refusal(RefusalCode.MalformedSpaceEntry, problem ?? "the entry is not an admission");
        }
        else if (
            !SignedPayload.TryRead(entry.Body.Span, out var payload)
            || !StrictJson.TryParse(payload, out body, out problem)
        )
        {
            refusal = new Refusal(RefusalCode.MalformedSpaceEntry, problem ?? "malformed JWS");
        }
        else
        {
            at = entry.At;
        }

        return refusal is null;
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        hash.AppendData(length);
        hash.AppendData(content);
    }
}
