using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>What every library of BN254 has: its field, its first group, its pairing. All on one core.</summary>
internal static class Arithmetic
{
    private const int Products = 100_000;
    private const int Multiples = 20;
    private const int Pairings = 10;

    /// <summary>A chain in which each product waits for the one before.</summary>
    public static Contest FieldMultiplication(Library[] libraries)
    {
        var a = Fp.Random();
        var b = Fp.Random();
        var ours = Fp.Zero;
        return new Contest(
            "multiplication in Fp",
            () =>
                Contest.Measure(
                    Products,
                    () =>
                    {
                        ours = a;
                        for (var i = 0; i < Products; i++)
                        {
                            Fp.Multiply(out ours, in ours, in b);
                        }
                    }
                ),
            All(libraries, "field", Products, [a.ToString(), b.ToString()], () => ours.ToString())
        );
    }

    /// <summary>The same chain in eight lanes, from which one product costs an eighth.</summary>
    public static Contest FieldMultiplicationInLanes(Library[] libraries)
    {
        Func<Fp, Fp, Fp> chain = Lanes.Path switch
        {
            LanePath.Avx512 => Chain<Avx512Lanes<Bn254Base>>,
            LanePath.Avx2 => Chain<Avx2Lanes<Bn254Base>>,
            _ => Chain<ScalarLanes<Bn254Base>>,
        };
        var a = Fp.Random();
        var b = Fp.Random();
        var ours = Fp.Zero;
        return new Contest(
            "multiplication in Fp, one of eight in lanes",
            () => Contest.Measure(Products * Lanes.Count, () => ours = chain(a, b)),
            All(libraries, "field", Products, [a.ToString(), b.ToString()], () => ours.ToString())
        );
    }

    /// <summary>A point of G1 by a scalar below r, in variable time.</summary>
    public static Contest PointMultiplication(Library[] libraries)
    {
        var point = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
        var k = Fr.Random();
        var product = G1Xyzz.Infinity;
        return new Contest(
            "multiplication in G1",
            () =>
                Contest.Measure(
                    Multiples,
                    () =>
                    {
                        for (var i = 0; i < Multiples; i++)
                        {
                            product = G1.MultiplyVariable(in point, in k);
                        }
                    }
                ),
            All(
                libraries,
                "multiply",
                Multiples,
                [.. Words(point), k.ToString()],
                () => string.Join(' ', Words(product.ToAffine()))
            )
        );
    }

    /// <summary>e(a·P, Q)·e(-P, a·Q), which is one, with one final exponentiation; for another point it is not.</summary>
    public static Contest PairingProduct(Library[] libraries)
    {
        var a = Fr.Random();
        var p = G1.MultiplyVariable(in G1.Generator, Fr.Random()).ToAffine();
        var q = G2.MultiplyVariable(in G2.Generator, Fr.Random()).ToAffine();
        G1Affine[] first = [G1.MultiplyVariable(in p, in a).ToAffine(), -p];
        G2Affine[] second = [q, G2.MultiplyVariable(in q, in a).ToAffine()];
        string[] words = [.. Words(first[0]), .. Words(second[0]), .. Words(first[1]), .. Words(second[1])];
        string[] others = [.. Words(p), .. words[2..]];
        foreach (var library in libraries)
        {
            library.Do("product", 1, others, () => "false").Theirs();
        }

        return new Contest(
            "product of two pairings",
            () =>
                Contest.Measure(
                    Pairings,
                    () =>
                    {
                        for (var i = 0; i < Pairings; i++)
                        {
                            Comparison.Require(Pairing.Product(first, second) == Gt.One, "the product is one");
                        }
                    }
                ),
            All(libraries, "product", Pairings, words, () => "true")
        );
    }

    private static Peer[] All(
        Library[] libraries,
        string operation,
        int repetitions,
        string[] words,
        Func<string> expected
    ) => [.. libraries.Select(library => library.Do(operation, repetitions, words, expected))];

    private static Fp Chain<TPath>(Fp a, Fp b)
        where TPath : struct, ILanePath<Bn254Base>
    {
        PrimeFieldLanes<Bn254Base, TPath>.Broadcast(out var product, in a);
        PrimeFieldLanes<Bn254Base, TPath>.Broadcast(out var factor, in b);
        for (var i = 0; i < Products; i++)
        {
            PrimeFieldLanes<Bn254Base, TPath>.Multiply(out product, in product, in factor);
        }

        return product.GetLane(Lanes.Count - 1);
    }

    private static string[] Words(G1Affine point) => [point.X.ToString(), point.Y.ToString()];

    private static string[] Words(G2Affine point) =>
        [point.X.C0.ToString(), point.X.C1.ToString(), point.Y.C0.ToString(), point.Y.C1.ToString()];
}
