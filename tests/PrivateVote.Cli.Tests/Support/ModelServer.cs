using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PrivateVote.Cli.Tests.Support;

/// <summary>A server on this machine that speaks OpenAI's chat completions; what it was asked it keeps.</summary>
internal sealed class ModelServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public ModelServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1");
        }

        listener.Prefixes.Add(Endpoint + "/");
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>What the model writes; null to answer with <see cref="Body"/>.</summary>
    public string? Content { get; set; }

    /// <summary>The whole answer, where it is not a completion.</summary>
    public string Body { get; set; } = "{}";

    public int Status { get; set; } = 200;

    public string? Path { get; private set; }

    public string? Authorization { get; private set; }

    public string Request { get; private set; } = "";

    public void Dispose()
    {
        listener.Close();
        serving.Wait();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            Request = await reader.ReadToEndAsync();
            Path = context.Request.Url!.AbsolutePath;
            Authorization = context.Request.Headers["Authorization"];
            context.Response.StatusCode = Status;
            var body = Encoding.UTF8.GetBytes(Content is null ? Body : Completion(Content));
            try
            {
                context.Response.Close(body, willBlock: true);
            }
            catch (Exception exception)
                when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // Who asked has read enough, and hung up.
            }
        }
    }

    private static string Completion(string content) =>
        new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["model"] = "small",
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["index"] = 0,
                    ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content },
                    ["finish_reason"] = "stop",
                }
            ),
        }.ToJsonString();
}
