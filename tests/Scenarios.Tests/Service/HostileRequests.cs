using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Scenarios.Tests.Service;

/// <summary>A request to send.</summary>
/// <param name="Bytes">As they go over the wire.</param>
/// <param name="IsHttp">Whether it is HTTP, whatever it asks for; if not, the server's front refuses it, and without a body.</param>
/// <param name="HasBody">Whether its answer has a body.</param>
internal sealed record HostileRequest(byte[] Bytes, bool IsHttp, bool HasBody, string Shown);

/// <summary>
/// Requests to every operation of a service's own description, each with something wrong or strange. The same numbers give the
/// same requests.
/// </summary>
internal sealed class HostileRequests
{
    private static readonly string[] Methods =
    [
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "BREW",
        "get",
    ];

    private readonly (string Method, string Path)[] operations;
    private readonly string[] ids;
    private readonly byte[][] samples;

    /// <param name="description">The service's OpenAPI document.</param>
    /// <param name="ids">Ids that the service knows.</param>
    /// <param name="samples">Bodies that the service took: a ballot, a presentation.</param>
    public HostileRequests(string description, string[] ids, byte[][] samples)
    {
        using var json = JsonDocument.Parse(description);
        operations =
        [
            .. json
                .RootElement.GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject()
                        .Where(member => member.Name is "get" or "post" or "put" or "delete" or "patch")
                        .Select(method => (method.Name.ToUpperInvariant(), path.Name))
                ),
        ];
        this.ids = ids;
        this.samples = samples;
    }

    /// <summary>How many operations the service describes.</summary>
    public int Operations => operations.Length;

    public HostileRequest Make(int number)
    {
        var dice = new Dice(number);
        var (method, template) = operations[number % operations.Length];
        var (path, pathIsHttp) = Fill(template, dice);
        method = dice.Roll(8) == 0 ? dice.Pick(Methods) : method;
        var (query, queryIsHttp) = Query(dice);
        var body = method == "GET" && dice.Roll(8) > 0 ? [] : Body(dice);
        var (headers, headersAreHttp) = Headers(dice, body);
        var head = $"{method} {path}{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n";
        return new HostileRequest(
            [.. Encoding.Latin1.GetBytes(head), .. body],
            pathIsHttp && queryIsHttp && headersAreHttp,
            method != "HEAD",
            $"request {number}: {head[..Math.Min(head.Length, 300)]}"
        );
    }

    private (string Path, bool IsHttp) Fill(string template, Dice dice)
    {
        var isHttp = true;
        var segments = template.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].StartsWith('{'))
            {
                (segments[i], var good) = Segment(dice);
                isHttp &= good;
            }
        }

        return (string.Join('/', segments), isHttp);
    }

    private (string Segment, bool IsHttp) Segment(Dice dice) =>
        dice.Roll(20) switch
        {
            < 8 => (dice.Pick(ids), true),
            8 => (dice.Pick(ids).ToUpperInvariant(), true),
            9 => ("0x" + dice.Pick(ids), true),
            10 => (dice.Pick(ids)[..63], true),
            11 => (Convert.ToHexStringLower(dice.Bytes(32)), true),
            12 => ("..%2f..%2fetc%2fpasswd", true),
            13 => ("%f0%9f%97%b3%c3", true),
            14 => ("'%20OR%201=1--", true),
            15 => (dice.Roll(1 << 30).ToString(CultureInfo.InvariantCulture), true),
            16 => ("-1", true),
            17 => ("x001/x234/067.p/" + dice.Roll(300).ToString(CultureInfo.InvariantCulture), true),
            18 => ("%00", false),
            _ => (new string('a', 8000), false),
        };

    private static (string Query, bool IsHttp) Query(Dice dice) =>
        dice.Roll(10) switch
        {
            0 => ("?after=%ff%fe&limit=99999999999999999999", true),
            1 => ("?limit=-1&phase=Open,Closed&space=%00", true),
            2 => ("?after=" + Convert.ToHexStringLower(dice.Bytes(32)) + "&limit=1", true),
            3 => ("?phase=open&phase=closed&limit=0&limit=1", true),
            4 => ("?" + new string('q', 6000), false),
            _ => ("", true),
        };

    private byte[] Body(Dice dice) => Body(dice, dice.Pick(samples));

    private static byte[] Body(Dice dice, byte[] sample) =>
        dice.Roll(16) switch
        {
            0 => [],
            1 => dice.Bytes(dice.Roll(5000)),
            2 => Encoding.ASCII.GetBytes(new string('[', 12_000)),
            3 => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 2000))),
            4 => [.. "{\"nullifier\":\""u8, 0xc3, 0x28, 0xff, .. "\"}"u8],
            5 => "{\"committee\":1,\"committee\":2}"u8.ToArray(),
            6 => "{\"committee\":\"a.b.c\"}"u8.ToArray(),
            7 => "{\"deal\":null}"u8.ToArray(),
            8 => "\"\\ud800\""u8.ToArray(),
            9 => new byte[dice.Roll(100_000)],
            10 => sample[..dice.Roll(sample.Length)],
            11 => [.. "{\"ballot\":"u8, .. sample, .. "}"u8],
            12 => [.. sample, .. sample],
            13 => Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(sample).Replace("\":\"", "\":1,\"", StringComparison.Ordinal)
            ),
            _ => Flip(dice, sample),
        };

    private static byte[] Flip(Dice dice, byte[] sample)
    {
        byte[] flipped = [.. sample];
        for (var i = dice.Roll(3); i >= 0; i--)
        {
            flipped[dice.Roll(flipped.Length)] ^= (byte)(1 << dice.Roll(8));
        }

        return flipped;
    }

    private static (string Headers, bool IsHttp) Headers(Dice dice, byte[] body)
    {
        var type = dice.Roll(8) switch
        {
            0 => "Content-Type: text/xml\r\n",
            1 => "Content-Type: ;;;=\r\n",
            2 => "",
            3 => "Content-Type: text/plain\r\n",
            _ => "Content-Type: application/json\r\n",
        };
        var length = $"Content-Length: {body.Length}\r\n";
        return dice.Roll(24) switch
        {
            0 => (type + length + "Last-Event-ID: -5\r\nAccept: */*;q=x\r\n", true),
            1 => (type + length + "Last-Event-ID: 99999999999999999999\r\n", true),
            2 => (type + length + "X-Forwarded-For: not an address\r\nForwarded: for=\"_\r\n", true),
            3 => (type + length + string.Concat(Enumerable.Repeat("X-Same: 1\r\n", 30)), true),
            4 => (type + length + "Accept-Encoding: gzip;q=2, , br\r\nIf-None-Match: \"\r\nRange: bytes=9-1\r\n", true),
            5 => (type + length + string.Concat(Enumerable.Repeat("X-Many: 1\r\n", 200)), false),
            6 => (type + length + "X-Long: " + new string('x', 40_000) + "\r\n", false),
            7 => (type + length + "Content-Length: 5\r\n", false),
            8 => (type + "Content-Length: -1\r\n", false),
            9 => (type + "Transfer-Encoding: chunked\r\n", false),
            10 => (type + length + "X Bad : 1\r\n", false),
            11 => (type + length + "no colon\r\n", false),
            _ => (type + length, true),
        };
    }

    /// <summary>Numbers that look random and are the same each time: System.Random is banned, and chance does not repeat.</summary>
    private sealed class Dice(int seed)
    {
        private int rolls;

        public int Roll(int sides) => (int)(BitConverter.ToUInt32(Next()) % (uint)sides);

        public T Pick<T>(T[] values) => values[Roll(values.Length)];

        public byte[] Bytes(int count) =>
            [.. Enumerable.Range(0, (count + 31) / 32).SelectMany(_ => Next()).Take(count)];

        private byte[] Next() =>
            SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed} {rolls++}")));
    }
}
