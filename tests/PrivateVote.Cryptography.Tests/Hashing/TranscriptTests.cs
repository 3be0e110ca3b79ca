using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Cryptography.Tests.Hashing;

public sealed class TranscriptTests
{
    private static Scalar Challenge(Action<Transcript> fill, string name = "test", string label = "c")
    {
        using var transcript = new Transcript(name);
        fill(transcript);
        return transcript.Challenge(label);
    }

    private static byte[] Field(ReadOnlySpan<byte> content) => [0, 0, 0, 0, 0, 0, 0, (byte)content.Length, .. content];

    /// <summary>The specification, byte by byte.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        var p = EdwardsPoint.Base;
        byte[] bytes =
        [
            .. Field("PrivateVote/v1/test"u8),
            .. Field("bytes"u8),
            .. Field("abc"u8),
            .. Field("point"u8),
            .. Field(p.ToBytes()),
            .. Field("scalar"u8),
            .. Field(Scalar.From(7).ToBytes()),
            .. Field("number"u8),
            .. Field([0, 0, 0, 0, 0, 0, 1, 2]),
            .. Field("points"u8),
            .. Field([0, 0, 0, 0, 0, 0, 0, 2]),
            .. Field(p.ToBytes()),
            .. Field(p.Double().ToBytes()),
            .. Field("first"u8),
        ];
        var digest = SHA256.HashData(bytes);
        using var transcript = new Transcript("test");
        transcript.Append("bytes", "abc"u8);
        transcript.Append("point", p);
        transcript.Append("scalar", Scalar.From(7));
        transcript.Append("number", 258);
        transcript.Append("points", [p, p.Double()]);
        Assert.Equal(HashToField.ToScalar(digest, "PrivateVote/v1/test"u8), transcript.Challenge("first"));

        var second = SHA256.HashData([.. bytes, .. Field(digest), .. Field("second"u8)]);
        Assert.Equal(HashToField.ToScalar(second, "PrivateVote/v1/test"u8), transcript.Challenge("second"));
    }

    [Fact]
    public void Every_field_and_every_label_changes_the_challenge()
    {
        static Scalar With(
            string name = "test",
            string a = "a",
            string content = "x",
            string b = "b",
            ulong number = 1,
            int scalar = 2,
            int point = 3,
            int lastPoint = 4,
            string label = "c"
        ) =>
            Challenge(
                t =>
                {
                    t.Append(a, Encoding.ASCII.GetBytes(content));
                    t.Append(b, number);
                    t.Append("s", Scalar.From((ulong)scalar));
                    t.Append("p", EdwardsPoint.MultiplyBase(Scalar.From((ulong)point)));
                    t.Append("l", [EdwardsPoint.Base, EdwardsPoint.MultiplyBase(Scalar.From((ulong)lastPoint))]);
                },
                name,
                label
            );

        Scalar[] challenges =
        [
            With(),
            With(name: "other"),
            With(a: "aa"),
            With(content: "y"),
            With(content: ""),
            With(b: "bb"),
            With(number: 2),
            With(scalar: 3),
            With(point: 4),
            With(lastPoint: 5),
            With(label: "d"),
        ];
        Assert.Equal(challenges.Length, challenges.Distinct().Count());
        Assert.Equal(With(), challenges[0]);
    }

    [Fact]
    public void Moving_bytes_between_fields_changes_the_challenge()
    {
        Scalar[] challenges =
        [
            Challenge(t => t.Append("ab", "c"u8)),
            Challenge(t => t.Append("a", "bc"u8)),
            Challenge(t => t.Append("abc", ""u8)),
            Challenge(t =>
            {
                t.Append("x", "ab"u8);
                t.Append("x", "c"u8);
            }),
            Challenge(t =>
            {
                t.Append("x", "a"u8);
                t.Append("x", "bc"u8);
            }),
            Challenge(t => t.Append("l", [EdwardsPoint.Base, EdwardsPoint.Base])),
            Challenge(t =>
            {
                t.Append("l", [EdwardsPoint.Base]);
                t.Append("l", [EdwardsPoint.Base]);
            }),
        ];
        Assert.Equal(challenges.Length, challenges.Distinct().Count());
    }

    [Fact]
    public void A_second_challenge_differs_from_the_first_and_depends_on_it()
    {
        using var transcript = new Transcript("test");
        var first = transcript.Challenge("c");
        Assert.NotEqual(first, transcript.Challenge("c"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    public void Names_that_are_not_ASCII_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new Transcript(name));

    [Fact]
    public void Names_too_long_for_a_tag_and_labels_that_are_not_ASCII_are_refused()
    {
        using var longest = new Transcript(new string('a', 240));
        Assert.Throws<ArgumentException>(() => new Transcript(new string('a', 241)));
        Assert.Throws<ArgumentException>(() => longest.Append("é", ""u8));
    }
}
