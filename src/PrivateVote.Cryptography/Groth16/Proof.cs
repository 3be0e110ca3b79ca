using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// A Groth16 proof (eprint 2016/260): A and C in G1, B in G2, none at infinity.
/// </summary>
/// <remarks>
/// Encoded: A ‖ B ‖ C, 256 bytes, big-endian, the imaginary part of each coordinate of B first, as Ethereum's
/// precompiles take it (EIP-197). A decoded proof has its points on their curves and B in the subgroup; only
/// <c>default</c> has none, and it never verifies. A proof can be turned by anyone into another proof of the same statement:
/// its bytes identify nothing.
/// </remarks>
public readonly struct Proof : IEquatable<Proof>
{
    /// <summary>Bytes of an encoded proof.</summary>
    public const int Size = G1.Size + G2.Size + G1.Size;

    internal readonly G1Affine A;
    internal readonly G2Affine B;
    internal readonly G1Affine C;

    internal Proof(in G1Affine a, in G2Affine b, in G1Affine c)
    {
        A = a;
        B = b;
        C = c;
    }

    /// <summary>Whether a point is at infinity: so in <c>default</c>, and never in a proof that was decoded.</summary>
    internal bool HasInfinity => A.IsInfinity || B.IsInfinity || C.IsInfinity;

    /// <summary>
    /// Reads exactly 256 bytes; false for another length, a coordinate that is not below p, a point off its curve or at
    /// infinity, or a B outside the subgroup.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Proof proof)
    {
        proof = default;
        return UncheckedProof.TryDecode(bytes, out var decoded) && decoded.TryCheck(out proof);
    }

    /// <summary>Reads snarkjs' `proof.json`, with the same refusals.</summary>
    public static bool TryParseSnarkjs(ReadOnlySpan<byte> utf8Json, out Proof proof)
    {
        proof = default;
        if (!SnarkjsJson.TryParse(utf8Json, out var document))
        {
            return false;
        }

        using (document)
        {
            var root = document.RootElement;
            return SnarkjsJson.HasMembers(root, ["protocol", "curve", "pi_a", "pi_b", "pi_c"])
                && SnarkjsJson.IsGroth16OverBn254(root)
                && SnarkjsJson.TryReadG1(root.GetProperty("pi_a"), out var a)
                && SnarkjsJson.TryReadG2(root.GetProperty("pi_b"), out var b)
                && SnarkjsJson.TryReadG1(root.GetProperty("pi_c"), out var c)
                && G1.IsOnCurve(in a)
                && G2.IsOnCurve(in b)
                && G1.IsOnCurve(in c)
                && new UncheckedProof(new Proof(in a, in b, in c)).TryCheck(out proof);
        }
    }

    /// <summary>Writes 256 bytes.</summary>
    public void Encode(Span<byte> destination)
    {
        G1.Encode(in A, destination[..G1.Size]);
        G2.Encode(in B, destination.Slice(G1.Size, G2.Size));
        G1.Encode(in C, destination.Slice(G1.Size + G2.Size, G1.Size));
    }

    /// <summary>This proof in 256 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Encode(bytes);
        return bytes;
    }

    /// <summary>This proof as snarkjs' `proof.json`.</summary>
    public string ToSnarkjsJson() =>
        $$"""
            {"pi_a":["{{A.X}}","{{A.Y}}","1"],"pi_b":[["{{B.X.C0}}","{{B.X.C1}}"],["{{B.Y.C0}}","{{B.Y.C1}}"],["1","0"]],"pi_c":["{{C.X}}","{{C.Y}}","1"],"protocol":"groth16","curve":"bn128"}
            """;

    public static bool operator ==(in Proof a, in Proof b) => a.A == b.A && a.B == b.B && a.C == b.C;

    public static bool operator !=(in Proof a, in Proof b) => !(a == b);

    public bool Equals(Proof other) => this == other;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Proof other && this == other;

    public override int GetHashCode() => HashCode.Combine(A, B, C);
}
