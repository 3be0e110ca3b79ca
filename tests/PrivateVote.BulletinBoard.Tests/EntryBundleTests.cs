using System.Buffers;

namespace PrivateVote.BulletinBoard.Tests;

public sealed class EntryBundleTests
{
    private static readonly byte[] Example = Convert.FromHexString("0000" + "0003616263" + "000164");

    [Fact]
    public void Each_entry_stands_behind_its_length_in_two_bytes()
    {
        ReadOnlyMemory<byte>[] entries = [Array.Empty<byte>(), "abc"u8.ToArray(), "d"u8.ToArray()];
        Assert.Equal(Example, EntryBundle.Encode(entries));
        Assert.True(EntryBundle.TryDecode(Example, 3, out var decoded, out _));
        Assert.Equal(entries.Select(e => e.ToArray()), decoded.Select(e => e.ToArray()));

        var streamed = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            EntryBundle.Append(streamed, entry.Span);
        }

        Assert.Equal(Example, streamed.WrittenSpan.ToArray());
    }

    [Fact]
    public void The_longest_entry_fits_and_one_byte_more_does_not()
    {
        ReadOnlyMemory<byte> longest = Enumerable.Repeat((byte)7, EntryBundle.MaximumEntryLength).ToArray();
        var bundle = EntryBundle.Encode([longest]);
        Assert.Equal([0xff, 0xff, 7], bundle[..3]);
        Assert.True(EntryBundle.TryDecode(bundle, 1, out var decoded, out _));
        Assert.True(decoded[0].Span.SequenceEqual(longest.Span));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([new byte[EntryBundle.MaximumEntryLength + 1]]));
    }

    [Fact]
    public void Every_truncation_and_every_byte_more_is_refused()
    {
        for (var length = 0; length < Example.Length; length++)
        {
            AssertRefused(Example[..length], 3);
        }

        AssertRefused([.. Example, 0], 3);
        AssertRefused([.. Example, 0, 0], 3);
        AssertRefused([0xff, 0xff, 0], 1);
    }

    [Fact]
    public void Another_number_of_entries_is_refused()
    {
        AssertRefused(Example, 1);
        AssertRefused(Example, 2);
        AssertRefused(Example, 4);
        AssertRefused(Example, 256);
    }

    [Fact]
    public void Misuse_is_an_exception()
    {
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode(new ReadOnlyMemory<byte>[257]));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.TryDecode(Example, 0, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.TryDecode(Example, 257, out _, out _));
    }

    private static void AssertRefused(byte[] bundle, int width)
    {
        Assert.False(EntryBundle.TryDecode(bundle, width, out var entries, out var refusal));
        Assert.Null(entries);
        Assert.StartsWith("malformed entry bundle", refusal, StringComparison.Ordinal);
    }
}
