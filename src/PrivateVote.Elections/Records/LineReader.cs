using PrivateVote.BulletinBoard;

namespace PrivateVote.Elections.Records;

/// <summary>The form of a record is broken: lines end with one line feed each, and none is empty or too long.</summary>
public sealed class RecordFormatException(string message) : FormatException(message);

/// <summary>Reads a record line by line in memory bounded by the longest line.</summary>
public static class LineReader
{
    /// <summary>A checkpoint with its signatures is the longest line; its line feeds and the like take two bytes.</summary>
    private const int MaximumLine = 2 * SignedNote.MaximumSize;

    /// <summary>The lines without their line feeds; each is a copy that the caller may keep.</summary>
    /// <exception cref="RecordFormatException">A line is empty, too long, or not ended.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Stream record)
    {
        var buffer = new byte[MaximumLine];
        var filled = 0;
        var number = 0L;
        while (true)
        {
            var read = record.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            var start = 0;
            int length;
            while ((length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0)
            {
                number++;
                if (length == 0)
                {
                    throw new RecordFormatException($"line {number} is empty");
                }

                yield return buffer.AsSpan(start, length).ToArray();
                start += length + 1;
            }

            filled -= start;
            buffer.AsSpan(start, filled).CopyTo(buffer);
            if (read == 0)
            {
                break;
            }

            if (filled == buffer.Length)
            {
                throw new RecordFormatException($"line {number + 1} is longer than any entry or checkpoint");
            }
        }

        if (filled > 0)
        {
            throw new RecordFormatException($"line {number + 1} does not end with a line feed: the record is cut off");
        }
    }
}
