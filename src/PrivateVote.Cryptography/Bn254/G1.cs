namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// The group of order r on y^2 = x^3 + 3 over Fp (EIP-196). Its cofactor is one: every point of the curve is in it.
/// </summary>
/// <remarks>Encoded: x ‖ y, 64 bytes, big-endian; infinity is 64 zero bytes.</remarks>
public static class G1
{
    /// <summary>Bytes of an encoded point.</summary>
    public const int Size = 2 * Fp.Size;

    /// <summary>(1, 2).</summary>
    public static readonly G1Affine Generator = new(Fp.One, Fp.From(2));

    /// <summary>λ: the endomorphism (x, y) -> (βx, y) multiplies by it.</summary>
    internal static readonly Fr Lambda = FieldElement.Constant<Fr>(
        0,
        0xB3C4D79D41A91758UL,
        0x5BFC41088D8DAAA7UL,
        0x8B17EA66B99C90DDUL
    );

    /// <summary>Whether the point is on the curve, or at infinity.</summary>
    public static bool IsOnCurve(in G1Affine point) => G1Affine.SatisfiesEquation(in point, in Bn254Constants<Fp>.B);

    /// <summary>
    /// Reads 64 bytes; false for another length, a coordinate that is not below p, or a point off the curve.
    /// Infinity is accepted.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out G1Affine point)
    {
        point = default;
        if (
            bytes.Length != Size
            || !Fp.TryDecode(bytes[..Fp.Size], out var x)
            || !Fp.TryDecode(bytes[Fp.Size..], out var y)
        )
        {
            return false;
        }

        var decoded = new G1Affine(in x, in y);
        if (!IsOnCurve(in decoded))
        {
            return false;
        }

        point = decoded;
        return true;
    }

    /// <summary>Writes 64 bytes.</summary>
    public static void Encode(in G1Affine point, Span<byte> destination)
    {
        point.X.Encode(destination[..Fp.Size]);
        point.Y.Encode(destination[Fp.Size..Size]);
    }

    /// <summary>point·k, in time that depends on k.</summary>
    public static G1Xyzz MultiplyVariable(in G1Affine point, in Fr k)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        k.GetCanonicalLimbs(limbs);
        G1Xyzz.MultiplyVariable(out var result, in point, limbs);
        return result;
    }

    /// <summary>(βx, y) = λ·(x, y), by one multiplication (Gallant, Lambert, Vanstone 2001).</summary>
    internal static void Endomorphism(out G1Affine result, in G1Affine point)
    {
        Fp.Multiply(out result.X, in point.X, in Bn254Constants<Fp>.Beta);
        result.Y = point.Y;
    }
}
