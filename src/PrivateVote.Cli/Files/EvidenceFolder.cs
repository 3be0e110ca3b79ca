using System.Globalization;
using PrivateVote.Client;

namespace PrivateVote.Cli.Files;

/// <summary>Keeps what shows others that a service was not honest.</summary>
internal static class EvidenceFolder
{
    public static void Keep(Terminal terminal, DishonestServiceException dishonesty)
    {
        if (dishonesty.Evidence.Count == 0)
        {
            return;
        }

        var time = terminal.Clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(
            Path.Combine(terminal.EvidenceIn.FullName, $"evidence-{dishonesty.What}-{time}")
        );
        foreach (var evidence in dishonesty.Evidence)
        {
            var file = new FileInfo(Path.Combine(folder.FullName, evidence.Name));
            OutputFile.Write(file, evidence.Content, force: true);
        }

        terminal.Complain(
            $"The evidence is in {folder.FullName}: keep it, and show it to the organizer and the trustees."
        );
    }
}
