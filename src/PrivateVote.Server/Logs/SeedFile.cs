using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.Server.Logs;

/// <summary>A secret of 32 bytes in a file that its owner alone can read, in hexadecimal digits.</summary>
internal static class SeedFile
{
    /// <summary>Bytes of a seed.</summary>
    public const int Size = 32;

    /// <summary>Reads a seed; makes it where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not 32 bytes in hexadecimal digits.</exception>
    public static byte[] Open(string path, out bool isNew)
    {
        isNew = !File.Exists(path) && TryCreate(path);
        return Read(path);
    }

    /// <summary>Reads a seed.</summary>
    /// <exception cref="InvalidDataException">The file is not there, or is not 32 bytes in hexadecimal digits.</exception>
    public static byte[] Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"there is no file {path}");
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length == 2 * Size && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new InvalidDataException($"{path} is not {Size} bytes in hexadecimal digits");
    }

    /// <summary>Written beside and moved into place, so that of two servers that start at once one seed stands for both.</summary>
    /// <returns>False when another process was first.</returns>
    private static bool TryCreate(string path)
    {
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Size)) + "\n"));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return false;
        }
    }
}
