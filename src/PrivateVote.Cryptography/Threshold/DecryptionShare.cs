using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>
/// A trustee's part of the decryption of a sum: D_i = x_j·R_i for each option, with one proof for all of them.
/// </summary>
/// <remarks>Encoded: D_1 ‖ .. ‖ D_k ‖ proof, 64·(k + 1) bytes.</remarks>
public sealed record DecryptionShare(EdwardsPoint[] Points, ChaumPedersenProof Proof)
{
    /// <summary>Computes and proves a share; constant time in the trustee's secret.</summary>
    public static DecryptionShare Create(
        in Scalar secretShare,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<byte> contextId,
        int index
    )
    {
        var points = new EdwardsPoint[bases.Length];
        for (var i = 0; i < bases.Length; i++)
        {
            points[i] = EdwardsPoint.Multiply(in bases[i], in secretShare);
        }

        var publicShare = EdwardsPoint.MultiplyBase(in secretShare);
        return new DecryptionShare(
            points,
            ChaumPedersenProof.Prove(in secretShare, in publicShare, bases, points, contextId, index)
        );
    }

    /// <summary>
    /// Whether this is the share of the trustee with this public key share and index, of the sum with these R_i, in this
    /// election.
    /// </summary>
    public bool Verify(
        in EdwardsPoint publicShare,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<byte> contextId,
        int index
    ) => Proof.Verify(in publicShare, bases, Points, contextId, index);

    /// <summary>The encoding, 64·(k + 1) bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[EdwardsPoint.Size * (Points.Length + 1)];
        var split = EdwardsPoint.Size * Points.Length;
        EdwardsPoint.EncodeBatch(Points, bytes.AsSpan(0, split));
        Proof.ToBytes().CopyTo(bytes, split);
        return bytes;
    }

    /// <summary>
    /// Reads a share for this number of options. The points are on the curve; <see cref="Verify"/> checks their subgroup.
    /// The identity is accepted: it is the right answer where R_i is the identity.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int options, [NotNullWhen(true)] out DecryptionShare? share)
    {
        share = null;
        if (options < 1 || bytes.Length != (long)EdwardsPoint.Size * (options + 1L))
        {
            return false;
        }

        var points = new EdwardsPoint[options];
        for (var i = 0; i < options; i++)
        {
            if (!EdwardsPoint.TryDecodeUnchecked(bytes.Slice(i * EdwardsPoint.Size, EdwardsPoint.Size), out points[i]))
            {
                return false;
            }
        }

        if (!ChaumPedersenProof.TryDecode(bytes[(options * EdwardsPoint.Size)..], out var proof))
        {
            return false;
        }

        share = new DecryptionShare(points, proof);
        return true;
    }

    public bool Equals(DecryptionShare? other) =>
        other is not null && Proof == other.Proof && Points.AsSpan().SequenceEqual(other.Points);

    public override int GetHashCode() => Proof.GetHashCode();
}
