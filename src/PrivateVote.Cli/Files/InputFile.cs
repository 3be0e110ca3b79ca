namespace PrivateVote.Cli.Files;

/// <summary>Files from outside.</summary>
internal static class InputFile
{
    public static FileStream Open(FileInfo file)
    {
        if (Directory.Exists(file.FullName))
        {
            throw new Failure($"{file} is a folder, not a file");
        }

        file.Refresh();
        return file.Exists ? file.OpenRead() : throw new Failure($"there is no file {file}");
    }

    /// <summary>A whole file of at most so many bytes.</summary>
    public static byte[] Read(FileInfo file, long limit)
    {
        using var stream = Open(file);
        if (stream.Length > limit)
        {
            throw new Failure($"{file} is too large: more than {limit} bytes");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
