using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.TestSupport;

namespace Scenarios.Tests.Council;

/// <summary>OpenZeppelin's Governor with a timelock on the test's chain; whoever pays has all of its votes.</summary>
internal sealed record Community(CouncilChain Chain, Address Governor, Address Timelock)
{
    private const int Delay = 100;

    public static async Task<Community> DeployAsync(CouncilChain chain)
    {
        var contracts = NodeOracle.Ask("solidity.mjs", new JsonObject { ["source"] = "Community.sol" });
        var votes = await chain.DeployAsync(Code("CommunityToken"));
        AbiValue[] nobody = [];
        AbiValue[] anybody = [Address.Zero];
        var timelock = await chain.DeployAsync(
            chain.Package("@openzeppelin/contracts/build/contracts/TimelockController.json"),
            Encode("uint256,address[],address[],address", Delay, nobody, anybody, chain.Payer)
        );
        var governor = await chain.DeployAsync(Code("CommunityGovernor"), Encode("address,address", votes, timelock));
        var role = await chain.AskAsync(timelock, "PROPOSER_ROLE()", "bytes32");
        await chain.SendAsync(timelock, CouncilChain.Call("grantRole(bytes32,address)", role, governor));
        await chain.SendAsync(votes, CouncilChain.Call("delegate(address)", chain.Payer));
        return new Community(chain, governor, timelock);

        byte[] Code(string name) => Hex.TryDecodeAnyCase((string)contracts[name]!, out var code) ? code : [];
    }

    /// <summary>Proposes, votes, and queues what `governor propose --json` printed.</summary>
    public async Task PassAsync(JsonNode proposal)
    {
        var id = BigInteger.Parse((string)proposal["proposalId"]!, CultureInfo.InvariantCulture);
        await Chain.SendAsync(Governor, Bytes(proposal, "propose"));
        await Chain.MineAsync(2);
        await Chain.SendAsync(Governor, CouncilChain.Call("castVote(uint256,uint8)", id, 1));
        await Chain.MineAsync(6);
        await Chain.SendAsync(Governor, Bytes(proposal, "queue"));
    }

    /// <summary>Executes it after the timelock.</summary>
    public async Task<TransactionReceipt> ExecuteAsync(JsonNode proposal)
    {
        await Chain.WaitAsync(Delay + 1);
        return await Chain.SendAsync(Governor, Bytes(proposal, "execute"));
    }

    private static byte[] Bytes(JsonNode proposal, string name) =>
        Hex.TryDecodeAnyCase((string)proposal[name]!, out var data) ? data : [];

    private static byte[] Encode(string types, params AbiValue[] values) =>
        AbiEncoder.Encode([.. types.Split(',').Select(AbiType.Parse)], values);
}
