using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Ethereum;

namespace PrivateVote.Cli.Tests;

/// <summary>
/// An owner's software against a service that altered the record and a node that lies: it signs the voted payload or nothing.
/// </summary>
public sealed class CouncilCommandTests : IClassFixture<CouncilCommandTests.Decided>, IDisposable
{
    private const string Payee = "0x2222222222222222222222222222222222222222";
    private const string Safe = "0x3333333333333333333333333333333333333333";

    private readonly Decided decided;
    private readonly CliRun cli;
    private readonly PretendedNode node;

    public CouncilCommandTests(Decided decided)
    {
        this.decided = decided;
        cli = decided.Cli;
        node = new PretendedNode(Address.Parse(Safe), decided.Owner);
        File.Delete(cli.PathOf("signature"));
        File.Delete(cli.PathOf("owner.key.signed"));
    }

    public void Dispose() => node.Dispose();

    [Fact]
    public void The_voted_payload_is_shown_tried_and_signed()
    {
        var review = cli.Do(
            "council",
            "review",
            "@record",
            "--rpc",
            node.Endpoint,
            "--owner",
            decided.Owner.ToString()
        );
        Assert.Contains("VERIFIED", review.Output, StringComparison.Ordinal);
        Assert.Contains($"pays 5 wei (0.000000000000000005 ether) to {Payee}", review.Output, StringComparison.Ordinal);
        Assert.Contains("tried now, the calls go through", review.Output, StringComparison.Ordinal);

        var signed = Sign();

        Assert.Equal(0, signed.ExitCode);
        var file = JsonNode.Parse(File.ReadAllText(cli.PathOf("signature")))!;
        var shown = signed.ValueOf("safeTxHash ");
        cli.Write("payload", $$"""{"calls":{{Decided.Calls}}}""");
        string[] alone = ["--chain-id", "1", "--safe", Safe, "--nonce", "0", "--payload", "@payload", "--json"];
        var computed = (string)JsonNode.Parse(cli.Do(["safe", "hash", .. alone]).Line)!["safeTxHash"]!;
        Assert.Equal(computed, shown);
        Assert.Equal(computed, (string)file["safeTxHash"]!);
        Assert.Equal(decided.Owner.ToString(), (string)file["signer"]!);
    }

    [Fact]
    public void A_payload_changed_after_the_vote_is_not_signed()
    {
        // The manifest is in base64url inside the organizer's signature: any other payload is another manifest.
        var line = File.ReadAllLines(cli.PathOf("record"))
            .Single(text => text.Contains("\"manifest\"", StringComparison.Ordinal));
        var parts = line.Split('"')[^2].Split('.');
        var manifest = System.Text.Encoding.UTF8.GetString(Decode(parts[1]));
        var changed = manifest.Replace("\"value\":\"5\"", "\"value\":\"6\"", StringComparison.Ordinal);
        Assert.NotEqual(manifest, changed);
        var swapped = Convert
            .ToBase64String(System.Text.Encoding.UTF8.GetBytes(changed))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        cli.Write(
            "altered",
            File.ReadAllText(cli.PathOf("record")).Replace(parts[1], swapped, StringComparison.Ordinal)
        );

        AssertNothingIsSigned("does not verify", "@altered");
    }

    [Fact]
    public void A_record_that_was_altered_is_not_signed()
    {
        var record = File.ReadAllText(cli.PathOf("record"));
        cli.Write("altered", record.Replace("\"passed\":true", "\"passed\":false", StringComparison.Ordinal));
        AssertNothingIsSigned("does not verify", "@altered");
        string[] lines = File.ReadAllLines(cli.PathOf("record"));
        cli.Write("altered", string.Join('\n', lines.Where((_, i) => i != lines.Length / 2)) + "\n");
        AssertNothingIsSigned("does not verify", "@altered");
    }

    [Fact]
    public void A_record_of_another_election_is_not_signed() =>
        AssertNothingIsSigned("not 0x" + new string('0', 64), "@record", "--election", new string('0', 64));

    [Fact]
    public void A_result_that_did_not_pass_or_is_not_there_is_not_signed()
    {
        AssertNothingIsSigned("nothing is executed for it", "@against");
        string[] lines = File.ReadAllLines(cli.PathOf("record"));
        var result = Array.FindIndex(lines, line => line.Contains("\"result\"", StringComparison.Ordinal));
        var checkpoint = lines.Last(line => line.Contains("\"checkpoint\"", StringComparison.Ordinal));
        cli.Write("unfinished", string.Join('\n', lines.Take(result).Append(checkpoint)) + "\n");
        AssertNothingIsSigned("does not verify", "@unfinished");
    }

    [Fact]
    public void A_wrong_chain_id_is_noticed()
    {
        node.ChainId = 10;
        AssertNothingIsSigned("was voted for chain 1, and the endpoint is on chain 10");
    }

    [Fact]
    public void A_safe_elsewhere_or_of_another_version_is_noticed()
    {
        node.Safe = Address.Parse(Payee);
        AssertNothingIsSigned($"there is no Safe at {Safe}");
        node.Safe = Address.Parse(Safe);
        node.Version = "1.3.0";
        AssertNothingIsSigned("the constitution names 1.4.1", "@record", "--safe-version", "1.4.1");
        node.Version = "1.1.1";
        AssertNothingIsSigned("is not supported");
    }

    [Fact]
    public void A_MultiSend_that_is_not_there_is_noticed()
    {
        node.HasCode = false;
        AssertNothingIsSigned("would succeed and do nothing", "@several");
        node.HasCode = true;
        Assert.Equal(0, Sign("@several").ExitCode);
    }

    [Fact]
    public void A_nonce_that_was_used_is_noticed()
    {
        node.Nonce = 4;
        AssertNothingIsSigned("nonce 3 was used already", "@record", "--nonce", "3");
    }

    [Fact]
    public void A_node_that_moves_the_nonce_does_not_get_a_payload_signed_twice()
    {
        Assert.Equal(0, Sign().ExitCode);
        File.Delete(cli.PathOf("signature"));
        node.Nonce = 1;
        AssertNothingIsSigned("executed twice");
        Assert.Equal(0, Sign("@record", "--again").ExitCode);
    }

    [Fact]
    public void A_stranger_to_the_safe_does_not_sign()
    {
        node.Owners = [Address.Parse(Payee)];
        AssertNothingIsSigned("is not an owner of this Safe");
    }

    [Fact]
    public void A_reverting_payload_is_reported_before_signing()
    {
        node.Revert = "yes";
        AssertNothingIsSigned("tried now, they do not");
        Assert.Equal(0, Sign("@record", "--accept-failing").ExitCode);
    }

    [Fact]
    public void A_node_without_an_answer_ends_the_command()
    {
        node.Dispose();
        AssertNothingIsSigned("was not reached", exitCode: 2);
    }

    [Fact]
    public void Signatures_of_another_election_are_not_put_together()
    {
        Assert.Equal(0, Sign().ExitCode);
        var file = JsonNode.Parse(File.ReadAllText(cli.PathOf("signature")))!;
        file["basis"] = "0x" + new string('1', 64);
        cli.Write("stray", file.ToJsonString());

        var answer = cli.Run("council", "execute", "@record", "--rpc", node.Endpoint, "--signature", "@stray");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("stray is a signature for what 0x1111", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_data_is_for_the_threshold_of_now()
    {
        Assert.Equal(0, Sign().ExitCode);
        string[] command = ["council", "execute", "@record", "--rpc", node.Endpoint, "--signature", "@signature"];
        Assert.Contains("call data   0x6a761202", cli.Do(command).Output, StringComparison.Ordinal);
        node.Threshold = 2;
        node.Owners = [decided.Owner, Address.Parse(Payee)];

        var answer = cli.Run(command);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(
            "the threshold was 1 when an owner signed, and is 2 now",
            answer.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("1 of the Safe's owners signed, and 2 are needed now", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Transactions_go_in_the_order_of_their_nonces()
    {
        Assert.Equal(0, Sign("@record", "--nonce", "1").ExitCode);
        string[] command = ["council", "execute", "@record", "--rpc", node.Endpoint, "--signature", "@signature"];
        Assert.Contains("the Safe executes 0 first", cli.Run(command).Error, StringComparison.Ordinal);
        node.Nonce = 2;
        Assert.Contains("nonce 1 was used already", cli.Run(command).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejection_is_signed_and_put_together_without_a_record()
    {
        string[] nonce =
        [
            "council",
            "reject",
            "--chain-id",
            "1",
            "--safe",
            Safe,
            "--nonce",
            "0",
            "--rpc",
            node.Endpoint,
        ];
        cli.Do([.. nonce, "--key", "@owner.key", "--out", "@rejection", "--force"]);
        Assert.Contains(
            "call data   0x6a761202",
            cli.Do([.. nonce, "--signature", "@rejection"]).Output,
            StringComparison.Ordinal
        );
        // It is no signature for the payload.
        string[] execute = ["council", "execute", "@record", "--rpc", node.Endpoint, "--signature", "@rejection"];
        Assert.Contains("a rejection", cli.Run(execute).Error, StringComparison.Ordinal);
    }

    private CliAnswer Sign(string record = "@record", params string[] options) =>
        cli.Run([
            .. (string[])
                ["council", "sign", record, "--rpc", node.Endpoint, "--key", "@owner.key", "--out", "@signature"],
            .. options,
        ]);

    private void AssertNothingIsSigned(string reason, string record = "@record", params string[] options) =>
        AssertNothingIsSigned(reason, 1, record, options);

    private void AssertNothingIsSigned(string reason, int exitCode, string record = "@record", params string[] options)
    {
        var answer = Sign(record, options);
        Assert.True(answer.ExitCode == exitCode, answer.Error + answer.Output);
        Assert.Contains(reason, answer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(cli.PathOf("signature")));
    }

    private static byte[] Decode(string base64Url)
    {
        var text = base64Url.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    /// <summary>A record in which the payload has won, and one in which it has not.</summary>
    public sealed class Decided : IDisposable
    {
        public const string Calls = $$"""[{"to":"{{Payee}}","value":"5","data":"0x","operation":0}]""";

        private readonly CliRun lost = new();
        private readonly CliRun several = new();

        public Decided()
        {
            PayloadElection.Decide(several, 1, Safe, $"[{Calls[1..^1]},{Calls[1..^1]}]");
            File.Copy(several.PathOf("record"), Cli.PathOf("several"));
            PayloadElection.Decide(Cli, 1, Safe, Calls);
            PayloadElection.Decide(lost, 1, Safe, Calls, choice: "2");
            File.Copy(lost.PathOf("record"), Cli.PathOf("against"));
            Owner = Address.Parse(Cli.Do("wallet", "new", "--out", "@owner.key").Line);
        }

        internal CliRun Cli { get; } = new();

        internal Address Owner { get; }

        public void Dispose()
        {
            Cli.Dispose();
            lost.Dispose();
            several.Dispose();
        }
    }
}
