using PrivateVote.Identity.Dids;

namespace PrivateVote.Identity.Tests.Dids;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("example.org", true)]
    [InlineData("localhost:5000", true)]
    [InlineData("127.0.0.1:65535", true)]
    [InlineData("a-1.example:1", true)]
    [InlineData("", false)]
    [InlineData(":80", false)]
    [InlineData("example.org:", false)]
    [InlineData("example.org:0", false)]
    [InlineData("example.org:080", false)]
    [InlineData("example.org:+80", false)]
    [InlineData("example.org:443", false)]
    [InlineData("example.org:65536", false)]
    [InlineData("example.org:80:80", false)]
    [InlineData("example.org:80/", false)]
    [InlineData("Example.org:80", false)]
    [InlineData("example.org.:80", false)]
    [InlineData("user@example.org:80", false)]
    [InlineData("[::1]:80", false)]
    public void A_host_has_one_spelling_and_perhaps_a_port(string text, bool valid) =>
        Assert.Equal(valid, HostName.IsValidWithPort(text));
}
