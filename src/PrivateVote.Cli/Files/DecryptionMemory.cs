using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Files;

/// <summary>
/// What a trustee's key has decrypted, in a file beside the key file: for each election the root of the log whose sum it
/// was.
/// </summary>
/// <remarks>
/// A trustee replays the log and decrypts its sum only. That is not enough against a log that shows two trustees, or one
/// trustee twice, two histories that differ in one ballot: the difference of the two opened sums is that ballot's vote.
/// So a key decrypts once for each election.
/// </remarks>
internal static class DecryptionMemory
{
    private const long SizeLimit = 1 << 24;

    public static FileInfo FileFor(FileInfo keyFile) => new(keyFile.FullName + ".decrypted");

    /// <summary>Remembers the closed log of this election, or refuses because another one was decrypted.</summary>
    /// <remarks>Called before the share leaves: what is not remembered must not be out.</remarks>
    public static void Remember(FileInfo keyFile, ElectionLog log)
    {
        var file = FileFor(keyFile);
        // Two commands at once for two forks must not both find nothing remembered.
        using var alone = FileLock.Take(file);
        var roots = Read(file);
        var election = Hex.Encode(log.Election!.Id);
        var root = Hex.Encode(log.ClosingRoot!);
        if (roots.TryGetValue(election, out var before) && before != root)
        {
            throw new Failure(
                $"this key has already decrypted the sum of this election, for a log that was closed with the root {before}; "
                    + $"this record's root is {root}. Two closed logs of one election mean that somebody forked it, and "
                    + "whoever gets both sums opened can subtract them and read single votes. Nothing was decrypted: "
                    + $"ask the organizer and the other trustees which log is the true one (remembered in {file.Name}).",
                ExitCode.Refused
            );
        }

        roots[election] = root;
        // At any moment the file is the one before or, whole, this one: a file that is not there remembers nothing.
        var next = new FileInfo(file.FullName + ".next");
        OutputFile.WriteSecret(next, StrictJson.Serialize(new Contents(roots)), force: true);
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
            ? contents.ClosingRoots
            : throw new Failure(
                $"{file} remembers what this key has decrypted, and it cannot be read ({problem}): restore it; without it "
                    + "this key might decrypt a forked log"
            );
    }

    private sealed record Contents(Dictionary<string, string> ClosingRoots);
}
