using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>The ways to verify a batch that this processor has.</summary>
internal static class BatchPaths
{
    public static TheoryData<LanePath> All
    {
        get
        {
            var paths = new TheoryData<LanePath>(LanePath.Scalar);
            if (Avx2Lanes<Bn254Base>.IsSupported)
            {
                paths.Add(LanePath.Avx2);
            }

            if (Avx512Lanes<Bn254Base>.IsSupported)
            {
                paths.Add(LanePath.Avx512);
            }

            return paths;
        }
    }

    /// <summary>The positions of proofs that do not hold; all are in the subgroup.</summary>
    public static IReadOnlyList<int> FindInvalid(
        this Verifier verifier,
        LanePath path,
        IEnumerable<(Fr[] PublicSignals, Proof Proof)> batch,
        int threads = 1
    )
    {
        var (malformed, invalid) = verifier.Examine(
            [.. batch.Select(entry => (entry.PublicSignals, new UncheckedProof(entry.Proof)))],
            threads,
            path
        );
        Assert.Empty(malformed);
        return invalid;
    }
}
