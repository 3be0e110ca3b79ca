using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>An opened space entry: checked as far as it can be by itself, with everything that follows from it.</summary>
public sealed class Space
{
    private readonly Dictionary<string, AttestationSource> sources;

    private Space(byte[] present, SpaceBody body, EdwardsPoint? uniquenessKey, Space? before)
    {
        Present = present;
        Body = body;
        UniquenessKey = uniquenessKey;
        Digest = SHA256.HashData(present);
        (Bytes, Id) = before is null ? (present, Digest) : (before.Bytes, before.Id);
        sources = body.Personhood.Sources.ToDictionary(source => source.Id, StringComparer.Ordinal);
    }

    /// <summary>SHA-256 of <see cref="Bytes"/>: no amendment changes it.</summary>
    public byte[] Id { get; }

    /// <summary>The space as it was signed when it was opened.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>SHA-256 of <see cref="Present"/>: what an amendment says it replaces.</summary>
    public byte[] Digest { get; }

    /// <summary>The space as it is now: as it was opened, or as the last amendment has it.</summary>
    public ReadOnlyMemory<byte> Present { get; }

    public SpaceBody Body { get; }

    /// <summary>What keyed uniqueness tags are proved under; null without a registrar.</summary>
    public EdwardsPoint? UniquenessKey { get; }

    /// <summary>Reads and checks the payload of a space entry.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out Space? space,
        [NotNullWhen(false)] out Refusal? refusal
    ) => TryOpen(bytes, null, out space, out refusal);

    /// <summary>
    /// The same space under another body. Its domain, nonce and kind of roll, and the key of its registrar's uniqueness tags, are
    /// what members are known by, and stay.
    /// </summary>
    public bool TryAmend(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out Space? amended,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        if (!TryOpen(bytes, this, out amended, out refusal))
        {
            return false;
        }

        var (mine, other) = (Body, amended.Body);
        if (
            mine.Domain != other.Domain
            || mine.Roll != other.Roll
            || !mine.Nonce.AsSpan().SequenceEqual(other.Nonce)
            || UniquenessKey != amended.UniquenessKey
        )
        {
            refusal = new Refusal(
                RefusalCode.MalformedConstitution,
                "an amendment keeps the domain, the nonce, the kind of roll and the registrar's uniqueness key"
            );
        }
        else if (other.Constitution is null)
        {
            refusal = new Refusal(RefusalCode.MalformedConstitution, "an amendment keeps a constitution");
        }

        amended = refusal is null ? amended : null;
        return amended is not null;
    }

    private static bool TryOpen(
        ReadOnlySpan<byte> bytes,
        Space? before,
        [NotNullWhen(true)] out Space? space,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        space = null;
        if (!StrictJson.TryParse<SpaceBody>(bytes, out var body, out var problem))
        {
            refusal = new Refusal(RefusalCode.MalformedSpace, problem);
            return false;
        }

        refusal = SpaceRules.Check(body);
        if (refusal is not null)
        {
            return false;
        }

        EdwardsPoint? key = null;
        if (body.Registrar is { } registrar)
        {
            if (!EdwardsPoint.TryDecode(registrar.UniquenessKey, out var point))
            {
                refusal = new Refusal(
                    RefusalCode.MalformedSpace,
                    "the registrar's uniqueness key is not a point of prime order"
                );
                return false;
            }

            key = point;
        }

        space = new Space(bytes.ToArray(), body, key, before);
        return true;
    }

    /// <summary>The source of this id, or null.</summary>
    public AttestationSource? FindSource(string id) => sources.GetValueOrDefault(id);

    /// <summary>The sources of one set of the policy, if these ids are one in its order and reach the minimum assurance.</summary>
    public bool TryFindSet(
        IReadOnlyList<string> ids,
        [NotNullWhen(true)] out IReadOnlyList<AttestationSource>? set,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(ids);
        set = null;
        if (!Body.Personhood.AnyOf.Any(candidate => candidate.SequenceEqual(ids, StringComparer.Ordinal)))
        {
            refusal = new Refusal(
                RefusalCode.PolicyNotSatisfied,
                "the sources presented are not one of the sets that the space asks for, in its order"
            );
            return false;
        }

        var found = ids.Select(id => sources[id]).ToArray();
        if (found.Max(source => source.Assurance) < Body.Personhood.MinimumAssurance)
        {
            refusal = new Refusal(
                RefusalCode.PolicyNotSatisfied,
                $"no source of the set has the assurance {Body.Personhood.MinimumAssurance} that the space asks for"
            );
            return false;
        }

        set = found;
        refusal = null;
        return true;
    }

    /// <summary>
    /// Whether anyone can verify presentations of this set from the log without learning more than the space's roll tells: then
    /// they are entered by `register`, and a registrar's word counts for nothing.
    /// </summary>
    public bool IsSelfProving(IEnumerable<AttestationSource> set) =>
        set.All(source =>
            IsZeroKnowledge(source)
            || (Body.Roll == RollKind.Public && !source.CheckStatus && !source.Issuers.Any(NeedsDocument))
        );

    /// <summary>
    /// Whether this source's tags are keyed. In a private roll all are but nullifiers, which say nothing of the person and are
    /// what others verify.
    /// </summary>
    public bool HasKeyedTags(AttestationSource source) => Body.Roll == RollKind.Private && !IsZeroKnowledge(source);

    /// <summary>Whether attestations of this source hide who they are about.</summary>
    public static bool IsZeroKnowledge(AttestationSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Format is AttestationFormat.Semaphore or AttestationFormat.WorldId;
    }

    /// <summary>Whether an issuer's key has to be fetched.</summary>
    internal static bool NeedsDocument(string issuer) => issuer.StartsWith("did:web:", StringComparison.Ordinal);
}
