using PrivateVote.Cli.Demo;
using PrivateVote.Ethereum;
using PrivateVote.TestSupport;

namespace Scenarios.Tests.Council;

/// <summary>The chain that the demo executes on, of a node of the test's own, with a clock that the test moves.</summary>
internal sealed class CouncilChain : SafeChain
{
    private readonly Anvil anvil;

    public CouncilChain()
        : this(Anvil.Start()) { }

    private CouncilChain(Anvil anvil)
        : base(
            anvil.Endpoint,
            new DirectoryInfo(Anvil.PackageFile("")),
            EthereumKey.FromPrivateKey(Convert.FromHexString(Anvil.PrivateKey))
        ) => this.anvil = anvil;

    /// <summary>Blocks pass.</summary>
    public Task MineAsync(int blocks) => AskNodeAsync("anvil_mine", $"0x{blocks:x}");

    /// <summary>Time passes.</summary>
    public async Task WaitAsync(int seconds)
    {
        await AskNodeAsync("evm_increaseTime", seconds);
        await MineAsync(1);
    }

    public override void Dispose()
    {
        base.Dispose();
        anvil.Dispose();
    }
}
