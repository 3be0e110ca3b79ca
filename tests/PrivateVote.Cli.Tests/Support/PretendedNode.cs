using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Cli.Tests.Support;

/// <summary>
/// A JSON-RPC endpoint on this machine that pretends there is a Safe: each of its answers can be a lie. What it is sent it keeps.
/// </summary>
internal sealed class PretendedNode : IDisposable
{
    private static readonly AbiFunction HashOf = AbiFunction.Parse(
        "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)"
    );
    private static readonly AbiType[] Word = [AbiType.Parse("uint256")];

    private readonly HttpListener listener = new();
    private readonly Task serving;

    public PretendedNode(Address safe, params Address[] owners)
    {
        (Safe, Owners) = (safe, owners);
        Endpoint = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(Endpoint);
        listener.Start();
        serving = ServeAsync();
    }

    public string Endpoint { get; }

    public Address Safe { get; set; }

    public Address[] Owners { get; set; }

    public int ChainId { get; set; } = 1;

    public int Threshold { get; set; } = 1;

    public int Nonce { get; set; }

    public string Version { get; set; } = "1.4.1";

    /// <summary>What calls other than the Safe's own questions revert with; null when they go through.</summary>
    public string? Revert { get; set; }

    /// <summary>Whether there is a MultiSend.</summary>
    public bool HasCode { get; set; } = true;

    /// <summary>The methods that were asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public void Dispose()
    {
        listener.Close();
        serving.Wait();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var request = JsonNode.Parse(context.Request.InputStream)!;
            var (member, value) = Answer((string)request["method"]!, request["params"]!.AsArray());
            var answer = new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = request["id"]!.DeepClone(),
                [member] = value,
            };
            context.Response.ContentType = "application/json";
            context.Response.Close(Encoding.UTF8.GetBytes(answer.ToJsonString()), willBlock: true);
        }
    }

    private (string Member, JsonNode Value) Answer(string method, JsonArray parameters)
    {
        Asked.Add(method);
        return method switch
        {
            "eth_chainId" => ("result", $"0x{ChainId:x}"),
            "eth_getCode" => ("result", HasCode ? "0x00" : "0x"),
            "eth_call" => Call(parameters[0]!),
            _ => ("error", Error(-32601, "not pretended", null)),
        };
    }

    private (string Member, JsonNode Value) Call(JsonNode call)
    {
        Assert.True(Hex.TryDecodeAnyCase((string)call["data"]!, out var data));
        if (Address.Parse((string)call["to"]!) == Safe)
        {
            foreach (var (question, answer) in Questions())
            {
                if (AbiFunction.Parse(question).IsCalledBy(data))
                {
                    return ("result", Hex.Encode(answer));
                }
            }

            if (HashOf.TryDecodeCall(data, out var arguments, out _))
            {
                return ("result", Hex.Encode(Hash(arguments)));
            }

            if (AbiFunction.Parse("simulateAndRevert(address,bytes)").IsCalledBy(data))
            {
                byte[] simulated = AbiEncoder.Encode([Word[0], Word[0]], [Revert is null ? 1 : 0, 0]);
                return ("error", Error(3, "execution reverted", Hex.Encode(simulated)));
            }
        }

        return Revert is null ? ("result", "0x") : ("error", Error(3, "execution reverted", "0x"));
    }

    private (string Question, byte[] Answer)[] Questions() =>
        [
            ("VERSION()", AbiEncoder.Encode([AbiType.Parse("string")], [Version])),
            (
                "getOwners()",
                AbiEncoder.Encode([AbiType.Parse("address[]")], [Owners.Select(owner => (AbiValue)owner).ToArray()])
            ),
            ("getThreshold()", AbiEncoder.Encode(Word, [Threshold])),
            ("nonce()", AbiEncoder.Encode(Word, [Nonce])),
        ];

    private byte[] Hash(IReadOnlyList<AbiValue> arguments)
    {
        Assert.True(SafeVersion.TryParse(Version, out var version, out _));
        var call = new SafeCall(
            ((AbiValue.Account)arguments[0]).Value,
            ((AbiValue.Number)arguments[1]).Value,
            ((AbiValue.Bytes)arguments[2]).Value,
            (SafeOperation)(int)((AbiValue.Number)arguments[3]).Value
        );
        var transaction = new SafeTransaction { Call = call, Nonce = ((AbiValue.Number)arguments[9]).Value };
        return new SafeAccount(new BigInteger(ChainId), Safe, version).HashesOf(transaction).SafeTxHash;
    }

    private static JsonObject Error(int code, string message, string? data) =>
        new()
        {
            ["code"] = code,
            ["message"] = message,
            ["data"] = data,
        };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
