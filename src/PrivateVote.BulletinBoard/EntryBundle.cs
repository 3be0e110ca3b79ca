using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// An entry bundle (C2SP tlog-tiles): up to 256 entries one after another, each behind its length as two bytes,
/// big-endian. There is nothing else in it: a bundle is exactly as long as its entries and their lengths.
/// </summary>
public static class EntryBundle
{
    /// <summary>Bytes of the longest entry that a bundle can carry.</summary>
    public const int MaximumEntryLength = ushort.MaxValue;

    /// <summary>Bytes of the longest bundle: 256 entries of the longest kind.</summary>
    public const int MaximumLength = TilePath.FullWidth * (LengthSize + MaximumEntryLength);

    private const int LengthSize = 2;

    /// <summary>Appends one entry, so that a bundle is written as its entries are read.</summary>
    /// <exception cref="ArgumentException">The entry has more than 65,535 bytes.</exception>
    public static void Append(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (entry.Length > MaximumEntryLength)
        {
            throw new ArgumentException($"an entry has at most {MaximumEntryLength} bytes", nameof(entry));
        }

        BinaryPrimitives.WriteUInt16BigEndian(bundle.GetSpan(LengthSize), (ushort)entry.Length);
        bundle.Advance(LengthSize);
        bundle.Write(entry);
    }

    /// <summary>The bundle of these entries, 1 to 256.</summary>
    /// <exception cref="ArgumentException">There are none or more than 256, or one has more than 65,535 bytes.</exception>
    public static byte[] Encode(IReadOnlyCollection<ReadOnlyMemory<byte>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is < 1 or > TilePath.FullWidth)
        {
            throw new ArgumentException($"a bundle has 1 to {TilePath.FullWidth} entries", nameof(entries));
        }

        var bundle = new ArrayBufferWriter<byte>(entries.Sum(entry => LengthSize + entry.Length));
        foreach (var entry in entries)
        {
            Append(bundle, entry.Span);
        }

        return bundle.WrittenSpan.ToArray();
    }

    /// <summary>The entries of a bundle that must have exactly this many; they are slices of it.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> bundle,
        int width,
        [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? entries,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TilePath.FullWidth);
        entries = null;
        var found = new List<ReadOnlyMemory<byte>>(width);
        var rest = bundle;
        while (found.Count < width)
        {
            if (rest.Length < LengthSize)
            {
                refusal = $"malformed entry bundle: it ends after {found.Count} of {width} entries";
                return false;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            rest = rest[LengthSize..];
            if (rest.Length < length)
            {
                refusal = $"malformed entry bundle: it ends within entry {found.Count} of {width}";
                return false;
            }

            found.Add(rest[..length]);
            rest = rest[length..];
        }

        if (!rest.IsEmpty)
        {
            refusal = $"malformed entry bundle: {rest.Length} bytes after its {width} entries";
            return false;
        }

        entries = found;
        refusal = null;
        return true;
    }
}
