using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>
/// For which nonce an owner's key signed each voted payload, in a file beside the key file.
/// </summary>
/// <remarks>
/// A signature is good for one nonce. Owners who sign a payload for two nonces have it executed twice, and a node that lies about
/// the nonce could make them: so a key signs for one nonce, unless its owner says that the first can never be used any more.
/// </remarks>
internal static class SignedMemory
{
    private const long SizeLimit = 1 << 24;

    /// <summary>Remembers the nonce, or refuses because another one was signed for.</summary>
    /// <remarks>Called before the signature leaves: what is not remembered must not be out.</remarks>
    /// <param name="again">The owner says that the other nonce was used by something else, or rejected.</param>
    public static void Remember(FileInfo keyFile, VotedPayload voted, BigInteger nonce, bool again)
    {
        var file = new FileInfo(keyFile.FullName + ".signed");
        // Two commands at once for two nonces must not both find nothing remembered.
        using var alone = FileLock.Take(file);
        var nonces = Read(file);
        var basis = Hex.Encode(voted.Basis);
        var text = nonce.ToString(CultureInfo.InvariantCulture);
        if (nonces.TryGetValue(basis, out var before) && before != text && !again)
        {
            throw new Failure(
                $"this key has signed this payload for nonce {before} already. With signatures for {text} "
                    + "as well it could be executed twice. If nonce "
                    + $"{before} was used by another transaction or rejected (look at the Safe yourself), say --again",
                ExitCode.Refused
            );
        }

        nonces[basis] = text;
        var next = new FileInfo(file.FullName + ".next");
        OutputFile.WriteSecret(next, StrictJson.Serialize(new Contents(nonces)), force: true);
        File.Move(next.FullName, file.FullName, overwrite: true);
    }

    private static Dictionary<string, string> Read(FileInfo file)
    {
        file.Refresh();
        if (!file.Exists)
        {
            return [];
        }

        return StrictJson.TryParse<Contents>(InputFile.Read(file, SizeLimit), out var contents, out var problem)
            ? contents.Nonces
            : throw new Failure(
                $"{file} remembers what this key has signed, and it cannot be read ({problem}): restore it"
            );
    }

    private sealed record Contents(Dictionary<string, string> Nonces);
}
