using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Cli.Demo;

/// <summary>
/// Where this machine has Foundry's anvil and the compiled contracts of Safe. Neither is part of this program: npm installs both
/// for the tests.
/// </summary>
/// <param name="Anvil">The program.</param>
/// <param name="Packages">The folder `node_modules` with Safe's package in it.</param>
internal sealed record ChainTools(FileInfo Anvil, DirectoryInfo Packages)
{
    private const string Install = "npm ci --prefix tests/oracles";

    private static readonly string Installed = Path.Combine("tests", "oracles", "node_modules");

    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["anvil.exe", "anvil.cmd"] : ["anvil"];

    /// <summary>Looks for them.</summary>
    /// <param name="from">A folder in a clone of PrivateVote, at any depth.</param>
    /// <param name="path">The variable PATH.</param>
    /// <param name="tools">Both.</param>
    /// <param name="missing">What is missing and how to get it, in a sentence.</param>
    public static bool TryFind(
        DirectoryInfo from,
        string? path,
        [NotNullWhen(true)] out ChainTools? tools,
        [NotNullWhen(false)] out string? missing
    )
    {
        var packages = FindPackages(from);
        string[] folders =
        [
            .. (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            .. packages is null ? (string[])[] : [Path.Combine(packages.FullName, ".bin")],
        ];
        var anvil = folders
            .SelectMany(folder => Names, (folder, name) => new FileInfo(Path.Combine(folder, name)))
            .FirstOrDefault(file => file.Exists);
        var hasContracts =
            packages is not null && Directory.Exists(Path.Combine(packages.FullName, SafeChain.Contracts));
        tools = anvil is not null && hasContracts ? new ChainTools(anvil, packages!) : null;
        string[] absent =
        [
            .. anvil is null ? (string[])["anvil (a chain for development)"] : [],
            .. hasContracts ? (string[])[] : ["compiled contracts of Safe"],
        ];
        missing = tools is not null
            ? null
            : $"this machine has no {string.Join(" and no ", absent)}; `{Install}` in a clone of PrivateVote installs what is missing";
        return tools is not null;
    }

    private static DirectoryInfo? FindPackages(DirectoryInfo from)
    {
        for (var folder = from; folder is not null; folder = folder.Parent)
        {
            var packages = new DirectoryInfo(Path.Combine(folder.FullName, Installed));
            if (packages.Exists)
            {
                return packages;
            }
        }

        return null;
    }
}
