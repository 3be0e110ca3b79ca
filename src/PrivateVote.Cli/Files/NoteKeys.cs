using PrivateVote.BulletinBoard;

namespace PrivateVote.Cli.Files;

/// <summary>The keys that logs and witnesses sign notes with.</summary>
internal static class NoteKeys
{
    public static NoteSigner Make(string name, NoteKeyType type)
    {
        try
        {
            return NoteSigner.Create(name, type);
        }
        catch (ArgumentException exception)
        {
            throw new Failure($"--name: {exception.Message}");
        }
    }
}
