using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// A decoded proof of which it is not yet known whether B is in the subgroup: that check costs most of decoding, and a batch
/// does it for eight proofs at once, nearly for nothing (<see cref="Verifier"/>).
/// </summary>
public readonly struct UncheckedProof
{
    /// <summary>On their curves and finite, or <c>default</c>.</summary>
    internal readonly Proof Points;

    internal UncheckedProof(in Proof points) => Points = points;

    /// <summary>Reads 256 bytes; false in all cases of <see cref="Proof.TryDecode"/> but one: a B outside the subgroup.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out UncheckedProof proof)
    {
        proof = default;
        if (
            bytes.Length != Proof.Size
            || !G1.TryDecode(bytes[..G1.Size], out var a)
            || !G2.TryDecodeUnchecked(bytes.Slice(G1.Size, G2.Size), out var b)
            || !G1.TryDecode(bytes[^G1.Size..], out var c)
        )
        {
            return false;
        }

        var points = new Proof(in a, in b, in c);
        if (points.HasInfinity)
        {
            return false;
        }

        proof = new UncheckedProof(in points);
        return true;
    }

    /// <summary>The proof, if B is in the subgroup.</summary>
    public bool TryCheck(out Proof proof)
    {
        var holds = !Points.HasInfinity && G2.IsInSubgroup(in Points.B);
        proof = holds ? Points : default;
        return holds;
    }
}
