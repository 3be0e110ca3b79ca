using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Cli.Demo;

/// <summary>A chain for one demo, in the memory of a process that ends with it: the council's Safe with ether and tokens in it.</summary>
internal sealed class DemoChain : SafeChain
{
    public static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    private const string Announcement = "Listening on ";
    private const int SafeEther = 10;
    private const int SafeTokens = 1000;

    /// <summary>What the account has that deploys and pays, in wei.</summary>
    private static readonly BigInteger Purse = 100 * Ether;

    private readonly ChildProcess anvil;

    private DemoChain(ChildProcess anvil, DirectoryInfo packages)
        : base(anvil.Address, packages, EthereumKey.Generate()) => this.anvil = anvil;

    public Address Safe { get; private set; }

    public Address Token { get; private set; }

    /// <summary>Starts the chain and creates a Safe of these owners.</summary>
    /// <exception cref="Failure">anvil does not start, or does not do what it is asked.</exception>
    public static DemoChain Start(ChainTools tools, IReadOnlyList<Address> owners, int threshold)
    {
        var anvil = ChildProcess.Start(
            new ProcessStartInfo(
                tools.Anvil.FullName,
                ["--port", "0", "--chain-id", ChainId.ToString(CultureInfo.InvariantCulture)]
            ),
            line =>
                line.StartsWith(Announcement, StringComparison.Ordinal)
                && Uri.TryCreate("http://" + line[Announcement.Length..], UriKind.Absolute, out var address)
                    ? address
                    : null,
            $"{tools.Anvil} does not start",
            () => { }
        );
        var chain = new DemoChain(anvil, tools.Packages);
        try
        {
            chain.FoundAsync(owners, threshold).GetAwaiter().GetResult();
            return chain;
        }
        catch (Exception exception) when (exception is JsonRpcException or HttpRequestException)
        {
            chain.Dispose();
            throw new Failure($"{tools.Anvil}: {exception.Message}");
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <summary>What an account has, in words.</summary>
    public string BalanceOf(Address account)
    {
        var wei = Rpc.BalanceAsync(account).GetAwaiter().GetResult();
        var tokens = TokensOfAsync(Token, account).GetAwaiter().GetResult();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(decimal)wei / (decimal)Ether:0.##} ETH, {tokens} tokens"
        );
    }

    public override void Dispose()
    {
        base.Dispose();
        anvil.Dispose();
    }

    private async Task FoundAsync(IReadOnlyList<Address> owners, int threshold)
    {
        await AskNodeAsync("anvil_setBalance", Payer.ToString(), $"0x{Purse:x}");
        Safe = await CreateSafeAsync(owners, threshold);
        Token = await CreateTokenAsync();
        await SendAsync(Safe, [], SafeEther * Ether);
        await SendAsync(Token, Call("transfer(address,uint256)", Safe, SafeTokens));
    }
}
