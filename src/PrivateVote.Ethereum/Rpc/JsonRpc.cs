using System.Net;
using System.Net.Http.Headers;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Transactions;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>
/// A client for the JSON-RPC of an Ethereum node (ethereum/execution-apis). What the endpoint answers is its word, not a proof:
/// ask one that you trust, or more than one.
/// </summary>
/// <remarks>
/// Every method throws <see cref="JsonRpcException"/> when the endpoint is not reached within the time limit, answers more
/// than <see cref="MaximumResponseSize"/> bytes, or not what the method answers; and <see cref="OperationCanceledException"/>
/// only when the caller cancels. Whether redirects are followed is the HttpClient's: give one that does not.
/// </remarks>
public sealed class JsonRpc
{
    /// <summary>Bytes of the longest answer that is read.</summary>
    public const int MaximumResponseSize = 4 * 1024 * 1024;

    /// <summary>How long an answer may take, unless another limit is given.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly TimeSpan _timeLimit;
    private long _lastId;

    /// <param name="http">Not disposed here.</param>
    /// <param name="endpoint">An absolute http or https URI.</param>
    /// <param name="timeLimit">How long an answer may take, connecting included.</param>
    /// <exception cref="ArgumentException">The URI is not absolute, or not http or https.</exception>
    public JsonRpc(HttpClient http, Uri endpoint, TimeSpan? timeLimit = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("an endpoint is an absolute http or https URI", nameof(endpoint));
        }

        _http = http;
        _endpoint = endpoint;
        _timeLimit = timeLimit ?? DefaultTimeLimit;
    }

    /// <summary>eth_chainId.</summary>
    public Task<BigInteger> ChainIdAsync(CancellationToken cancellation = default) =>
        AskAsync("eth_chainId", [], JsonRpcValue.Quantity, cancellation);

    /// <summary>eth_blockNumber: the newest block's number.</summary>
    public Task<ulong> BlockNumberAsync(CancellationToken cancellation = default) =>
        AskAsync("eth_blockNumber", [], JsonRpcValue.Count, cancellation);

    /// <summary>eth_getBlockByNumber, without its transactions: null where there is no such block.</summary>
    public async Task<BlockHeader?> HeaderAsync(ulong number, CancellationToken cancellation = default)
    {
        var header = await AskAsync(
                "eth_getBlockByNumber",
                [Block.At(number).ToJson(), false],
                JsonRpcValue.Header,
                cancellation
            )
            .ConfigureAwait(false);
        return header is null || header.Number == number
            ? header
            : throw JsonRpcValue.Malformed("the endpoint answered with another block");
    }

    /// <summary>eth_getBalance, in wei.</summary>
    public Task<BigInteger> BalanceAsync(
        Address account,
        Block block = default,
        CancellationToken cancellation = default
    ) => AskAsync("eth_getBalance", [account.ToString(), block.ToJson()], JsonRpcValue.Quantity, cancellation);

    /// <summary>eth_getCode: empty when the account is no contract.</summary>
    public Task<byte[]> CodeAsync(Address account, Block block = default, CancellationToken cancellation = default) =>
        AskAsync("eth_getCode", [account.ToString(), block.ToJson()], JsonRpcValue.Bytes, cancellation);

    /// <summary>eth_getTransactionCount: the nonce of the account's next transaction.</summary>
    public Task<ulong> TransactionCountAsync(
        Address account,
        Block block = default,
        CancellationToken cancellation = default
    ) => AskAsync("eth_getTransactionCount", [account.ToString(), block.ToJson()], JsonRpcValue.Count, cancellation);

    /// <summary>eth_call: what the contract returns. A call that reverts throws, with what it returned.</summary>
    public Task<byte[]> CallAsync(ContractCall call, Block block = default, CancellationToken cancellation = default) =>
        AskAsync("eth_call", [Write(call), block.ToJson()], JsonRpcValue.Bytes, cancellation);

    /// <summary>eth_estimateGas, in units of gas. A call that reverts throws, with what it returned.</summary>
    public Task<ulong> EstimateGasAsync(ContractCall call, CancellationToken cancellation = default) =>
        AskAsync("eth_estimateGas", [Write(call)], JsonRpcValue.Count, cancellation);

    /// <summary>eth_gasPrice, in wei for each unit.</summary>
    public Task<BigInteger> GasPriceAsync(CancellationToken cancellation = default) =>
        AskAsync("eth_gasPrice", [], JsonRpcValue.Quantity, cancellation);

    /// <summary>eth_maxPriorityFeePerGas, in wei for each unit.</summary>
    public Task<BigInteger> MaxPriorityFeePerGasAsync(CancellationToken cancellation = default) =>
        AskAsync("eth_maxPriorityFeePerGas", [], JsonRpcValue.Quantity, cancellation);

    /// <summary>eth_sendRawTransaction. An endpoint that answers with another hash than ours is malformed.</summary>
    public async Task SendAsync(SignedTransaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var hash = await AskAsync(
                "eth_sendRawTransaction",
                [Hex.Encode(transaction.Raw)],
                JsonRpcValue.Hash,
                cancellation
            )
            .ConfigureAwait(false);
        if (!hash.AsSpan().SequenceEqual(transaction.Hash))
        {
            throw JsonRpcValue.Malformed("the endpoint took another transaction than the one that was sent");
        }
    }

    /// <summary>eth_getTransactionReceipt: null while the transaction is in no block.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<TransactionReceipt?> ReceiptAsync(byte[] hash, CancellationToken cancellation = default)
    {
        var receipt = await AskAsync(
                "eth_getTransactionReceipt",
                [Hex.Encode(hash)],
                JsonRpcValue.Receipt,
                cancellation
            )
            .ConfigureAwait(false);
        return receipt is null || receipt.TransactionHash.AsSpan().SequenceEqual(hash)
            ? receipt
            : throw JsonRpcValue.Malformed("the endpoint answered with another transaction's receipt");
    }

    private static JsonObject Write(ContractCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentOutOfRangeException.ThrowIfNegative(call.Value);
        var json = new JsonObject { ["to"] = call.To.ToString(), ["data"] = Hex.Encode(call.Data) };
        if (!call.Value.IsZero)
        {
            json["value"] = JsonRpcValue.Format(call.Value);
        }

        if (call.From is { } from)
        {
            json["from"] = from.ToString();
        }

        return json;
    }

    private async Task<T> AskAsync<T>(
        string method,
        JsonNode[] parameters,
        Func<JsonElement, T> read,
        CancellationToken cancellation
    )
    {
        var id = Interlocked.Increment(ref _lastId);
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeLimit);
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = content };
            using var response = await _http
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new JsonRpcException(
                    JsonRpcFault.Unavailable,
                    $"the endpoint answered {method} with HTTP status {(int)response.StatusCode}"
                );
            }

            var body = await ReadAsync(response.Content, limit.Token).ConfigureAwait(false);
            return JsonRpcValue.ReadResponse(body, id, read);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new JsonRpcException(JsonRpcFault.Unavailable, $"the endpoint was not reached for {method}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new JsonRpcException(JsonRpcFault.Unavailable, $"the endpoint did not answer {method} in time", e);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0; )
            {
                if (body.Length + read > MaximumResponseSize)
                {
                    throw JsonRpcValue.Malformed($"the answer has more than {MaximumResponseSize} bytes");
                }

                body.Write(buffer, 0, read);
            }

            return body.ToArray();
        }
    }
}
