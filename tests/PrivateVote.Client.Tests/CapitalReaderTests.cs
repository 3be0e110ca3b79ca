using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Governance;

namespace PrivateVote.Client.Tests;

/// <summary>Which block's state counts, and what a node says of it.</summary>
public sealed class CapitalReaderTests
{
    private const string Token = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
    private const string Account = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private static readonly CapitalRule Rule = new(7, Token, CapitalSource.Balance);

    [Fact]
    public void The_block_is_the_last_one_that_is_not_younger()
    {
        Prop.ForAll(
                Gen.Choose(0, 3).NonEmptyListOf().ToArbitrary(),
                Gen.Choose(0, 60).ToArbitrary(),
                Gen.Choose(1, 3).ToArbitrary(),
                (steps, at, confirmations) =>
                {
                    // A chain whose first block is of second 10; some blocks are of the same second.
                    var times = new List<ulong> { 10 };
                    foreach (var step in steps)
                    {
                        times.Add(times[^1] + (ulong)step);
                    }

                    var expected = times.FindLastIndex(time => time <= (ulong)at);
                    var reader = new Chain { Times = times }.Reader();
                    var asked = DateTimeOffset.FromUnixTimeSeconds(at).AddMilliseconds(999);
                    var known = expected >= 0 && times.Count - 1 - expected >= confirmations;
                    if (known)
                    {
                        var found = reader.FindAsync(asked, (ulong)confirmations).GetAwaiter().GetResult();
                        Assert.Equal(((ulong)expected, times[expected]), (found.Number, found.Timestamp));
                    }
                    else
                    {
                        Assert.Throws<InvalidOperationException>(() =>
                            reader.FindAsync(asked, (ulong)confirmations).GetAwaiter().GetResult()
                        );
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public async Task A_node_is_asked_for_that_very_block()
    {
        var chain = new Chain { Times = [10, 20, 30] };
        var reader = chain.Reader();
        Assert.Null(await reader.ChainProblemAsync(Rule));
        Assert.Contains("chain 8", await reader.ChainProblemAsync(Rule with { ChainId = 8 }), StringComparison.Ordinal);
        var block = await reader.FindAsync(DateTimeOffset.FromUnixTimeSeconds(25), 1);
        var reading = await reader.ReadAsync(Rule, [Account], block);
        Assert.Equal(1, (int)reading.Block.Number);
        Assert.Equal((1000, new Holding(Account, 42)), ((int)reading.Supply, Assert.Single(reading.Holdings)));
        Assert.All(chain.Calls, call => Assert.Equal(Hex.Encode(block.Hash), (string)call["blockHash"]!));
    }

    [Fact]
    public async Task A_node_that_knows_blocks_by_their_numbers_only_is_asked_so()
    {
        var chain = new Chain { Times = [10, 20, 30], KnowsHashes = false };
        var reader = chain.Reader();
        var block = await reader.FindAsync(DateTimeOffset.FromUnixTimeSeconds(25), 1);
        Assert.Equal(42, (int)(await reader.ReadAsync(Rule, [Account], block)).Holdings[0].Amount);
        Assert.Equal("0x1", (string)chain.Calls[^1]!);

        // Another block has taken its number while it was asked.
        chain.Salt = 1;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            reader.ReadAsync(Rule, [Account], block)
        );
        Assert.Contains("reorganized", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A node with these blocks, whose token has a supply of 1,000, and 42 on every account.</summary>
    private sealed class Chain : HttpMessageHandler
    {
        public required List<ulong> Times { get; init; }

        public bool KnowsHashes { get; init; } = true;

        public byte Salt { get; set; }

        /// <summary>The blocks that calls were for.</summary>
        public List<JsonNode> Calls { get; } = [];

        public CapitalReader Reader() => new(new JsonRpc(new HttpClient(this), new Uri("https://node.example/rpc")));

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var answer = Answer((string)asked["method"]!, asked["params"]!.AsArray());
            var text = $$"""{"jsonrpc":"2.0","id":{{asked["id"]}},{{answer}}}""";
            return new HttpResponseMessage { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        }

        private string Answer(string method, JsonArray parameters) =>
            method switch
            {
                "eth_chainId" => "\"result\":\"0x7\"",
                "eth_blockNumber" => $"\"result\":\"0x{Times.Count - 1:x}\"",
                "eth_getBlockByNumber" => $"\"result\":{Header((string)parameters[0]!)}",
                _ => Call(parameters),
            };

        private string Header(string number)
        {
            var index = int.Parse(number[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            byte[] hash = [.. new byte[30], Salt, (byte)index];
            return index < Times.Count
                ? $$"""{"number":"{{number}}","hash":"{{Hex.Encode(hash)}}","timestamp":"0x{{Times[index]:x}}"}"""
                : "null";
        }

        private string Call(JsonArray parameters)
        {
            Calls.Add(parameters[1]!.DeepClone());
            if (!KnowsHashes && parameters[1] is JsonObject)
            {
                return "\"error\":{\"code\":-32602,\"message\":\"invalid argument 1\"}";
            }

            BigInteger amount = ((string)parameters[0]!["data"]!).Length > 10 ? 42 : 1000;
            return $"\"result\":\"0x{(int)amount:x64}\"";
        }
    }
}
