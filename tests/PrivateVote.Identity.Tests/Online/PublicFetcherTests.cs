using System.Diagnostics;
using System.Net;
using PrivateVote.Identity.Online;

namespace PrivateVote.Identity.Tests.Online;

public sealed class PublicFetcherTests : IDisposable
{
    private const int Limit = 64 * 1024;

    private readonly LocalHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task What_is_served_is_fetched()
    {
        _host.Serve("/a/did.json", "hello"u8.ToArray());
        using var fetcher = _host.Fetcher();
        var (body, problem) = await fetcher.FetchAsync(_host.Address("/a/did.json"), Limit, default);
        Assert.Null(problem);
        Assert.Equal("hello"u8.ToArray(), body);
    }

    [Fact]
    public async Task Exactly_the_limit_is_taken_and_one_byte_more_is_not()
    {
        _host.Serve("/limit", new byte[Limit]);
        _host.Serve("/more", new byte[Limit + 1]);
        // Without a length beforehand.
        _host.Serve("/unsaid", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", new byte[Limit + 1]);
        using var fetcher = _host.Fetcher();
        Assert.Equal(Limit, (await fetcher.FetchAsync(_host.Address("/limit"), Limit, default)).Body?.Length);
        await AssertProblem(fetcher, "/more", "more than");
        await AssertProblem(fetcher, "/unsaid", "more than");
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        _host.Serve(
            "/endless",
            async (stream, cancellation) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
                while (!cancellation.IsCancellationRequested)
                {
                    await stream.WriteAsync(new byte[4096], cancellation);
                }
            }
        );
        using var fetcher = _host.Fetcher();
        await AssertProblem(fetcher, "/endless", "more than");
    }

    [Fact]
    public async Task Slow_hosts_are_given_up_within_seconds()
    {
        _host.Serve("/silent", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation));
        _host.Serve(
            "/dripping",
            async (stream, cancellation) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
                while (!cancellation.IsCancellationRequested)
                {
                    await stream.WriteAsync(new byte[1], cancellation);
                    await stream.FlushAsync(cancellation);
                    await Task.Delay(200, cancellation);
                }
            }
        );
        using var fetcher = _host.Fetcher();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            AssertProblem(fetcher, "/silent", "did not answer"),
            AssertProblem(fetcher, "/dripping", "did not answer")
        );
        Assert.InRange(clock.Elapsed.TotalSeconds, 4, 20);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        _host.Serve("/there", "secret"u8.ToArray());
        _host.Serve("/here", "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", []);
        using var fetcher = _host.Fetcher();
        await AssertProblem(fetcher, "/here", "302");
        Assert.DoesNotContain("/there", _host.Asked);
    }

    [Theory]
    [InlineData("http://issuer.example/did.json")]
    [InlineData("ftp://issuer.example/did.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:password@issuer.example/did.json")]
    public async Task Only_https_without_a_user_is_fetched(string address)
    {
        using var fetcher = _host.Fetcher();
        Assert.Contains(
            "not https",
            (await fetcher.FetchAsync(new Uri(address), Limit, default)).Problem!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    public async Task A_name_that_leads_into_a_private_network_is_not_connected_to(string address)
    {
        using var fetcher = _host.Fetcher(_ => [IPAddress.Parse(address)], PublicAddress.IsPublic);
        var (body, problem) = await fetcher.FetchAsync(_host.Address("/did.json"), Limit, default);
        Assert.Null(body);
        Assert.Equal("the host has no public address", problem);
        Assert.Empty(_host.Asked);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("2130706433")]
    [InlineData("localhost")]
    public async Task A_private_address_written_in_the_url_is_not_connected_to(string host)
    {
        using var fetcher = new PublicFetcher();
        var (body, problem) = await fetcher.FetchAsync(_host.Address("/did.json", host), Limit, default);
        Assert.Null(body);
        Assert.Equal("the host has no public address", problem);
        Assert.Empty(_host.Asked);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Addresses_of_the_internet_are_public(string address) =>
        Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    /// <summary>DNS rebinding: the name is resolved for the connection itself, each time.</summary>
    [Fact]
    public async Task A_name_that_turns_private_after_the_first_look_is_not_connected_to()
    {
        _host.Serve("/did.json", "secret"u8.ToArray());
        var looks = 0;
        using var fetcher = _host.Fetcher(
            _ => looks++ == 0 ? [IPAddress.Parse("203.0.113.7")] : [IPAddress.Loopback],
            address => !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Parse("203.0.113.7"))
        );
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await fetcher.FetchAsync(_host.Address("/did.json"), Limit, default)).Body);
        }

        Assert.Equal(3, looks);
        Assert.Empty(_host.Asked);
    }

    [Fact]
    public async Task Of_a_public_and_a_private_address_only_the_public_one_is_tried()
    {
        _host.Serve("/did.json", "hello"u8.ToArray());
        // Here loopback plays the public one; were 192.0.2.1 tried, the fetch would wait for it.
        using var fetcher = _host.Fetcher(
            _ => [IPAddress.Parse("192.0.2.1"), IPAddress.Loopback],
            IPAddress.IsLoopback
        );
        Assert.NotNull((await fetcher.FetchAsync(_host.Address("/did.json"), Limit, default)).Body);
    }

    [Fact]
    public async Task Rubbish_a_closed_port_and_a_bad_certificate_are_problems_not_exceptions()
    {
        _host.Serve("/rubbish", "NONSENSE\r\n\r\n", []);
        _host.Serve("/headers", "HTTP/1.1 200 OK\r\nX: " + new string('x', 100_000) + "\r\n\r\n", []);
        _host.Serve("/short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n", new byte[3]);
        _host.Serve("/did.json", "hello"u8.ToArray());
        using var fetcher = _host.Fetcher();
        await AssertProblem(fetcher, "/rubbish", "cannot be reached");
        await AssertProblem(fetcher, "/headers", "cannot be reached");
        await AssertProblem(fetcher, "/short", "cannot be reached");
        Assert.NotNull((await fetcher.FetchAsync(new Uri("https://issuer.example:1/"), Limit, default)).Problem);

        using var careful = new PublicFetcher(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            IPAddress.IsLoopback,
            new()
        );
        await AssertProblem(careful, "/did.json", "cannot be reached");
    }

    [Fact]
    public async Task Who_stops_waiting_is_told_so()
    {
        _host.Serve("/silent", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation));
        using var fetcher = _host.Fetcher();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            fetcher.FetchAsync(_host.Address("/silent"), Limit, stop.Token)
        );
    }

    private async Task AssertProblem(PublicFetcher fetcher, string path, string expected)
    {
        var (body, problem) = await fetcher.FetchAsync(_host.Address(path), Limit, default);
        Assert.Null(body);
        Assert.Contains(expected, problem!, StringComparison.Ordinal);
    }
}
