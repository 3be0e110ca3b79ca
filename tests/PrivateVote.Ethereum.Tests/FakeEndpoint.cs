using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Tests;

/// <summary>A JSON-RPC endpoint in this process that keeps what it was asked.</summary>
internal sealed class FakeEndpoint : HttpMessageHandler
{
    private readonly Func<JsonNode, HttpContent> _answer;

    private FakeEndpoint(Func<JsonNode, HttpContent> answer) => _answer = answer;

    public List<JsonNode> Requests { get; } = [];

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    public static Uri Address { get; } = new("https://node.example/rpc");

    /// <summary>Answers with a result for each method's name and parameters.</summary>
    public static FakeEndpoint Results(Func<string, JsonNode, string> result) =>
        new(request =>
            Text(
                $$"""{"jsonrpc":"2.0","id":{{request["id"]}},"result":{{result(
            (string)request["method"]!, request["params"]!)}}}"""
            )
        );

    /// <summary>Answers with this error.</summary>
    public static FakeEndpoint Errors(string error) =>
        new(request => Text($$"""{"jsonrpc":"2.0","id":{{request["id"]}},"error":{{error}}}"""));

    /// <summary>Answers with these bytes, whatever is asked.</summary>
    public static FakeEndpoint Bytes(byte[] body) => new(_ => new ByteArrayContent(body));

    public static FakeEndpoint Content(Func<HttpContent> content) => new(_ => content());

    public FakeEndpoint With(HttpStatusCode status) => new(_answer) { Status = status };

    public JsonRpc Client(TimeSpan? timeLimit = null) => new(new HttpClient(this), Address, timeLimit);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        Requests.Add(body);
        return new HttpResponseMessage(Status) { Content = _answer(body) };
    }

    private static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");
}
