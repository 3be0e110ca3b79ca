using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// f -> f^(s·(p^12 - 1)/r) with s = 2x(6x^2 + 3x + 1): the pairing to a fixed power that is coprime to r, which is a
/// pairing as good and cheaper (Fuentes-Castaneda, Knapp, Rodriguez-Henriquez, SAC 2011).
/// </summary>
/// <remarks>
/// Values are compared with each other only; they are not those of a library that computes the plain (p^12 - 1)/r.
/// </remarks>
public static class FinalExponentiation<F>
    where F : unmanaged, IField<F>
{
    private const int OddPowers = 4;

    public static void Run(out Fp12<F> result, in Fp12<F> f)
    {
        // The easy part, f^((p^6 - 1)(p^2 + 1)), leads into the cyclotomic subgroup, where conjugates are inverses.
        Fp12<F>.Invert(out var easy, in f);
        Fp12<F>.Conjugate(out var t0, in f);
        Fp12<F>.Multiply(out t0, in t0, in easy);
        Fp12<F>.FrobeniusSquare(out easy, in t0);
        Fp12<F>.Multiply(out easy, in easy, in t0);

        // The hard part, easy^(s·(p^4 - p^2 + 1)/r), written with exponents of easy = m:
        PowerX(out t0, in easy);
        Fp12<F>.Conjugate(out t0, in t0); // -x
        Fp12<F>.CyclotomicSquare(out t0, in t0); // -2x
        Fp12<F>.CyclotomicSquare(out var t1, in t0); // -4x
        Fp12<F>.Multiply(out t1, in t0, in t1); // -6x
        PowerX(out var t2, in t1);
        Fp12<F>.Conjugate(out t2, in t2); // 6x^2
        Fp12<F>.Conjugate(out t1, in t1); // 6x
        Fp12<F>.Multiply(out t1, in t2, in t1); // 6x^2 + 6x
        Fp12<F>.CyclotomicSquare(out var t3, in t2); // 12x^2
        PowerX(out var t4, in t3); // 12x^3
        Fp12<F>.Multiply(out t4, in t1, in t4); // a = 12x^3 + 6x^2 + 6x
        Fp12<F>.Multiply(out t3, in t0, in t4); // b = 12x^3 + 6x^2 + 4x
        Fp12<F>.Multiply(out t0, in t2, in t4); // a + 6x^2
        Fp12<F>.Multiply(out t0, in easy, in t0); // a + 6x^2 + 1
        Fp12<F>.Frobenius(out t2, in t3); // b·p
        Fp12<F>.Multiply(out t0, in t2, in t0);
        Fp12<F>.FrobeniusSquare(out t2, in t4); // a·p^2
        Fp12<F>.Multiply(out t0, in t2, in t0);
        Fp12<F>.Conjugate(out t2, in easy);
        Fp12<F>.Multiply(out t2, in t2, in t3); // b - 1
        Fp12<F>.FrobeniusSquare(out t2, in t2);
        Fp12<F>.Frobenius(out t2, in t2); // (b - 1)·p^3
        Fp12<F>.Multiply(out result, in t2, in t0);
    }

    /// <summary>a^x for an a of the cyclotomic subgroup.</summary>
    private static void PowerX(out Fp12<F> result, in Fp12<F> a) =>
        CyclotomicPower(out result, in a, Bn254Parameters.XDigits);

    /// <summary>
    /// a to the number with these signed digits (odd or zero, below 8 in size, least significant first), for an a of the
    /// cyclotomic subgroup.
    /// </summary>
    internal static void CyclotomicPower(out Fp12<F> result, in Fp12<F> a, ReadOnlySpan<sbyte> digits)
    {
        Span<Fp12<F>> odd = stackalloc Fp12<F>[OddPowers];
        odd[0] = a;
        Fp12<F>.CyclotomicSquare(out var square, in a);
        for (var i = 1; i < OddPowers; i++)
        {
            Fp12<F>.Multiply(out odd[i], in odd[i - 1], in square);
        }

        result = Fp12<F>.One;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            Fp12<F>.CyclotomicSquare(out result, in result);
            if (digits[i] > 0)
            {
                Fp12<F>.Multiply(out result, in result, in odd[digits[i] >> 1]);
            }
            else if (digits[i] < 0)
            {
                Fp12<F>.Conjugate(out var inverse, in odd[-digits[i] >> 1]);
                Fp12<F>.Multiply(out result, in result, in inverse);
            }
        }
    }
}
