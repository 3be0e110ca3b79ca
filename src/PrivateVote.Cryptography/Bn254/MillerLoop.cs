using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// The Miller loop of the optimal ate pairing: f_{6x+2,Q}(P)·l_{[6x+2]Q,πQ}(P)·l_{[6x+2]Q+πQ,-π²Q}(P) (Vercauteren, eprint
/// 2008/096; Aranha et al., eprint 2010/526, algorithm 1, with 6x + 2 in non-adjacent form).
/// </summary>
/// <remarks>
/// Products of pairings share the squarings. Nothing here branches on a coordinate, so no point may be at infinity: the
/// caller leaves such pairs out.
/// </remarks>
public static class MillerLoop<F>
    where F : unmanaged, IField<F>
{
    /// <summary>Above this many pairs at once the running points no longer stand on the stack.</summary>
    private const int PairsOnStack = 16;

    /// <summary>How many lines a loop has: one a doubling, one a digit that is not zero, and the two at the end.</summary>
    internal static int LineCount { get; } = CountLines();

    /// <summary>
    /// The product over all pairs (p[i], q[i]) and (preparedP[j], preparedQ[j]), before the final exponentiation.
    /// </summary>
    public static void Run(
        out Fp12<F> f,
        ReadOnlySpan<AffinePoint<F>> p,
        ReadOnlySpan<AffinePoint<Fp2<F>>> q,
        ReadOnlySpan<AffinePoint<F>> preparedP = default,
        ReadOnlySpan<PreparedG2<F>> preparedQ = default
    )
    {
        Span<RunningPoint<F>> running =
            q.Length <= PairsOnStack ? stackalloc RunningPoint<F>[q.Length] : new RunningPoint<F>[q.Length];
        Run(out f, p, q, preparedP, preparedQ, running);
    }

    /// <summary>The same, and leaves in running[i] what <see cref="RunningPoint{F}.CompareInSubgroup"/> starts from.</summary>
    internal static void Run(
        out Fp12<F> f,
        ReadOnlySpan<AffinePoint<F>> p,
        ReadOnlySpan<AffinePoint<Fp2<F>>> q,
        ReadOnlySpan<AffinePoint<F>> preparedP,
        ReadOnlySpan<PreparedG2<F>> preparedQ,
        Span<RunningPoint<F>> running
    )
    {
        if (p.Length != q.Length || preparedP.Length != preparedQ.Length || running.Length != q.Length)
        {
            throw new ArgumentException("Pairs have two halves.", nameof(q));
        }

        for (var k = 0; k < q.Length; k++)
        {
            running[k] = new RunningPoint<F>(in q[k]);
        }

        f = Fp12<F>.One;
        var next = 0;
        var digits = Bn254Parameters.LoopDigits;
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            if (next != 0)
            {
                Fp12<F>.Square(out f, in f);
            }

            for (var k = 0; k < running.Length; k++)
            {
                running[k].Double(out var tangent);
                Line<F>.MultiplyInto(ref f, in tangent, in p[k]);
            }

            MultiplyByPrepared(ref f, preparedP, preparedQ, next++);
            if (digits[i] == 0)
            {
                continue;
            }

            for (var k = 0; k < running.Length; k++)
            {
                var point = q[k];
                if (digits[i] < 0)
                {
                    AffinePoint<Fp2<F>>.Negate(out point, in point);
                }

                running[k].Add(in point, out var chord);
                Line<F>.MultiplyInto(ref f, in chord, in p[k]);
            }

            MultiplyByPrepared(ref f, preparedP, preparedQ, next++);
        }

        for (var k = 0; k < running.Length; k++)
        {
            FrobeniusPoints(out var q1, out var q2, in q[k]);
            running[k].Add(in q1, out var chord);
            Line<F>.MultiplyInto(ref f, in chord, in p[k]);
            running[k].Add(in q2, out chord);
            Line<F>.MultiplyInto(ref f, in chord, in p[k]);
        }

        MultiplyByPrepared(ref f, preparedP, preparedQ, next++);
        MultiplyByPrepared(ref f, preparedP, preparedQ, next);
    }

    /// <summary>π(Q) and -π²(Q), untwisted and twisted back: γ1,2, γ1,3 and γ2,2, γ2,3 = -1.</summary>
    internal static void FrobeniusPoints(
        out AffinePoint<Fp2<F>> q1,
        out AffinePoint<Fp2<F>> q2,
        in AffinePoint<Fp2<F>> q
    )
    {
        Fp2<F>.Conjugate(out q1.X, in q.X);
        Fp2<F>.Multiply(out q1.X, in q1.X, in Bn254Constants<F>.Frobenius1[2]);
        Fp2<F>.Conjugate(out q1.Y, in q.Y);
        Fp2<F>.Multiply(out q1.Y, in q1.Y, in Bn254Constants<F>.Frobenius1[3]);
        Fp2<F>.Scale(out q2.X, in q.X, in Bn254Constants<F>.Frobenius2[2]);
        q2.Y = q.Y;
    }

    private static void MultiplyByPrepared(
        ref Fp12<F> f,
        ReadOnlySpan<AffinePoint<F>> p,
        ReadOnlySpan<PreparedG2<F>> q,
        int line
    )
    {
        for (var k = 0; k < p.Length; k++)
        {
            Line<F>.MultiplyInto(ref f, in q[k].Lines[line], in p[k]);
        }
    }

    private static int CountLines()
    {
        var digits = Bn254Parameters.LoopDigits[..^1];
        return (2 * digits.Length) - digits.Count((sbyte)0) + 2;
    }
}
