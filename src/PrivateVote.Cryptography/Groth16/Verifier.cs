using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Verifies Groth16 proofs under one key: one by one, or many at once. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Everything here is public, and variable time. For each key e(α, β), the lines of γ and δ, and the multiples of the IC points
/// are computed once (34 KB, and 2 KB for each public signal).
/// </remarks>
public sealed partial class Verifier
{
    private readonly Gt alphaBeta;

    /// <summary>δ first: where the sum over IC is at infinity, δ is used alone.</summary>
    private readonly PreparedG2<Fp>[] deltaAndGamma;

    private readonly FixedPointSum inputs;

    public Verifier(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        alphaBeta = Pairing.Pair(key.Alpha, key.Beta);
        deltaAndGamma = [new PreparedG2<Fp>(key.Delta), new PreparedG2<Fp>(key.Gamma)];
        inputs = new FixedPointSum(key.Inputs);
    }

    public VerificationKey Key { get; }

    /// <summary>Whether the proof holds for these public signals.</summary>
    /// <param name="publicSignals">In snarkjs' order: outputs, then public inputs; as many as the key has.</param>
    /// <param name="proof">A decoded proof; <c>default</c> never holds.</param>
    /// <exception cref="ArgumentException">Another number of signals than the key has.</exception>
    public bool Verify(ReadOnlySpan<Fr> publicSignals, in Proof proof)
    {
        CheckCount(publicSignals.Length);
        return !proof.HasInfinity && Holds(publicSignals, in proof, out var isInSubgroup) && isInSubgroup;
    }

    /// <summary>Whether the equation holds, for finite points on their curves; it says nothing where B is outside the subgroup.</summary>
    private bool Holds(ReadOnlySpan<Fr> publicSignals, in Proof proof, out bool isInSubgroup)
    {
        var scalars = new Fr[publicSignals.Length + 1];
        scalars[0] = Fr.One;
        publicSignals.CopyTo(scalars.AsSpan(1));

        // e(A, B)·e(-C, δ)·e(-L, γ) = e(α, β)
        G1Xyzz.FromAffine(out var c, in proof.C);
        Span<RunningPoint<Fp>> running = stackalloc RunningPoint<Fp>[1];
        var f = FixedPairs(in c, scalars, [proof.A], [proof.B], running);
        isInSubgroup = LanePoints<Fp>.SubgroupMask(in running[0], in proof.B) != 0;
        return Gt.FromMillerLoop(in f) == alphaBeta;
    }

    /// <summary>The Miller loops of (p[i], q[i]), (-c, δ) and (-Σ scalars·IC, γ).</summary>
    private Fp12 FixedPairs(
        in G1Xyzz c,
        ReadOnlySpan<Fr> scalars,
        ReadOnlySpan<G1Affine> p,
        ReadOnlySpan<G2Affine> q,
        Span<RunningPoint<Fp>> running
    )
    {
        Span<G1Affine> points = stackalloc G1Affine[2];
        G1Xyzz.ToAffine([-c, -inputs.Evaluate(scalars)], points);
        // Either can be at infinity for chosen coefficients or signals, and then its pairing is one.
        var (first, end) = (points[0].IsInfinity ? 1 : 0, points[1].IsInfinity ? 1 : 2);
        end = Math.Max(first, end);
        MillerLoop<Fp>.Run(out var f, p, q, points[first..end], deltaAndGamma.AsSpan(first, end - first), running);
        return f;
    }

    private void CheckCount(int count)
    {
        if (count != Key.PublicCount)
        {
            throw new ArgumentException($"The key has {Key.PublicCount} public signals, not {count}.");
        }
    }
}
