using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests;

/// <summary>The line of an entry, and what only looks like one.</summary>
public sealed class EntryTests
{
    [Fact]
    public void A_line_round_trips()
    {
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            var body = Encoding.ASCII.GetBytes(Entry.IsSigned(kind) ? "a.b.c" : "{\"x\":[1,{}]}");
            var line = new Entry(TestElection.Start, kind, body).ToBytes();
            Assert.True(Entry.TryParse(line, out var entry, out _));
            Assert.Equal(kind, entry.Kind);
            Assert.Equal(TestElection.Start, entry.At);
            Assert.Equal(body, entry.Body.ToArray());
            var submission = new Submission(kind, body);
            Assert.True(Submission.TryParse(submission.ToBytes(), out var parsed, out _));
            Assert.Equal(line, parsed.ToLine(TestElection.Start));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z"}""")]
    [InlineData("""{"ballot":{},"at":"2026-01-01T00:00:00.000Z"}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":{},"close":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":{},"ballot":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","at":"2026-01-01T00:00:00.000Z","ballot":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":"{}"}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":null}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","manifest":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","manifest":"a\u002eb.c"}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","Ballot":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","vote":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":{}} """ + "x")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":{},}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000Z","ballot":{/**/}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00Z","ballot":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.0000Z","ballot":{}}""")]
    [InlineData("""{"at":"2026-01-01 00:00:00.000Z","ballot":{}}""")]
    [InlineData("""{"at":"2026-01-01T00:00:00.000+00:00","ballot":{}}""")]
    [InlineData("""{"at":"2026-13-01T00:00:00.000Z","ballot":{}}""")]
    [InlineData("""{"at":1767225600,"ballot":{}}""")]
    public void What_is_no_entry_is_refused(string text)
    {
        Assert.False(Entry.TryParse(Encoding.UTF8.GetBytes(text), out _, out var refusal));
        Assert.NotEmpty(refusal);
        Assert.Equal(RefusalCode.MalformedEntry, new ElectionLog().Append(Encoding.UTF8.GetBytes(text))?.Code);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_deep_nesting_and_long_lines_are_refused()
    {
        var head = "{\"at\":\"2026-01-01T00:00:00.000Z\",\"ballot\":"u8;
        byte[] invalid = [.. head, .. "{\"x\":\""u8, 0xff, .. "\"}}"u8];
        Assert.False(Entry.TryParse(invalid, out _, out _) && new ElectionLog().Append(invalid) is null);
        var deep = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        Assert.False(Entry.TryParse((byte[])[.. head, .. deep], out _, out _));
        Assert.False(Entry.TryParse(new byte[Entry.MaximumLength + 1], out _, out var refusal));
        Assert.Contains("at most", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_for_one_kind_does_not_stand_for_another()
    {
        var election = new TestElection();
        var commit = election.Trustees[0].Commit(election.Ceremony);
        election.MustNot(RefusalCode.BadSignature, commit with { Kind = EntryKind.Deal });
        var tampered = commit.Body.ToArray();
        tampered[^5] ^= 1;
        election.MustNot(RefusalCode.BadSignature, commit with { Body = tampered });
        election.Must(commit);
    }

    [Fact]
    public void A_signed_body_with_unknown_missing_or_repeated_members_is_refused()
    {
        var election = new TestElection();
        using var key = TrusteeSecrets.Of(election.Trustees[0]).SigningKey;
        var id = Hex.Encode(election.Ceremony.Id);
        string[] bodies =
        [
            "{}",
            $$"""{"ceremony":"{{id}}"}""",
            $$"""{"ceremony":"{{id}}","dealers":[1],"extra":1}""",
            $$"""{"ceremony":"{{id}}","dealers":[1],"dealers":[1]}""",
            $$"""{"ceremony":"{{id}}","dealers":["1"]}""",
            $$"""{"ceremony":"{{id}}","dealers":null}""",
            $$"""{"ceremony":"{{id[2..]}}","dealers":[1]}""",
            $$"""{"Ceremony":"{{id}}","dealers":[1]}""",
        ];
        foreach (var body in bodies)
        {
            var submission = Submission.SignBytes(EntryKind.Acknowledge, Encoding.UTF8.GetBytes(body), key);
            election.MustNot(RefusalCode.MalformedEntry, submission);
        }
    }

    [Fact]
    public void Text_from_outside_stays_short_and_printable_in_a_message()
    {
        var election = new TestElection();
        var name = new string('x', 500) + "\\u001b[31m";
        var line = Encoding.UTF8.GetBytes("{\"at\":\"2026-01-01T00:00:00.000Z\",\"" + name + "\":{}}");
        var refusal = election.Log.Append(line)!.ToString();
        Assert.True(refusal.Length < 200);
        Assert.DoesNotContain('\u001b', refusal);

        // Right-to-left override and line separator: they would rearrange what a verifier prints around them.
        line = Encoding.UTF8.GetBytes("{\"at\":\"2026-01-01T00:00:00.000Z\",\"a\u202eb\u2028c\":{}}");
        Assert.EndsWith("named 'a?b?c'", election.Log.Append(line)!.Reason, StringComparison.Ordinal);
    }
}
