using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PrivateVote.Identity.Online;

namespace PrivateVote.Identity.Tests.Online;

/// <summary>
/// An HTTPS server on this machine that sends exactly the bytes it is told to, under any name; and fetchers that find it and
/// trust its certificate.
/// </summary>
internal sealed class LocalHost : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, Func<Stream, CancellationToken, Task>> _answers = new();
    private readonly Task _serving;

    public LocalHost()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Paths in the order they were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers 200 with this body.</summary>
    public void Serve(string path, byte[] body) =>
        Serve(path, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n", body);

    public void Serve(string path, string head, byte[] body) =>
        _answers[path] = async (stream, cancellation) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
            await stream.WriteAsync(body, cancellation);
        };

    /// <summary>Answers by writing as it likes.</summary>
    public void Serve(string path, Func<Stream, CancellationToken, Task> answer) => _answers[path] = answer;

    /// <summary>A fetcher for which every name is this machine, which it is allowed to reach.</summary>
    public PublicFetcher Fetcher() => Fetcher(_ => [IPAddress.Loopback], IPAddress.IsLoopback);

    public PublicFetcher Fetcher(Func<string, IPAddress[]> resolve, Func<IPAddress, bool> isAllowed) =>
        new(
            (name, _) => Task.FromResult(resolve(name)),
            isAllowed,
            new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, given, _, _) =>
                    given?.GetCertHashString() == _certificate.GetCertHashString(),
            }
        );

    public Uri Address(string path, string host = "issuer.example") => new($"https://{host}:{Port}{path}");

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate },
                _end.Token
            );
            using var reader = new StreamReader(tls, leaveOpen: true);
            var path = (await reader.ReadLineAsync(_end.Token))?.Split(' ')[1] ?? "";
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 }) { }

            Asked.Enqueue(path);
            if (_answers.TryGetValue(path, out var answer))
            {
                await answer(tls, _end.Token);
            }
            else
            {
                await tls.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token);
            }
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
        {
            // The fetcher hung up, as some tests want it to.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
