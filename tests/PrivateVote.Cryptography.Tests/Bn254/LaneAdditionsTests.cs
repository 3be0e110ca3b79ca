using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Bn254;

/// <summary>Additions in lanes are complete: every special case, in every lane, beside every other.</summary>
public sealed class LaneAdditionsTests
{
    private static readonly (string Name, bool IsSupported, Action Check)[] All =
    [
        ("scalar", true, Check<ScalarLanes<Bn254Base>>),
        ("avx2", Avx2Lanes<Bn254Base>.IsSupported, Check<Avx2Lanes<Bn254Base>>),
        ("avx512", Avx512Lanes<Bn254Base>.IsSupported, Check<Avx512Lanes<Bn254Base>>),
    ];

    public static TheoryData<string> Paths => [.. All.Where(path => path.IsSupported).Select(path => path.Name)];

    [Theory, MemberData(nameof(Paths))]
    public void Equal_opposite_and_infinite_points_are_added_like_any_others(string path) =>
        All.Single(candidate => candidate.Name == path).Check();

    private static void Check<TPath>()
        where TPath : struct, ILanePath<Bn254Base>
    {
        var p = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
        var twice = G1.MultiplyVariable(in p, Fr.From(2)).ToAffine();
        var other = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
        // The same y as p, and another x.
        G1.Endomorphism(out var image, in p);
        AllPairs<Fp, PrimeFieldLanes<Bn254Base, TPath>, TPath>(
            [default, p, -p, twice, -twice, other, image, -image],
            () => Fp.Random()
        );

        var q = G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine();
        AllPairs<Fp2, Fp2<PrimeFieldLanes<Bn254Base, TPath>>, TPath>(
            [
                default,
                q,
                -q,
                G2.MultiplyVariable(in q, Fr.From(2)).ToAffine(),
                G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine(),
            ],
            () => new Fp2(Fp.Random(), Fp.Random())
        );
    }

    /// <summary>Each pair of points in each lane, beside other pairs.</summary>
    private static void AllPairs<F, V, TPath>(AffinePoint<F>[] points, Func<F> scale)
        where F : unmanaged, IField<F>
        where V : unmanaged, IField<V>
        where TPath : struct, ILanePath<Bn254Base>
    {
        var pairs = points.SelectMany(_ => points, (a, b) => (A: a, B: b)).ToArray();
        for (var start = 0; start < pairs.Length; start++)
        {
            // Pairs that stand far from one another, and once eight times the same.
            var step = start % points.Length == 0 ? 0 : 7;
            var group = Enumerable
                .Range(0, Lanes.Count)
                .Select(lane => pairs[(start + (step * lane)) % pairs.Length])
                .ToArray();
            var a = group.Select(pair => pair.A).ToArray();
            var b = group.Select(pair => pair.B).ToArray();
            var expected = group.Select(pair => Sum(pair.A, pair.B)).ToArray();

            LaneField<TPath>.Load(out AffinePoint<V> left, a.AsSpan());
            LaneField<TPath>.Load(out AffinePoint<V> right, b.AsSpan());
            var special = LaneAdditions<V, TPath>.Divisor(out var divisor, in left, in right);
            V.Invert(out var inverse, in divisor);
            LaneAdditions<V, TPath>.Add(out var sum, in left, in right, in inverse, special != 0);
            var sums = new AffinePoint<F>[Lanes.Count];
            LaneField<TPath>.Store(in sum, sums.AsSpan());
            Assert.Equal(expected, sums);

            LaneField<TPath>.Load(
                out XyzzPoint<V> running,
                a.Select(point => Scaled(point, scale())).ToArray().AsSpan()
            );
            var other = running;
            LaneAdditions<V, TPath>.Add(ref running, in right);
            Assert.Equal(expected, Stored<F, V, TPath>(in running));

            LaneField<TPath>.Load(
                out XyzzPoint<V> scaled,
                b.Select(point => Scaled(point, scale())).ToArray().AsSpan()
            );
            LaneAdditions<V, TPath>.Add(ref other, in scaled);
            Assert.Equal(expected, Stored<F, V, TPath>(in other));

            // What a cancellation leaves behind is infinite to later additions too.
            LaneField<TPath>.Load(out right, b.Select(point => -point).ToArray().AsSpan());
            LaneAdditions<V, TPath>.Add(ref other, in right);
            LaneField<TPath>.Load(out right, a.Select(point => -point).ToArray().AsSpan());
            LaneAdditions<V, TPath>.Add(ref other, in right);
            Assert.All(Stored<F, V, TPath>(in other), point => Assert.True(point.IsInfinity));
            LaneAdditions<V, TPath>.Add(ref other, in scaled);
            Assert.Equal(b, Stored<F, V, TPath>(in other));
        }
    }

    private static AffinePoint<F> Sum<F>(in AffinePoint<F> a, in AffinePoint<F> b)
        where F : unmanaged, IField<F>
    {
        XyzzPoint<F>.FromAffine(out var sum, in a);
        return (sum + b).ToAffine();
    }

    /// <summary>(x·s^2, y·s^3, s^2, s^3).</summary>
    private static XyzzPoint<F> Scaled<F>(in AffinePoint<F> point, in F s)
        where F : unmanaged, IField<F>
    {
        XyzzPoint<F>.FromAffine(out var result, in point);
        if (!point.IsInfinity)
        {
            F.Square(out result.ZZ, in s);
            F.Multiply(out result.ZZZ, in result.ZZ, in s);
            F.Multiply(out result.X, in point.X, in result.ZZ);
            F.Multiply(out result.Y, in point.Y, in result.ZZZ);
        }

        return result;
    }

    private static AffinePoint<F>[] Stored<F, V, TPath>(in XyzzPoint<V> points)
        where F : unmanaged, IField<F>
        where V : unmanaged, IField<V>
        where TPath : struct, ILanePath<Bn254Base>
    {
        var stored = new XyzzPoint<F>[Lanes.Count];
        LaneField<TPath>.Store(in points, stored.AsSpan());
        return [.. stored.Select(point => point.ToAffine())];
    }
}
