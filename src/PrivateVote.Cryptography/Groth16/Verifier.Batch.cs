using System.Runtime.InteropServices;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>The proofs of a batch that are not accepted, by their positions in ascending order.</summary>
/// <param name="Malformed">B is outside the subgroup, so <see cref="Proof.TryDecode"/> would have refused the bytes.</param>
/// <param name="Invalid">The proof does not hold for its public signals.</param>
public sealed record BadProofs(IReadOnlyList<int> Malformed, IReadOnlyList<int> Invalid);

public sealed partial class Verifier
{
    /// <summary>Up to this many proofs are as cheap to verify one by one.</summary>
    private const int SmallestBatch = 2;

    /// <summary>Verifies many proofs at once, their subgroup checks included, and names those that are not accepted.</summary>
    /// <remarks>
    /// The equations are multiplied into one, each raised to a random coefficient, so that the public signals combine in Fr, the
    /// C points in one sum, and one final exponentiation serves all (Ferrara, Green, Hohenberger, Pedersen, "Practical short
    /// signature batch verification", CT-RSA 2009, section 3.1, small exponents). A batch with a proof that does not hold passes
    /// with a probability of about 2^-128, whatever was chosen before the call. A batch that fails is halved until the proofs
    /// that fail alone are found. The subgroup is checked without chance.
    /// </remarks>
    /// <param name="batch">Public signals as in <see cref="Verify"/>, with their proofs.</param>
    /// <param name="maxDegreeOfParallelism">How many threads may work at once.</param>
    /// <exception cref="ArgumentException">An entry has another number of signals than the key.</exception>
    public BadProofs Examine(
        IReadOnlyList<(Fr[] PublicSignals, UncheckedProof Proof)> batch,
        int maxDegreeOfParallelism
    ) => Examine(batch, maxDegreeOfParallelism, Lanes.Path);

    /// <summary>The same on a path of choice.</summary>
    internal BadProofs Examine(
        IReadOnlyList<(Fr[] PublicSignals, UncheckedProof Proof)> batch,
        int maxDegreeOfParallelism,
        LanePath path
    )
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, 1);
        List<int> malformed = [];
        List<int> invalid = [];
        var candidates = new List<int>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            CheckCount(batch[i].PublicSignals.Length);
            (batch[i].Proof.Points.HasInfinity ? invalid : candidates).Add(i);
        }

        Bisect([.. candidates]);
        malformed.Sort();
        invalid.Sort();
        return new BadProofs(malformed, invalid);

        void Bisect(int[] range, bool fails = false)
        {
            if (range.Length <= SmallestBatch)
            {
                foreach (var i in range)
                {
                    var holds = Holds(batch[i].PublicSignals, batch[i].Proof.Points, out var isInSubgroup);
                    if (!holds || !isInSubgroup)
                    {
                        (isInSubgroup ? invalid : malformed).Add(i);
                    }
                }

                return;
            }

            if (!fails)
            {
                var chunks = Sum(batch, range, maxDegreeOfParallelism, path);
                int[] outside = [.. chunks.SelectMany(chunk => chunk.OutsideSubgroup)];
                if (outside.Length > 0)
                {
                    malformed.AddRange(outside);
                    Bisect([.. range.Except(outside)]);
                    return;
                }

                if (HoldTogether(chunks))
                {
                    return;
                }
            }

            var found = invalid.Count;
            Bisect(range[..(range.Length / 2)]);
            // If the first half holds, it is known without a test that the second does not.
            Bisect(range[(range.Length / 2)..], fails: invalid.Count == found);
        }
    }

    /// <summary>Π e(ρ_i·A_i, B_i) = e(α, β)^(Σ ρ_i)·e(Σ ρ_i·L_i, γ)·e(Σ ρ_i·C_i, δ) for random ρ.</summary>
    private bool HoldTogether(ChunkSum[] chunks)
    {
        var product = Fp12.One;
        var scalars = new Fr[Key.PublicCount + 1];
        foreach (var chunk in chunks)
        {
            Fp12.Multiply(out product, in product, chunk.Product);
            for (var j = 0; j < scalars.Length; j++)
            {
                scalars[j] += chunk.Scalars[j];
            }
        }

        var c = ShortScalarSum.Evaluate(
            [.. chunks.SelectMany(chunk => chunk.C)],
            [.. chunks.SelectMany(chunk => chunk.Halves)]
        );
        var f = FixedPairs(in c, scalars, [], [], []);
        Fp12.Multiply(out f, in f, in product);
        return Gt.FromMillerLoop(in f) == alphaBeta.PowerVariable(in scalars[0]);
    }
}
