using System.Security.Cryptography;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Server.Storage;

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
    private string? newFile;

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
        var isNew = !File.Exists(path) && TryCreate(folder, path);

        var text = File.ReadAllText(path).Trim();
        if (text.Length != 2 * SeedSize || !text.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException($"{path} is not {SeedSize} bytes in hexadecimal digits");
        }

        return new LogKeys(Convert.FromHexString(text), serverName) { newFile = isNew ? path : null };
    }

    /// <summary>
    /// A seed that was just made signs for no log that is there already: it is taken back, so that the lost one can be put in
    /// its place.
    /// </summary>
    /// <exception cref="StoreMismatchException">The store holds logs, and the seed was just made.</exception>
    public async Task CheckSeedAsync(ILogStore store, CancellationToken cancellation)
    {
        if (newFile is null || (await store.ListAsync(null, 1, cancellation)).Count == 0)
        {
            return;
        }

        File.Delete(newFile);
        throw new StoreMismatchException(
            $"the store holds logs, and {newFile}, which their keys follow from, is not there: restore it from its backup, "
                + "or copy it from another server of this store"
        );
    }

    /// <summary>The signer of one log: its name is the log's origin.</summary>
    /// <param name="parent">The path that the log lies under.</param>
    public NoteSigner SignerOf(string parent, byte[] logId)
    {
        var seed = Derive("PrivateVote/v1/log", logId);
        try
        {
            return NoteSigner.FromSeed($"{serverName}/{parent}/{LogId.ToName(logId)}", seed);
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
    /// <returns>False when another process was first.</returns>
    private static bool TryCreate(string folder, string path)
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
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return false;
        }
    }
}
