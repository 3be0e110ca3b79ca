using System.Net.Http.Json;
using System.Numerics;
using System.Text.Json.Nodes;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// A chain of anvil's with the real contracts of Safe 1.4.1, where they are on every chain, and an account that deploys and pays:
/// what the demo executes on, and the tests.
/// </summary>
internal abstract class SafeChain : IDisposable
{
    public const ulong ChainId = 31337;

    /// <summary>The compiled contracts of Safe, in their package.</summary>
    public const string Contracts = "@safe-global/safe-contracts/build/artifacts/contracts";

    private const string Create = "createProxyWithNonce(address,bytes,uint256)";
    private const ulong DeploymentGas = 8_000_000;
    private const int Salt = 7;
    private const long ArtifactLimit = 1 << 24;

    /// <summary>Safe's factory puts a contract where its code and a salt say: the same address on every chain.</summary>
    private static readonly Address Factory = Address.Parse("0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7");

    /// <summary>The factory's code: CREATE2 of what follows 32 bytes of salt.</summary>
    private const string FactoryCode =
        "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

    private readonly HttpClient http = new();
    private readonly Uri endpoint;
    private readonly DirectoryInfo packages;
    private readonly EthereumKey payer;
    private readonly TransactionSender sender;

    /// <param name="endpoint">anvil's JSON-RPC.</param>
    /// <param name="packages">The folder `node_modules` that compiled contracts are read from.</param>
    /// <param name="payer">Has ether there when it first sends something; disposed with this.</param>
    protected SafeChain(Uri endpoint, DirectoryInfo packages, EthereumKey payer)
    {
        this.endpoint = endpoint;
        this.packages = packages;
        this.payer = payer;
        Rpc = new JsonRpc(http, endpoint);
        sender = new TransactionSender(Rpc, payer, ChainId, TimeProvider.System);
    }

    public JsonRpc Rpc { get; }

    public string Endpoint => endpoint.ToString();

    public Address Payer => payer.Address;

    /// <summary>A Safe of these owners, by the real singleton and proxy factory; MultiSendCallOnly at its canonical address.</summary>
    /// <exception cref="Failure">A deployment fails.</exception>
    public async Task<Address> CreateSafeAsync(IReadOnlyList<Address> owners, int threshold)
    {
        await AskNodeAsync("anvil_setCode", Factory.ToString(), FactoryCode);
        await SendAsync(Factory, [.. new byte[32], .. Contract("libraries/MultiSendCallOnly")]);
        if ((await Rpc.CodeAsync(MultiSend.CallOnlyV141)).Length == 0)
        {
            throw new Failure($"the compiled MultiSendCallOnly is not the one that is at {MultiSend.CallOnlyV141}");
        }

        var singleton = await DeployAsync(Contract("Safe"));
        var factory = await DeployAsync(Contract("proxies/SafeProxyFactory"));
        var setup = Call(
            "setup(address[],uint256,address,bytes,address,address,uint256,address)",
            owners.Select(owner => (AbiValue)owner).ToArray(),
            threshold,
            Address.Zero,
            Array.Empty<byte>(),
            Address.Zero,
            Address.Zero,
            0,
            Address.Zero
        );
        var safe = ((AbiValue.Account)await AskAsync(factory, Create, "address", singleton, setup, Salt)).Value;
        await SendAsync(factory, Call(Create, singleton, setup, Salt));
        return safe;
    }

    /// <summary>A token whose whole supply the payer has.</summary>
    public Task<Address> CreateTokenAsync() => DeployAsync(Contract("test/ERC20Token"));

    /// <summary>Deploys a contract.</summary>
    /// <param name="code">What creates it.</param>
    /// <param name="arguments">Of its constructor, encoded.</param>
    /// <exception cref="Failure">It reverts.</exception>
    public async Task<Address> DeployAsync(byte[] code, params byte[] arguments)
    {
        var receipt = await sender.WaitAsync(await sender.SendAsync(null, [.. code, .. arguments], gas: DeploymentGas));
        return receipt is { Succeeded: true, ContractAddress: { } address }
            ? address
            : throw new Failure("a contract could not be deployed");
    }

    /// <summary>The payer sends a transaction and waits for its receipt.</summary>
    /// <exception cref="Failure">It reverts.</exception>
    public async Task<TransactionReceipt> SendAsync(Address to, byte[] data, BigInteger value = default)
    {
        var receipt = await sender.WaitAsync(await sender.SendAsync(to, data, value));
        return receipt.Succeeded ? receipt : throw new Failure($"a transaction to {to} was reverted");
    }

    public async Task<AbiValue> AskAsync(Address contract, string function, string result, params AbiValue[] arguments)
    {
        var data = await Rpc.CallAsync(new ContractCall(contract, Call(function, arguments), From: Payer));
        return AbiDecoder.TryDecode(AbiType.Parse(result), data, out var value, out var refusal)
            ? value
            : throw new Failure($"{function} of {contract}: {refusal}");
    }

    public async Task<BigInteger> TokensOfAsync(Address token, Address account) =>
        ((AbiValue.Number)await AskAsync(token, "balanceOf(address)", "uint256", account)).Value;

    /// <summary>The code that creates a compiled contract of a package.</summary>
    /// <param name="path">Of its JSON file, in `node_modules`.</param>
    public byte[] Package(string path)
    {
        var file = new FileInfo(Path.Combine(packages.FullName, path));
        return
            JsonNode.Parse(InputFile.Read(file, ArtifactLimit))?["bytecode"] is JsonValue text
            && Hex.TryDecodeAnyCase((string)text!, out var code)
            ? code
            : throw new Failure($"{file} is no compiled contract");
    }

    public static byte[] Call(string function, params AbiValue[] arguments) =>
        AbiFunction.Parse(function).EncodeCall(arguments);

    public virtual void Dispose()
    {
        payer.Dispose();
        http.Dispose();
    }

    /// <summary>anvil's own methods, which no other node has.</summary>
    /// <exception cref="Failure">It does not do it.</exception>
    protected async Task AskNodeAsync(string method, params JsonNode[] parameters)
    {
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        };
        using var response = await http.PostAsJsonAsync(endpoint, request);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        if (answer?.ContainsKey("result") != true)
        {
            throw new Failure($"{method}: {answer?.ToJsonString()}");
        }
    }

    /// <summary>A contract of Safe by its path and name, which are its source file's.</summary>
    private byte[] Contract(string path) => Package($"{Contracts}/{path}.sol/{Path.GetFileName(path)}.json");
}
