namespace PrivateVote.Cli.Files;

/// <summary>Files that a command makes: never in place of another one unless that was asked for.</summary>
internal static class OutputFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For everybody to read.</summary>
    public static void Write(FileInfo file, ReadOnlySpan<byte> content, bool force) =>
        Write(file, content, force, Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>For its owner only (mode 0600 where there are modes).</summary>
    public static void WriteSecret(FileInfo file, ReadOnlySpan<byte> content, bool force) =>
        Write(file, content, force, Owner);

    /// <summary>Says so before work is done for nothing.</summary>
    public static void CheckFree(FileInfo file, bool force)
    {
        file.Refresh();
        if (file.Exists && !force)
        {
            throw new Failure($"{file} exists already; choose another name, or --force to replace it");
        }
    }

    private static void Write(FileInfo file, ReadOnlySpan<byte> content, bool force, UnixFileMode mode)
    {
        CheckFree(file, force);
        if (file.Exists)
        {
            // Not overwritten in place: the old file's mode would stay.
            file.Delete();
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var stream = new FileStream(file.FullName, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
