using System.Security.Cryptography;
using System.Text;
using PrivateVote.BulletinBoard;

namespace PrivateVote.Server.Logs;

/// <summary>
/// The keys that checkpoints are signed with: one for each log, derived from one master seed, so that no two logs share a
/// key or an origin and a backup of one file keeps them all.
/// </summary>
internal sealed class LogKeys : IDisposable
{
    public const string SeedFile = "log.seed";

    private const int SeedSize = 32;

    private readonly byte[] master;
    private readonly string serverName;

    public LogKeys(ReadOnlySpan<byte> master, string serverName)
    {
        this.master = master.ToArray();
        this.serverName = serverName;
    }

    /// <summary>Reads the master seed of a data folder, and makes it at the first start.</summary>
    /// <exception cref="InvalidDataException">The file is not 32 bytes in hexadecimal digits.</exception>
    public static LogKeys Open(string folder, string serverName)
    {
        var path = Path.Combine(folder, SeedFile);
        if (!File.Exists(path))
        {
            Create(folder, path);
        }

        var text = File.ReadAllText(path).Trim();
        if (text.Length != 2 * SeedSize || !text.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException($"{path} is not {SeedSize} bytes in hexadecimal digits");
        }

        return new LogKeys(Convert.FromHexString(text), serverName);
    }

    /// <summary>The signer of one log: its name is the log's origin.</summary>
    public NoteSigner SignerOf(byte[] logId)
    {
        var seed = Derive("PrivateVote/v1/log", logId);
        try
        {
            return NoteSigner.FromSeed($"{serverName}/committees/{LogId.ToName(logId)}", seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>HKDF-SHA256 (RFC 5869) of the master seed, 32 bytes; the purpose comes before the context in `info`.</summary>
    public byte[] Derive(string purpose, ReadOnlySpan<byte> context) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            master,
            SeedSize,
            [],
            [.. Encoding.ASCII.GetBytes(purpose), .. context]
        );

    public void Dispose() => CryptographicOperations.ZeroMemory(master);

    /// <summary>Written beside and linked into place, so that of two servers that start at once one seed stands for both.</summary>
    private static void Create(string folder, string path)
    {
        var draft = Path.Combine(folder, $"{SeedFile}.{Environment.ProcessId}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SeedSize)) + "\n")
            );
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
