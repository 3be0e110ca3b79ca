using System.Text;
using PrivateVote.BulletinBoard;

namespace PrivateVote.Client;

/// <summary>
/// The last checkpoint of a log that somebody saw, kept in a file: the signed note itself, so that other programs can read
/// it too. With it a log cannot show the same person two histories, however long lies between.
/// </summary>
public sealed class CheckpointFile(FileInfo file)
{
    public FileInfo File => file;

    /// <summary>The note, or null when nothing was seen yet.</summary>
    /// <exception cref="InvalidDataException">The file is too long for a note.</exception>
    public string? Read()
    {
        file.Refresh();
        if (!file.Exists)
        {
            return null;
        }

        return file.Length <= SignedNote.MaximumSize
            ? Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(file.FullName))
            : throw new InvalidDataException(
                $"{file} is not a checkpoint: it has more than {SignedNote.MaximumSize} bytes"
            );
    }

    /// <summary>
    /// Keeps every other process from acting by this file until it is disposed: two that do not know of each other could each
    /// follow another history.
    /// </summary>
    /// <exception cref="IOException">Another one acts by it.</exception>
    public IDisposable Hold()
    {
        try
        {
            return new FileStream(file.FullName + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"another process acts by {file.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the note, durably, and wholly or not at all: the power may fail in the middle.</summary>
    public void Write(string note)
    {
        var next = file.FullName + ".next";
        using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(note));
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(next, file.FullName, overwrite: true);
    }
}
