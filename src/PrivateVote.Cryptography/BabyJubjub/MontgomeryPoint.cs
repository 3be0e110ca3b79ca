namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// An affine point of Baby Jubjub in Montgomery's form v^2 = u^3 + 168698·u^2 + u: u = (1 + y)/(1 - y), v = u/x
/// (EIP-2494). Opposite points share u. The identity and the point of order two have no such coordinates.
/// </summary>
/// <remarks>
/// Public points only: the number of operations is fixed, but the exceptions of the affine law are for the caller to avoid.
/// </remarks>
internal readonly struct MontgomeryPoint(Fr u, Fr v)
{
    public readonly Fr U = u;
    public readonly Fr V = v;

    private static readonly Fr A = Fr.From(168698);

    /// <summary>
    /// plus[k], minus[k] = the u coordinates of center + steps[k] and center - steps[k]: 3.5 multiplications a point, one
    /// inversion in all. False, with the number k, if center = steps[k] or -steps[k], where the law has no answer.
    /// </summary>
    public static bool TryNeighbours(
        in MontgomeryPoint center,
        ReadOnlySpan<MontgomeryPoint> steps,
        Span<Fr> plus,
        Span<Fr> minus,
        out int equal
    )
    {
        // The chord through (u1, v1) and (u2, ±v2) has slope L = (±v2 - v1)/(u2 - u1) and meets u3 = L^2 - A - u1 - u2.
        var inverses = plus;
        for (equal = 0; equal < steps.Length; equal++)
        {
            Fr.Subtract(out inverses[equal], in steps[equal].U, in center.U);
            if (inverses[equal].IsZero)
            {
                return false;
            }
        }

        Fr.InvertBatch(inverses);
        Fr.Add(out var offset, in center.U, in A);
        for (var k = 0; k < steps.Length; k++)
        {
            Fr.Add(out var subtrahend, in offset, in steps[k].U);
            Fr.Add(out var slope, in steps[k].V, in center.V);
            Fr.Multiply(out slope, in slope, in inverses[k]);
            Fr.Square(out slope, in slope);
            Fr.Subtract(out minus[k], in slope, in subtrahend);
            Fr.Subtract(out slope, in steps[k].V, in center.V);
            Fr.Multiply(out slope, in slope, in inverses[k]);
            Fr.Square(out slope, in slope);
            Fr.Subtract(out plus[k], in slope, in subtrahend);
        }

        return true;
    }
}
