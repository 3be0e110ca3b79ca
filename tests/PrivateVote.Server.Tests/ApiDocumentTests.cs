using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PrivateVote.Elections;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Service;
using PrivateVote.Identity;
using PrivateVote.Server.Http;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Server.Tests;

/// <summary>What docs/api.md says of the service is so.</summary>
public sealed partial class ApiDocumentTests
{
    private static readonly string Text = File.ReadAllText(
        Path.Combine(SharedVectors.RepositoryRoot, "docs", "api.md")
    );

    [Fact]
    public async Task Has_every_path_of_the_service_and_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        using var description = JsonDocument.Parse(await server.Http.GetStringAsync("/openapi/v1.json"));
        var served =
            from path in description.RootElement.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            select $"{method.Name.ToUpperInvariant()} {path.Name}";
        var documented = PathPattern().Matches(Text).Select(match => match.Groups[1].Value);
        Assert.Equal(served.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Has_every_code_of_the_service_with_its_status()
    {
        var rows = CodeRowPattern()
            .Matches(Text)
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");
        var codes = Enum.GetValues<ServiceCode>()
            .Select(code =>
                string.Create(CultureInfo.InvariantCulture, $"{(int)code} {code} {Problems.StatusOf(code)}")
            );
        Assert.Equal(codes, rows);
    }

    [Fact]
    public void Has_the_statuses_of_the_rules_refusals()
    {
        var mapped = Enum.GetValues<RefusalCode>().Select(code => (Problems.StatusOf(code), (int)code));
        AssertStatuses(mapped, first => first is '2' or '5');
    }

    [Fact]
    public void Has_the_statuses_of_refused_attestations()
    {
        var mapped = Enum.GetValues<IdentityCode>().Select(code => (Problems.StatusOf(code), (int)code));
        AssertStatuses(mapped, first => first == '4');
    }

    /// <summary>All but those that are answered with 422 stand in the rows of their statuses.</summary>
    private static void AssertStatuses(IEnumerable<(int Status, int Code)> mapped, Func<char, bool> begins)
    {
        var documented = StatusRowPattern()
            .Matches(Text)
            .SelectMany(row =>
                RefusalPattern().Matches(row.Groups[2].Value).Select(code => (row.Groups[1].Value, code.Value))
            )
            .Where(pair => pair.Item1 != "422" && begins(pair.Item2[1]));
        var expected = mapped
            .Where(pair => pair.Status != StatusCodes.Status422UnprocessableEntity)
            .Select(pair =>
                (
                    pair.Status.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"E{pair.Code}")
                )
            );
        Assert.Equal(expected.Order(), documented.Order());
    }

    /// <summary>The program in the document needs no package, only Node.js itself.</summary>
    [OracleFact]
    public async Task The_program_in_it_accepts_a_receipt_and_refuses_a_wrong_one()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        var ballot = election.Vote(0, [1, 0]).ToBytes();
        await server.Http.SendAsync(election.BallotPath, ballot).MustAsync<Receipt>();
        // A second one, so that the path has both sides.
        await server.Http.SendAsync(election.BallotPath, election.Vote(1, [0, 1]).ToBytes()).MustAsync<Receipt>();
        var digest = Convert.ToHexStringLower(Elections.Entries.Ballot.DigestOf(ballot));
        var receipt = await server.Http.GetStringAsync($"{election.Path}/receipts/{digest}");
        var folder = Directory.CreateTempSubdirectory("privatevote-receipt-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, "receipt.mjs"),
                ProgramPattern().Match(Text).Groups[1].Value
            );
            await File.WriteAllBytesAsync(Path.Combine(folder, "ballot"), ballot);
            await File.WriteAllTextAsync(Path.Combine(folder, "receipt"), receipt);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "manifest"),
                await server.Http.GetStringAsync(election.Path + "/manifest")
            );
            Assert.Equal(0, Run(folder));

            var index = IndexPattern().Match(receipt).Groups[1].Value;
            var moved = int.Parse(index, CultureInfo.InvariantCulture) - 1;
            await File.WriteAllTextAsync(
                Path.Combine(folder, "receipt"),
                receipt.Replace($"\"index\":{index}", $"\"index\":{moved}", StringComparison.Ordinal)
            );
            Assert.Equal(1, Run(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string folder)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", ["receipt.mjs", "ballot", "receipt", "manifest"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _ = node.StandardOutput.ReadToEndAsync();
        _ = node.StandardError.ReadToEndAsync();
        Assert.True(node.WaitForExit(TimeSpan.FromMinutes(1)));
        return node.ExitCode;
    }

    // A path stands in the first column of a table.
    [GeneratedRegex(@"(?<=^\|[^|]*)`((?:GET|POST) /[^`]*)`", RegexOptions.Multiline)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^\| E(\d{4}) \| (\w+) \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex CodeRowPattern();

    [GeneratedRegex(@"^\| (\d{3}) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex StatusRowPattern();

    [GeneratedRegex(@"\bE[245]\d{3}\b")]
    private static partial Regex RefusalPattern();

    [GeneratedRegex(@"```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ProgramPattern();

    [GeneratedRegex("\"index\":([0-9]+)")]
    private static partial Regex IndexPattern();
}
