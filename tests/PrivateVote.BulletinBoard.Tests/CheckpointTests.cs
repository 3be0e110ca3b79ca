using System.Text;

namespace PrivateVote.BulletinBoard.Tests;

public sealed class CheckpointTests
{
    private static readonly byte[] Root = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

    [Fact]
    public void A_signed_checkpoint_opens_to_what_was_signed()
    {
        using var signer = Signer();
        var note = new Checkpoint("log.example/é", 12, Root, "one", "two words").Sign(signer);

        Assert.True(Checkpoint.TryOpen(note, signer.Verifier, out var opened, out var refusal), refusal);
        Assert.Equal("log.example/é", opened.Origin);
        Assert.Equal(12, opened.Size);
        Assert.Equal(Root, opened.RootHash);
        Assert.Equal(["one", "two words"], opened.Extensions);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        using var signer = Signer();
        var note = new Checkpoint(signer.Name, 12, Root).Sign(signer);
        for (var length = 0; length < note.Length; length++)
        {
            AssertRefused(note[..length], signer.Verifier);
        }
    }

    [Fact]
    public void Every_flip_of_one_bit_is_refused()
    {
        using var signer = Signer();
        var note = Encoding.UTF8.GetBytes(new Checkpoint(signer.Name, 12, Root).Sign(signer));
        for (var bit = 0; bit < 8 * note.Length; bit++)
        {
            note[bit / 8] ^= (byte)(1 << (bit % 8));
            // Bytes that are no longer UTF-8 are refused before there is a string.
            Assert.False(
                SignedNote.TryParse(note, out var parsed, out _)
                    && parsed.TryVerify([signer.Verifier], out _)
                    && Checkpoint.TryParse(parsed.Text, out _, out _)
            );
            note[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("origin\n01\nROOT\n")]
    [InlineData("origin\n+1\nROOT\n")]
    [InlineData("origin\n-1\nROOT\n")]
    [InlineData("origin\n1 \nROOT\n")]
    [InlineData("origin\n1,000\nROOT\n")]
    [InlineData("origin\n0x10\nROOT\n")]
    [InlineData("origin\n١\nROOT\n")]
    [InlineData("origin\n9223372036854775808\nROOT\n")]
    [InlineData("origin\n\nROOT\n")]
    [InlineData("\n1\nROOT\n")]
    [InlineData("origin\n1\n\n")]
    [InlineData("origin\n1\nROOT")]
    [InlineData("origin\n1\n")]
    [InlineData("origin\n1\nAAAA\n")]
    [InlineData("origin\n1\nROOTAAAA\n")]
    [InlineData("origin\n1\n ROOT\n")]
    [InlineData("origin\n1\nROOT\n\n")]
    [InlineData("origin\n1\nROOT\n\nextension\n")]
    [InlineData("origin\n1\nROOT\r\n")]
    [InlineData("ori\tgin\n1\nROOT\n")]
    [InlineData("")]
    public void A_text_that_is_not_exactly_a_checkpoint_is_refused(string template)
    {
        var text = template.Replace("ROOT", Convert.ToBase64String(Root), StringComparison.Ordinal);
        Assert.False(Checkpoint.TryParse(text, out var checkpoint, out var refusal));
        Assert.Null(checkpoint);
        Assert.StartsWith("malformed checkpoint", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_with_other_trailing_bits_is_another_text_and_refused()
    {
        var base64 = Convert.ToBase64String(Root);
        var other = $"{base64[..^2]}{(char)(base64[^2] + 1)}=";
        Assert.Equal(Root, Convert.FromBase64String(other));
        Assert.False(Checkpoint.TryParse($"origin\n1\n{other}\n", out _, out _));
    }

    [Fact]
    public void A_checkpoint_of_another_log_is_refused_though_the_key_is_known()
    {
        using var signer = Signer();
        var note = SignedNote.Sign(new Checkpoint("another.example", 12, Root).ToString(), signer);
        AssertRefused(note, signer.Verifier);
        Assert.True(Checkpoint.TryOpen(note, "another.example", signer.Verifier, out _, out _));
    }

    [Fact]
    public void A_checkpoint_signed_by_another_key_of_the_same_name_is_refused()
    {
        using var signer = Signer();
        using var other = NoteSigner.Create(signer.Name);
        AssertRefused(new Checkpoint(signer.Name, 12, Root).Sign(other), signer.Verifier);
    }

    [Fact]
    public void A_checkpoint_is_signed_only_by_a_key_with_its_origin_as_name()
    {
        using var signer = Signer();
        Assert.Throws<ArgumentException>(() => new Checkpoint("another.example", 12, Root).Sign(signer));
    }

    [Fact]
    public void Parts_that_do_not_fit_the_format_are_not_made_into_a_checkpoint()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 1, Root));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a\nb", 1, Root));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a\ud800", 1, Root));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a", 1, Root.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a", 1, Root, ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("a", -1, Root));
    }

    private static NoteSigner Signer() => NoteSigner.FromSeed("log.example/é", new byte[32]);

    private static void AssertRefused(string note, NoteVerifier verifier)
    {
        Assert.False(Checkpoint.TryOpen(note, verifier, out var checkpoint, out var refusal));
        Assert.Null(checkpoint);
        Assert.False(string.IsNullOrEmpty(refusal));
    }
}
