using System.Numerics;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Governance;

/// <summary>
/// Square roots in Fr, where r - 1 = 2^28·m with m odd: Tonelli and Shanks' algorithm (H. Cohen, A Course in Computational
/// Algebraic Number Theory, algorithm 1.5.1). In time that depends on the number: for public values.
/// </summary>
internal static class SquareRoot
{
    private const int TwoAdicity = 28;

    private static readonly BigInteger OddPart = (Fr.Modulus - 1) >> TwoAdicity;

    /// <summary>Of order 2^28: 5 generates all of Fr.</summary>
    private static readonly Fr RootOfUnity = Fr.From(5).Power(OddPart);

    /// <summary>One of the two roots, or false where there is none.</summary>
    public static bool TryFind(in Fr value, out Fr root)
    {
        // value^((m - 1)/2), from which value^m and value^((m + 1)/2) follow.
        var half = value.Power((OddPart - 1) / 2);
        root = value * half;
        var rest = root * half;
        var step = RootOfUnity;
        var order = TwoAdicity;
        while (!rest.IsZero && rest != Fr.One)
        {
            // The order of what is left is 2^k; a square's is below that of the root of unity.
            var k = 0;
            for (var power = rest; power != Fr.One; power *= power)
            {
                k++;
            }

            if (k >= order)
            {
                return false;
            }

            for (var i = 0; i < order - k - 1; i++)
            {
                step *= step;
            }

            root *= step;
            step *= step;
            rest *= step;
            order = k;
        }

        return true;
    }
}
