using System.Net;
using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Ethereum.Tokens;
using PrivateVote.Ethereum.Transactions;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class JsonRpcTests
{
    private const string Hash = "0x1111111111111111111111111111111111111111111111111111111111111111";

    private const string Receipt =
        """{"transactionHash":"0x1111111111111111111111111111111111111111111111111111111111111111","blockHash":"0x2222222222222222222222222222222222222222222222222222222222222222","blockNumber":"0x10","from":"0x3333333333333333333333333333333333333333","to":"0x4444444444444444444444444444444444444444","contractAddress":null,"gasUsed":"0x5208","status":"0x1","logs":[{"address":"0x4444444444444444444444444444444444444444","topics":["0x5555555555555555555555555555555555555555555555555555555555555555"],"data":"0x01","logIndex":"0x0"}],"type":"0x2"}""";

    private static readonly Address Account = Address.Parse("0x3333333333333333333333333333333333333333");

    [Fact]
    public async Task Methods_ask_as_the_standard_says()
    {
        var endpoint = FakeEndpoint.Results(
            (method, _) => method is "eth_call" or "eth_getCode" ? "\"0x0102\"" : "\"0x2a\""
        );
        var rpc = endpoint.Client();
        Assert.Equal(42, await rpc.ChainIdAsync());
        Assert.Equal(42UL, await rpc.BlockNumberAsync());
        Assert.Equal(42, await rpc.BalanceAsync(Account));
        Assert.Equal([1, 2], await rpc.CodeAsync(Account, Block.Finalized));
        Assert.Equal(42UL, await rpc.TransactionCountAsync(Account, Block.Pending));
        Assert.Equal([1, 2], await rpc.CallAsync(new ContractCall(Account, [0xab]), Block.At(256)));
        Assert.Equal(42UL, await rpc.EstimateGasAsync(new ContractCall(Account, [], 16, Account)));
        Assert.Equal(42, await rpc.GasPriceAsync());
        Assert.Equal(42, await rpc.MaxPriorityFeePerGasAsync());
        var block = Block.Of(Convert.FromHexString(Hash[2..]));
        Assert.Equal([1, 2], await rpc.CallAsync(new ContractCall(Account, []), block));

        const string A = "\"0x3333333333333333333333333333333333333333\"";
        string[] expected =
        [
            "eth_chainId []",
            "eth_blockNumber []",
            $"eth_getBalance [{A},\"latest\"]",
            $"eth_getCode [{A},\"finalized\"]",
            $"eth_getTransactionCount [{A},\"pending\"]",
            $$"""eth_call [{"to":{{A}},"data":"0xab"},"0x100"]""",
            $$"""eth_estimateGas [{"to":{{A}},"data":"0x","value":"0x10","from":{{A}}}]""",
            "eth_gasPrice []",
            "eth_maxPriorityFeePerGas []",
            $$"""eth_call [{"to":{{A}},"data":"0x"},{"blockHash":"{{Hash}}"}]""",
        ];
        Assert.Equal(
            expected,
            endpoint.Requests.Select(request => $"{request["method"]} {request["params"]!.ToJsonString()}")
        );
        Assert.Equal(expected.Length, endpoint.Requests.Select(request => (long)request["id"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_block_is_read_by_its_number_and_no_other_stands_for_it()
    {
        const string Header = $$"""{"number":"0x10","hash":"{{Hash}}","timestamp":"0x64","parentHash":"0x00"}""";
        var endpoint = FakeEndpoint.Results((_, _) => Header);
        var header = await endpoint.Client().HeaderAsync(16);
        Assert.Equal((16UL, Hash, 100UL), (header!.Number, Hex.Encode(header.Hash), header.Timestamp));
        Assert.Equal("""["0x10",false]""", Assert.Single(endpoint.Requests)["params"]!.ToJsonString());
        Assert.Null(await FakeEndpoint.Results((_, _) => "null").Client().HeaderAsync(16));
        foreach (
            var malformed in (string[])
                [
                    "[]",
                    "1",
                    Header.Replace("0x10", "0x11", StringComparison.Ordinal),
                    Header.Replace("hash", "h", StringComparison.Ordinal),
                ]
        )
        {
            var fault = await Assert.ThrowsAsync<JsonRpcException>(() =>
                FakeEndpoint.Results((_, _) => malformed).Client().HeaderAsync(16)
            );
            Assert.Equal(JsonRpcFault.Malformed, fault.Fault);
        }
    }

    [Fact]
    public async Task What_answers_no_amount_is_no_token()
    {
        foreach (var answer in (string[])["\"0x\"", "\"0x01\"", $"\"{Hash}00\""])
        {
            var token = new TokenReader(FakeEndpoint.Results((_, _) => answer).Client(), Account, Block.Latest);
            foreach (
                var ask in (Func<Task<BigInteger>>[])
                    [() => token.SupplyAsync(), () => token.BalanceAsync(Account), () => token.VotesAsync(Account)]
            )
            {
                var fault = await Assert.ThrowsAsync<JsonRpcException>(ask);
                Assert.Equal(JsonRpcFault.Malformed, fault.Fault);
            }
        }
    }

    [Fact]
    public async Task A_receipt_is_read_and_is_absent_while_there_is_none()
    {
        Assert.True(Hex.TryDecodeAnyCase(Hash, out var hash));
        var receipt = await FakeEndpoint.Results((_, _) => Receipt).Client().ReceiptAsync(hash);
        Assert.NotNull(receipt);
        Assert.Equal(16UL, receipt.BlockNumber);
        Assert.True(receipt.Succeeded);
        Assert.Equal(21000, receipt.GasUsed);
        Assert.Null(receipt.ContractAddress);
        Assert.Equal([1], Assert.Single(receipt.Logs).Data);

        Assert.Null(await FakeEndpoint.Results((_, _) => "null").Client().ReceiptAsync(hash));
        var failed = Receipt.Replace("\"status\":\"0x1\"", "\"status\":\"0x0\"", StringComparison.Ordinal);
        Assert.False((await FakeEndpoint.Results((_, _) => failed).Client().ReceiptAsync(hash))!.Succeeded);
        hash[0] ^= 1;
        await AssertFault(
            JsonRpcFault.Malformed,
            FakeEndpoint.Results((_, _) => Receipt),
            rpc => rpc.ReceiptAsync(hash)
        );
    }

    [Fact]
    public async Task A_transaction_is_sent_and_another_hash_is_not_believed()
    {
        using var key = TestKeys.Of("sender");
        var signed = new Transaction
        {
            ChainId = 1,
            Nonce = 0,
            To = Account,
            GasLimit = 21000,
            Fee = new TransactionFee.Legacy(1),
        }.Sign(key);
        var endpoint = FakeEndpoint.Results((_, _) => $"\"{Hex.Encode(signed.Hash)}\"");
        await endpoint.Client().SendAsync(signed);
        Assert.Equal(Hex.Encode(signed.Raw), (string?)endpoint.Requests[0]["params"]![0]);
        await AssertFault(
            JsonRpcFault.Malformed,
            FakeEndpoint.Results((_, _) => $"\"{Hash}\""),
            rpc => rpc.SendAsync(signed)
        );
    }

    [Theory]
    [InlineData("{\"code\":-32601,\"message\":\"no such method\"}", JsonRpcFault.Refused, "no such method")]
    [InlineData("{\"code\":-32000,\"message\":\"nonce\\u0007 too low\"}", JsonRpcFault.Refused, "nonce? too low")]
    [InlineData("{\"code\":3,\"message\":\"execution reverted\"}", JsonRpcFault.Reverted, "without a reason")]
    [InlineData(
        "{\"code\":3,\"message\":\"execution reverted\",\"data\":\"0x\"}",
        JsonRpcFault.Reverted,
        "without a reason"
    )]
    [InlineData(
        "{\"code\":3,\"message\":\"x\",\"data\":\"0x01020304\"}",
        JsonRpcFault.Reverted,
        "custom error 0x01020304"
    )]
    [InlineData(
        "{\"code\":-32000,\"message\":\"execution reverted: GS013\",\"data\":\"0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000054753303133000000000000000000000000000000000000000000000000000000\"}",
        JsonRpcFault.Reverted,
        "GS013"
    )]
    [InlineData(
        "{\"code\":3,\"message\":\"x\",\"data\":\"0x4e487b710000000000000000000000000000000000000000000000000000000000000011\"}",
        JsonRpcFault.Reverted,
        "panic 17"
    )]
    [InlineData("{\"message\":\"x\"}", JsonRpcFault.Malformed, "error")]
    [InlineData("{\"code\":\"3\",\"message\":\"x\"}", JsonRpcFault.Malformed, "error")]
    [InlineData("{\"code\":3}", JsonRpcFault.Malformed, "error")]
    [InlineData("\"x\"", JsonRpcFault.Malformed, "error")]
    public async Task Errors_are_told_apart(string error, JsonRpcFault fault, string message)
    {
        var thrown = await AssertFault(fault, FakeEndpoint.Errors(error), rpc => rpc.ChainIdAsync());
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(fault == JsonRpcFault.Reverted, thrown.RevertData is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"0x1\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"0x1\"}")]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":\"0x1\"}")]
    [InlineData("{\"id\":1,\"result\":\"0x1\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\",\"result\":\"0x2\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"1\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x-1\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"\\ud800\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}")]
    [InlineData(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x10000000000000000000000000000000000000000000000000000000000000000\"}"
    )]
    public async Task Answers_that_are_none_are_malformed(string body) =>
        await AssertFault(
            JsonRpcFault.Malformed,
            FakeEndpoint.Bytes(Encoding.UTF8.GetBytes(body)),
            rpc => rpc.ChainIdAsync()
        );

    [Fact]
    public async Task An_endpoint_that_is_away_slow_or_endless_is_given_up()
    {
        var fine = FakeEndpoint.Results((_, _) => "\"0x1\"");
        foreach (
            var status in new[] { HttpStatusCode.InternalServerError, HttpStatusCode.NotFound, HttpStatusCode.Found }
        )
        {
            await AssertFault(JsonRpcFault.Unavailable, fine.With(status), rpc => rpc.ChainIdAsync());
        }

        await AssertFault(
            JsonRpcFault.Unavailable,
            FakeEndpoint.Content(() => throw new HttpRequestException("no route")),
            rpc => rpc.ChainIdAsync()
        );
        await AssertFault(
            JsonRpcFault.Malformed,
            FakeEndpoint.Content(() => new StreamContent(new Endless(TimeSpan.Zero))),
            rpc => rpc.ChainIdAsync()
        );
        await AssertFault(
            JsonRpcFault.Unavailable,
            FakeEndpoint.Content(() => new StreamContent(new Endless(TimeSpan.FromMilliseconds(20)))),
            rpc => rpc.ChainIdAsync(),
            TimeSpan.FromMilliseconds(100)
        );

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fine.Client().ChainIdAsync(cancelled.Token));
        Assert.Throws<ArgumentException>(() => new JsonRpc(new HttpClient(), new Uri("ftp://node.example")));
        Assert.Throws<ArgumentException>(() => new JsonRpc(new HttpClient(), new Uri("/rpc", UriKind.Relative)));
    }

    [Fact]
    public async Task Damaged_answers_are_read_or_are_malformed()
    {
        Assert.True(Hex.TryDecodeAnyCase(Hash, out var hash));
        var whole = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"result":{{Receipt}}}""");
        foreach (var damaged in Mutations.Of(whole, 5_000, "receipts"))
        {
            try
            {
                await FakeEndpoint.Bytes(damaged).Client().ReceiptAsync(hash);
            }
            catch (JsonRpcException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public async Task A_safe_says_what_it_is()
    {
        var state = await new SafeReader(SafeEndpoint("1.4.1", 2).Client()).ReadAsync(Account);
        Assert.Equal(new SafeAccount(42, Account, SafeVersion.V141), state.Account);
        Assert.Equal(3, state.Owners.Count);
        Assert.Equal(2, state.Threshold);
        Assert.Equal(9, state.Nonce);

        await AssertFault(
            JsonRpcFault.Malformed,
            SafeEndpoint("1.1.1", 2),
            rpc => new SafeReader(rpc).ReadAsync(Account)
        );
        await AssertFault(
            JsonRpcFault.Malformed,
            SafeEndpoint("1.4.1", 0),
            rpc => new SafeReader(rpc).ReadAsync(Account)
        );
        await AssertFault(
            JsonRpcFault.Malformed,
            SafeEndpoint("1.4.1", 4),
            rpc => new SafeReader(rpc).ReadAsync(Account)
        );
        var noContract = FakeEndpoint.Results((method, _) => method == "eth_chainId" ? "\"0x1\"" : "\"0x\"");
        await AssertFault(JsonRpcFault.Malformed, noContract, rpc => new SafeReader(rpc).ReadAsync(Account));
    }

    [Fact]
    public async Task A_call_is_tried_before_it_is_signed()
    {
        var call = new SafeCall(Account, 1, []);
        var delegated = new SafeCall(MultiSend.V141, 0, [1], SafeOperation.DelegateCall);
        Assert.True((await TryAsync(call, FakeEndpoint.Results((_, _) => "\"0x\""))).Succeeds);
        var reverted = await TryAsync(call, FakeEndpoint.Errors("{\"code\":3,\"message\":\"execution reverted\"}"));
        Assert.False(reverted.Succeeds);
        Assert.Contains("reverts", reverted.Reason, StringComparison.Ordinal);

        var refused = await TryAsync(call, FakeEndpoint.Errors("{\"code\":-32003,\"message\":\"insufficient funds\"}"));
        Assert.False(refused.Succeeds);
        Assert.Contains("insufficient funds", refused.Reason, StringComparison.Ordinal);
        await AssertFault(
            JsonRpcFault.Unavailable,
            FakeEndpoint.Content(() => throw new HttpRequestException("no route")),
            rpc => new SafeReader(rpc).SimulateAsync(Account, call)
        );

        var word = new string('0', 63);
        Assert.True((await TryAsync(delegated, Reverting($"{word}1{word}0"))).Succeeds);
        Assert.False((await TryAsync(delegated, Reverting($"{word}0{word}0"))).Succeeds);
        Assert.False((await TryAsync(delegated, Reverting($"{word}1{word}1"))).Succeeds);
        Assert.False((await TryAsync(delegated, Reverting(""))).Succeeds);
        Assert.False((await TryAsync(delegated, FakeEndpoint.Results((_, _) => "\"0x\""))).Succeeds);

        static FakeEndpoint Reverting(string data) =>
            FakeEndpoint.Errors($$"""{"code":3,"message":"execution reverted","data":"0x{{data}}"}""");

        static Task<SafeSimulation> TryAsync(SafeCall tried, FakeEndpoint endpoint) =>
            new SafeReader(endpoint.Client()).SimulateAsync(Account, tried);
    }

    private static FakeEndpoint SafeEndpoint(string version, int threshold) =>
        FakeEndpoint.Results(
            (method, parameters) =>
            {
                if (method == "eth_chainId")
                {
                    return "\"0x2a\"";
                }

                var selector = (string)parameters[0]!["data"]!;
                AbiValue[] owners = [Account, new Address(new byte[20]), MultiSend.V141];
                (AbiType Type, AbiValue Value) answer =
                    selector == Hex.Encode(SafeFunctions.Version.Selector) ? (AbiType.Parse("string"), version)
                    : selector == Hex.Encode(SafeFunctions.Owners.Selector) ? (AbiType.Parse("address[]"), owners)
                    : selector == Hex.Encode(SafeFunctions.Threshold.Selector) ? (AbiType.Parse("uint256"), threshold)
                    : (AbiType.Parse("uint256"), (BigInteger)9);
                return $"\"{Hex.Encode(AbiEncoder.Encode(answer.Type, answer.Value))}\"";
            }
        );

    private static async Task<JsonRpcException> AssertFault(
        JsonRpcFault fault,
        FakeEndpoint endpoint,
        Func<JsonRpc, Task> ask,
        TimeSpan? timeLimit = null
    )
    {
        var thrown = await Assert.ThrowsAsync<JsonRpcException>(() => ask(endpoint.Client(timeLimit)));
        Assert.Equal(fault, thrown.Fault);
        return thrown;
    }

    /// <summary>Spaces without end, a piece at a time.</summary>
    private sealed class Endless(TimeSpan pause) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, cancellationToken);
                buffer = buffer[..1];
            }

            buffer.Span.Fill((byte)' ');
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
