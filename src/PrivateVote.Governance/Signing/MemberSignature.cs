using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>
/// What a member signs in public, by the identity that the roll knows: four parts in base64url, joined by dots: the public key
/// A (64 bytes, x ‖ y), the moment until which it may be entered, the payload, a Schnorr proof of A's secret (64 bytes,
/// <see cref="SchnorrProof"/>).
/// </summary>
/// <remarks>
/// The commitment is Poseidon2(A.x, A.y), so that a roll which is private stays as private as it is: the log learns which
/// commitment acted, and that is all. A ballot's nullifier is Poseidon2(scope, secret), of which A says nothing.
/// The proof's context is SHA-256("PrivateVote/v1/member" ‖ 0 ‖ JWS type of the kind ‖ 0 ‖ moment ‖ 0 ‖ payload), its prover's
/// index 0: a signature of one kind stands for no other, and every payload names its space. Base64url, moments, scalars and points
/// have one spelling each, and the challenge covers the whole statement, so that nobody makes a second signature from a first.
/// The moment is near, so that a service which says that an act was lost cannot bring it later, when its member has changed their mind.
/// </remarks>
public static class MemberSignature
{
    /// <summary>The longest time between an entry and the moment that its member signed.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>How long what is signed now may be entered: clocks may differ by as much.</summary>
    private static readonly TimeSpan Wait = LongestWait / 2;

    private static readonly byte[] Domain = [.. "PrivateVote/v1/member"u8, 0];

    /// <summary>A member's submission.</summary>
    /// <exception cref="ArgumentException">Entries of this kind are not signed by members.</exception>
    public static Submission Sign<TBody>(EntryKind kind, TBody body, VoterIdentity identity, DateTimeOffset now) =>
        SignBytes(kind, StrictJson.Serialize(body), identity, now + Wait);

    /// <summary>A member's submission of these exact bytes.</summary>
    /// <param name="until">From then on it is not entered any more.</param>
    /// <exception cref="ArgumentException">Entries of this kind are not signed by members.</exception>
    public static Submission SignBytes(
        EntryKind kind,
        ReadOnlySpan<byte> payload,
        VoterIdentity identity,
        DateTimeOffset until
    )
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (EntrySigners.Of(kind) != EntrySigner.Member)
        {
            throw new ArgumentException($"a {Entry.NameOf(kind)} entry is not signed by a member", nameof(kind));
        }

        var publicKey = EdwardsPoint.MultiplyBase(identity.Secret);
        var moment = Encoding.ASCII.GetBytes(MomentForm.ToText(until));
        var proof = SchnorrProof.Prove(identity.Secret, in publicKey, ContextOf(kind, moment, payload), proverIndex: 0);
        var text = string.Join(
            '.',
            Base64Url.Encode(publicKey.ToBytes()),
            Base64Url.Encode(moment),
            Base64Url.Encode(payload),
            Base64Url.Encode(proof.ToBytes())
        );
        return new Submission(kind, Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Verifies what stands in an entry and gives the signer's commitment and the payload; whether they are a member, and whether it is in time, is the log's question.</summary>
    /// <param name="until">From then on it is not entered any more.</param>
    /// <param name="refusal">Which part is wrong.</param>
    public static bool TryVerify(
        EntryKind kind,
        ReadOnlySpan<byte> text,
        out Fr commitment,
        out DateTimeOffset until,
        [NotNullWhen(true)] out byte[]? payload,
        [NotNullWhen(false)] out string? refusal
    )
    {
        (commitment, until, payload) = (Fr.Zero, default, null);
        var parts = Encoding.UTF8.GetString(text).Split('.', 5);
        if (parts.Length != 4)
        {
            refusal = "what a member signs has four parts: public key, moment, payload and proof";
            return false;
        }

        if (
            !Base64Url.TryDecode(parts[0], out var key)
            || !Base64Url.TryDecode(parts[1], out var moment)
            || !Base64Url.TryDecode(parts[2], out var signed)
            || !Base64Url.TryDecode(parts[3], out var proofBytes)
        )
        {
            refusal = "a part is not base64url without padding";
            return false;
        }

        if (!MomentForm.TryParseText(Encoding.UTF8.GetString(moment), out until))
        {
            refusal = "the moment until which it may be entered is not one in UTC such as 2026-01-31T23:59:59.000Z";
            return false;
        }

        if (!EdwardsPoint.TryDecode(key, out var publicKey) || publicKey.IsIdentity)
        {
            refusal = "the public key is not a point of prime order, 64 bytes";
            return false;
        }

        if (!SchnorrProof.TryDecode(proofBytes, out var proof))
        {
            refusal = "the proof is not two canonical scalars, 64 bytes";
            return false;
        }

        if (!proof.Verify(in publicKey, ContextOf(kind, moment, signed), proverIndex: 0))
        {
            refusal = "the proof is not of this key for this moment, payload and kind";
            return false;
        }

        publicKey.ToAffine(out var x, out var y);
        (commitment, payload, refusal) = (Poseidon.Hash(x, y), signed, null);
        return true;
    }

    private static byte[] ContextOf(EntryKind kind, ReadOnlySpan<byte> moment, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(Encoding.ASCII.GetBytes(Entry.TypeOf(kind)));
        hash.AppendData([0]);
        hash.AppendData(moment);
        hash.AppendData([0]);
        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }
}
