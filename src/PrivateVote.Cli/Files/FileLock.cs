namespace PrivateVote.Cli.Files;

/// <summary>Keeps two commands from reading and writing one file at once.</summary>
internal static class FileLock
{
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Held until it is disposed of.</summary>
    /// <exception cref="IOException">Another process has had the lock for a while.</exception>
    public static FileStream Take(FileInfo file)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(
                    file.FullName + ".lock",
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
