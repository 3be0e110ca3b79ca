using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>
/// Every endpoint there is, asked in every wrong way of a table: problem+json with a code, never a 5xx. The endpoints come from
/// the running server, so that a new one is covered by being there.
/// </summary>
public sealed class HostileRequestTests
{
    /// <summary>What stands in the place of a parameter: none of these names anything.</summary>
    private static readonly string[] Parameters =
    [
        new string('0', 64),
        "0x" + new string('f', 64),
        "0X" + new string('f', 64),
        new string('F', 64),
        new string('a', 63),
        new string('9', 1500),
        "-1",
        "99999999999999999999999999",
        "1e9",
        "..",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cwindows",
        "%00",
        "%ff%fe",
        "%F0%9F%92%A9",
        "'%20OR%201=1--",
        "{id}",
        "null",
    ];

    private static readonly string[] Bodies =
    [
        "",
        " ",
        "\0",
        "null",
        "[]",
        "{}",
        "\"text\"",
        "1e999",
        "{\"committee\":1}",
        "{\"committee\":\"\"}",
        "{\"committee\":\"a.b.c\"}",
        "{\"committee\":\"a.b.c\",\"committee\":\"a.b.c\"}",
        "{\"ballot\":{}}",
        "{\"close\":{}}",
        "{\"close\":{\"ballots\":-1,\"tally\":\"\"}}",
        "{\"result\":{\"totals\":[18446744073709551616],\"passed\":true}}",
        "{\"nullifier\":1,\"ciphertexts\":2,\"proof\":3}",
        "{\"nullifier\":\"0x00\",\"ciphertexts\":\"\",\"proof\":\"\",\"extra\":null}",
        "{\"nullifier\":\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\",\"ciphertexts\":\"\",\"proof\":\"\"}",
        "{\"replaces\":-9223372036854775809}",
        "{\"a\":\"\\ud800\"}",
        "{\"manifest\":\"..\"}",
        "<xml/>",
    ];

    [Fact]
    public async Task No_endpoint_answers_a_malformed_request_with_a_fault()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 1);
        using var space = await HttpSpace.OpenGovernedAsync(server);
        var endpoints = server
            .App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .ToList();
        Assert.True(endpoints.Count > 20);

        foreach (var endpoint in endpoints)
        {
            var template = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            foreach (var path in PathsOf(template, election, space))
            {
                foreach (var method in methods)
                {
                    await AskAsync(server, election, space, new HttpMethod(method), path);
                }
            }

            // A method that nothing here takes.
            var wrong = new HttpRequestMessage(HttpMethod.Patch, PathsOf(template, election, space).First());
            using var answer = await server.Http.SendAsync(wrong);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal("E3004", await Answers.ReadProblemAsync(answer));
        }
    }

    [Fact]
    public async Task Queries_and_headers_are_held_to_their_form()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 1);
        string[] queries =
        [
            "limit=0",
            "limit=-1",
            "limit=201",
            "limit=x",
            "limit=1&limit=2",
            "limit=%00",
            "after=0",
            "after=" + new string('z', 64),
        ];
        foreach (var query in queries)
        {
            foreach (var path in new[] { "/committees", "/elections" })
            {
                await server.Http.GetAsync($"{path}?{query}").MustNotAsync(HttpStatusCode.BadRequest, "E3001");
            }
        }

        foreach (var phase in new[] { "Open", "0", "open,closed", "nothing", "" })
        {
            await server.Http.GetAsync("/elections?phase=" + phase).MustNotAsync(HttpStatusCode.BadRequest, "E3001");
        }

        foreach (var last in new[] { "-1", "x", "99999999999999999999", "1 2" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, election.Path + "/events");
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
            await server.Http.SendAsync(request).MustNotAsync(HttpStatusCode.BadRequest, "E3001");
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_told_or_not()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 1);
        foreach (
            var (path, type, limit) in new[]
            {
                ("/committees", "application/json", 64 * 1024),
                (election.CommitteePath + "/entries", "application/json", 64 * 1024),
                (election.Path + "/entries", "application/json", 64 * 1024),
                (election.BallotPath, "application/json", 16 * 1024),
                (election.Path + "/log/cosignatures", "text/plain", 16 * 1024),
            }
        )
        {
            foreach (var told in new[] { true, false })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path);
                request.Content = told
                    ? Answers.Content(new byte[limit + 1], type)
                    : new StreamContent(new MemoryStream(new byte[limit + 1]));
                request.Content.Headers.ContentType = new(type);
                request.Headers.TransferEncodingChunked = !told;
                await server.Http.SendAsync(request).MustNotAsync(HttpStatusCode.RequestEntityTooLarge, "E3002");
            }
        }
    }

    [Fact]
    public async Task A_wrong_or_missing_content_type_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", null })
        {
            using var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.ContentType = type is null ? null : new(type);
            await server
                .Http.PostAsync("/committees", content)
                .MustNotAsync(HttpStatusCode.UnsupportedMediaType, "E3003");
        }
    }

    [Fact]
    public async Task What_is_not_even_HTTP_does_not_disturb_the_server()
    {
        await using var server = await RunningServer.StartAsync();
        string[] requests =
        [
            "GARBAGE\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /elections/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
            $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('a', 40_000)}\r\n\r\n",
            "POST /committees HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n",
            "POST /committees HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /committees HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /committees HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ];
        foreach (var request in requests)
        {
            var status = await SendRawAsync(server.Http.BaseAddress!, request);
            Assert.True(status is null or (>= 400 and < 500) or 505, $"{status}: {request.Split('\r')[0]}");
        }

        Assert.Equal("live\n", await server.Http.GetStringAsync("/health/live"));
    }

    [Fact]
    public async Task Ids_that_nobody_opened_take_no_memory()
    {
        await using var server = await RunningServer.StartAsync();
        var logs = server.App.Services.GetRequiredService<LogDirectory>();

        for (var i = 0; i < 300; i++)
        {
            var id = i.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
            await server.Http.GetAsync("/elections/" + id).MustNotAsync(HttpStatusCode.NotFound, "E3102");
            await server.Http.GetAsync("/committees/" + id).MustNotAsync(HttpStatusCode.NotFound, "E3103");
            await server.Http.GetAsync("/spaces/" + id).MustNotAsync(HttpStatusCode.NotFound, "E3111");
        }

        Assert.Empty(logs.Loaded);
        Assert.Equal(0, logs.Known);
    }

    /// <summary>The template with each parameter in turn replaced by every hostile value, and the others by good ones.</summary>
    private static IEnumerable<string> PathsOf(string template, HttpElection election, HttpSpace space)
    {
        var good = template
            .Replace("/committees/{id}", election.CommitteePath, StringComparison.Ordinal)
            .Replace("/elections/{id}", election.Path, StringComparison.Ordinal)
            .Replace("/spaces/{id}", space.Path, StringComparison.Ordinal);
        var names = new[]
        {
            "{id}",
            "{nullifier}",
            "{ballotDigest}",
            "{n}",
            "{commitment}",
            "{proposal}",
            "{number}",
            "{track}",
            "{**path}",
            "{documentName}",
        };
        var parameters = names.Where(name => template.Contains(name, StringComparison.Ordinal)).ToList();
        Assert.True(
            parameters.Count == template.Count(c => c == '{'),
            $"{template} has a parameter that this test does not know"
        );
        if (parameters.Count == 0)
        {
            return [template];
        }

        return parameters
            .SelectMany(parameter =>
                Parameters.Select(value =>
                    (parameter == "{id}" ? template : good).Replace(parameter, value, StringComparison.Ordinal)
                )
            )
            .Append(good)
            .Select(path =>
                parameters.Aggregate(
                    path,
                    (filled, name) => filled.Replace(name, new string('1', 64), StringComparison.Ordinal)
                )
            );
    }

    private static async Task AskAsync(
        RunningServer server,
        HttpElection election,
        HttpSpace space,
        HttpMethod method,
        string path
    )
    {
        if (method != HttpMethod.Post)
        {
            await MustBeRefusedOrFineAsync(server, new HttpRequestMessage(method, path));
            return;
        }

        // Every body once for each path with a good id, and one body for every bad path.
        var good =
            path.Contains(election.Path, StringComparison.Ordinal)
            || path.Contains(election.CommitteePath, StringComparison.Ordinal)
            || path.Contains(space.Path, StringComparison.Ordinal)
            || path == "/committees";
        foreach (var body in good ? Bodies : ["{}"])
        {
            foreach (var type in new[] { "application/json", "text/plain" })
            {
                await MustBeRefusedOrFineAsync(
                    server,
                    new HttpRequestMessage(method, path)
                    {
                        Content = Answers.Content(Encoding.UTF8.GetBytes(body), type),
                    }
                );
            }
        }
    }

    private static async Task MustBeRefusedOrFineAsync(RunningServer server, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (!answer.IsSuccessStatusCode && (int)answer.StatusCode is not (301 or 302))
            {
                Assert.InRange((int)answer.StatusCode, 400, 499);
                // The server refuses a target that is no path before there is anybody who could explain it.
                if (answer.Content.Headers.ContentLength != 0)
                {
                    await Answers.ReadProblemAsync(answer);
                }
            }
        }
    }

    private static async Task<int?> SendRawAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream);
            var line = await reader.ReadLineAsync(limit.Token);
            return line is null
                ? null
                : int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
