using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Math.EC;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// Decoding of SEC 1 section 2.3.4 point encodings on curves of cofactor 1 over a prime field, where on the curve and
/// not the identity is all there is to check.
/// </summary>
internal static class EllipticPoint
{
    /// <summary>
    /// Decodes 02/03 ‖ x or 04 ‖ x ‖ y. The identity, the hybrid forms 06/07 and coordinates not below p are refused.
    /// </summary>
    public static bool TryDecode(ECCurve curve, ReadOnlySpan<byte> encoding, [NotNullWhen(true)] out ECPoint? point)
    {
        point = null;
        var size = (curve.FieldSize + 7) / 8;
        if (encoding.Length == 0)
        {
            return false;
        }

        var uncompressed = encoding[0] == 0x04 && encoding.Length == 1 + (2 * size);
        var compressed = encoding[0] is 0x02 or 0x03 && encoding.Length == 1 + size;
        if (!uncompressed && !compressed)
        {
            return false;
        }

        try
        {
            point = curve.DecodePoint(encoding.ToArray());
            return true;
        }
        catch (ArgumentException)
        {
            // The library's only way to say that a coordinate is not below p, that no point has this x, or that (x, y)
            // is off the curve.
            return false;
        }
    }
}
