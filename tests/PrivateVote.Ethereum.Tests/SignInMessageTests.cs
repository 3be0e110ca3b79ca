using System.Globalization;
using System.Text;
using PrivateVote.Ethereum.SignIn;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class SignInMessageTests
{
    // The examples of EIP-4361.
    private const string Example =
        "example.com wants you to sign in with your Ethereum account:\n"
        + "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2\n"
        + "\n"
        + "I accept the ExampleOrg Terms of Service: https://example.com/tos\n"
        + "\n"
        + "URI: https://example.com/login\n"
        + "Version: 1\n"
        + "Chain ID: 1\n"
        + "Nonce: 32891756\n"
        + "Issued At: 2021-09-30T16:25:24Z\n"
        + "Resources:\n"
        + "- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/\n"
        + "- https://example.com/my-web2-claim.json";

    private const string Full =
        "https://example.com:3388 wants you to sign in with your Ethereum account:\n"
        + "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2\n"
        + "\n"
        + "\n"
        + "URI: https://example.com/login?a=%20\n"
        + "Version: 1\n"
        + "Chain ID: 10\n"
        + "Nonce: 32891756abcDEF\n"
        + "Issued At: 2021-09-30T16:25:24.123456+02:00\n"
        + "Expiration Time: 2021-10-30T16:25:24Z\n"
        + "Not Before: 2021-09-30T16:26:00.5Z\n"
        + "Request ID: abc-1\n"
        + "Resources:";

    [Fact]
    public void The_example_of_the_standard_is_read_and_written()
    {
        var message = Parse(Example);
        Assert.Null(message.Scheme);
        Assert.Equal("example.com", message.Domain);
        Assert.Equal("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", message.Address.ToString());
        Assert.Equal("I accept the ExampleOrg Terms of Service: https://example.com/tos", message.Statement);
        Assert.Equal("https://example.com/login", message.Uri);
        Assert.Equal(1UL, message.ChainId);
        Assert.Equal("32891756", message.Nonce);
        Assert.Equal(new DateTimeOffset(2021, 9, 30, 16, 25, 24, TimeSpan.Zero), message.IssuedAt.Time);
        Assert.Equal(2, message.Resources!.Count);
        Assert.Equal(Example, message.ToText());
    }

    [Fact]
    public void Every_field_is_read_and_written()
    {
        var message = Parse(Full);
        Assert.Equal("https", message.Scheme);
        Assert.Equal("example.com:3388", message.Domain);
        Assert.Null(message.Statement);
        Assert.Equal("abc-1", message.RequestId);
        Assert.Empty(message.Resources!);
        Assert.Equal(
            new DateTimeOffset(2021, 9, 30, 14, 25, 24, TimeSpan.Zero).AddTicks(1234560),
            message.IssuedAt.Time
        );
        Assert.Equal(Full, message.ToText());
        Assert.Equal(message, Parse(Full));
        Assert.NotEqual(message, message with { Resources = null });
        Assert.Equal(PersonalMessage.Digest(Full), message.Digest());
    }

    [Fact]
    public void A_message_is_timely_from_the_first_to_before_the_last_of_its_times()
    {
        var message = Parse(Full);
        var start = message.NotBefore!.Time;
        var end = message.ExpirationTime!.Time;
        Assert.False(message.IsTimely(start.AddTicks(-1)));
        Assert.True(message.IsTimely(start));
        Assert.True(message.IsTimely(end.AddTicks(-1)));
        Assert.False(message.IsTimely(end));
        Assert.True(Parse(Example).IsTimely(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData("example.com wants", "wants")]
    [InlineData("example.com wants", "user@example.com wants")]
    [InlineData("example.com wants", "exa mple.com wants")]
    [InlineData("example.com wants", "://example.com wants")]
    [InlineData("example.com wants", "1http://example.com wants")]
    [InlineData("account:", "account")]
    [InlineData("0xC02a", "0xc02a")]
    [InlineData("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2")]
    [InlineData("Cc2\n\n", "Cc2\n")]
    [InlineData("tos\n\n", "tos\n")]
    [InlineData("tos\n\n", "tos\n\n\n")]
    [InlineData("I accept", "I ä accept")]
    [InlineData("I accept", "I \"accept\"")]
    [InlineData("URI: https://example.com/login", "URI: ")]
    [InlineData("URI: https://example.com/login", "URI: login")]
    [InlineData("URI: https://example.com/login", "URI: https://example.com/%2")]
    [InlineData("URI: https://example.com/login", "URI:https://example.com/login")]
    [InlineData("URI: https://example.com/login\n", "")]
    [InlineData("Version: 1", "Version: 2")]
    [InlineData("Version: 1", "Version: 01")]
    [InlineData("Chain ID: 1\n", "Chain ID: 01\n")]
    [InlineData("Chain ID: 1\n", "Chain ID: -1\n")]
    [InlineData("Chain ID: 1\n", "Chain ID: +1\n")]
    [InlineData("Chain ID: 1\n", "Chain ID: \n")]
    [InlineData("Chain ID: 1\n", "Chain ID: 18446744073709551616\n")]
    [InlineData("Nonce: 32891756", "Nonce: 3289175")]
    [InlineData("Nonce: 32891756", "Nonce: 3289175-")]
    [InlineData("Nonce: 32891756\n", "")]
    [InlineData("Issued At: 2021-09-30T16:25:24Z\n", "")]
    [InlineData("Issued At: ", "Issued at: ")]
    [InlineData("Resources:\n", "Resources: \n")]
    [InlineData("Resources:\n", "Request ID: [\nResources:\n")]
    [InlineData(
        "Resources:\n",
        "Not Before: 2021-09-30T16:25:24Z\nExpiration Time: 2021-09-30T16:25:24Z\nResources:\n"
    )]
    [InlineData("- https://example.com/my-web2-claim.json", "- claim")]
    [InlineData("- https://example.com/my-web2-claim.json", "- https://example.com/my-web2-claim.json\n")]
    [InlineData("- https://example.com/my-web2-claim.json", "")]
    [InlineData("\n", "\r\n")]
    public void What_the_grammar_does_not_have_is_refused(string part, string instead)
    {
        Assert.Contains(part, Example, StringComparison.Ordinal);
        var text = Example.Replace(part, instead, StringComparison.Ordinal);
        Assert.False(SignInMessage.TryParse(text, out var message, out var refusal));
        Assert.Null(message);
        Assert.NotEmpty(refusal);
    }

    [Theory]
    [InlineData("2021-09-30T16:25:24Z", "2021-09-30T16:25:24.0000000Z")]
    [InlineData("2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.1234567Z")]
    [InlineData("2021-09-30T16:25:24.5-23:59", "2021-10-01T16:24:24.5000000Z")]
    [InlineData("2021-09-30T16:25:24+00:00", "2021-09-30T16:25:24.0000000Z")]
    public void Times_are_those_of_rfc_3339(string text, string expected)
    {
        Assert.True(SignInTime.TryParse(text, out var time));
        Assert.Equal(text, time.Text);
        Assert.Equal(
            expected,
            time.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("2021-09-30")]
    [InlineData("2021-09-30T16:25:24")]
    [InlineData("2021-09-30 16:25:24Z")]
    [InlineData("2021-09-30t16:25:24z")]
    [InlineData("2021-02-29T16:25:24Z")]
    [InlineData("2021-13-30T16:25:24Z")]
    [InlineData("2021-09-30T24:00:00Z")]
    [InlineData("2021-09-30T16:25:60Z")]
    [InlineData("2021-09-30T16:25:24.Z")]
    [InlineData("2021-09-30T16:25:24.5")]
    [InlineData("2021-09-30T16:25:24.1234567890Z")]
    [InlineData("2021-09-30T16:25:24+2:00")]
    [InlineData("2021-09-30T16:25:24+24:00")]
    [InlineData("2021-09-30T16:25:24+0200")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2021-09-30T16:25:24Z ")]
    public void Other_times_are_refused(string text) => Assert.False(SignInTime.TryParse(text, out _));

    [Fact]
    public void What_is_written_by_the_hosts_clock_reads_back()
    {
        var time = SignInTime.From(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)));
        Assert.Equal("2026-01-02T01:04:05.678Z", time.Text);
    }

    [Fact]
    public void Fields_that_cannot_be_written_are_misuse()
    {
        var message = Parse(Example);
        Assert.Throws<InvalidOperationException>(() => (message with { Statement = "two\nlines" }).ToText());
        Assert.Throws<InvalidOperationException>(() => (message with { Statement = "" }).ToText());
        Assert.Throws<InvalidOperationException>(() => (message with { Domain = "a\nb" }).ToText());
        Assert.Throws<InvalidOperationException>(() => (message with { Nonce = "short" }).ToText());
        Assert.Throws<InvalidOperationException>(() => (message with { Resources = ["x\ny"] }).ToText());
        var longText = new string('a', SignInMessage.MaximumLength);
        Assert.Throws<InvalidOperationException>(() => (message with { Statement = longText }).ToText());
        Assert.False(SignInMessage.TryParse(longText + "a", out _, out _));
    }

    [Fact]
    public void Damaged_messages_are_refused_or_read_back_byte_for_byte()
    {
        byte[][] originals = [Encoding.UTF8.GetBytes(Example), Encoding.UTF8.GetBytes(Full)];
        var taken = 0;
        foreach (var damaged in Mutations.Of(originals, 20_000, "sign-in"))
        {
            var text = Encoding.Latin1.GetString(damaged);
            if (SignInMessage.TryParse(text, out var message, out var refusal))
            {
                Assert.Equal(text, message.ToText());
                taken++;
            }
            else
            {
                Assert.NotEmpty(refusal);
            }
        }

        Assert.True(taken >= 100);
    }

    private static SignInMessage Parse(string text)
    {
        Assert.True(SignInMessage.TryParse(text, out var message, out var refusal), refusal);
        return message;
    }
}
