using System.Numerics;

namespace PrivateVote.Ethereum.Transactions;

/// <summary>Recursive Length Prefix (yellow paper, appendix B): what transactions are written in.</summary>
internal static class Rlp
{
    private const int LongestShort = 55;
    private const byte OfBytes = 0x80;
    private const byte OfList = 0xc0;

    public static byte[] Encode(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < OfBytes ? [bytes[0]] : [.. Prefix(OfBytes, bytes.Length), .. bytes];

    /// <summary>Big-endian without leading zeros; zero is no bytes.</summary>
    public static byte[] Encode(BigInteger number) =>
        Encode(number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>A list of items that are encoded already.</summary>
    public static byte[] EncodeList(params ReadOnlySpan<byte[]> items)
    {
        byte[] content = [];
        foreach (var item in items)
        {
            content = [.. content, .. item];
        }

        return [.. Prefix(OfList, content.Length), .. content];
    }

    private static byte[] Prefix(byte kind, int length)
    {
        if (length <= LongestShort)
        {
            return [(byte)(kind + length)];
        }

        var size = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(kind + LongestShort + size.Length), .. size];
    }
}
