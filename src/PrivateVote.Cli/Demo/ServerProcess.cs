using System.Diagnostics;

namespace PrivateVote.Cli.Demo;

/// <summary>This program once more, as a server on loopback with a store in a temporary folder.</summary>
internal static class ServerProcess
{
    private const string Announcement = "listening on ";

    /// <exception cref="Failure">It does not start.</exception>
    public static ChildProcess Start()
    {
        var data = Directory.CreateTempSubdirectory("privatevote-demo-");
        var (program, first) = Self();
        string[] serve =
        [
            "serve",
            "--data",
            data.FullName,
            "--urls",
            "http://127.0.0.1:0",
            "--name",
            "privatevote-demo",
        ];
        return ChildProcess.Start(
            new ProcessStartInfo(program, [.. first, .. serve]),
            line =>
                line.StartsWith(Announcement, StringComparison.Ordinal)
                && Uri.TryCreate(line[Announcement.Length..], UriKind.Absolute, out var address)
                    ? address
                    : null,
            "the demo's own server does not start; --server embedded does without one",
            () => data.Delete(recursive: true)
        );
    }

    /// <summary>As this process was started: by its own executable, or by `dotnet` with its library.</summary>
    private static (string Program, string[] First) Self()
    {
        var folder = AppContext.BaseDirectory;
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "privatevote.exe" : "privatevote");
        return Environment.ProcessPath == program
            ? (program, [])
            : ("dotnet", [Path.Combine(folder, "privatevote.dll")]);
    }
}
