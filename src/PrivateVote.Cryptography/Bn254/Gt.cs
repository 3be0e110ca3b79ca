using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>A value of the pairing: an element of the subgroup of order r of Fp12.</summary>
public readonly struct Gt : IEquatable<Gt>
{
    private readonly Fp12 value;

    internal Gt(in Fp12 value) => this.value = value;

    public static Gt One => new(Fp12.One);

    /// <summary>The value of a product of Miller loops.</summary>
    internal static Gt FromMillerLoop(in Fp12 f)
    {
        FinalExponentiation<Fp>.Run(out var power, in f);
        return new Gt(in power);
    }

    /// <summary>this^k, in time that depends on k.</summary>
    public Gt PowerVariable(in Fr k)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        k.GetCanonicalLimbs(limbs);
        Span<sbyte> digits = stackalloc sbyte[257];
        var length = SignedDigits.Recode(limbs, 4, digits);
        FinalExponentiation<Fp>.CyclotomicPower(out var power, in value, digits[..length]);
        return new Gt(in power);
    }

    public static Gt operator *(in Gt a, in Gt b)
    {
        Fp12.Multiply(out var product, in a.value, in b.value);
        return new Gt(in product);
    }

    public static bool operator ==(in Gt a, in Gt b) => a.value == b.value;

    public static bool operator !=(in Gt a, in Gt b) => a.value != b.value;

    public bool Equals(Gt other) => this == other;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Gt other && this == other;

    public override int GetHashCode() => value.GetHashCode();
}
