namespace PrivateVote.Cryptography.Bn254;

/// <summary>The optimal ate pairing e: G1 × G2 -> Gt of BN254.</summary>
public static class Pairing
{
    /// <summary>e(p, q), which is one if either is at infinity.</summary>
    public static Gt Pair(in G1Affine p, in G2Affine q) => Product([p], [q]);

    /// <summary>The product of e(p[i], q[i]).</summary>
    public static Gt Product(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q)
    {
        if (p.Length != q.Length)
        {
            throw new ArgumentException("As many points of G1 as of G2.", nameof(q));
        }

        var finiteP = new G1Affine[p.Length];
        var finiteQ = new G2Affine[q.Length];
        var count = 0;
        for (var i = 0; i < p.Length; i++)
        {
            if (!p[i].IsInfinity && !q[i].IsInfinity)
            {
                (finiteP[count], finiteQ[count]) = (p[i], q[i]);
                count++;
            }
        }

        MillerLoop<Fp>.Run(out var f, finiteP.AsSpan(0, count), finiteQ.AsSpan(0, count));
        return Gt.FromMillerLoop(in f);
    }
}
