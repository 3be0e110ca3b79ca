using System.CommandLine;
using System.Globalization;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>`election show` and `election list`: where elections stand.</summary>
internal static class ElectionShowCommands
{
    public static Command CreateShow(Terminal terminal)
    {
        var place = ElectionPlace.Alone();
        var command = new Command("show", "Replay an election and say where it stands");
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            using var kept = place.Read(terminal, parsed);
            var log = kept.Log;
            terminal.Line($"committee {Hex.Encode(kept.Ceremony.Id)}");
            if (log.Election is { } election)
            {
                ShowElection(terminal, election);
            }
            else
            {
                ShowCeremony(terminal, kept.Ceremony, log.Census);
            }

            terminal.Line($"phase     {log.Phase.ToString().ToLowerInvariant()}");
            if (log.Box is { } box)
            {
                terminal.Line($"ballots   {box.Count}");
            }

            if (log.ShareIndices.Count > 0)
            {
                terminal.Line($"shares    {string.Join(", ", log.ShareIndices)}");
            }

            if (log.Result is { } result)
            {
                terminal.Line($"totals    {string.Join(", ", result.Totals)}");
            }

            if (log.Conclusion is { } conclusion)
            {
                terminal.Line($"outcome   {conclusion}");
            }

            terminal.Line($"entries   {log.Size}");
            terminal.Line($"root      {Hex.Encode(log.Root)}");
        });
        return command;
    }

    public static Command CreateList(Terminal terminal)
    {
        var server = PlaceOptions.Server();
        server.Required = true;
        var command = new Command("list", "What a service keeps, as it says itself: nothing of it is checked")
        {
            server,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var service = new ServiceClient(parsed.GetRequiredValue(server)!);
                var rows = new List<string[]>();
                await foreach (var election in service.ElectionsAsync(cancellation))
                {
                    rows.Add(Row(election));
                }

                terminal.Table(["election", "title", "phase", "closes", "voters", "ballots"], rows);
            }
        );
        return command;
    }

    private static string[] Row(ElectionSummary election) =>
        [
            Hex.Encode(election.Id),
            election.Title,
            election.Phase.ToString().ToLowerInvariant(),
            MomentForm.ToText(election.Closes),
            election.Voters.ToString(CultureInfo.InvariantCulture),
            election.Ballots.ToString(CultureInfo.InvariantCulture),
        ];

    private static void ShowElection(Terminal terminal, Election election)
    {
        var manifest = election.Manifest;
        terminal.Line($"election  {Hex.Encode(election.Id)}");
        terminal.Line($"space     {manifest.Space}");
        terminal.Line($"title     {manifest.Title}");
        for (var i = 0; i < manifest.Options.Count; i++)
        {
            terminal.Line($"option {i + 1}  {manifest.Options[i].Name}");
            if (manifest.Options[i].Payload is { } payload)
            {
                PayloadReport.Print(terminal, payload);
            }
        }

        terminal.Line($"opens     {MomentForm.ToText(manifest.Opens)}");
        terminal.Line($"closes    {MomentForm.ToText(manifest.Closes)}");
        terminal.Line($"voters    {manifest.Census.Size}, total weight {manifest.Census.TotalWeight}");
    }

    private static void ShowCeremony(Terminal terminal, Ceremony ceremony, Census census)
    {
        for (var i = 1; i <= ceremony.Members.Count; i++)
        {
            var state =
                ceremony.CheckNotExcluded(i)?.Reason
                ?? (
                    ceremony.Acknowledged.Contains(i) ? "acknowledged"
                    : ceremony.CommitmentsOf(i) is not null ? "dealt"
                    : ceremony.EncryptionKeyOf(i) is not null ? "committed"
                    : "nothing yet"
                );
            terminal.Line($"trustee {i}  {ceremony.Members[i - 1]}: {state}");
        }

        terminal.Line($"census    {census.Members.Count} voters so far");
    }
}
