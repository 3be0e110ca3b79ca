using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Safe;
using PrivateVote.TestSupport;

namespace Scenarios.Tests.Council;

/// <summary>
/// From a private vote to money that moved: the real contracts of Safe 1.4.1 and of OpenZeppelin's Governor on a real node, the
/// owners by the command line.
/// </summary>
public sealed class CouncilScenarios : IDisposable
{
    private const string Payee = "0x00000000000000000000000000000000000000bb";
    private const int Ether = 1000;
    private const int Tokens = 77;

    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [AnvilFact]
    public async Task Three_of_five_owners_verify_and_sign_and_the_safe_does_what_was_voted()
    {
        using var chain = new CouncilChain();
        var (safe, token) = await FoundAsync(chain);
        PayloadElection.Decide(cli, Anvil.ChainId, safe.ToString(), Calls(token));
        var election = PayloadElection.IdOf(cli);

        foreach (var owner in (int[])[5, 1, 3])
        {
            var signed = Sign(chain, owner, "@record", "--election", election);
            Assert.True(signed.ExitCode == 0, signed.Error + signed.Output);
            Assert.Contains("by this software and by the Safe itself", signed.Output, StringComparison.Ordinal);
            Assert.Contains(
                $"transfer(to {Address.Parse(Payee)}, amount {Tokens})",
                signed.Output,
                StringComparison.Ordinal
            );
            Assert.Contains("tried now, the calls go through", signed.Output, StringComparison.Ordinal);
        }

        string[] execute = ["council", "execute", "@record", "--rpc", chain.Endpoint, "--key", "@payer.key"];
        string[] two = ["--signature", "@signature5", "--signature", "@signature1"];
        Assert.Contains(
            "2 of the Safe's owners signed, and 3 are needed",
            cli.Fail(1, [.. execute, .. two]),
            StringComparison.Ordinal
        );

        var executed = cli.Do([.. execute, .. two, "--signature", "@signature3", "--receipt", "@receipt"]);

        Assert.Contains(
            "executed: the Safe says so of this very transaction",
            executed.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("succeeded", (string)JsonNode.Parse(File.ReadAllText(cli.PathOf("receipt")))!["outcome"]!);
        Assert.Equal(Ether, await chain.Rpc.BalanceAsync(Address.Parse(Payee)));
        Assert.Equal(Tokens, await chain.TokensOfAsync(token, Address.Parse(Payee)));
        Assert.Equal(10 * Ether - Ether, await chain.Rpc.BalanceAsync(safe));
        Assert.Equal(10 * Tokens - Tokens, await chain.TokensOfAsync(token, safe));

        // The same again has no nonce any more.
        var again = cli.Run([.. execute, .. two, "--signature", "@signature3"]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("nonce 0 was used already: the Safe's next is 1", again.Error, StringComparison.Ordinal);
        Assert.Equal(Ether, await chain.Rpc.BalanceAsync(Address.Parse(Payee)));
    }

    [AnvilFact]
    public async Task A_swapped_payload_is_signed_by_no_owners_software_and_executed_by_no_safe()
    {
        using var chain = new CouncilChain();
        var (safe, token) = await FoundAsync(chain);
        PayloadElection.Decide(cli, Anvil.ChainId, safe.ToString(), Calls(token));
        var election = PayloadElection.IdOf(cli);

        // The service shows the record with another manifest in it, and the record of an election of its own.
        var record = File.ReadAllText(cli.PathOf("record"));
        cli.Write("swapped", SwappedRecord.Of(record, Ether));
        using (var other = new CliRun())
        {
            PayloadElection.Decide(
                other,
                Anvil.ChainId,
                safe.ToString(),
                Calls(token).Replace($"\"{Ether}\"", "\"9999\"", StringComparison.Ordinal)
            );
            File.Copy(other.PathOf("record"), cli.PathOf("own"));
        }

        for (var owner = 1; owner <= 5; owner++)
        {
            AssertNotSigned(owner, "@swapped", "does not verify");
            AssertNotSigned(owner, "@own", "not " + election);
        }

        // An owner who signs something else by other software cannot have it pass for this.
        foreach (var owner in (int[])[1, 2])
        {
            Assert.Equal(0, Sign(chain, owner, "@record", "--election", election).ExitCode);
        }

        File.Delete(cli.PathOf("owner3.key.signed"));
        Assert.Equal(0, Sign(chain, 3, "@own").ExitCode);
        var foreign = JsonNode.Parse(File.ReadAllText(cli.PathOf("signature3")))!;
        foreign["basis"] = election;
        cli.Write("foreign", foreign.ToJsonString());
        var executed = cli.Run([
            .. (string[])["council", "execute", "@record", "--rpc", chain.Endpoint, "--key", "@payer.key"],
            .. (string[])["--signature", "@signature1", "--signature", "@signature2", "--signature", "@foreign"],
        ]);
        Assert.Equal(1, executed.ExitCode);
        Assert.Contains(
            "no owner of the Safe signed this transaction with it",
            executed.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(0, await chain.Rpc.BalanceAsync(Address.Parse(Payee)));

        void AssertNotSigned(int owner, string shown, string reason)
        {
            var answer = Sign(chain, owner, shown, "--election", election);
            Assert.Equal(1, answer.ExitCode);
            Assert.Contains(reason, answer.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(cli.PathOf($"signature{owner}")));
        }
    }

    [AnvilFact]
    public async Task A_payload_that_reverts_is_reported_and_its_nonce_can_be_taken_away()
    {
        using var chain = new CouncilChain();
        var (safe, token) = await FoundAsync(chain);
        var tooMuch = Calls(token).Replace($"\"{Ether}\"", $"\"{100 * Ether}\"", StringComparison.Ordinal);
        PayloadElection.Decide(cli, Anvil.ChainId, safe.ToString(), tooMuch);

        var refused = Sign(chain, 1, "@record");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("tried now, they do not", refused.Error, StringComparison.Ordinal);
        string[] signatures = [];
        foreach (var owner in (int[])[1, 2, 3])
        {
            Assert.Equal(0, Sign(chain, owner, "@record", "--accept-failing").ExitCode);
            signatures = [.. signatures, "--signature", $"@signature{owner}"];
        }

        string[] execute = ["council", "execute", "@record", "--rpc", chain.Endpoint, "--key", "@payer.key"];
        Assert.Contains(
            "the payload's call failed",
            cli.Fail(1, [.. execute, .. signatures]),
            StringComparison.Ordinal
        );

        string[] reject =
        [
            "council",
            "reject",
            "--chain-id",
            $"{Anvil.ChainId}",
            "--safe",
            safe.ToString(),
            "--nonce",
            "0",
            "--rpc",
            chain.Endpoint,
        ];
        foreach (var owner in (int[])[1, 2, 4])
        {
            cli.Do([.. reject, "--key", $"@owner{owner}.key", "--out", $"@rejection{owner}"]);
        }

        string[] rejections =
        [
            "--signature",
            "@rejection1",
            "--signature",
            "@rejection2",
            "--signature",
            "@rejection4",
        ];
        cli.Do([.. reject, "--key", "@payer.key", .. rejections]);
        var late = cli.Fail(1, [.. execute, .. signatures]);
        Assert.Contains("nonce 0 was used already", late, StringComparison.Ordinal);
        Assert.Equal(0, await chain.Rpc.BalanceAsync(Address.Parse(Payee)));
    }

    [AnvilFact]
    public async Task A_payload_goes_through_a_governor_and_its_timelock()
    {
        using var chain = new CouncilChain();
        var community = await Community.DeployAsync(chain);
        var (governor, timelock) = (community.Governor, community.Timelock);
        var token = await chain.CreateTokenAsync();
        await chain.SendAsync(timelock, [], 10 * Ether);
        await chain.SendAsync(token, CouncilChain.Call("transfer(address,uint256)", timelock, 10 * Tokens));

        // The payload that was voted, as a file, is the Governor's proposal.
        cli.Write("payload", $$"""{"calls":{{Calls(token)}}}""");
        string[] propose =
        [
            "governor",
            "propose",
            "--payload",
            "@payload",
            "--description",
            "Pay, as voted",
            "--governor",
            governor.ToString(),
            "--json",
        ];
        var proposal = JsonNode.Parse(cli.Do(propose).Line)!;
        await community.PassAsync(proposal);
        Assert.True(Hex.TryDecodeAnyCase((string)proposal["timelock"]!["operationId"]!, out var operation));
        Assert.Equal(
            new AbiValue.Flag(true),
            await chain.AskAsync(timelock, "isOperationPending(bytes32)", "bool", operation)
        );
        await community.ExecuteAsync(proposal);

        Assert.Equal(
            new AbiValue.Flag(true),
            await chain.AskAsync(timelock, "isOperationDone(bytes32)", "bool", operation)
        );
        Assert.Equal(Ether, await chain.Rpc.BalanceAsync(Address.Parse(Payee)));
        Assert.Equal(Tokens, await chain.TokensOfAsync(token, Address.Parse(Payee)));
    }

    /// <summary>Five owners by key files, their Safe with ether and tokens in it, and who pays for gas.</summary>
    private async Task<(Address Safe, Address Token)> FoundAsync(CouncilChain chain)
    {
        var owners = Enumerable
            .Range(1, 5)
            .Select(i => Address.Parse(cli.Do("wallet", "new", "--out", $"@owner{i}.key").Line))
            .ToArray();
        cli.Write("payer", "0x" + Anvil.PrivateKey);
        cli.Do("wallet", "import", "@payer", "--out", "@payer.key");
        var safe = await chain.CreateSafeAsync(owners, 3);
        var token = await chain.CreateTokenAsync();
        await chain.SendAsync(safe, [], 10 * Ether);
        await chain.SendAsync(token, CouncilChain.Call("transfer(address,uint256)", safe, 10 * Tokens));
        return (safe, token);
    }

    private static string Calls(Address token)
    {
        var transfer = CouncilChain.Call("transfer(address,uint256)", Address.Parse(Payee), Tokens);
        return $$"""
            [{"to":"{{Payee}}","value":"{{Ether}}","data":"0x","operation":0},
             {"to":"{{token}}","value":"0","data":"{{Hex.Encode(transfer)}}","operation":0}]
            """;
    }

    private CliAnswer Sign(CouncilChain chain, int owner, string record, params string[] options) =>
        cli.Run([
            .. (string[])["council", "sign", record, "--rpc", chain.Endpoint],
            .. (string[])["--key", $"@owner{owner}.key", "--out", $"@signature{owner}", "--force"],
            .. options,
        ]);
}
