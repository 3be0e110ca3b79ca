using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>
/// The constants of the curve, its twist and its Frobenius maps, in any field that holds them. Tests recompute each
/// from p, ξ and the curve parameter x.
/// </summary>
internal static class Bn254Constants<F>
    where F : unmanaged, IField<F>
{
    /// <summary>The b of G1's curve y^2 = x^3 + 3.</summary>
    public static readonly F B = FieldElement.Constant<F>(0, 0, 0, 3);

    /// <summary>The b of G2's curve, the D-type sextic twist: 3/ξ.</summary>
    public static readonly Fp2<F> TwistB = new(
        FieldElement.Constant<F>(
            0x2B149D40CEB8AAAEUL,
            0x81BE18991BE06AC3UL,
            0xB5B4C5E559DBEFA3UL,
            0x3267E6DC24A138E5UL
        ),
        FieldElement.Constant<F>(0x009713B03AF0FED4UL, 0xCD2CAFADEED8FDF4UL, 0xA74FA084E52D1852UL, 0xE4A2BD0685C315D2UL)
    );

    /// <summary>Three times <see cref="TwistB"/>.</summary>
    public static readonly Fp2<F> ThreeTwistB = TwistB + TwistB + TwistB;

    /// <summary>β, a primitive cube root of one in Fp: (βx, y) = λ·(x, y) on G1.</summary>
    public static readonly F Beta = FieldElement.Constant<F>(
        0,
        0x59E26BCEA0D48BACUL,
        0xD4F263F1ACDB5C4FUL,
        0x5763473177FFFFFEUL
    );

    /// <summary>γ1,i = ξ^(i(p-1)/6) for i = 0..5: what the p-power Frobenius multiplies the coefficient of w^i by.</summary>
    public static readonly Fp2<F>[] Frobenius1 =
    [
        Fp2<F>.One,
        new(
            FieldElement.Constant<F>(
                0x1284B71C2865A7DFUL,
                0xE8B99FDD76E68B60UL,
                0x5C521E08292F2176UL,
                0xD60B35DADCC9E470UL
            ),
            FieldElement.Constant<F>(
                0x246996F3B4FAE7E6UL,
                0xA6327CFE12150B8EUL,
                0x747992778EEEC7E5UL,
                0xCA5CF05F80F362ACUL
            )
        ),
        new(
            FieldElement.Constant<F>(
                0x2FB347984F7911F7UL,
                0x4C0BEC3CF559B143UL,
                0xB78CC310C2C3330CUL,
                0x99E39557176F553DUL
            ),
            FieldElement.Constant<F>(
                0x16C9E55061EBAE20UL,
                0x4BA4CC8BD75A0794UL,
                0x32AE2A1D0B7C9DCEUL,
                0x1665D51C640FCBA2UL
            )
        ),
        new(
            FieldElement.Constant<F>(
                0x063CF305489AF5DCUL,
                0xDC5EC698B6E2F9B9UL,
                0xDBAAE0EDA9C95998UL,
                0xDC54014671A0135AUL
            ),
            FieldElement.Constant<F>(
                0x07C03CBCAC41049AUL,
                0x0704B5A7EC796F2BUL,
                0x21807DC98FA25BD2UL,
                0x82D37F632623B0E3UL
            )
        ),
        new(
            FieldElement.Constant<F>(
                0x05B54F5E64EEA801UL,
                0x80F3C0B75A181E84UL,
                0xD33365F7BE94EC72UL,
                0x848A1F55921EA762UL
            ),
            FieldElement.Constant<F>(
                0x2C145EDBE7FD8AEEUL,
                0x9F3A80B03B0B1C92UL,
                0x3685D2EA1BDEC763UL,
                0xC13B4711CD2B8126UL
            )
        ),
        new(
            FieldElement.Constant<F>(
                0x0183C1E74F798649UL,
                0xE93A3661A4353FF4UL,
                0x425C459B55AA1BD3UL,
                0x2EA2C810EAB7692FUL
            ),
            FieldElement.Constant<F>(
                0x12ACF2CA76FD0675UL,
                0xA27FB246C7729F7DUL,
                0xB080CB99678E2AC0UL,
                0x24C6B8EE6E0C2C4BUL
            )
        ),
    ];

    /// <summary>γ2,i = ξ^(i(p^2-1)/6) for i = 0..5, all in Fp: the same for the p^2-power Frobenius.</summary>
    public static readonly F[] Frobenius2 =
    [
        F.One,
        FieldElement.Constant<F>(
            0x30644E72E131A029UL,
            0x5E6DD9E7E0ACCCB0UL,
            0xC28F069FBB966E3DUL,
            0xE4BD44E5607CFD49UL
        ),
        FieldElement.Constant<F>(
            0x30644E72E131A029UL,
            0x5E6DD9E7E0ACCCB0UL,
            0xC28F069FBB966E3DUL,
            0xE4BD44E5607CFD48UL
        ),
        FieldElement.Constant<F>(
            0x30644E72E131A029UL,
            0xB85045B68181585DUL,
            0x97816A916871CA8DUL,
            0x3C208C16D87CFD46UL
        ),
        FieldElement.Constant<F>(0, 0x59E26BCEA0D48BACUL, 0xD4F263F1ACDB5C4FUL, 0x5763473177FFFFFEUL),
        FieldElement.Constant<F>(0, 0x59E26BCEA0D48BACUL, 0xD4F263F1ACDB5C4FUL, 0x5763473177FFFFFFUL),
    ];
}

/// <summary>Numbers that describe BN254 beyond its two primes.</summary>
internal static class Bn254Parameters
{
    /// <summary>x, from which p = 36x^4 + 36x^3 + 24x^2 + 6x + 1 and r = p - 6x^2 follow.</summary>
    public const ulong X = 4965661367192848881;

    /// <summary>The optimal ate loop 6x + 2 in non-adjacent form, least significant digit first.</summary>
    // csharpier-ignore
    public static ReadOnlySpan<sbyte> LoopDigits =>
        [
            0, 0, 0, 1, 0, 1, 0, -1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 0, 0, 0, -1, 0, 0, 1, 0,
            -1, 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0, -1, 0, 1, 0, -1, 0, 0, 0, -1, 0, -1, 0, 0, 0, 1, 0, -1, 0, 1,
        ];

    /// <summary>x in signed windows of four bits (width-4 non-adjacent form), least significant digit first.</summary>
    // csharpier-ignore
    public static ReadOnlySpan<sbyte> XDigits =>
        [
            1, 0, 0, 0, -1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, -7, 0, 0, 0, 7, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, 0, -3, 0,
            0, 0, -5, 0, 0, 0, 5, 0, 0, 0, 0, 3, 0, 0, 0, -3, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 1,
        ];
}
