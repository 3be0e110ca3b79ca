using System.Globalization;
using System.Numerics;

namespace PrivateVote.Cryptography.Tests.Standard;

/// <summary>The order n of secp256k1, and the other signature (r, n - s) that is as valid as (r, s).</summary>
internal static class Secp256k1Order
{
    public static readonly BigInteger Value = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture
    );

    public static bool IsHigh(ReadOnlySpan<byte> signature) => S(signature) > Value / 2;

    public static byte[] WithOtherS(ReadOnlySpan<byte> signature)
    {
        var other = (Value - S(signature)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. signature[..32], .. new byte[32 - other.Length], .. other];
    }

    private static BigInteger S(ReadOnlySpan<byte> signature) =>
        new(signature[32..], isUnsigned: true, isBigEndian: true);
}
