using System.Net;
using System.Text.Json.Nodes;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Online;

namespace PrivateVote.Identity.Tests.Online;

/// <summary>Revocations by what an Ethereum node answers.</summary>
public class EasStatusSourceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly EasStatus Status = new(10, Repeat(0x33, 20), Repeat(0x11, 20), Repeat(0x22, 32));

    [Fact]
    public async Task The_contract_is_asked_about_attester_and_UID()
    {
        var node = new Node(Word("00"));
        Assert.Equal(StatusKind.Valid, (await Ask(node)).Kind);
        Assert.Equal(["eth_chainId", "eth_call"], node.Requests.Select(request => (string)request["method"]!));
        // As ethers encodes it by the ABI of the EAS contract.
        var call = node.Requests[1]["params"]![0]!;
        Assert.Equal("0xb469318d000000000000000000000000" + Digits(0x11, 20) + Digits(0x22, 32), (string)call["data"]!);
        Assert.Equal("0x" + Digits(0x33, 20), (string)call["to"]!);
    }

    [Fact]
    public async Task A_time_of_revocation_is_a_revocation()
    {
        Assert.Equal(StatusKind.Revoked, (await Ask(new Node(Word("65a0b1c2")))).Kind);
        Assert.Equal(StatusKind.Revoked, (await Ask(new Node(Word("ffffffffffffffff")))).Kind);
    }

    [Fact]
    public async Task What_cannot_be_had_is_unavailable_and_never_valid()
    {
        foreach (
            var node in new[]
            {
                // No contract, a wallet's answer, more than a word, more than a uint64.
                new Node("\"0x\""),
                new Node("\"0x00\""),
                new Node($"\"0x{new string('0', 128)}\""),
                new Node(Word("010000000000000000")),
                new Node("null"),
                new Node("{}"),
                new Node(Word("00"), chain: "\"0x1\""),
                new Node(Word("00"), chain: "null"),
                new Node(Word("00"), status: HttpStatusCode.InternalServerError),
            }
        )
        {
            var answer = await Ask(node);
            Assert.Equal(StatusKind.Unavailable, answer.Kind);
            Assert.False(string.IsNullOrEmpty(answer.Reason));
            Assert.Equal(IdentityCode.StatusUnavailable, answer.ToRefusal()?.Code);
        }

        var other = await Ask(new Node(Word("00")), Status with { ChainId = 1 });
        Assert.Equal(StatusKind.Unavailable, other.Kind);
        Assert.Contains("chain 1", other.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issued_attestation_is_refused_once_it_is_revoked()
    {
        using var key = EthereumKey.Generate();
        var attestation = new EasIssuer(key, 10, new Address(Repeat(0x33, 20))).Issue(
            Repeat(0x44, 32),
            new Address(Repeat(0x55, 20)),
            Now
        );
        var source = new AttestationSource(
            "eas",
            AttestationFormat.Eas,
            [key.Address.ToString()],
            1,
            CheckStatus: true
        );
        foreach (var (time, code) in new (string, IdentityCode?)[] { ("00", null), ("01", IdentityCode.Revoked) })
        {
            using var client = new HttpClient(new Node(Word(time)));
            var verifier = new OnlineVerifier(new Nobody(), [Source(client)]);
            var outcome = await verifier.VerifyAsync(attestation, new VerificationContext(Now, source), default);
            Assert.Equal(code, outcome.Attestation.Refusal?.Code);
        }
    }

    private static EasStatusSource Source(HttpClient client) =>
        new(new Dictionary<ulong, JsonRpc> { [10] = new(client, new Uri("https://node.example/")) });

    private static async Task<StatusAnswer> Ask(Node node, EasStatus? status = null)
    {
        using var client = new HttpClient(node);
        var source = Source(client);
        Assert.True(source.Knows(Status));
        return await source.AskAsync(status ?? Status, Now, default);
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static string Digits(byte value, int count) => Convert.ToHexStringLower(Repeat(value, count));

    private static string Word(string digits) => $"\"0x{digits.PadLeft(64, '0')}\"";

    /// <summary>A node that answers eth_chainId and eth_call by these results.</summary>
    private sealed class Node(string result, string chain = "\"0xa\"", HttpStatusCode status = HttpStatusCode.OK)
        : HttpMessageHandler
    {
        public List<JsonNode> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            Requests.Add(asked);
            var value = (string)asked["method"]! == "eth_chainId" ? chain : result;
            return new HttpResponseMessage(status)
            {
                Content = new StringContent($"{{\"jsonrpc\":\"2.0\",\"id\":{asked["id"]},\"result\":{value}}}"),
            };
        }
    }

    private sealed class Nobody : IDidWebFetcher
    {
        public Task<FetchOutcome> FetchAsync(Uri address, int maximumLength, CancellationToken cancellation) =>
            throw new InvalidOperationException("nothing is to be fetched");
    }
}
