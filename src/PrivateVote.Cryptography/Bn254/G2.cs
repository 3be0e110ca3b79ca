namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// The group of order r on the sextic twist y^2 = x^3 + 3/ξ over Fp2 (EIP-197). The twist has further points: whoever
/// takes a point from outside checks the subgroup.
/// </summary>
/// <remarks>
/// Encoded: x ‖ y with the imaginary part of each coordinate first, 128 bytes, big-endian; infinity is 128 zero bytes.
/// </remarks>
public static class G2
{
    /// <summary>Bytes of an encoded point.</summary>
    public const int Size = 4 * Fp.Size;

    /// <summary>The generator that EIP-197 names.</summary>
    public static readonly G2Affine Generator = new(
        new(
            FieldElement.Constant<Fp>(
                0x1800DEEF121F1E76UL,
                0x426A00665E5C4479UL,
                0x674322D4F75EDADDUL,
                0x46DEBD5CD992F6EDUL
            ),
            FieldElement.Constant<Fp>(
                0x198E9393920D483AUL,
                0x7260BFB731FB5D25UL,
                0xF1AA493335A9E712UL,
                0x97E485B7AEF312C2UL
            )
        ),
        new(
            FieldElement.Constant<Fp>(
                0x12C85EA5DB8C6DEBUL,
                0x4AAB71808DCB408FUL,
                0xE3D1E7690C43D37BUL,
                0x4CE6CC0166FA7DAAUL
            ),
            FieldElement.Constant<Fp>(
                0x090689D0585FF075UL,
                0xEC9E99AD690C3395UL,
                0xBC4B313370B38EF3UL,
                0x55ACDADCD122975BUL
            )
        )
    );

    /// <summary>Whether the point is on the twist, or at infinity.</summary>
    public static bool IsOnCurve(in G2Affine point) =>
        G2Affine.SatisfiesEquation(in point, in Bn254Constants<Fp>.TwistB);

    /// <summary>
    /// Whether a point of the twist has order dividing r, in a quarter of the time of a multiplication by r.
    /// </summary>
    /// <remarks>
    /// (x+1)·P + ψ(x·P) + ψ²(x·P) = ψ³(2x·P) for the untwist-Frobenius-twist endomorphism ψ (eprint 2022/348, sections 3
    /// and 5.1). Sound, because ψ satisfies ψ² - tψ + p = 0, and the resultant of that polynomial and the equation's has
    /// only the factor r in common with the order of the twist; a test computes both.
    /// </remarks>
    public static bool IsInSubgroup(in G2Affine point)
    {
        ReadOnlySpan<ulong> x = [Bn254Parameters.X];
        G2Xyzz.MultiplyVariable(out var xp, in point, x);
        Psi(out var psi1, in xp);
        Psi(out var psi2, in psi1);
        Psi(out var psi3, in psi2);
        G2Xyzz.Double(out psi3, in psi3);
        G2Xyzz.Add(out var left, in xp, in point);
        G2Xyzz.Add(out left, in left, in psi1);
        G2Xyzz.Add(out left, in left, in psi2);
        return left == psi3;
    }

    /// <summary>
    /// Reads 128 bytes; false for another length, a coordinate that is not below p, a point off the curve or outside the
    /// subgroup. Infinity is accepted.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        if (TryDecodeUnchecked(bytes, out point) && IsInSubgroup(in point))
        {
            return true;
        }

        point = default;
        return false;
    }

    /// <summary>The same without the check of the subgroup.</summary>
    public static bool TryDecodeUnchecked(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        point = default;
        if (
            bytes.Length != Size
            || !Fp.TryDecode(bytes[..32], out var x1)
            || !Fp.TryDecode(bytes[32..64], out var x0)
            || !Fp.TryDecode(bytes[64..96], out var y1)
            || !Fp.TryDecode(bytes[96..], out var y0)
        )
        {
            return false;
        }

        var decoded = new G2Affine(new Fp2(in x0, in x1), new Fp2(in y0, in y1));
        if (!IsOnCurve(in decoded))
        {
            return false;
        }

        point = decoded;
        return true;
    }

    /// <summary>Writes 128 bytes.</summary>
    public static void Encode(in G2Affine point, Span<byte> destination)
    {
        point.X.C1.Encode(destination[..32]);
        point.X.C0.Encode(destination[32..64]);
        point.Y.C1.Encode(destination[64..96]);
        point.Y.C0.Encode(destination[96..Size]);
    }

    /// <summary>point·k, in time that depends on k.</summary>
    public static G2Xyzz MultiplyVariable(in G2Affine point, in Fr k)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        k.GetCanonicalLimbs(limbs);
        G2Xyzz.MultiplyVariable(out var result, in point, limbs);
        return result;
    }

    /// <summary>ψ: (x, y) -> (γ1,2·x^p, γ1,3·y^p), which multiplies by p on G2. ZZ and ZZZ follow by conjugation.</summary>
    private static void Psi(out G2Xyzz result, in G2Xyzz point)
    {
        var frobenius = Bn254Constants<Fp>.Frobenius1;
        Fp2.Conjugate(out result.X, in point.X);
        Fp2.Multiply(out result.X, in result.X, in frobenius[2]);
        Fp2.Conjugate(out result.Y, in point.Y);
        Fp2.Multiply(out result.Y, in result.Y, in frobenius[3]);
        Fp2.Conjugate(out result.ZZ, in point.ZZ);
        Fp2.Conjugate(out result.ZZZ, in point.ZZZ);
    }
}
