using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>Reading of JSON-RPC answers: quantities are 0x and hex digits, bytes 0x and pairs of them.</summary>
internal static class JsonRpcValue
{
    private const int MaximumDepth = 32;
    private const int MaximumTopics = 4;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaximumDepth,
    };

    public static JsonRpcException Malformed(string message, Exception? inner = null) =>
        new(JsonRpcFault.Malformed, message, inner);

    public static string Format(BigInteger quantity) =>
        quantity.IsZero ? "0x0" : "0x" + quantity.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    /// <summary>The result of one response with this id; members that the standard does not have are passed over.</summary>
    public static T ReadResponse<T>(byte[] body, long id, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("jsonrpc", out var version)
                || version.ValueKind != JsonValueKind.String
                || version.GetString() != "2.0"
                || !root.TryGetProperty("id", out var answered)
                || answered.ValueKind != JsonValueKind.Number
                || !answered.TryGetInt64(out var number)
                || number != id
            )
            {
                throw Malformed("the answer is not a JSON-RPC 2.0 response to what was asked");
            }

            if (root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            {
                throw Refusal(error);
            }

            return root.TryGetProperty("result", out var result)
                ? read(result)
                : throw Malformed("the answer has neither a result nor an error");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with a lone surrogate, which is found when it is read.
            throw Malformed("the answer is not JSON", e);
        }
    }

    public static BigInteger Quantity(JsonElement json) =>
        json.ValueKind == JsonValueKind.String
        && json.GetString() is { Length: > 2 and <= 2 + 64 } text
        && text.StartsWith("0x", StringComparison.Ordinal)
        && BigInteger.TryParse(
            "0" + text[2..],
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var quantity
        )
            ? quantity
            : throw Malformed("the answer is not a quantity");

    public static ulong Count(JsonElement json)
    {
        var quantity = Quantity(json);
        return quantity <= ulong.MaxValue ? (ulong)quantity : throw Malformed("the answer is not below 2^64");
    }

    public static byte[] Bytes(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && Hex.TryDecodeAnyCase(json.GetString(), out var bytes)
            ? bytes
            : throw Malformed("the answer is not bytes");

    public static byte[] Hash(JsonElement json) =>
        Bytes(json) is { Length: Keccak256.Size } hash ? hash : throw Malformed("the answer is not a hash");

    public static BlockHeader? Header(JsonElement json) =>
        json.ValueKind == JsonValueKind.Null
            ? null
            : new BlockHeader(
                Count(Member(json, "number")),
                Hash(Member(json, "hash")),
                Count(Member(json, "timestamp"))
            );

    public static TransactionReceipt? Receipt(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var status = Quantity(Member(json, "status"));
        if (status > 1)
        {
            throw Malformed("the receipt's status is neither 0 nor 1");
        }

        var logs = Member(json, "logs");
        if (logs.ValueKind != JsonValueKind.Array)
        {
            throw Malformed("the receipt's logs are not an array");
        }

        return new TransactionReceipt(
            Hash(Member(json, "transactionHash")),
            Hash(Member(json, "blockHash")),
            Count(Member(json, "blockNumber")),
            Account(Member(json, "from")),
            OptionalAccount(json, "to"),
            OptionalAccount(json, "contractAddress"),
            Quantity(Member(json, "gasUsed")),
            status.IsOne,
            [.. logs.EnumerateArray().Select(Log)]
        );
    }

    private static TransactionLog Log(JsonElement json)
    {
        var topics = Member(json, "topics");
        return topics.ValueKind == JsonValueKind.Array && topics.GetArrayLength() <= MaximumTopics
            ? new TransactionLog(
                Account(Member(json, "address")),
                [.. topics.EnumerateArray().Select(Hash)],
                Bytes(Member(json, "data"))
            )
            : throw Malformed("a log's topics are not an array of at most four");
    }

    private static Address Account(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && Address.TryParse(json.GetString(), out var address)
            ? address
            : throw Malformed("the answer is not an address");

    private static Address? OptionalAccount(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? Account(member) : null;

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member)
            ? member
            : throw Malformed($"the answer lacks {name}");

    private static JsonRpcException Refusal(JsonElement error)
    {
        if (
            error.ValueKind != JsonValueKind.Object
            || !error.TryGetProperty("code", out var code)
            || code.ValueKind != JsonValueKind.Number
            || !code.TryGetInt64(out var number)
            || !error.TryGetProperty("message", out var message)
            || message.ValueKind != JsonValueKind.String
        )
        {
            return Malformed("the answer's error is not one of JSON-RPC");
        }

        var said = message.GetString()!;
        return new JsonRpcException(
            number,
            SafeText.Line(said),
            TryRevertData(error, number, said, out var data) ? data : null
        );
    }

    /// <summary>
    /// Nodes report a revert with code 3, or with another code and a message that says so; what the contract returned is in
    /// data, where there is any.
    /// </summary>
    private static bool TryRevertData(JsonElement error, long code, string said, [NotNullWhen(true)] out byte[]? data)
    {
        const long Reverted = 3;
        data = null;
        if (code != Reverted && !said.StartsWith("execution reverted", StringComparison.Ordinal))
        {
            return false;
        }

        data =
            error.TryGetProperty("data", out var json)
            && json.ValueKind == JsonValueKind.String
            && Hex.TryDecodeAnyCase(json.GetString(), out var bytes)
                ? bytes
                : [];
        return true;
    }
}
