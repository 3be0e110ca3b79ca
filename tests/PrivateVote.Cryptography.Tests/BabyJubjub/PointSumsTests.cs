using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.BabyJubjub;

/// <summary>Sums in lanes are the sums one by one, on every path that this processor has.</summary>
public sealed class PointSumsTests
{
    private static readonly (string Name, bool IsSupported, Func<int, PointSums> Create)[] All =
    [
        ("scalar", true, count => new PointSums<ScalarLanes<Bn254Scalar>>(count)),
        ("avx2", Avx2Lanes<Bn254Scalar>.IsSupported, count => new PointSums<Avx2Lanes<Bn254Scalar>>(count)),
        ("avx512", Avx512Lanes<Bn254Scalar>.IsSupported, count => new PointSums<Avx512Lanes<Bn254Scalar>>(count)),
    ];

    public static TheoryData<string, int> Paths
    {
        get
        {
            var paths = new TheoryData<string, int>();
            foreach (var (name, _, _) in All.Where(path => path.IsSupported))
            {
                foreach (var count in (int[])[1, 6, 7, 8, 9, 16, 17])
                {
                    paths.Add(name, count);
                }
            }

            return paths;
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Sums_in_lanes_are_the_sums_one_by_one(string path, int count)
    {
        var sums = All.Single(candidate => candidate.Name == path).Create(count);
        var expected = Enumerable.Repeat(EdwardsPoint.Identity, count).ToArray();
        for (var round = 0; round < 12; round++)
        {
            var points = new EdwardsPoint[count];
            for (var i = 0; i < count; i++)
            {
                // The identity, what is there already, its negative, and points with and without a denominator.
                points[i] = ((round + i) % 5) switch
                {
                    0 => EdwardsPoint.Identity,
                    1 => expected[i],
                    2 => -expected[i],
                    3 => EdwardsPoint.MultiplyBase(Scalar.Random()),
                    _ => Affine(EdwardsPoint.MultiplyBase(Scalar.Random())),
                };
            }

            if (round % 3 == 2)
            {
                sums.Subtract(points);
            }
            else
            {
                sums.Add(points);
            }

            for (var i = 0; i < count; i++)
            {
                expected[i] = round % 3 == 2 ? expected[i] - points[i] : expected[i] + points[i];
            }

            Assert.Equal(expected, sums.ToPoints());
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Points_outside_of_the_subgroup_are_added_as_well(string path, int count)
    {
        // (0, -1), of order 2: the law has no exceptions.
        var two = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        var sums = All.Single(candidate => candidate.Name == path).Create(count);
        var points = Enumerable.Repeat(two, count).ToArray();
        sums.Add(points);
        Assert.Equal(points, sums.ToPoints());
        sums.Add(points);
        Assert.All(sums.ToPoints(), sum => Assert.True(sum.IsIdentity));
    }

    [Fact]
    public void A_copy_goes_on_apart()
    {
        var sums = PointSums.Create(3);
        EdwardsPoint[] points = [EdwardsPoint.Base, EdwardsPoint.Base.Double(), EdwardsPoint.Identity];
        sums.Add(points);
        var copy = sums.Copy();
        sums.Add(points);
        Assert.Equal(points, copy.ToPoints());
        Assert.Equal(points.Select(point => point.Double()), sums.ToPoints());
    }

    [Fact]
    public void One_point_for_each_sum()
    {
        var sums = PointSums.Create(9);
        Assert.Throws<ArgumentException>(() => sums.Add(new EdwardsPoint[8]));
        Assert.Throws<ArgumentException>(() => sums.Subtract(new EdwardsPoint[16]));
    }

    private static EdwardsPoint Affine(EdwardsPoint point)
    {
        point.ToAffine(out var x, out var y);
        return EdwardsPoint.FromAffine(x, y);
    }
}
