using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Fields;

/// <summary>The numbers that lanes hold in their limbs, read and written as they are.</summary>
internal static class RawLanes<TModulus, TPath>
    where TModulus : struct, IModulus
    where TPath : struct, ILanePath<TModulus>
{
    public static readonly BigInteger Q = PrimeField<TModulus>.Modulus;

    /// <summary>Whether the path holds residues in more than one form: five limbs of 52 bits, else four of 64.</summary>
    public static readonly bool IsLazy = typeof(TPath) != typeof(ScalarLanes<TModulus>);

    private static readonly int LimbBits = IsLazy ? 52 : 64;
    private static readonly int Limbs = IsLazy ? 5 : 4;

    public static readonly BigInteger LimbMask = (BigInteger.One << LimbBits) - 1;

    /// <summary>1/R mod q: a product of raw numbers stands for this times the product.</summary>
    public static readonly BigInteger InverseRadix = BigInteger.ModPow(BigInteger.One << (LimbBits * Limbs), Q - 2, Q);

    /// <summary>Limbs at the borders of what is carried, and of what a product of limbs rounds to.</summary>
    private static readonly BigInteger[] Borders =
    [
        0,
        1,
        BigInteger.One << (LimbBits / 2),
        BigInteger.One << ((LimbBits / 2) - 1),
        BigInteger.One << (LimbBits - 2),
        (BigInteger.One << (LimbBits - 1)) - 1,
        BigInteger.One << (LimbBits - 1),
        (BigInteger.One << (LimbBits - 1)) + 1,
        LimbMask - 1,
        LimbMask,
    ];

    public static PrimeFieldLanes<TModulus, TPath> Of(IReadOnlyList<BigInteger> values)
    {
        Vector512<ulong> Limb(int i) =>
            i == Limbs
                ? Vector512<ulong>.Zero
                : Vector512.Create(values.Select(v => (ulong)((v >> (i * LimbBits)) & LimbMask)).ToArray());
        return new()
        {
            Limbs = new LaneLimbs
            {
                Limb0 = Limb(0),
                Limb1 = Limb(1),
                Limb2 = Limb(2),
                Limb3 = Limb(3),
                Limb4 = Limb(4),
            },
        };
    }

    public static PrimeFieldLanes<TModulus, TPath> Same(BigInteger value) =>
        Of([.. Enumerable.Repeat(value, Lanes.Count)]);

    /// <summary>The numbers that the limbs make; every limb must be in its range.</summary>
    public static BigInteger[] Values(in PrimeFieldLanes<TModulus, TPath> lanes)
    {
        var limbs = lanes.Limbs;
        Vector512<ulong>[] vectors = [limbs.Limb0, limbs.Limb1, limbs.Limb2, limbs.Limb3, limbs.Limb4];
        var values = new BigInteger[Lanes.Count];
        for (var i = Limbs - 1; i >= 0; i--)
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                Assert.True(vectors[i][lane] <= LimbMask);
                values[lane] = (values[lane] << LimbBits) | vectors[i][lane];
            }
        }

        return values;
    }

    /// <summary>Whether these are the residues, in a form that may rest.</summary>
    public static void AssertAtRest(
        in PrimeFieldLanes<TModulus, TPath> lanes,
        IEnumerable<BigInteger> residues,
        string operation = ""
    )
    {
        var values = Values(in lanes);
        var largest = IsLazy ? 2 * Q : Q - 1;
        Assert.All(values, x => Assert.True(x <= largest, $"{operation}: {x} is not at rest"));
        Assert.True(
            residues.Select(x => ((x % Q) + Q) % Q).SequenceEqual(values.Select(x => x % Q)),
            $"{operation}: {string.Join(", ", values)}"
        );
    }

    /// <summary>
    /// Eight numbers up to bound·q (below q on a path that is not lazy): multiples of q and their neighbours, limbs on
    /// <see cref="Borders"/>, and random ones.
    /// </summary>
    public static BigInteger[] Some(int bound) => [.. Enumerable.Range(0, Lanes.Count).Select(_ => One(bound * Q))];

    private static BigInteger One(BigInteger bound)
    {
        var value = RandomNumberGenerator.GetInt32(8) switch
        {
            0 => bound,
            1 => Q * RandomNumberGenerator.GetInt32(1 + (int)(bound / Q)),
            2 => Q * RandomNumberGenerator.GetInt32(1 + (int)(bound / Q)) - 1,
            3 => new BigInteger(RandomNumberGenerator.GetBytes(48), isUnsigned: true),
            _ => Enumerable
                .Range(0, Limbs)
                .Select(_ => Borders[RandomNumberGenerator.GetInt32(Borders.Length)])
                .Aggregate((high, limb) => (high << LimbBits) | limb),
        };
        value = BigInteger.Max(value, 0) % (bound + 1);
        return IsLazy ? value : value % Q;
    }
}
