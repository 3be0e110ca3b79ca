using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class StrictJsonTests
{
    private const string Good = """{"title":"Été ☀","count":3,"kind":"firstKind","inner":{"flags":[true]}}""";

    public enum Kind
    {
        FirstKind,
        Second,
    }

    [Fact]
    public void A_record_comes_back_from_its_bytes_and_its_bytes_from_it()
    {
        var record = Parse(Good);
        Assert.Equal("Été ☀", record.Title);
        Assert.Equal(3, record.Count);
        Assert.Equal(Kind.FirstKind, record.Kind);
        Assert.Null(record.Note);
        Assert.Equal([true], record.Inner.Flags);
        Assert.Equal(
            """{"title":"Été ☀","count":3,"kind":"firstKind","inner":{"flags":[true]},"note":null}""",
            Encoding.UTF8.GetString(StrictJson.Serialize(record))
        );
    }

    [Theory]
    [InlineData("duplicate", """{"title":"a","title":"a","count":3,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData(
        "escaped duplicate",
        """{"title":"a","\u0074itle":"b","count":3,"kind":"second","inner":{"flags":[]}}"""
    )]
    [InlineData("inner duplicate", """{"title":"a","count":3,"kind":"second","inner":{"flags":[],"flags":[]}}""")]
    [InlineData("unknown", """{"title":"a","count":3,"kind":"second","inner":{"flags":[]},"other":1}""")]
    [InlineData("another case", """{"Title":"a","count":3,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("missing", """{"title":"a","count":3,"kind":"second"}""")]
    [InlineData("null for text", """{"title":null,"count":3,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("null for a number", """{"title":"a","count":null,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("null for an object", """{"title":"a","count":3,"kind":"second","inner":null}""")]
    [InlineData("a number in a string", """{"title":"a","count":"3","kind":"second","inner":{"flags":[]}}""")]
    [InlineData("a string as number", """{"title":3,"count":3,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("a fraction", """{"title":"a","count":3.0,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("an exponent", """{"title":"a","count":3e0,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("a leading zero", """{"title":"a","count":03,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("too large", """{"title":"a","count":9223372036854775808,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("enum by number", """{"title":"a","count":3,"kind":1,"inner":{"flags":[]}}""")]
    [InlineData("enum by number in text", """{"title":"a","count":3,"kind":"1","inner":{"flags":[]}}""")]
    [InlineData("enum in another case", """{"title":"a","count":3,"kind":"Second","inner":{"flags":[]}}""")]
    [InlineData("enum unknown", """{"title":"a","count":3,"kind":"third","inner":{"flags":[]}}""")]
    [InlineData("comment", """{"title":"a",/* */"count":3,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("trailing comma", """{"title":"a","count":3,"kind":"second","inner":{"flags":[]},}""")]
    [InlineData("comma in a list", """{"title":"a","count":3,"kind":"second","inner":{"flags":[true,]}}""")]
    [InlineData("something after", """{"title":"a","count":3,"kind":"second","inner":{"flags":[]}} {}""")]
    [InlineData("lone surrogate", """{"title":"\ud800","count":3,"kind":"second","inner":{"flags":[]}}""")]
    [InlineData("control character", "{\"title\":\"\t\",\"count\":3,\"kind\":\"second\",\"inner\":{\"flags\":[]}}")]
    [InlineData("byte order mark", "\ufeff{\"title\":\"a\",\"count\":3,\"kind\":\"second\",\"inner\":{\"flags\":[]}}")]
    [InlineData("list", "[]")]
    [InlineData("null", "null")]
    [InlineData("nothing", "")]
    [InlineData("space", " ")]
    public void What_two_parsers_could_read_differently_is_refused(string why, string json)
    {
        Assert.False(StrictJson.TryParse<Sample>(Encoding.UTF8.GetBytes(json), out var value, out var refusal), why);
        Assert.Null(value);
        Assert.StartsWith("malformed JSON", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_in_any_place()
    {
        var json = Encoding.UTF8.GetBytes(Good);
        for (var i = 0; i < json.Length; i++)
        {
            var spoilt = json.ToArray();
            spoilt[i] = 0xff;
            Assert.False(StrictJson.TryParse<Sample>(spoilt, out _, out _));
        }
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_in_a_member_that_is_not_read_yet()
    {
        Assert.True(StrictJson.TryParse<Later>("{\"value\":\"a\"}"u8, out _, out _));
        byte[] json = [.. "{\"value\":\""u8, 0xff, .. "\"}"u8];
        Assert.False(StrictJson.TryParse<Later>(json, out _, out _));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var json = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length < json.Length; length++)
        {
            Assert.False(StrictJson.TryParse<Sample>(json.AsSpan(0, length), out _, out _));
        }
    }

    [Fact]
    public void Nesting_is_taken_to_the_limit_and_no_deeper()
    {
        Assert.True(StrictJson.TryParse<Nest>(Nested(StrictJson.MaximumDepth), out _, out _));
        Assert.False(StrictJson.TryParse<Nest>(Nested(StrictJson.MaximumDepth + 1), out _, out _));
        Assert.False(StrictJson.TryParse<Nest>(Nested(1_000_000), out _, out _));
    }

    [Fact]
    public void A_refusal_says_where_and_does_not_quote_the_text()
    {
        var json = """{"title":"a","count":"secret-passphrase"}"""u8;
        Assert.False(StrictJson.TryParse<Sample>(json, out _, out var refusal));
        Assert.Contains("$.count", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
    }

    private static byte[] Nested(int depth) =>
        Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("{\"in\":", depth - 1)) + "{}" + new string('}', depth - 1)
        );

    private static Sample Parse(string json) =>
        StrictJson.TryParse<Sample>(Encoding.UTF8.GetBytes(json), out var value, out var refusal)
            ? value
            : throw new InvalidOperationException(refusal);

    public sealed record Sample(string Title, long Count, Kind Kind, Inner Inner, string? Note = null);

    public sealed record Inner(bool[] Flags);

    public sealed record Later(JsonElement Value);

    public sealed record Nest
    {
        public Nest? In { get; init; }
    }
}
