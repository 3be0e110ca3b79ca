using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.TestSupport;

namespace PrivateVote.Cli.Tests;

/// <summary>`safe hash` and `governor propose` against known answers of other software.</summary>
public sealed class SafeCommandTests : IDisposable
{
    private const string Safe = "0x3333333333333333333333333333333333333333";

    private const string Calls = """
        {"calls":[
          {"to":"0x1111111111111111111111111111111111111111","value":"0","operation":0,"data":"0xa9059cbb00000000000000000000000022222222222222222222222222222222222222220000000000000000000000000000000000000000000000000de0b6b3a7640000"},
          {"to":"0x2222222222222222222222222222222222222222","value":1000000000000000000,"data":"0x"}]}
        """;

    private readonly CliRun cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public void Hashes_of_several_calls_are_those_of_other_software()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.Fixture("safe.json")));
        var expected = vectors.RootElement.GetProperty("transactions").EnumerateArray().Last();
        cli.Write("payload", Calls);

        var answer = JsonNode.Parse(Hash("--json").Line)!.AsObject();

        Assert.Equal(
            ["domainHash", "messageHash", "safeTxHash", "to", "data", "operation"],
            answer.Select(member => member.Key)
        );
        foreach (var name in (string[])["domainHash", "messageHash", "safeTxHash", "to", "data"])
        {
            Assert.Equal(expected.GetProperty(name).GetString(), (string)answer[name]!);
        }

        Assert.Equal(1, (int)answer["operation"]!);
    }

    [Fact]
    public void One_call_is_itself_and_people_are_shown_what_it_does()
    {
        cli.Write(
            "payload",
            """{"calls":[{"to":"0x2222222222222222222222222222222222222222","value":"2","data":"0x"}]}"""
        );

        var answer = Hash();

        Assert.Equal("0x2222222222222222222222222222222222222222", answer.ValueOf("to         "));
        Assert.Equal("0", answer.ValueOf("operation  "));
        Assert.Contains("leaves the Safe: 2 wei", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_calls_go_through_the_MultiSend_of_the_version_and_of_their_kind()
    {
        cli.Write("payload", Calls);
        Assert.Equal("0x40A2aCCbd92BCA938b02010E17A5b8929b49130D", To("--safe-version", "1.3.0"));
        Assert.Equal(Safe, To("--multi-send", Safe));
        cli.Write("payload", Calls.Replace("\"operation\":0", "\"operation\":1", StringComparison.Ordinal));
        Assert.Equal("0x38869bf66a61cF6bDB996A6aE40D5853Fd43B526", To());
        Assert.Contains("DANGER", Hash().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_payload_address_or_version_is_refused_in_one_line()
    {
        cli.Write("payload", """{"calls":[]}""");
        Assert.Contains("1 to 1024 calls", Fail(), StringComparison.Ordinal);
        cli.Write("payload", Calls);
        Assert.NotEqual(
            0,
            cli.Run(
                "safe",
                "hash",
                "--chain-id",
                "1",
                "--safe",
                "0x33",
                "--nonce",
                "0",
                "--payload",
                "@payload"
            ).ExitCode
        );
        Assert.NotEqual(0, Hash(ok: false, "--safe-version", "1.2.0").ExitCode);
    }

    [Fact]
    public void A_governors_proposal_has_the_ids_of_other_software()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.Fixture("governor.json")));
        var proposals = vectors.RootElement.GetProperty("proposals").EnumerateArray().Skip(1).ToArray();
        Assert.NotEmpty(proposals);
        foreach (var expected in proposals)
        {
            var calls = new JsonArray();
            for (var i = 0; i < expected.GetProperty("targets").GetArrayLength(); i++)
            {
                calls.Add(
                    new JsonObject
                    {
                        ["to"] = expected.GetProperty("targets")[i].GetString(),
                        ["value"] = expected.GetProperty("values")[i].GetString(),
                        ["data"] = expected.GetProperty("calldatas")[i].GetString(),
                    }
                );
            }

            cli.Write("payload", new JsonObject { ["calls"] = calls }.ToJsonString());
            cli.Write("description", expected.GetProperty("description").GetString()!);
            string[] command =
            [
                "governor",
                "propose",
                "--payload",
                "@payload",
                "--description-file",
                "@description",
                "--json",
            ];
            var hasTimelock = expected.TryGetProperty("timelock", out var timelock);
            string[] governor = hasTimelock ? ["--governor", timelock.GetProperty("governor").GetString()!] : [];

            var answer = JsonNode.Parse(cli.Do([.. command, .. governor]).Line)!;

            var id = System.Numerics.BigInteger.Parse(
                "0" + expected.GetProperty("proposalId").GetString()![2..],
                System.Globalization.NumberStyles.HexNumber,
                System.Globalization.CultureInfo.InvariantCulture
            );
            Assert.Equal(id.ToString(System.Globalization.CultureInfo.InvariantCulture), (string)answer["proposalId"]!);
            Assert.Equal(expected.GetProperty("descriptionHash").GetString(), (string)answer["descriptionHash"]!);
            if (hasTimelock)
            {
                Assert.Equal(timelock.GetProperty("salt").GetString(), (string)answer["timelock"]!["salt"]!);
                Assert.Equal(
                    timelock.GetProperty("operationId").GetString(),
                    (string)answer["timelock"]!["operationId"]!
                );
            }
        }
    }

    private CliAnswer Hash(params string[] options) => Hash(ok: true, options);

    private CliAnswer Hash(bool ok, params string[] options)
    {
        string[] command =
        [
            "safe",
            "hash",
            "--chain-id",
            "1",
            "--safe",
            Safe,
            "--nonce",
            "0",
            "--payload",
            "@payload",
            .. options,
        ];
        return ok ? cli.Do(command) : cli.Run(command);
    }

    private string To(params string[] options) => (string)JsonNode.Parse(Hash([.. options, "--json"]).Line)!["to"]!;

    private string Fail() =>
        cli.Fail(2, "safe", "hash", "--chain-id", "1", "--safe", Safe, "--nonce", "0", "--payload", "@payload");
}
