namespace PrivateVote.Cli.Demo;

/// <summary>Where a demo writes.</summary>
internal static class DemoFolder
{
    public const string Default = "out";

    /// <summary>The record to write; an earlier one of that name is kept beside it.</summary>
    public static FileInfo RecordIn(DirectoryInfo folder)
    {
        folder.Create();
        var record = new FileInfo(Path.Combine(folder.FullName, "election.jsonl"));
        if (record.Exists)
        {
            File.Move(record.FullName, Path.Combine(folder.FullName, "election.previous.jsonl"), overwrite: true);
        }

        return record;
    }
}
