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
    public const string SeedName = "log.seed";

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
        var path = Path.Combine(folder, SeedName);
        var seed = SeedFile.Open(path, out var isNew);
        return new LogKeys(seed, serverName) { newFile = isNew ? path : null };
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
            SeedFile.Size,
            [],
            [.. Encoding.ASCII.GetBytes(purpose), .. context]
        );

    public void Dispose() => CryptographicOperations.ZeroMemory(master);
}
