using System.Globalization;
using System.Text;

namespace PrivateVote.TestSupport;

/// <summary>
/// Damaged copies of well-formed inputs, for parsers of what comes from outside. The same seed gives the same inputs, so a
/// failure can be had again.
/// </summary>
public static class Mutations
{
    /// <summary>Pieces that parsers of text stumble over: of JSON, of numbers, of UTF-8.</summary>
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "-",
            "-1",
            "0",
            "00",
            "1e9",
            "1.5",
            "9007199254740993",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            "0x",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "\n",
            "\r\n",
            "\0",
            " ",
            "é",
            "😀",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
        [0xef, 0xbb, 0xbf],
    ];

    private static readonly byte[] Bytes = [0x00, 0x01, 0x20, 0x7f, 0x80, 0xff];

    /// <summary>The environment variable that makes runs longer: so many damaged inputs at least for each parser.</summary>
    private const string CountVariable = "PRIVATEVOTE_MUTATIONS";

    private static readonly int Least = int.TryParse(
        Environment.GetEnvironmentVariable(CountVariable),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var least
    )
        ? least
        : 0;

    /// <summary>
    /// <paramref name="count"/> damaged copies, one to four changes each: bits flipped, bytes replaced, pieces cut, doubled,
    /// moved, put in, or taken from another of the originals.
    /// </summary>
    /// <param name="share">How many calls a test makes for one parser: a longer run is divided among them.</param>
    public static IEnumerable<byte[]> Of(IReadOnlyList<byte[]> originals, int count, string seed, int share = 1)
    {
        var source = new HashedNumbers(seed);
        var total = Math.Max(count, Least / share);
        for (var i = 0; i < total; i++)
        {
            var input = originals[source.Below(originals.Count)].ToList();
            var changes = 1 + source.Below(4);
            for (var change = 0; change < changes; change++)
            {
                Change(input, originals[source.Below(originals.Count)], source);
            }

            yield return input.ToArray();
        }
    }

    /// <summary>As the other, of one original.</summary>
    public static IEnumerable<byte[]> Of(byte[] original, int count, string seed, int share = 1) =>
        Of([original], count, seed, share);

    private static void Change(List<byte> input, byte[] other, HashedNumbers source)
    {
        var at = source.Below(input.Count + 1);
        var length = Math.Min(1 + source.Below(source.Below(4) == 0 ? 64 : 4), input.Count - at);
        switch (source.Below(9))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << source.Below(8));
                break;
            case 1 when at < input.Count:
                input[at] = source.Below(2) == 0 ? Bytes[source.Below(Bytes.Length)] : (byte)source.Below(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4:
                var moved = input.GetRange(at, length);
                input.RemoveRange(at, length);
                input.InsertRange(source.Below(input.Count + 1), moved);
                break;
            case 5:
                input.RemoveRange(at, input.Count - at);
                break;
            case 6 when other.Length > 0:
                var from = source.Below(other.Length);
                input.InsertRange(
                    at,
                    other.AsSpan(from, Math.Min(1 + source.Below(64), other.Length - from)).ToArray()
                );
                break;
            default:
                input.InsertRange(at, Pieces[source.Below(Pieces.Length)]);
                break;
        }
    }
}
