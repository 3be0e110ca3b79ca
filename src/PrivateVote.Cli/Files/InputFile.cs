using System.CommandLine;

namespace PrivateVote.Cli.Files;

/// <summary>Files from outside.</summary>
internal static class InputFile
{
    /// <summary>What stands for standard input where a file is named.</summary>
    private const string StandardInput = "-";

    /// <summary>An argument for <see cref="Read(Terminal, string, int)"/>.</summary>
    public static Argument<string> Argument(string description) =>
        new("FILE") { Description = description + ", or - for standard input" };

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

    /// <summary>A whole file, or all of standard input for `-`, of at most so many bytes.</summary>
    public static byte[] Read(Terminal terminal, string name, int limit)
    {
        if (name != StandardInput)
        {
            return name.Length > 0 ? Read(new FileInfo(name), limit) : throw new Failure("a file's name is not empty");
        }

        var content = new byte[limit + 1];
        var length = terminal.Input.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length <= limit
            ? content[..length]
            : throw new Failure($"standard input is too large: more than {limit} bytes");
    }
}
