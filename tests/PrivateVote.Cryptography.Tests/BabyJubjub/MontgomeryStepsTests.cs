using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.BabyJubjub;

/// <summary>Sums in lanes are the sums on the Edwards curve, on every path that this processor has.</summary>
public sealed class MontgomeryStepsTests
{
    private const int Count = 24;

    private static readonly EdwardsPoint Step = EdwardsPoint.MultiplyBase(Scalar.From(12345));

    private static readonly (string Name, bool IsSupported, Action Neighbours, Action Exceptions)[] All =
    [
        ("scalar", true, Neighbours<ScalarLanes<Bn254Scalar>>, Exceptions<ScalarLanes<Bn254Scalar>>),
        (
            "avx2",
            Avx2Lanes<Bn254Scalar>.IsSupported,
            Neighbours<Avx2Lanes<Bn254Scalar>>,
            Exceptions<Avx2Lanes<Bn254Scalar>>
        ),
        (
            "avx512",
            Avx512Lanes<Bn254Scalar>.IsSupported,
            Neighbours<Avx512Lanes<Bn254Scalar>>,
            Exceptions<Avx512Lanes<Bn254Scalar>>
        ),
    ];

    public static TheoryData<string> Paths => [.. All.Where(path => path.IsSupported).Select(path => path.Name)];

    private static EdwardsPoint StepTimes(int k) => EdwardsPoint.MultiplyVariable(Step, Scalar.From((ulong)k));

    private static MontgomeryPoint Montgomery(EdwardsPoint point) => EdwardsPoint.ToMontgomeryBatch([point])[0];

    [Theory, MemberData(nameof(Paths))]
    public void Neighbours_are_the_sums_on_the_Edwards_curve(string path) =>
        All.Single(candidate => candidate.Name == path).Neighbours();

    [Theory, MemberData(nameof(Paths))]
    public void A_center_that_is_a_step_or_its_negative_is_named(string path) =>
        All.Single(candidate => candidate.Name == path).Exceptions();

    [Fact]
    public void The_stride_leads_to_the_next_center_without_a_common_neighbour() =>
        Assert.Equal(StepTimes((2 * Count) + 1), MontgomerySteps.Create(in Step, Count).Stride);

    private static void Neighbours<TPath>()
        where TPath : struct, ILanePath<Bn254Scalar>
    {
        var steps = new MontgomerySteps<TPath>(in Step, Count);
        var workspace = new MontgomerySteps.Workspace(Count);
        for (var repetition = 0; repetition < 20; repetition++)
        {
            var center = EdwardsPoint.MultiplyBase(Scalar.Random());
            Assert.True(steps.TryNeighbours(Montgomery(center), workspace, out _));
            for (var k = 1; k <= Count; k++)
            {
                Assert.Equal(Montgomery(center + StepTimes(k)).U.L0, workspace.Plus[k - 1]);
                Assert.Equal(Montgomery(center - StepTimes(k)).U.L0, workspace.Minus[k - 1]);
            }
        }
    }

    private static void Exceptions<TPath>()
        where TPath : struct, ILanePath<Bn254Scalar>
    {
        var steps = new MontgomerySteps<TPath>(in Step, Count);
        var workspace = new MontgomerySteps.Workspace(Count);
        for (var k = 1; k <= Count; k++)
        {
            Assert.False(steps.TryNeighbours(Montgomery(StepTimes(k)), workspace, out var equal));
            Assert.Equal(k - 1, equal);
            Assert.False(steps.TryNeighbours(Montgomery(-StepTimes(k)), workspace, out equal));
            Assert.Equal(k - 1, equal);
        }

        Assert.True(steps.TryNeighbours(Montgomery(StepTimes(Count + 1)), workspace, out _));
    }
}
