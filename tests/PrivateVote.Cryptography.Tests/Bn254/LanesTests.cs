using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>
/// Tower, Miller loop and final exponentiation are written once for any field: over a field of two independent lanes they give
/// in each lane what they give over one element.
/// </summary>
public sealed class LanesTests
{
    private struct TwoLanes : IField<TwoLanes>
    {
        public Fp First;
        public Fp Second;

        public static TwoLanes Zero => default;

        public static TwoLanes One => new() { First = Fp.One, Second = Fp.One };

        public static void Add(out TwoLanes result, in TwoLanes a, in TwoLanes b)
        {
            Fp.Add(out result.First, in a.First, in b.First);
            Fp.Add(out result.Second, in a.Second, in b.Second);
        }

        public static void Subtract(out TwoLanes result, in TwoLanes a, in TwoLanes b)
        {
            Fp.Subtract(out result.First, in a.First, in b.First);
            Fp.Subtract(out result.Second, in a.Second, in b.Second);
        }

        public static void Multiply(out TwoLanes result, in TwoLanes a, in TwoLanes b)
        {
            Fp.Multiply(out result.First, in a.First, in b.First);
            Fp.Multiply(out result.Second, in a.Second, in b.Second);
        }

        public static void Square(out TwoLanes result, in TwoLanes a) => Multiply(out result, in a, in a);

        public static void Negate(out TwoLanes result, in TwoLanes a) => Subtract(out result, default, in a);

        public static void Double(out TwoLanes result, in TwoLanes a) => Add(out result, in a, in a);

        public static void Invert(out TwoLanes result, in TwoLanes a)
        {
            Fp.Invert(out result.First, in a.First);
            Fp.Invert(out result.Second, in a.Second);
        }
    }

    private static TwoLanes Join(in Fp first, in Fp second) => new() { First = first, Second = second };

    private static Fp2<TwoLanes> Join(in Fp2 first, in Fp2 second) =>
        new(Join(in first.C0, in second.C0), Join(in first.C1, in second.C1));

    /// <summary>The twelve coefficients of one lane.</summary>
    private static Fp12 Lane(in Fp12<TwoLanes> value, bool second)
    {
        var f = value;
        Fp2 Pick(in Fp2<TwoLanes> c) =>
            second ? new(in c.C0.Second, in c.C1.Second) : new(in c.C0.First, in c.C1.First);
        return new Fp12(
            new Fp6(Pick(in f.C0.C0), Pick(in f.C0.C1), Pick(in f.C0.C2)),
            new Fp6(Pick(in f.C1.C0), Pick(in f.C1.C1), Pick(in f.C1.C2))
        );
    }

    [Fact]
    public void Two_lanes_compute_two_pairings()
    {
        var p = new G1Affine[2];
        var q = new G2Affine[2];
        for (var i = 0; i < 2; i++)
        {
            p[i] = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
            q[i] = G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine();
        }

        var joinedP = new AffinePoint<TwoLanes>(Join(in p[0].X, in p[1].X), Join(in p[0].Y, in p[1].Y));
        var joinedQ = new AffinePoint<Fp2<TwoLanes>>(Join(in q[0].X, in q[1].X), Join(in q[0].Y, in q[1].Y));
        MillerLoop<TwoLanes>.Run(out var f, [joinedP], [joinedQ]);
        var prepared = new PreparedG2<TwoLanes>(in joinedQ);
        MillerLoop<TwoLanes>.Run(out var fromLines, [], [], [joinedP], [prepared]);
        FinalExponentiation<TwoLanes>.Run(out var value, in f);
        for (var i = 0; i < 2; i++)
        {
            MillerLoop<Fp>.Run(out var expected, p.AsSpan(i, 1), q.AsSpan(i, 1));
            Assert.Equal(expected, Lane(in f, i == 1));
            Assert.Equal(expected, Lane(in fromLines, i == 1));
            FinalExponentiation<Fp>.Run(out var expectedValue, in expected);
            Assert.Equal(expectedValue, Lane(in value, i == 1));
        }
    }

    [Fact]
    public void Eight_lanes_compute_eight_pairings()
    {
        EightPairings<PrimeFieldLanes<Bn254Base, ScalarLanes<Bn254Base>>>();
        if (Avx2Lanes<Bn254Base>.IsSupported)
        {
            EightPairings<PrimeFieldLanes<Bn254Base, Avx2Lanes<Bn254Base>>>();
        }

        if (Avx512Lanes<Bn254Base>.IsSupported)
        {
            EightPairings<PrimeFieldLanes<Bn254Base, Avx512Lanes<Bn254Base>>>();
        }
    }

    /// <summary>For each number of lanes, the product over them of the Miller loops of two pairs in each.</summary>
    private static void EightPairings<L>()
        where L : unmanaged, ILanes<L, Fp>
    {
        var p = new G1Affine[2 * L.Width];
        var q = new G2Affine[2 * L.Width];
        for (var i = 0; i < p.Length; i++)
        {
            p[i] = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
            q[i] = G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine();
        }

        LanePoints<L>.Load(out AffinePoint<L> p0, p.AsSpan(0, L.Width));
        LanePoints<L>.Load(out AffinePoint<L> p1, p.AsSpan(L.Width));
        LanePoints<L>.Load(out AffinePoint<Fp2<L>> q0, q.AsSpan(0, L.Width));
        LanePoints<L>.Load(out AffinePoint<Fp2<L>> q1, q.AsSpan(L.Width));
        MillerLoop<L>.Run(out var f, [p0, p1], [q0, q1]);
        var expected = Fp12.One;
        for (var count = 1; count <= L.Width; count++)
        {
            MillerLoop<Fp>.Run(
                out var one,
                [p[count - 1], p[L.Width + count - 1]],
                [q[count - 1], q[L.Width + count - 1]]
            );
            Fp12.Multiply(out expected, in expected, in one);
            LanePoints<L>.MultiplyLanes(out var product, in f, count);
            Assert.Equal(expected, product);
        }
    }
}
