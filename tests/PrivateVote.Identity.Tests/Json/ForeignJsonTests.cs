using System.Diagnostics;
using System.Text;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Tests.Json;

public sealed class ForeignJsonTests
{
    private const int Limit = 1_000_000;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("{/**/}")]
    [InlineData("{'a':1}")]
    [InlineData("[01]")]
    [InlineData("[+1]")]
    [InlineData("[NaN]")]
    [InlineData("[1e400]")]
    [InlineData("[-1e400]")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":\"\\ud83d\\u0041\"}")]
    public void What_parsers_read_differently_is_refused(string text)
    {
        Assert.False(ForeignJson.TryParse(Encoding.UTF8.GetBytes(text), Limit, out _, out var refusal));
        Assert.StartsWith("malformed JSON", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xff, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xc0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xed, 0xa0, 0x80, (byte)'"' })]
    public void Invalid_utf8_is_refused(byte[] bytes) => Assert.False(ForeignJson.TryParse(bytes, Limit, out _, out _));

    [Fact]
    public void Depth_and_size_are_limited_and_refused_in_time()
    {
        Assert.True(Parses(Nested(ForeignJson.MaximumDepth)));
        Assert.False(Parses(Nested(ForeignJson.MaximumDepth + 1)));

        var clock = Stopwatch.StartNew();
        Assert.False(Parses(Nested(100_000)));
        Assert.False(Parses(new string(' ', Limit) + "{}"));
        // Many members of one object: finding duplicates is not quadratic.
        Assert.True(Parses("{" + string.Join(",", Enumerable.Range(0, 60_000).Select(i => $"\"{i}\":0")) + "}"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Unknown_members_and_every_kind_of_value_are_taken()
    {
        Assert.True(Parses("""{"a":[1,-0,1.5e-7,null,true,"\ud83d\ude00é"],"":{}}"""));
        Assert.False(ForeignJson.TryParseObject("[]"u8, Limit, out _, out _));
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static bool Parses(string text) => ForeignJson.TryParse(Encoding.UTF8.GetBytes(text), Limit, out _, out _);
}
