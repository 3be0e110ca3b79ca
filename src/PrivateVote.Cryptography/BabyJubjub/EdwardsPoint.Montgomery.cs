namespace PrivateVote.Cryptography.BabyJubjub;

public readonly partial struct EdwardsPoint
{
    /// <summary>
    /// Montgomery coordinates of points that are neither the identity nor of order two, with one inversion.
    /// </summary>
    internal static MontgomeryPoint[] ToMontgomeryBatch(ReadOnlySpan<EdwardsPoint> points)
    {
        // With x' = s·x: u = (Z + Y)/(Z - Y) = (Z + Y)·X'·i and v = u·s·Z/X' = (Z + Y)·s·Z·i for i = 1/((Z - Y)·X').
        var inverses = new Fr[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            ref readonly var p = ref points[i]._point;
            inverses[i] = (p.Z - p.Y) * p.X;
            if (inverses[i].IsZero)
            {
                throw new ArgumentException("The point has no Montgomery coordinates.", nameof(points));
            }
        }

        Fr.InvertBatch(inverses);
        var result = new MontgomeryPoint[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            ref readonly var p = ref points[i]._point;
            var factor = (p.Z + p.Y) * inverses[i];
            result[i] = new MontgomeryPoint(factor * p.X, factor * p.Z * CurveConstants.Scale);
        }

        return result;
    }
}
