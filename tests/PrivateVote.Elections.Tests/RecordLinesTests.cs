using System.Text;
using PrivateVote.Elections.Records;

namespace PrivateVote.Elections.Tests;

/// <summary>Reading ahead gives what reading line by line gives, and lets go of the stream.</summary>
public sealed class RecordLinesTests
{
    private static byte[] Lines(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(
                (i % 3) switch
                {
                    0 => $"{{\"at\":\"2026-01-01T00:00:00.000Z\",\"ballot\":{{\"n\":{i}}}}}\n",
                    1 => $"{{\"checkpoint\":\"{i}\"}}\n",
                    _ => new string('x', 1 + (i % 500)) + "\n",
                }
            );
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    public void Lines_come_in_order_and_parsed(int count)
    {
        var record = Lines(count);
        var expected = LineReader.Read(new MemoryStream(record)).ToList();
        var lines = RecordLines.Read(new MemoryStream(record)).ToList();
        Assert.Equal(expected.Count, lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            Assert.True(expected[i].Span.SequenceEqual(lines[i].Bytes.Span));
            Assert.Equal(i % 3 == 1, lines[i].IsCheckpoint);
            Assert.Equal(i % 3 == 0, lines[i].Entry is not null);
            Assert.Equal(i % 3 == 2, lines[i].Problem is not null);
        }
    }

    [Fact]
    public void A_broken_line_is_reported_after_all_lines_before_it()
    {
        byte[] record = [.. Lines(5_000), .. "cut off"u8];
        var read = 0;
        var exception = Assert.Throws<RecordFormatException>(() =>
        {
            foreach (var line in RecordLines.Read(new MemoryStream(record)))
            {
                read += line.Bytes.IsEmpty ? 0 : 1;
            }
        });
        Assert.Equal(5_000, read);
        Assert.Contains("line 5001", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_stops_early_gets_the_stream_back_and_little_was_read()
    {
        using var stream = new MemoryStream(Lines(200_000));
        _ = RecordLines.Read(stream).First();
        var position = stream.Position;
        Assert.InRange(position, 1, 4 << 20);
        Thread.Sleep(50);
        Assert.Equal(position, stream.Position);
    }

    [Fact]
    public void Failures_of_the_stream_reach_the_caller()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => RecordLines.Read(closed).Count());
    }
}
