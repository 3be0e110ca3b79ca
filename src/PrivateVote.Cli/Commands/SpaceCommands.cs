using System.CommandLine;
using System.Text;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Cli.Commands;

/// <summary>A space: who may become a member, and by whose word.</summary>
internal static class SpaceCommands
{
    public static Command Create(Terminal terminal) =>
        new("space", "Open a space whose members register themselves, and fix its roll for elections")
        {
            Plan(terminal),
            New(terminal),
            Open(terminal),
            Show(terminal),
            List(terminal),
            SpaceRollCommands.CreateRoll(terminal),
            SpaceRollCommands.CreateRoots(terminal),
            SpaceVerifyCommand.Create(terminal),
            ConstitutionCommand.Create(terminal),
            WeightCommands.Create(terminal),
        };

    private static Command Plan(Terminal terminal)
    {
        var name = Text("--name", "What the space is called");
        var domain = Text("--domain", "The host that members know the space by: wallets show it when they sign");
        var roll = new Option<RollKind>("--roll")
        {
            Description =
                "Public: everyone sees who is a member. Private: the log has commitments only, and a registrar is trusted to admit the right people",
            DefaultValueFactory = _ => RollKind.Public,
        };
        var source = new Option<string[]>("--source")
        {
            Description =
                "Whose attestations count: an id of yours, a format, and the issuer (a DID; an address for eas; a group's root for semaphore). Once for each issuer",
            HelpName = "ID=FORMAT:ISSUER",
            Required = true,
        };
        var uniqueness = new Option<string?>("--one-person-once")
        {
            Description =
                "Any name: whoever is known through one source is then known through all, where they name the same subject",
            HelpName = "NAME",
        };
        var constitution = new Option<FileInfo?>("--constitution")
        {
            Description = "How the space governs itself, from `space constitution`; without it, it only keeps a roll",
            HelpName = "FILE",
        };
        var output = CommonOptions.Out("The plan to write");
        var force = CommonOptions.Force();
        var command = new Command(
            "plan",
            "Write a space's plan: any of the sources suffices, until you edit the file (types, assurance, all of several sources)"
        )
        {
            name,
            domain,
            roll,
            source,
            uniqueness,
            constitution,
            output,
            force,
        };
        command.SetAction(parsed =>
        {
            var sources = SourceText.Parse(parsed.GetRequiredValue(source), parsed.GetValue(uniqueness));
            var file = new SpaceFile(
                parsed.GetRequiredValue(name),
                parsed.GetRequiredValue(domain),
                parsed.GetValue(roll),
                new PersonhoodPolicy(sources, [.. sources.Select(one => (string[])[one.Id])], 1, 1),
                Constitution: parsed.GetValue(constitution) is { } rules ? ConstitutionCommand.Read(rules) : null
            );
            var path = parsed.GetRequiredValue(output);
            OutputFile.Write(path, file.ToBytes(), parsed.GetValue(force));
            terminal.Line($"{path}: read it, and edit it if you like; `space new` signs it");
        });
        return command;
    }

    private static Command New(Terminal terminal)
    {
        var plan = new Option<FileInfo>("--plan")
        {
            Description = "The plan, from `space plan`",
            HelpName = "FILE",
            Required = true,
        };
        var registrar = PlaceOptions.Server(
            "--registrar",
            "The service whose registrar admits members, for a private roll"
        );
        var key = KeyOptions.Existing("--key", "The key file of the organizer who administers the space");
        var output = CommonOptions.Out("The signed space to write, for `space open`");
        var force = CommonOptions.Force();
        var command = new Command("new", "Sign a space: its rules are fixed from then on, and its id is their digest")
        {
            plan,
            registrar,
            output,
            force,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var decided = SpaceFile.Read(parsed.GetRequiredValue(plan));
            var admits = parsed.GetValue(registrar) is { } address ? RegistrarAt(address) : null;
            using var administrator = KeyFiles.OpenOrganizer(terminal, key.Get(parsed));
            var submission = decided.Sign(administrator, admits);
            SubmissionFile.Write(parsed.GetRequiredValue(output), [submission], parsed.GetValue(force));
            terminal.Line($"space {Hex.Encode(IdOf(submission))}");
        });
        return command;
    }

    private static Command Open(Terminal terminal)
    {
        var file = new Argument<FileInfo>("SPACE") { Description = "The signed space, from `space new`" };
        var server = PlaceOptions.Server();
        server.Required = true;
        var command = new Command("open", "Open a space at a service; doing it twice changes nothing") { file, server };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var submission = SubmissionFile.ReadOne(parsed.GetRequiredValue(file), EntryKind.Space);
                // Opened here first, so that what is refused is not even sent.
                _ = IdOf(submission);
                using var service = new ServiceClient(parsed.GetRequiredValue(server)!);
                var (log, key) = await service.OpenSpaceAsync(submission, cancellation);
                terminal.Line($"space {Hex.Encode(log.Id)}");
                terminal.Line($"log   {key}");
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var place = new SpacePlace();
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else" };
        var command = new Command("show", "Print a space's rules, held against its id, and what the service says of it")
        {
            json,
        };
        place.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var service = new ServiceClient(place.Server(parsed));
                var client = await SpaceClient.OpenAsync(service, place.Id(parsed), cancellation);
                var summary = await client.SummaryAsync(cancellation);
                if (parsed.GetValue(json))
                {
                    terminal.Line(Encoding.UTF8.GetString(StrictJson.Serialize(new Shown(client.Space.Body, summary))));
                    return ExitCode.Ok;
                }

                Print(terminal, client.Space, summary);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var server = PlaceOptions.Server();
        server.Required = true;
        var command = new Command(
            "list",
            "The spaces that a service keeps, as it says itself: nothing of it is checked"
        )
        {
            server,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var service = new ServiceClient(parsed.GetRequiredValue(server)!);
                var rows = new List<string[]>();
                await foreach (var space in service.SpacesAsync(cancellation))
                {
                    rows.Add([space.Name, $"{space.Members} members", Hex.Encode(space.Id)]);
                }

                terminal.Table(["name", "members", "id"], rows);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, Space space, SpaceSummary summary)
    {
        var body = space.Body;
        terminal.Line($"space     {Hex.Encode(space.Id)}");
        terminal.Line($"name      {body.Name}");
        terminal.Line($"domain    {body.Domain}");
        terminal.Line($"roll      {body.Roll.ToString().ToLowerInvariant()}");
        foreach (var source in body.Personhood.Sources)
        {
            terminal.Line(
                $"source    {source.Id}: {AttestationFormatForm.NameOf(source.Format)} {string.Join(" ", source.Issuers)}".TrimEnd()
            );
        }

        terminal.Line($"any of    {string.Join(", ", body.Personhood.AnyOf.Select(set => string.Join(" and ", set)))}");
        terminal.Line($"registrar {body.Registrar?.Did ?? "none"}");
        terminal.Line($"log       {summary.Log}");
        terminal.Line($"members   {summary.Members}, as the service says; `space verify` counts them");
    }

    private static byte[] IdOf(Submission submission)
    {
        var log = new SpaceLog();
        return log.Append(submission.ToLine(DateTimeOffset.UnixEpoch)) is { } refusal
            ? throw Failure.By(refusal)
            : log.Id!;
    }

    private static Registrar RegistrarAt(Uri address)
    {
        using var service = new ServiceClient(address);
        return service.RegistrarAsync().GetAwaiter().GetResult();
    }

    private static Option<string> Text(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "TEXT",
            Required = true,
        };

    private sealed record Shown(SpaceBody Space, SpaceSummary Summary);
}
