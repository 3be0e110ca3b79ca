using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// RFC 9380: <c>expand_message_xmd</c> with SHA-256 (section 5.3.1) and <c>hash_to_field</c> (section 5.2) with one output.
/// </summary>
/// <remarks>
/// L = 48 bytes for both fields: ceil((ceil(log2 q) + 128) / 8) is 48 for r and for l; the bias is below 2^-128. The domain
/// separation tag has 1 to 255 bytes; the RFC's rule for longer ones (section 5.3.3) is not offered.
/// </remarks>
public static class HashToField
{
    /// <summary>L: bytes that are reduced to one field element.</summary>
    public const int ElementSize = 48;

    private const int DigestSize = SHA256.HashSizeInBytes;
    private const int BlockSize = 64;

    /// <summary>Fills <paramref name="output"/>, 1 to 8,160 bytes, with uniform bytes derived from message and tag.</summary>
    public static void ExpandMessageXmdSha256(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, Span<byte> output)
    {
        if (tag.Length is < 1 or > 255)
        {
            throw new ArgumentException("A domain separation tag has 1 to 255 bytes.", nameof(tag));
        }

        if (output.Length is < 1 or > 255 * DigestSize)
        {
            throw new ArgumentException("The output has 1 to 8,160 bytes.", nameof(output));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> tagLength = [(byte)tag.Length];

        // b_0 = H(Z_pad ‖ msg ‖ I2OSP(len, 2) ‖ 0 ‖ DST_prime)
        Span<byte> padding = stackalloc byte[BlockSize];
        padding.Clear();
        hash.AppendData(padding);
        hash.AppendData(message);
        Span<byte> length = stackalloc byte[3];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)output.Length);
        length[2] = 0;
        hash.AppendData(length);
        hash.AppendData(tag);
        hash.AppendData(tagLength);
        Span<byte> first = stackalloc byte[DigestSize];
        hash.GetHashAndReset(first);

        // b_i = H((b_0 xor b_(i-1)) ‖ i ‖ DST_prime), with b_0 alone for i = 1
        Span<byte> block = stackalloc byte[DigestSize];
        block.Clear();
        for (var i = 1; !output.IsEmpty; i++)
        {
            for (var j = 0; j < DigestSize; j++)
            {
                block[j] ^= first[j];
            }

            hash.AppendData(block);
            hash.AppendData([(byte)i]);
            hash.AppendData(tag);
            hash.AppendData(tagLength);
            hash.GetHashAndReset(block);
            var taken = Math.Min(DigestSize, output.Length);
            block[..taken].CopyTo(output);
            output = output[taken..];
        }
    }

    /// <summary>hash_to_field with one element of Fr.</summary>
    public static Fr ToFr(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag)
    {
        Span<byte> bytes = stackalloc byte[ElementSize];
        ExpandMessageXmdSha256(message, tag, bytes);
        return Fr.ReduceWide(bytes);
    }

    /// <summary>hash_to_field with one scalar modulo l.</summary>
    public static Scalar ToScalar(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag)
    {
        Span<byte> bytes = stackalloc byte[ElementSize];
        ExpandMessageXmdSha256(message, tag, bytes);
        return Scalar.ReduceWide(bytes);
    }
}
