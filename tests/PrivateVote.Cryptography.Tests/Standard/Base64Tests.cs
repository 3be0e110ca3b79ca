using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class Base64Tests
{
    // RFC 4648 section 10, and the two characters that differ.
    [Theory]
    [InlineData("", "")]
    [InlineData("66", "Zg")]
    [InlineData("666f", "Zm8")]
    [InlineData("666f6f", "Zm9v")]
    [InlineData("666f6f62", "Zm9vYg")]
    [InlineData("fbff", "-_8")]
    public void Base64url_is_that_of_the_rfc_without_padding(string hex, string text)
    {
        Assert.Equal(text, Base64Url.Encode(Convert.FromHexString(hex)));
        Assert.True(Base64Url.TryDecode(text, out var bytes));
        Assert.Equal(Convert.FromHexString(hex), bytes);
    }

    [Theory]
    [InlineData("Zg==")]
    [InlineData("Zg=")]
    [InlineData("Zh")]
    [InlineData("Zm9")]
    [InlineData("Z")]
    [InlineData("Zm9vY")]
    [InlineData("+/8")]
    [InlineData("Zm 8")]
    [InlineData(" Zm8")]
    [InlineData("Zm8 ")]
    [InlineData("Zm8\n")]
    [InlineData("Zm8\0")]
    [InlineData("Ζm8")]
    public void Base64url_with_another_spelling_is_refused(string text)
    {
        Assert.False(Base64Url.TryDecode(text, out var bytes));
        Assert.Null(bytes);
    }

    [Theory]
    [InlineData("Zg")]
    [InlineData("Zh==")]
    [InlineData("Zm9=")]
    [InlineData("Zm8")]
    [InlineData("-_8=")]
    [InlineData("Zm8=\n")]
    [InlineData("Zm 8=")]
    [InlineData("Zg==Zg==")]
    [InlineData("=")]
    public void Base64_with_another_spelling_is_refused(string text)
    {
        Assert.False(Base64Strict.TryDecode(text, out var bytes));
        Assert.Null(bytes);
    }

    [Fact]
    public void Bytes_come_back_and_a_text_that_decodes_is_the_one_that_encodes() =>
        Prop.ForAll<byte[]>(bytes =>
                Base64Url.TryDecode(Base64Url.Encode(bytes), out var url)
                && url.AsSpan().SequenceEqual(bytes)
                && Base64Strict.TryDecode(Base64Strict.Encode(bytes), out var padded)
                && padded.AsSpan().SequenceEqual(bytes)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Of_all_texts_of_two_characters_each_byte_has_one()
    {
        var decoded = new List<byte>();
        for (var first = (char)0; first < 128; first++)
        {
            for (var second = (char)0; second < 128; second++)
            {
                if (Base64Url.TryDecode([first, second], out var bytes))
                {
                    decoded.Add(Assert.Single(bytes));
                }
            }
        }

        Assert.Equal(256, decoded.Count);
        Assert.Equal(256, decoded.Distinct().Count());
    }
}
