using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// A point of G2 that is paired often, as the lines of its Miller loop in the order of their use: 88 lines of six field
/// elements, 17 KB.
/// </summary>
public sealed class PreparedG2<F>
    where F : unmanaged, IField<F>
{
    private readonly Line<F>[] lines;

    /// <param name="point">On the twist and not at infinity.</param>
    public PreparedG2(in AffinePoint<Fp2<F>> point)
    {
        lines = new Line<F>[MillerLoop<F>.LineCount];
        var running = new RunningPoint<F>(in point);
        AffinePoint<Fp2<F>>.Negate(out var negated, in point);
        MillerLoop<F>.FrobeniusPoints(out var q1, out var q2, in point);
        var next = 0;
        var digits = Bn254Parameters.LoopDigits;
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            running.Double(out lines[next++]);
            if (digits[i] > 0)
            {
                running.Add(in point, out lines[next++]);
            }
            else if (digits[i] < 0)
            {
                running.Add(in negated, out lines[next++]);
            }
        }

        running.Add(in q1, out lines[next++]);
        running.Add(in q2, out lines[next]);
    }

    internal ReadOnlySpan<Line<F>> Lines => lines;
}
