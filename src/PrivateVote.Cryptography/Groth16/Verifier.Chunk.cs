using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

public sealed partial class Verifier
{
    /// <summary>How many points a Miller loop takes in each lane: they share its squarings, and are one thread's unit of work.</summary>
    private const int PointsInChunk = 16;

    /// <summary>From so many proofs on, eight lanes of which some repeat a proof are faster than proofs one by one.</summary>
    private const int SmallestGroup = 4;

    /// <summary>What a few proofs contribute to the equation of a batch.</summary>
    /// <param name="Product">The Miller loops of (ρ_i·A_i, B_i).</param>
    /// <param name="C">±C_i and its image under the endomorphism, two for each proof.</param>
    /// <param name="Halves">Σ ρ_i·C_i is the sum of these multiples of <paramref name="C"/>.</param>
    /// <param name="Scalars">Σ ρ_i·(1, s_i,1, s_i,2, ...).</param>
    /// <param name="OutsideSubgroup">The proofs whose B is outside the subgroup; with one of them, nothing else has a meaning.</param>
    private sealed record ChunkSum(
        Fp12 Product,
        G1Affine[] C,
        ulong[] Halves,
        Fr[] Scalars,
        IReadOnlyList<int> OutsideSubgroup
    );

    private delegate ChunkSum Summation(
        IReadOnlyList<(Fr[] PublicSignals, UncheckedProof Proof)> batch,
        ReadOnlySpan<int> indices
    );

    private ChunkSum[] Sum(
        IReadOnlyList<(Fr[] PublicSignals, UncheckedProof Proof)> batch,
        int[] range,
        int threads,
        LanePath path
    )
    {
        Summation eight = path switch
        {
            LanePath.Avx512 => Sum<PrimeFieldLanes<Bn254Base, Avx512Lanes<Bn254Base>>>,
            LanePath.Avx2 => Sum<PrimeFieldLanes<Bn254Base, Avx2Lanes<Bn254Base>>>,
            _ => Sum<Fp>,
        };
        var width = path == LanePath.Scalar ? 1 : Lanes.Count;

        // Whole groups first, in chunks of like size for all threads; then what is left.
        var whole = range.Length / width * width;
        var size = width * Math.Clamp((whole / width + threads - 1) / threads, 1, PointsInChunk);
        var chunks = new List<(int Start, int Count)>();
        for (var start = 0; start < whole; start += size)
        {
            chunks.Add((start, Math.Min(size, whole - start)));
        }

        if (whole < range.Length)
        {
            chunks.Add((whole, range.Length - whole));
        }

        var sums = new ChunkSum[chunks.Count];
        void Compute(int i)
        {
            var (start, count) = chunks[i];
            var indices = range.AsSpan(start, count);
            sums[i] = count >= SmallestGroup ? eight(batch, indices) : Sum<Fp>(batch, indices);
        }

        if (threads == 1)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                Compute(i);
            }
        }
        else
        {
            Parallel.For(0, sums.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, Compute);
        }

        return sums;
    }

    /// <summary>Sums up proofs, a multiple of L.Width or fewer than L.Width.</summary>
    private ChunkSum Sum<L>(IReadOnlyList<(Fr[] PublicSignals, UncheckedProof Proof)> batch, ReadOnlySpan<int> indices)
        where L : unmanaged, ILanes<L, Fp>
    {
        var groups = (indices.Length + L.Width - 1) / L.Width;
        var coefficients = new EndomorphismScalar[groups * L.Width];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(coefficients.AsSpan()));
        var scalars = new Fr[Key.PublicCount + 1];
        var a = new G1Affine[indices.Length];
        var b = new G2Affine[indices.Length];
        var c = new G1Affine[2 * indices.Length];
        var halves = new ulong[2 * indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var (signals, proof) = batch[indices[i]];
            (a[i], b[i]) = (proof.Points.A, proof.Points.B);
            G1.Endomorphism(out var image, proof.Points.C);
            var (first, second) = coefficients[i];
            c[2 * i] = EndomorphismScalar.IsNegative(first) ? -proof.Points.C : proof.Points.C;
            c[(2 * i) + 1] = EndomorphismScalar.IsNegative(second) ? -image : image;
            halves[2 * i] = EndomorphismScalar.SizeOf(first);
            halves[(2 * i) + 1] = EndomorphismScalar.SizeOf(second);
            AddSignals(scalars, signals, coefficients[i].ToFr());
        }

        var p = new AffinePoint<L>[groups];
        var q = new AffinePoint<Fp2<L>>[groups];
        for (var i = 0; i < groups; i++)
        {
            var start = i * L.Width;
            var count = Math.Min(L.Width, indices.Length - start);
            LanePoints<L>.Load(out p[i], a.AsSpan(start, count));
            LanePoints<L>.Load(out q[i], b.AsSpan(start, count));
        }

        LaneMultiples<L>.MultiplyAll(p, coefficients);
        var running = new RunningPoint<L>[groups];
        MillerLoop<L>.Run(out var f, p, q, [], [], running);
        LanePoints<L>.MultiplyLanes(out var product, in f, Math.Min(L.Width, indices.Length));
        return new ChunkSum(product, c, halves, scalars, FindOutside(indices, running, q));
    }

    /// <summary>Adds ρ·(1, s_1, s_2, ...).</summary>
    private static void AddSignals(Fr[] scalars, Fr[] signals, in Fr rho)
    {
        scalars[0] += rho;
        for (var j = 0; j < signals.Length; j++)
        {
            if (!signals[j].IsZero)
            {
                Fr.Multiply(out var term, in signals[j], in rho);
                Fr.Add(out scalars[j + 1], in scalars[j + 1], in term);
            }
        }
    }

    private static List<int> FindOutside<L>(
        ReadOnlySpan<int> indices,
        ReadOnlySpan<RunningPoint<L>> ends,
        ReadOnlySpan<AffinePoint<Fp2<L>>> q
    )
        where L : unmanaged, ILanes<L, Fp>
    {
        List<int> outside = [];
        for (var i = 0; i < ends.Length; i++)
        {
            var inside = LanePoints<L>.SubgroupMask(in ends[i], in q[i]);
            for (var lane = 0; lane < L.Width && (i * L.Width) + lane < indices.Length; lane++)
            {
                if ((inside & (1 << lane)) == 0)
                {
                    outside.Add(indices[(i * L.Width) + lane]);
                }
            }
        }

        return outside;
    }
}
