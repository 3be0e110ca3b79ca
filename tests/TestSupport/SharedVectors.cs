namespace PrivateVote.TestSupport;

/// <summary>
/// The folder of large third-party known answers that lives beside a checkout and is not part of it.
/// </summary>
public static class SharedVectors
{
    /// <summary>The root of this checkout: the folder that holds PrivateVote.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    private static string Folder { get; } =
        Environment.GetEnvironmentVariable("PRIVATEVOTE_VECTORS")
        ?? Path.Combine(RepositoryRoot, "..", "shared", "vectors");

    public static string PathOf(string file) => Path.Combine(Folder, file);

    public static bool Has(string file) => File.Exists(PathOf(file));

    /// <summary>The path of one of our own fixtures under tests/vectors.</summary>
    public static string Fixture(string file) => Path.Combine(RepositoryRoot, "tests", "vectors", file);

    private static string FindRepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PrivateVote.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside a checkout.");
    }
}

/// <summary>A fact over a third-party file; shown as skipped, with the reason, where the file is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedVectorFactAttribute : FactAttribute
{
    public SharedVectorFactAttribute(string file)
    {
        if (!SharedVectors.Has(file))
        {
            Skip = $"{file} is not beside this checkout (set PRIVATEVOTE_VECTORS to its folder)";
        }
    }
}
