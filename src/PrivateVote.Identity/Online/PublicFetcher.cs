using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace PrivateVote.Identity.Online;

/// <summary>
/// Fetches over HTTPS from the public internet only: five seconds for all of it, a given number of bytes, no redirects, no
/// proxy, no cookies, no compression, and no address that is not public.
/// </summary>
/// <remarks>
/// The address is checked where the connection is made, on what the name resolved to for that connection: a name that resolves
/// to something else the next time (DNS rebinding) gains nothing.
/// </remarks>
public sealed class PublicFetcher : IDidWebFetcher, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Func<IPAddress, bool> _isAllowed;

    public PublicFetcher()
        : this(Dns.GetHostAddressesAsync, PublicAddress.IsPublic, new SslClientAuthenticationOptions()) { }

    /// <summary>With names, addresses and certificates of a test.</summary>
    internal PublicFetcher(
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        Func<IPAddress, bool> isAllowed,
        SslClientAuthenticationOptions certificates
    )
    {
        _resolve = resolve;
        _isAllowed = isAllowed;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = Limit,
            MaxResponseHeadersLength = 16,
            SslOptions = certificates,
            UseCookies = false,
            UseProxy = false,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<FetchOutcome> FetchAsync(Uri address, int maximumLength, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps || address.UserInfo.Length > 0)
        {
            return new(null, "the address is not https, or names a user");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new(null, $"the host answered {(int)response.StatusCode}");
            }

            return await ReadAsync(response.Content, maximumLength, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(null, $"the host did not answer within {Limit.TotalSeconds} seconds");
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return new(
                null,
                e.InnerException is NotPublicException ? e.InnerException.Message : "the host cannot be reached"
            );
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<FetchOutcome> ReadAsync(
        HttpContent content,
        int maximumLength,
        CancellationToken cancellation
    )
    {
        if (content.Headers.ContentLength > maximumLength)
        {
            return new(null, $"the host sent more than {maximumLength} bytes");
        }

        await using var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var body = new byte[maximumLength + 1];
        var length = await stream
            .ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation)
            .ConfigureAwait(false);
        return length > maximumLength
            ? new(null, $"the host sent more than {maximumLength} bytes")
            : new(body[..length], null);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await _resolve(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        var allowed = addresses.Where(_isAllowed).ToArray();
        if (allowed.Length == 0)
        {
            throw new NotPublicException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>How the callback tells the fetch that it did not try.</summary>
    private sealed class NotPublicException() : IOException("the host has no public address");
}
