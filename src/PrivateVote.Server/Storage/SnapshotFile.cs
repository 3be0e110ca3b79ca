using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections;

namespace PrivateVote.Server.Storage;

/// <summary>A snapshot in a file that only this server can have written: HMAC-SHA256, 32 bytes, then the snapshot.</summary>
/// <remarks>A cache: it may be deleted at any time, and one that is not good is as one that is not there.</remarks>
/// <param name="path">The file.</param>
/// <param name="key">A key for nothing else.</param>
public sealed class SnapshotFile(string path, byte[] key)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Writes the snapshot: at any moment the file is the one before or, whole, this one.</summary>
    /// <exception cref="IOException">It could not be written; the one before is still there.</exception>
    public void Write(VotingSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var written = path + ".new";
        using (var file = new FileStream(written, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize))
        using (var mac = new HMACSHA256(key))
        {
            file.Write(new byte[HMACSHA256.HashSizeInBytes]);
            using (var through = new CryptoStream(file, mac, CryptoStreamMode.Write, leaveOpen: true))
            {
                snapshot.Write(through);
            }

            file.Position = 0;
            file.Write(mac.Hash);
            // Before it takes the name. Should the renaming itself be lost with the power, the file is the one before.
            file.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }

    /// <summary>
    /// Restores a log that was replayed as far as its manifest, as <see cref="ElectionLog.TryRestore"/> does.
    /// </summary>
    /// <returns>False when there is no file, or none that is whole, of this server and of this election; nothing has changed.</returns>
    public bool TryRestore(ElectionLog log, [NotNullWhen(true)] out MerkleTree? leaves)
    {
        ArgumentNullException.ThrowIfNull(log);
        leaves = null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            if (file.ReadAtLeast(mac, mac.Length, throwOnEndOfStream: false) < mac.Length)
            {
                return false;
            }

            // All of it first: nothing that somebody else wrote is interpreted.
            if (!CryptographicOperations.FixedTimeEquals(mac, HMACSHA256.HashData(key, file)))
            {
                return false;
            }

            file.Position = mac.Length;
            return log.TryRestore(file, out leaves);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            leaves = null;
            return false;
        }
    }
}
