using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

public sealed partial class Verifier
{
    /// <summary>How many proofs share the squarings of one Miller loop, and are one thread's unit of work.</summary>
    private const int ChunkSize = 16;

    /// <summary>Up to this many proofs are as cheap to verify one by one.</summary>
    private const int SmallestBatch = 2;

    /// <summary>
    /// Verifies many proofs at once and names those that do not hold: their positions in ascending order; empty if all hold.
    /// </summary>
    /// <remarks>
    /// The equations are multiplied into one, each raised to a random coefficient, so that the public signals combine in Fr, the
    /// C points in one sum, and one final exponentiation serves all (Ferrara, Green, Hohenberger, Pedersen, "Practical short
    /// signature batch verification", CT-RSA 2009, section 3.1, small exponents). A batch with a proof that does not hold passes
    /// with a probability of about 2^-128, whatever was chosen before the call. A batch that fails is halved until the proofs
    /// that fail alone are found.
    /// </remarks>
    /// <param name="batch">Public signals as in <see cref="Verify"/>, with their proofs.</param>
    /// <param name="maxDegreeOfParallelism">How many threads may work at once.</param>
    /// <exception cref="ArgumentException">An entry has another number of signals than the key.</exception>
    public IReadOnlyList<int> FindInvalid(
        IReadOnlyList<(Fr[] PublicSignals, Proof Proof)> batch,
        int maxDegreeOfParallelism = 1
    )
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, 1);
        var invalid = new List<int>();
        var candidates = new List<int>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            CheckCount(batch[i].PublicSignals.Length);
            (batch[i].Proof.HasInfinity ? invalid : candidates).Add(i);
        }

        Bisect(CollectionsMarshal.AsSpan(candidates));
        invalid.Sort();
        return invalid;

        void Bisect(ReadOnlySpan<int> range, bool fails = false)
        {
            if (range.Length <= SmallestBatch)
            {
                foreach (var i in range)
                {
                    if (!Verify(batch[i].PublicSignals, batch[i].Proof))
                    {
                        invalid.Add(i);
                    }
                }

                return;
            }

            if (!fails && HoldTogether(batch, range.ToArray(), maxDegreeOfParallelism))
            {
                return;
            }

            var found = invalid.Count;
            Bisect(range[..(range.Length / 2)]);
            // If the first half holds, it is known without a test that the second does not.
            Bisect(range[(range.Length / 2)..], fails: invalid.Count == found);
        }
    }

    /// <summary>Π e(ρ_i·A_i, B_i) = e(α, β)^(Σ ρ_i)·e(Σ ρ_i·L_i, γ)·e(Σ ρ_i·C_i, δ) for random ρ.</summary>
    private bool HoldTogether(IReadOnlyList<(Fr[] PublicSignals, Proof Proof)> batch, int[] range, int threads)
    {
        var chunks = new Chunk[(range.Length + ChunkSize - 1) / ChunkSize];
        void Compute(int i)
        {
            var indices = range.AsSpan(i * ChunkSize, Math.Min(ChunkSize, range.Length - (i * ChunkSize)));
            chunks[i] = new Chunk(batch, indices, Key.PublicCount);
        }

        if (threads == 1)
        {
            for (var i = 0; i < chunks.Length; i++)
            {
                Compute(i);
            }
        }
        else
        {
            Parallel.For(0, chunks.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, Compute);
        }

        var product = chunks[0].Product;
        var scalars = chunks[0].Scalars;
        foreach (var chunk in chunks.AsSpan(1))
        {
            Fp12.Multiply(out product, in product, in chunk.Product);
            for (var j = 0; j < scalars.Length; j++)
            {
                scalars[j] += chunk.Scalars[j];
            }
        }

        var c = ShortScalarSum.Evaluate(
            [.. chunks.SelectMany(chunk => chunk.Points)],
            [.. chunks.SelectMany(chunk => chunk.Coefficients)]
        );
        var f = FixedPairs(in c, scalars, [], []);
        Fp12.Multiply(out f, in f, in product);
        return Gt.FromMillerLoop(in f) == alphaBeta.PowerVariable(in scalars[0]);
    }

    /// <summary>What a few proofs contribute to the equation of a batch.</summary>
    /// <remarks>
    /// A coefficient is ρ = a + bλ for random a and b of 64 bits, where λ is the eigenvalue of G1's endomorphism: multiplying by
    /// it takes 64 doublings, and the 2^128 pairs give as many different ρ, because the shortest vectors of the lattice of
    /// (a, b) with a + bλ = 0 mod r have 127 bits (tested).
    /// </remarks>
    private sealed class Chunk
    {
        private const int Window = 4;

        /// <summary>The Miller loops of (ρ_i·A_i, B_i).</summary>
        public readonly Fp12 Product;

        /// <summary>Σ ρ_i·(1, s_i,1, s_i,2, ...).</summary>
        public readonly Fr[] Scalars;

        /// <summary>C_i and its image under the endomorphism, two for each proof.</summary>
        public readonly G1Affine[] Points;

        /// <summary>a_i and b_i: Σ ρ_i·C_i is the sum of these multiples of <see cref="Points"/>.</summary>
        public readonly ulong[] Coefficients;

        public Chunk(IReadOnlyList<(Fr[] PublicSignals, Proof Proof)> batch, ReadOnlySpan<int> indices, int publicCount)
        {
            Scalars = new Fr[publicCount + 1];
            Points = new G1Affine[2 * indices.Length];
            Coefficients = RandomCoefficients(indices.Length);
            var a = new G1Xyzz[indices.Length];
            var b = new G2Affine[indices.Length];
            for (var i = 0; i < indices.Length; i++)
            {
                var (signals, proof) = batch[indices[i]];
                var (low, high) = (Coefficients[2 * i], Coefficients[(2 * i) + 1]);
                Multiply(out a[i], in proof.A, low, high);
                b[i] = proof.B;
                Points[2 * i] = proof.C;
                G1.Endomorphism(out Points[(2 * i) + 1], in proof.C);

                var rho = Fr.From(low) + (Fr.From(high) * G1.Lambda);
                Scalars[0] += rho;
                for (var j = 0; j < signals.Length; j++)
                {
                    if (!signals[j].IsZero)
                    {
                        Fr.Multiply(out var term, in signals[j], in rho);
                        Fr.Add(out Scalars[j + 1], in Scalars[j + 1], in term);
                    }
                }
            }

            var affine = new G1Affine[a.Length];
            G1Xyzz.ToAffine(a, affine);
            MillerLoop<Fp>.Run(out Product, affine, b);
        }

        /// <summary>Two words for each proof, not both zero: a coefficient of zero would leave its proof out.</summary>
        private static ulong[] RandomCoefficients(int count)
        {
            var words = new ulong[2 * count];
            for (var i = 0; i < words.Length; i += 2)
            {
                var pair = words.AsSpan(i, 2);
                do
                {
                    RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(pair));
                } while ((pair[0] | pair[1]) == 0);
            }

            return words;
        }

        /// <summary>a·P + b·φ(P), both in signed windows, sharing the doublings.</summary>
        private static void Multiply(out G1Xyzz result, in G1Affine point, ulong a, ulong b)
        {
            Span<sbyte> digitsA = stackalloc sbyte[65];
            Span<sbyte> digitsB = stackalloc sbyte[65];
            var length = Math.Max(SignedDigits.Recode([a], Window, digitsA), SignedDigits.Recode([b], Window, digitsB));
            Span<G1Xyzz> odd = stackalloc G1Xyzz[1 << (Window - 2)];
            Span<G1Xyzz> oddImage = stackalloc G1Xyzz[1 << (Window - 2)];
            G1Xyzz.FillOddMultiples(odd, in point);
            for (var i = 0; i < odd.Length; i++)
            {
                // φ acts on X alone, in any coordinates.
                oddImage[i] = odd[i];
                Fp.Multiply(out oddImage[i].X, in odd[i].X, in Bn254Constants<Fp>.Beta);
            }

            result = default;
            for (var i = length - 1; i >= 0; i--)
            {
                G1Xyzz.Double(out result, in result);
                G1Xyzz.AddDigit(ref result, odd, digitsA[i]);
                G1Xyzz.AddDigit(ref result, oddImage, digitsB[i]);
            }
        }
    }
}
