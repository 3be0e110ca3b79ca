using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>
/// A trustee's evidence of what a dealer sent: the Diffie-Hellman point Z = y·E and the proof that Y = y·B and Z = y·E.
/// Encoded: Z ‖ proof, 128 bytes.
/// </summary>
public sealed record ShareOpening(EdwardsPoint SharedPoint, ChaumPedersenProof Proof)
{
    /// <summary>Bytes of an encoded opening.</summary>
    public const int Size = EdwardsPoint.Size + ChaumPedersenProof.Size;

    /// <summary>Z ‖ proof, 128 bytes.</summary>
    public byte[] ToBytes() => [.. SharedPoint.ToBytes(), .. Proof.ToBytes()];

    /// <summary>Reads exactly 128 bytes; Z in the subgroup and not the identity.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ShareOpening? opening)
    {
        opening =
            bytes.Length == Size
            && EdwardsPoint.TryDecode(bytes[..EdwardsPoint.Size], out var shared)
            && ChaumPedersenProof.TryDecode(bytes[EdwardsPoint.Size..], out var proof)
                ? new ShareOpening(shared, proof)
                : null;
        return opening is not null;
    }
}

/// <summary>What a complaint against a dealer shows.</summary>
public enum ComplaintVerdict
{
    /// <summary>The opening proves nothing: the complaint is void.</summary>
    OpeningInvalid,

    /// <summary>The dealer sent the right share: the complaint is false, and its author has published the share.</summary>
    ShareValid,

    /// <summary>The dealer sent no share, or one that contradicts the commitments: the dealer is excluded.</summary>
    DealerAtFault,
}
