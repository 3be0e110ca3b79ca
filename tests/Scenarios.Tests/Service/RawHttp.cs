using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scenarios.Tests.Service;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, string ContentType, byte[] Body);

/// <summary>Requests byte for byte as a test wants them: no client library would send them.</summary>
internal static class RawHttp
{
    /// <summary>More than any answer to a request that is wrong; what is longer is not read to its end.</summary>
    private const int Enough = 1 << 20;

    /// <summary>Sends, and reads until the server closes the connection.</summary>
    /// <param name="parts">Sent one after another, with a pause between.</param>
    /// <returns>Null when the connection ends without an answer.</returns>
    public static async Task<RawAnswer?> AskAsync(
        Uri server,
        IReadOnlyList<byte[]> parts,
        TimeSpan pause,
        CancellationToken patience
    )
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, server.Port, patience);
        var stream = client.GetStream();
        try
        {
            foreach (var part in parts)
            {
                await stream.WriteAsync(part, patience);
                await Task.Delay(pause, patience);
            }
        }
        catch (IOException)
        {
            // The server has heard enough; its answer may be there.
        }

        return Parse(await ReadAsync(stream, patience));
    }

    /// <summary>Sends something and goes away.</summary>
    public static async Task LeaveAsync(Uri server, byte[] request, CancellationToken patience)
    {
        using var client = new TcpClient { NoDelay = true, LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(IPAddress.Loopback, server.Port, patience);
        await client.GetStream().WriteAsync(request, patience);
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken patience)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[1 << 14];
        try
        {
            int read;
            while (answer.Length < Enough && (read = await stream.ReadAsync(buffer, patience)) > 0)
            {
                answer.Write(buffer, 0, read);
                if (IsEndless(answer))
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // Closed while our bytes were still on their way.
        }

        return answer.ToArray();
    }

    private static bool IsEndless(MemoryStream answer) =>
        answer.GetBuffer().AsSpan(0, (int)Math.Min(answer.Length, 1024)).IndexOf("text/event-stream"u8) >= 0;

    private static RawAnswer? Parse(byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(answer, 0, end).Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var body = answer[(end + 4)..];
        return status == StatusContinue
            ? Parse(body)
            : new RawAnswer(
                status,
                Header("Content-Type"),
                Header("Transfer-Encoding") == "chunked" ? Join(body) : body
            );

        string Header(string name) =>
            lines
                .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
                .Select(line => line[(name.Length + 2)..])
                .FirstOrDefault("");
    }

    private const int StatusContinue = 100;

    /// <summary>The chunks of a body (RFC 9112 section 7.1), as far as they were read.</summary>
    private static byte[] Join(byte[] chunks)
    {
        using var body = new MemoryStream();
        var rest = chunks.AsSpan();
        while (
            rest.IndexOf("\r\n"u8) is var end and > 0
            && int.TryParse(rest[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length)
            && length > 0
            && rest.Length >= end + 2 + length
        )
        {
            body.Write(rest.Slice(end + 2, length));
            rest = rest[Math.Min(rest.Length, end + 4 + length)..];
        }

        return body.ToArray();
    }
}
