using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;

namespace PrivateVote.Governance;

/// <summary>
/// A uniqueness tag under the registrar's key: one point for each person and space, which says nothing of the person to who has
/// not the key, and which the registrar can prove to be a certain person's without opening anybody else's. 64 bytes.
/// </summary>
/// <remarks>
/// A verifiable random function in the manner of RFC 9381 and of M. Chase, A. Lysyanskaya, eprint 2007/182:
/// <list type="table">
/// <item><term>key</term><description>k, a scalar that is not 0; K = k·B8</description></item>
/// <item><term>base</term><description>H = <see cref="HashToPoint"/> of space id ‖ plain tag, under `PrivateVote/v1/keyed-tag`</description></item>
/// <item><term>tag</term><description>T = k·H</description></item>
/// <item><term>proof</term><description>Chaum-Pedersen, transcript `keyed-tag`, context space id ‖ plain tag, prover 0: one k with K = k·B8
/// and T = k·H</description></item>
/// </list>
/// Unique: K fixes k modulo l, H follows from the person's plain tag, so there is one T that can be proved, whatever the
/// registrar would like: two entries of one person have one tag, and a person is not entered twice unless the registrar states
/// a tag that it can never prove. Hiding: with H a random point (a hash, in the random oracle model), (B8, K, H, k·H) is a
/// Diffie-Hellman tuple; to tell k·H from a random point is DDH on Baby Jubjub, so who can list every person of a country still
/// cannot find one in the log. The space in H keeps tags of two spaces with one registrar unlinkable. The proof is
/// zero-knowledge and about one H: it shows one person's tag and nothing of others.
/// </remarks>
public readonly struct KeyedTag
{
    /// <summary>Bytes.</summary>
    public const int Size = EdwardsPoint.Size;

    /// <summary>Bytes of the proof.</summary>
    public const int ProofSize = ChaumPedersenProof.Size;

    internal const string Label = "keyed-tag";

    private readonly EdwardsPoint point;

    internal KeyedTag(in EdwardsPoint point) => this.point = point;

    internal EdwardsPoint Point => point;

    /// <summary>x ‖ y, 64 bytes.</summary>
    public byte[] ToBytes() => point.ToBytes();

    /// <summary>Reads exactly 64 bytes: a point of prime order.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out KeyedTag tag)
    {
        var isPoint = EdwardsPoint.TryDecode(bytes, out var point);
        tag = new KeyedTag(in point);
        return isPoint;
    }

    /// <summary>Whether the proof shows that this is the tag of the person with this plain tag in this space.</summary>
    /// <param name="key">K of the space's registrar.</param>
    /// <param name="space">The space's id, 32 bytes.</param>
    /// <param name="plainTag">32 bytes.</param>
    /// <param name="proof">64 bytes of anyone.</param>
    public bool Verify(
        in EdwardsPoint key,
        ReadOnlySpan<byte> space,
        ReadOnlySpan<byte> plainTag,
        ReadOnlySpan<byte> proof
    )
    {
        var context = Context(space, plainTag);
        return ChaumPedersenProof.TryDecode(proof, out var decoded)
            && decoded.Verify(Label, in key, [BaseOf(context)], [point], context, 0);
    }

    /// <summary>Space id ‖ plain tag.</summary>
    /// <exception cref="ArgumentException">Either is not 32 bytes.</exception>
    internal static byte[] Context(ReadOnlySpan<byte> space, ReadOnlySpan<byte> plainTag) =>
        space.Length == 32 && plainTag.Length == TagForm.PlainSize
            ? [.. space, .. plainTag]
            : throw new ArgumentException("A space id and a plain tag have 32 bytes each.", nameof(plainTag));

    internal static EdwardsPoint BaseOf(ReadOnlySpan<byte> context) =>
        HashToPoint.Map(context, "PrivateVote/v1/keyed-tag"u8);
}
