using System.Security.Cryptography;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Cryptography.Threshold;

/// <summary>
/// A dealer's polynomial f(z) = a_0 + a_1·z + .. + a_(t-1)·z^(t-1) over the scalars: t coefficients, t values determine it.
/// </summary>
/// <remarks>
/// A. Shamir 1979; T. Pedersen 1991. The share of trustee j is f(j), j from 1; f(0) = a_0 is the dealer's part of the joint
/// secret. Coefficients lie in memory that the garbage collector does not move, and are zeroed when disposed.
/// </remarks>
public sealed class SecretPolynomial : IDisposable
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = 32;

    private readonly Scalar[] _coefficients;
    private bool _disposed;

    private SecretPolynomial(int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, FeldmanCommitments.MaximumIndex);
        _coefficients = GC.AllocateArray<Scalar>(threshold, pinned: true);
    }

    /// <summary>t: the number of coefficients, and of shares that are needed.</summary>
    public int Threshold => _coefficients.Length;

    /// <summary>A uniform polynomial with <paramref name="threshold"/> coefficients.</summary>
    public static SecretPolynomial Random(int threshold)
    {
        var polynomial = new SecretPolynomial(threshold);
        for (var k = 0; k < threshold; k++)
        {
            polynomial._coefficients[k] = Scalar.Random();
        }

        return polynomial;
    }

    /// <summary>
    /// The polynomial that a secret 32-byte seed stands for, so that a trustee need store nothing else between the steps of
    /// the ceremony: a_k = hash_to_field(seed ‖ k as 8 bytes big-endian, DST "PrivateVote/v1/secret-polynomial").
    /// </summary>
    public static SecretPolynomial FromSeed(ReadOnlySpan<byte> seed, int threshold)
    {
        if (seed.Length != SeedSize)
        {
            throw new ArgumentException("A seed has 32 bytes.", nameof(seed));
        }

        var polynomial = new SecretPolynomial(threshold);
        Span<byte> message = stackalloc byte[SeedSize + sizeof(ulong)];
        seed.CopyTo(message);
        for (var k = 0; k < threshold; k++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(message[SeedSize..], (ulong)k);
            polynomial._coefficients[k] = HashToField.ToScalar(message, "PrivateVote/v1/secret-polynomial"u8);
        }

        CryptographicOperations.ZeroMemory(message);
        return polynomial;
    }

    /// <summary>a_0: secret.</summary>
    public Scalar Constant
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _coefficients[0];
        }
    }

    /// <summary>Feldman's commitments a_k·B, one for each coefficient: public.</summary>
    public EdwardsPoint[] Commitments
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Array.ConvertAll(_coefficients, coefficient => EdwardsPoint.MultiplyBase(in coefficient));
        }
    }

    /// <summary>f(index), the share of the trustee with this index from 1; constant time in the coefficients.</summary>
    public Scalar Evaluate(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        FeldmanCommitments.ThrowIfNoIndex(index);
        var at = Scalar.From((ulong)index);
        var value = Scalar.Zero;
        for (var k = Threshold - 1; k >= 0; k--)
        {
            value = (value * at) + _coefficients[k];
        }

        return value;
    }

    public void Dispose()
    {
        Array.Clear(_coefficients);
        _disposed = true;
    }
}
