using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace PrivateVote.Client.Http;

/// <summary>
/// Requests to one service: answers bounded in size and time, and repeated with pauses while the service is busy or away.
/// Writes are repeated too, for the service answers the same bytes alike once they are entered.
/// </summary>
/// <remarks>No cookies, no redirects, no name of this program: nothing that tells one voter from another.</remarks>
internal sealed class Transport : IDisposable
{
    /// <summary>Bytes of the longest refusal that is read.</summary>
    private const int ProblemLimit = 1 << 16;

    private readonly HttpClient http;
    private readonly ServiceOptions options;

    public Transport(Uri address, ServiceOptions options, HttpMessageHandler? handler)
    {
        this.options = options;
        http = new HttpClient(handler ?? MakeHandler(address), disposeHandler: true)
        {
            BaseAddress = address,
            // Each attempt has a limit of its own; this one would end streams.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>A whole answer of at most so many bytes.</summary>
    public Task<byte[]> GetAsync(string path, long limit, CancellationToken cancellation) =>
        RepeatAsync(
            () => new HttpRequestMessage(HttpMethod.Get, path),
            (response, stop) => ReadAsync(response, limit, stop),
            cancellation
        );

    /// <summary>Hands something in and reads the answer, of at most so many bytes.</summary>
    public Task<byte[]> PostAsync(
        string path,
        byte[] body,
        string contentType,
        long limit,
        CancellationToken cancellation
    ) =>
        RepeatAsync(
            () =>
                new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = new ByteArrayContent(body) { Headers = { ContentType = new(contentType) } },
                },
            (response, stop) => ReadAsync(response, limit, stop),
            cancellation
        );

    /// <summary>An answer as it comes in; reading it fails when nothing comes for too long.</summary>
    /// <param name="limit">It ends after so many bytes, whatever follows.</param>
    public Task<Stream> OpenAsync(
        string path,
        string accept,
        CancellationToken cancellation,
        long limit = long.MaxValue
    ) =>
        RepeatAsync<Stream>(
            () =>
                new HttpRequestMessage(HttpMethod.Get, path)
                {
                    Headers = { Accept = { new MediaTypeWithQualityHeaderValue(accept) } },
                },
            async (response, stop) =>
                new WatchedStream(
                    response,
                    await response.Content.ReadAsStreamAsync(stop),
                    options.AnswerTimeout,
                    limit
                ),
            cancellation,
            keepOpen: true
        );

    public void Dispose() => http.Dispose();

    private static SocketsHttpHandler MakeHandler(Uri address) =>
        new()
        {
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };

    private async Task<T> RepeatAsync<T>(
        Func<HttpRequestMessage> make,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellation,
        bool keepOpen = false
    )
    {
        var backoff = new Backoff(options.Patience);
        while (true)
        {
            Exception failure;
            TimeSpan? asked = null;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(options.AnswerTimeout);
            HttpResponseMessage? response = null;
            try
            {
                using var request = make();
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    var answer = await read(response, limit.Token);
                    response = keepOpen ? null : response;
                    return answer;
                }

                failure = await RefusalAsync(response, limit.Token);
                if (!IsForTheMoment(response.StatusCode))
                {
                    throw failure;
                }

                asked = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception exception) when (IsOfTheNetwork(exception, cancellation))
            {
                failure = new ServiceUnreachableException(
                    $"{http.BaseAddress} does not answer: {Reason(exception)}",
                    exception
                );
            }
            finally
            {
                response?.Dispose();
            }

            if (!await backoff.WaitAsync(asked, cancellation))
            {
                throw failure;
            }
        }
    }

    private static bool IsForTheMoment(HttpStatusCode status) =>
        status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    /// <summary>A cancellation that nobody asked for is a time limit.</summary>
    private static bool IsOfTheNetwork(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException or IOException or SocketException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string Reason(Exception exception) =>
        exception is OperationCanceledException ? "no answer in time" : exception.Message;

    private static async Task<byte[]> ReadAsync(
        HttpResponseMessage response,
        long limit,
        CancellationToken cancellation
    )
    {
        using var content = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 14];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (content.Length + read > limit)
            {
                throw new ServiceException(
                    response.StatusCode,
                    "",
                    $"the service answers with more than the {limit} bytes that such an answer has"
                );
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static async Task<ServiceException> RefusalAsync(
        HttpResponseMessage response,
        CancellationToken cancellation
    )
    {
        var status = response.StatusCode;
        var plain = $"the service answers {(int)status} {status}";
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return new ServiceException(status, "", plain);
        }

        var body = await ReadAsync(response, ProblemLimit, cancellation);
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            return new ServiceException(
                status,
                Member(json, "code") ?? "",
                Member(json, "detail") ?? Member(json, "title") ?? plain
            );
        }
        // InvalidOperationException: a string that is not valid UTF-16.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ServiceException(status, "", plain);
        }
    }

    private static string? Member(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object
        && json.RootElement.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
