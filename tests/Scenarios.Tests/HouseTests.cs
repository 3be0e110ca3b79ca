using System.Xml.Linq;
using PrivateVote.TestSupport;

namespace PrivateVote.Scenarios.Tests;

/// <summary>The arrows of the house: who may refer to whom. README.md draws them; this is where they are asserted.</summary>
public sealed class HouseTests
{
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["PrivateVote.Cryptography"] = [],
        ["PrivateVote.BulletinBoard"] = ["PrivateVote.Cryptography"],
        ["PrivateVote.Ethereum"] = ["PrivateVote.Cryptography"],
        ["PrivateVote.Identity"] = ["PrivateVote.Cryptography", "PrivateVote.Ethereum"],
        ["PrivateVote.Elections"] = ["PrivateVote.BulletinBoard", "PrivateVote.Cryptography", "PrivateVote.Identity"],
        ["PrivateVote.Governance"] = ["PrivateVote.Cryptography", "PrivateVote.Elections", "PrivateVote.Identity"],
        ["PrivateVote.Client"] = ["PrivateVote.Governance"],
        ["PrivateVote.Server"] = ["PrivateVote.Elections", "PrivateVote.Governance"],
        ["PrivateVote.Cli"] = ["PrivateVote.Client", "PrivateVote.Elections", "PrivateVote.Server"],
    };

    /// <summary>Packages a project may use; everything else is the base class library.</summary>
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["PrivateVote.Cryptography"] = ["Portable.BouncyCastle"],
        ["PrivateVote.BulletinBoard"] = [],
        ["PrivateVote.Ethereum"] = [],
        ["PrivateVote.Identity"] = [],
        ["PrivateVote.Elections"] = [],
        ["PrivateVote.Governance"] = [],
        ["PrivateVote.Client"] = [],
        ["PrivateVote.Server"] =
        [
            "Microsoft.AspNetCore.OpenApi",
            "Microsoft.EntityFrameworkCore.Sqlite",
            "Npgsql",
            "OpenTelemetry",
            "OpenTelemetry.Exporter.OpenTelemetryProtocol",
            "StackExchange.Redis",
            "Swashbuckle.AspNetCore.SwaggerUI",
        ],
        ["PrivateVote.Cli"] = ["Spectre.Console", "System.CommandLine"],
    };

    [Fact]
    public void Arrows_go_down_only() =>
        Assert.Equal(Render(Arrows), Render(Read("ProjectReference", Path.GetFileNameWithoutExtension)));

    [Fact]
    public void Packages_stand_where_they_belong() =>
        Assert.Equal(Render(Packages), Render(Read("PackageReference", name => name)));

    [Fact]
    public void Bouncy_Castle_is_used_in_one_folder_only()
    {
        var sources = Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories);
        var standard = Path.Combine("PrivateVote.Cryptography", "Standard");
        var users = sources.Where(file =>
            File.ReadAllText(file).Contains("Org.BouncyCastle", StringComparison.Ordinal)
            && !file.Contains(standard, StringComparison.Ordinal)
            && !IsBuildOutput(file)
        );
        Assert.Empty(users);
    }

    [Fact]
    public void The_top_level_holds_nothing_else()
    {
        string[] expected =
        [
            "BannedSymbols.txt",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "Directory.Build.props",
            "Directory.Packages.props",
            "LICENSE",
            "PrivateVote.sln",
            "README.md",
            "SECURITY.md",
            "benchmarks",
            "circuits",
            "docker-compose.yml",
            "docs",
            "global.json",
            "src",
            "tests",
        ];
        var found = Directory
            .EnumerateFileSystemEntries(SharedVectors.RepositoryRoot)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.') && name != "out");
        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
    }

    private static string Sources => Path.Combine(SharedVectors.RepositoryRoot, "src");

    private static bool IsBuildOutput(string file) =>
        file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static Dictionary<string, string[]> Read(string element, Func<string, string?> nameOf) =>
        Directory
            .EnumerateFiles(Sources, "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file)!,
                file =>
                    XDocument
                        .Load(file)
                        .Descendants(element)
                        .Select(reference => nameOf(reference.Attribute("Include")!.Value)!)
                        .Order(StringComparer.Ordinal)
                        .ToArray(),
                StringComparer.Ordinal
            );

    private static string Render(Dictionary<string, string[]> graph) =>
        string.Join(
            '\n',
            graph
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}")
        );
}
