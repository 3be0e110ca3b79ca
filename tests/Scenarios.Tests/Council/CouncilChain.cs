using System.Globalization;
using System.Net.Http.Json;
using System.Numerics;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.TestSupport;

namespace Scenarios.Tests.Council;

/// <summary>A real node with Safe 1.4.1 where it is on every chain, a token, and an account that pays.</summary>
internal sealed class CouncilChain : IDisposable
{
    private const string Artifacts = "@safe-global/safe-contracts/build/artifacts/contracts/";
    private const string Create = "createProxyWithNonce(address,bytes,uint256)";
    private const ulong DeploymentGas = 8_000_000;

    /// <summary>Safe's factory puts a contract where its code and a salt say: the same address on every chain.</summary>
    private static readonly Address Factory = Address.Parse("0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7");

    /// <summary>The factory's code: CREATE2 of what follows 32 bytes of salt.</summary>
    private const string FactoryCode =
        "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

    private readonly Anvil anvil = Anvil.Start();
    private readonly HttpClient http = new();
    private readonly EthereumKey key = EthereumKey.FromPrivateKey(Convert.FromHexString(Anvil.PrivateKey));
    private readonly TransactionSender sender;

    public CouncilChain()
    {
        Rpc = new JsonRpc(http, anvil.Endpoint);
        sender = new TransactionSender(Rpc, key, Anvil.ChainId, TimeProvider.System);
    }

    public JsonRpc Rpc { get; }

    public string Endpoint => anvil.Endpoint.ToString();

    public Address Payer => key.Address;

    /// <summary>A Safe of these owners, by the real singleton and proxy factory; MultiSendCallOnly at its canonical address.</summary>
    public async Task<Address> CreateSafeAsync(IReadOnlyList<Address> owners, int threshold)
    {
        await AskNodeAsync("anvil_setCode", Factory.ToString(), FactoryCode);
        await DeployCanonicalAsync("libraries/MultiSendCallOnly.sol/MultiSendCallOnly.json");
        Assert.NotEmpty(await Rpc.CodeAsync(MultiSend.CallOnlyV141));
        var singleton = await DeployAsync(Artifact("Safe.sol/Safe.json"));
        var factory = await DeployAsync(Artifact("proxies/SafeProxyFactory.sol/SafeProxyFactory.json"));
        var setup = AbiFunction
            .Parse("setup(address[],uint256,address,bytes,address,address,uint256,address)")
            .EncodeCall(
                owners.Select(owner => (AbiValue)owner).ToArray(),
                threshold,
                Address.Zero,
                Array.Empty<byte>(),
                Address.Zero,
                Address.Zero,
                0,
                Address.Zero
            );
        var safe = ((AbiValue.Account)await AskAsync(factory, Create, "address", singleton, setup, 7)).Value;
        await SendAsync(factory, Call(Create, singleton, setup, 7));
        return safe;
    }

    /// <summary>A token whose whole supply the payer has.</summary>
    public Task<Address> CreateTokenAsync() => DeployAsync(Artifact("test/ERC20Token.sol/ERC20Token.json"));

    public async Task<Address> DeployAsync(byte[] code, params byte[] arguments)
    {
        var receipt = await sender.WaitAsync(await sender.SendAsync(null, [.. code, .. arguments], gas: DeploymentGas));
        Assert.True(receipt.Succeeded);
        return receipt.ContractAddress!.Value;
    }

    /// <summary>The code of a compiled contract of a package.</summary>
    public static byte[] Package(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(Anvil.PackageFile(path)))!;
        Assert.True(Hex.TryDecodeAnyCase((string)json["bytecode"]!, out var code));
        return code;
    }

    public async Task<TransactionReceipt> SendAsync(Address to, byte[] data, BigInteger value = default)
    {
        var receipt = await sender.WaitAsync(await sender.SendAsync(to, data, value));
        Assert.True(receipt.Succeeded);
        return receipt;
    }

    public async Task<AbiValue> AskAsync(Address contract, string function, string result, params AbiValue[] arguments)
    {
        var data = await Rpc.CallAsync(new ContractCall(contract, Call(function, arguments), From: Payer));
        Assert.True(AbiDecoder.TryDecode(AbiType.Parse(result), data, out var value, out var refusal), refusal);
        return value;
    }

    public async Task<BigInteger> TokensOfAsync(Address token, Address account) =>
        ((AbiValue.Number)await AskAsync(token, "balanceOf(address)", "uint256", account)).Value;

    /// <summary>Blocks pass.</summary>
    public Task MineAsync(int blocks) => AskNodeAsync("anvil_mine", $"0x{blocks:x}");

    /// <summary>Time passes.</summary>
    public async Task WaitAsync(int seconds)
    {
        await AskNodeAsync("evm_increaseTime", seconds);
        await MineAsync(1);
    }

    public static byte[] Call(string function, params AbiValue[] arguments) =>
        AbiFunction.Parse(function).EncodeCall(arguments);

    public void Dispose()
    {
        key.Dispose();
        http.Dispose();
        anvil.Dispose();
    }

    private static byte[] Artifact(string path) => Package(Artifacts + path);

    private async Task DeployCanonicalAsync(string artifact) =>
        await SendAsync(Factory, [.. new byte[32], .. Artifact(artifact)]);

    /// <summary>anvil's own methods, which no other node has.</summary>
    private async Task AskNodeAsync(string method, params JsonNode[] parameters)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        };
        using var response = await http.PostAsJsonAsync(anvil.Endpoint, request);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.False(answer!.ContainsKey("error"), string.Create(CultureInfo.InvariantCulture, $"{method}: {answer}"));
    }
}
