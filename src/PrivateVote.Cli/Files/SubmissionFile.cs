using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Files;

/// <summary>What roles hand to each other: submissions, one a line.</summary>
internal static class SubmissionFile
{
    /// <summary>A census of a million members in pages is under 100 MB.</summary>
    private const long SizeLimit = 1 << 28;

    public static void Write(FileInfo file, IEnumerable<Submission> submissions, bool force)
    {
        using var lines = new MemoryStream();
        foreach (var submission in submissions)
        {
            lines.Write(submission.ToBytes());
            lines.WriteByte((byte)'\n');
        }

        OutputFile.Write(file, lines.GetBuffer().AsSpan(0, (int)lines.Length), force);
    }

    public static IReadOnlyList<Submission> Read(FileInfo file)
    {
        var submissions = new List<Submission>();
        var rest = InputFile.Read(file, SizeLimit).AsMemory();
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!Submission.TryParse(line.Span, out var submission, out var problem))
            {
                throw new Failure($"{file}, line {submissions.Count + 1}: {problem}");
            }

            submissions.Add(submission);
        }

        return submissions.Count > 0 ? submissions : throw new Failure($"{file} is empty");
    }

    /// <summary>The one submission in a file, of this kind.</summary>
    public static Submission ReadOne(FileInfo file, EntryKind kind) =>
        Read(file) is [var only] && only.Kind == kind
            ? only
            : throw new Failure($"{file} does not hold exactly one {Entry.NameOf(kind)}");
}
