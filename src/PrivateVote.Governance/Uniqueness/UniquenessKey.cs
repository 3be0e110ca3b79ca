using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Proofs;

namespace PrivateVote.Governance;

/// <summary>The registrar's secret for <see cref="KeyedTag"/>. Whoever has it finds people in the log whom they can name.</summary>
public sealed class UniquenessKey
{
    private readonly Scalar secret;

    private UniquenessKey(Scalar secret)
    {
        this.secret = secret;
        PublicKey = EdwardsPoint.MultiplyBase(in secret);
    }

    /// <summary>K.</summary>
    public EdwardsPoint PublicKey { get; }

    /// <summary>
    /// k = hash_to_field(seed, "PrivateVote/v1/uniqueness-key", l).
    /// </summary>
    /// <param name="seed">At least 32 secret bytes, of no other use.</param>
    /// <exception cref="ArgumentException">The seed is shorter.</exception>
    public static UniquenessKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length < 32)
        {
            throw new ArgumentException("A seed has at least 32 bytes.", nameof(seed));
        }

        return FromScalar(HashToField.ToScalar(seed, "PrivateVote/v1/uniqueness-key"u8));
    }

    /// <exception cref="ArgumentException">The secret is 0.</exception>
    internal static UniquenessKey FromScalar(in Scalar secret) =>
        secret.IsZero ? throw new ArgumentException("Zero is no key.", nameof(secret)) : new UniquenessKey(secret);

    /// <summary>The tag of the person with this plain tag in this space; constant time in the key.</summary>
    /// <exception cref="ArgumentException">Either is not 32 bytes.</exception>
    public KeyedTag Tag(ReadOnlySpan<byte> space, ReadOnlySpan<byte> plainTag) =>
        new(EdwardsPoint.Multiply(KeyedTag.BaseOf(KeyedTag.Context(space, plainTag)), in secret));

    /// <summary>The proof that it is that tag, 64 bytes; constant time in the key.</summary>
    /// <exception cref="ArgumentException">Either is not 32 bytes.</exception>
    public byte[] Prove(ReadOnlySpan<byte> space, ReadOnlySpan<byte> plainTag)
    {
        var context = KeyedTag.Context(space, plainTag);
        var image = Tag(space, plainTag).Point;
        return ChaumPedersenProof
            .Prove(KeyedTag.Label, in secret, PublicKey, [KeyedTag.BaseOf(context)], [image], context, 0)
            .ToBytes();
    }
}
