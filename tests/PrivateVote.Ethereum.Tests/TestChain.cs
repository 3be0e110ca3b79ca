using System.Numerics;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Transactions;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

/// <summary>A real node, and an account on it that deploys and pays.</summary>
internal sealed class TestChain : IDisposable
{
    private const int DeploymentGas = 8_000_000;

    private readonly Anvil _anvil = Anvil.Start();
    private readonly HttpClient _http = new();
    private readonly EthereumKey _key = EthereumKey.FromPrivateKey(Convert.FromHexString(Anvil.PrivateKey));

    public TestChain() => Rpc = new JsonRpc(_http, _anvil.Endpoint);

    public JsonRpc Rpc { get; }

    public Address Sender => _key.Address;

    /// <summary>Deploys a compiled contract of a package and gives its address.</summary>
    public async Task<Address> DeployAsync(string artifact, params byte[] arguments)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Anvil.PackageFile(artifact)))!;
        Assert.True(Hex.TryDecodeAnyCase((string)json["bytecode"]!, out var code));
        var receipt = await SendAsync(null, [.. code, .. arguments], 0, legacy: true);
        Assert.True(receipt.Succeeded);
        return receipt.ContractAddress!.Value;
    }

    /// <summary>Sends a transaction and waits for its receipt.</summary>
    public async Task<TransactionReceipt> SendAsync(Address? to, byte[] data, BigInteger value, bool legacy = false)
    {
        var gas = to is { } contract
            ? await Rpc.EstimateGasAsync(new ContractCall(contract, data, value, Sender))
            : DeploymentGas;
        var price = await Rpc.GasPriceAsync();
        var signed = new Transaction
        {
            ChainId = Anvil.ChainId,
            Nonce = await Rpc.TransactionCountAsync(Sender, Block.Pending),
            To = to,
            Data = data,
            Value = value,
            GasLimit = gas + (gas / 2),
            Fee = legacy
                ? new TransactionFee.Legacy(price)
                : new TransactionFee.Market(2 * price, await Rpc.MaxPriorityFeePerGasAsync()),
        }.Sign(_key);
        await Rpc.SendAsync(signed);
        for (var tries = 0; tries < 200; tries++)
        {
            if (await Rpc.ReceiptAsync(signed.Hash) is { } receipt)
            {
                return receipt;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("there is no receipt");
    }

    /// <summary>What a function of a contract returns.</summary>
    public async Task<AbiValue> AskAsync(Address contract, string function, string result, params AbiValue[] arguments)
    {
        var data = await Rpc.CallAsync(
            new ContractCall(contract, AbiFunction.Parse(function).EncodeCall(arguments), From: Sender)
        );
        Assert.True(AbiDecoder.TryDecode(AbiType.Parse(result), data, out var value, out var refusal), refusal);
        return value;
    }

    public void Dispose()
    {
        _key.Dispose();
        _http.Dispose();
        _anvil.Dispose();
    }
}
