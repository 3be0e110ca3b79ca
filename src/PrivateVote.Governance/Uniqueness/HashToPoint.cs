using System.Diagnostics;
using System.Numerics;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Governance;

/// <summary>
/// A message to a point of prime order of Baby Jubjub whose discrete logarithm nobody knows: try and increment.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>bytes</term><description>for i = 0, 1, …: 49 bytes of expand_message_xmd (RFC 9380 section 5.3.1, SHA-256) of
/// message ‖ i (one byte) under the tag</description></item>
/// <item><term>y</term><description>the first 48 bytes as a big-endian number modulo r: its bias is below 2^-128</description></item>
/// <item><term>x</term><description>x² = (1 - y²) / (168700 - 168696·y²); if that is no square, the next i. Of the two roots the
/// one whose parity is that of the last byte</description></item>
/// <item><term>point</term><description>8·(x, y), which is in the subgroup; if it is the identity, the next i</description></item>
/// </list>
/// A try succeeds every other time. The number of tries depends on the message, so this is not constant time and needs not be:
/// messages are uniqueness tags, which the registrar alone computes from a presentation that it was just handed, and reads in
/// plain. Secret is the key, which does not come in here.
/// </remarks>
internal static class HashToPoint
{
    private const int Tries = 256;

    private static readonly Fr A = Fr.From(168700);
    private static readonly Fr D = Fr.From(168696);

    public static EdwardsPoint Map(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag)
    {
        byte[] counted = [.. message, 0];
        Span<byte> bytes = stackalloc byte[HashToField.ElementSize + 1];
        for (var i = 0; i < Tries; i++)
        {
            counted[^1] = (byte)i;
            HashToField.ExpandMessageXmdSha256(counted, tag, bytes);
            var y = Fr.ReduceWide(bytes[..HashToField.ElementSize]);
            if (!TryFindX(in y, isOdd: (bytes[^1] & 1) == 1, out var x))
            {
                continue;
            }

            var point = EdwardsPoint.FromAffine(in x, in y).Double().Double().Double();
            if (!point.IsIdentity)
            {
                return point;
            }
        }

        throw new UnreachableException("none of 256 tries gave a point: less likely than 2^-250");
    }

    private static bool TryFindX(in Fr y, bool isOdd, out Fr x)
    {
        var yy = y * y;
        // 168700/168696 is no square, so the denominator is not zero.
        if (!SquareRoot.TryFind((Fr.One - yy) * (A - (D * yy)).Inverse(), out x))
        {
            return false;
        }

        if (!x.ToBigInteger().IsEven != isOdd)
        {
            x = -x;
        }

        return true;
    }
}
