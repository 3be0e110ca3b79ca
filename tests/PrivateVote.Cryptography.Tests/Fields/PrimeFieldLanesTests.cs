using System.Numerics;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Fields;

public sealed class FpLanesTests : PrimeFieldLanesTests<Bn254Base>;

public sealed class FrLanesTests : PrimeFieldLanesTests<Bn254Scalar>;

public sealed class ScalarFieldLanesTests : PrimeFieldLanesTests<BabyJubjubOrder>;

/// <summary>One suite of laws for every path that this processor has.</summary>
public abstract class PrimeFieldLanesTests<TModulus>
    where TModulus : struct, IModulus
{
    private static readonly (string Name, bool IsSupported, LaneLaws Laws)[] All =
    [
        ("scalar", ScalarLanes<TModulus>.IsSupported, new LaneLaws<TModulus, ScalarLanes<TModulus>>()),
        ("avx2", Avx2Lanes<TModulus>.IsSupported, new LaneLaws<TModulus, Avx2Lanes<TModulus>>()),
        ("avx512", Avx512Lanes<TModulus>.IsSupported, new LaneLaws<TModulus, Avx512Lanes<TModulus>>()),
    ];

    public static TheoryData<string> Paths => [.. All.Where(path => path.IsSupported).Select(path => path.Name)];

    private static LaneLaws Laws(string path) => All.Single(candidate => candidate.Name == path).Laws;

    [Fact]
    public void The_modulus_is_in_the_range_that_the_bounds_are_proved_for()
    {
        // docs/performance.md: 2^250 < q < 2^254, and the reciprocal is short of 2^275/q by less than 1.1.
        var q = PrimeField<TModulus>.Modulus;
        Assert.InRange(q, (BigInteger.One << 250) + 1, (BigInteger.One << 254) - 1);
        var shortage = (BigInteger.One << 275) - (q * Radix52<TModulus>.Reciprocal);
        Assert.InRange(10 * shortage, BigInteger.Zero, 11 * q);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Elements_come_out_as_they_went_in(string path) => Laws(path).RoundTrips();

    [Theory, MemberData(nameof(Paths))]
    public void Arithmetic_agrees_with_one_element_at_a_time(string path) => Laws(path).Arithmetic();

    [Theory, MemberData(nameof(Paths))]
    public void Ring_laws_hold(string path) => Laws(path).Ring();

    [Theory, MemberData(nameof(Paths))]
    public void Results_may_be_written_over_operands(string path) => Laws(path).Aliasing();

    [Theory, MemberData(nameof(Paths))]
    public void Inverses_alone_and_in_a_batch(string path) => Laws(path).Inverses();

    [Theory, MemberData(nameof(Paths))]
    public void Masks_name_lanes(string path) => Laws(path).Masks();

    [Theory, MemberData(nameof(Paths))]
    public void Unreduced_operands_give_the_same_products(string path) => Laws(path).Unreduced();

    [Theory, MemberData(nameof(Paths))]
    public void The_largest_documented_limbs_stay_exact(string path) => Laws(path).Extremes();

    [Theory, MemberData(nameof(Paths))]
    public void Limbs_at_their_borders_stay_exact_in_every_operation(string path) => Laws(path).Borders();

    [Theory, MemberData(nameof(Paths))]
    public void Sums_of_products_agree_with_products(string path) => Laws(path).Sums();

    [Theory, MemberData(nameof(Paths))]
    public void Small_factors_and_complex_squares_agree_with_products(string path) => Laws(path).SmallFactors();

    [Theory, MemberData(nameof(Paths))]
    public void Long_chains_stay_at_rest(string path) => Laws(path).Chains();

    [Theory, MemberData(nameof(Paths))]
    public void A_wrong_number_of_elements_is_refused(string path) => Laws(path).Lengths();
}
