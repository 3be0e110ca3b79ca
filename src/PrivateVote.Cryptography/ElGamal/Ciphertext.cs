using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.ElGamal;

/// <summary>
/// An exponential ElGamal ciphertext over Baby Jubjub: (R, S) = (r·B, m·B + r·K). Sums of ciphertexts encrypt sums.
/// </summary>
/// <remarks>
/// Encoded: R ‖ S, 128 bytes. T. ElGamal 1985; R. Cramer, R. Gennaro, B. Schoenmakers 1997 for the exponent. Secret under
/// decisional Diffie-Hellman in the subgroup. Whoever holds x = log K finds m from S - x·R by
/// <see cref="DiscreteLogarithm"/>.
/// </remarks>
public readonly record struct Ciphertext(EdwardsPoint R, EdwardsPoint S)
{
    /// <summary>Bytes of an encoded ciphertext.</summary>
    public const int Size = 2 * EdwardsPoint.Size;

    /// <summary>(identity, identity): encrypts 0 with r = 0; the neutral element of the sum.</summary>
    public static Ciphertext Identity { get; } = new(EdwardsPoint.Identity, EdwardsPoint.Identity);

    /// <summary>
    /// Encrypts a number under a key that was decoded with a check of its subgroup; constant time in message and r.
    /// </summary>
    /// <exception cref="ArgumentException">The key is the identity, under which nothing is hidden.</exception>
    public static Ciphertext Encrypt(in EdwardsPoint key, ulong message, in Scalar r)
    {
        if (key.IsIdentity)
        {
            throw new ArgumentException("The identity is not a key.", nameof(key));
        }

        return new Ciphertext(
            EdwardsPoint.MultiplyBase(in r),
            EdwardsPoint.MultiplyBase(Scalar.From(message)) + EdwardsPoint.Multiply(in key, in r)
        );
    }

    /// <summary>Another ciphertext of the same number; nobody without r or the key's secret can tell.</summary>
    public Ciphertext ReEncrypt(in EdwardsPoint key, in Scalar r) => this + Encrypt(in key, 0, in r);

    public static Ciphertext operator +(in Ciphertext a, in Ciphertext b) => new(a.R + b.R, a.S + b.S);

    public static Ciphertext operator -(in Ciphertext a, in Ciphertext b) => new(a.R - b.R, a.S - b.S);

    /// <summary>Writes R ‖ S, 128 bytes.</summary>
    public void Encode(Span<byte> destination) => EdwardsPoint.EncodeBatch([R, S], destination[..Size]);

    /// <summary>R ‖ S, 128 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Encode(bytes);
        return bytes;
    }

    /// <summary>
    /// Reads exactly 128 bytes, both points canonical and on the curve; the subgroup is not checked and the identity is
    /// accepted: for ciphertexts that the ballot's proof vouches for.
    /// </summary>
    public static bool TryDecodeUnchecked(ReadOnlySpan<byte> bytes, out Ciphertext ciphertext)
    {
        ciphertext = default;
        if (
            bytes.Length != Size
            || !EdwardsPoint.TryDecodeUnchecked(bytes[..EdwardsPoint.Size], out var r)
            || !EdwardsPoint.TryDecodeUnchecked(bytes[EdwardsPoint.Size..], out var s)
        )
        {
            return false;
        }

        ciphertext = new Ciphertext(r, s);
        return true;
    }
}
