using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Client.Roles;

namespace PrivateVote.Cli.Commands;

/// <summary>What a witness does: see to it that a log shows everybody the same.</summary>
internal static class WitnessCommands
{
    public static Command Create(Terminal terminal) =>
        new("witness", "Act as a witness: cosign a log's checkpoints, so that it cannot show two histories")
        {
            New(terminal),
            Show(terminal),
            Run(terminal),
        };

    private static Command New(Terminal terminal)
    {
        var name = new Option<string>("--name")
        {
            Description = "The witness's name, such as witness.example.org: no spaces and no plus sign",
            HelpName = "NAME",
            Required = true,
        };
        var key = KeyOptions.New();
        var command = new Command(
            "new",
            "Make a witness's key, and print its verifier key for `serve --witness` and for those who check"
        )
        {
            name,
        };
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var signer = NoteKeys.Make(parsed.GetRequiredValue(name), NoteKeyType.Cosignature);
            KeyFiles.Save(terminal, key.Get(parsed), signer);
            terminal.Line(signer.VerifierKey);
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var key = KeyOptions.Existing("--key", "The witness's key file");
        var command = new Command("show", "Print a witness's verifier key");
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            using var signer = KeyFiles.OpenWitness(terminal, key.Get(parsed));
            terminal.Line(signer.VerifierKey);
        });
        return command;
    }

    private static Command Run(Terminal terminal)
    {
        var server = PlaceOptions.Server();
        server.Required = true;
        var election = PlaceOptions.Election();
        election.Required = true;
        var key = KeyOptions.Existing("--key", "The witness's key file");
        var once = new Option<bool>("--once") { Description = "Cosign the newest checkpoint and stop" };
        var command = new Command(
            "run",
            "Cosign each checkpoint that is consistent with the last one; that one is kept beside the key file"
        )
        {
            server,
            election,
            once,
        };
        key.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var log = PlaceOptions.Reference(parsed.GetValue(election), null);
                var values = key.Get(parsed);
                using var witness = KeyFiles.OpenWitness(terminal, values);
                using var service = new ServiceClient(parsed.GetRequiredValue(server)!);
                IDisposable? alone = null;
                try
                {
                    var run = await WitnessRun.StartAsync(
                        new LogClient(service, log),
                        witness,
                        signed =>
                        {
                            var memory = MemoryOf(values.File, signed);
                            alone = memory.Hold();
                            return memory;
                        },
                        terminal.Clock,
                        terminal.Line,
                        cancellation
                    );
                    if (parsed.GetValue(once))
                    {
                        await run.StepAsync(cancellation);
                    }
                    else
                    {
                        await run.RunAsync(TimeSpan.FromSeconds(5), cancellation);
                    }
                }
                finally
                {
                    alone?.Dispose();
                }
            }
        );
        return command;
    }

    /// <summary>One file for one key and one log, by the name that the log signs with.</summary>
    private static CheckpointFile MemoryOf(FileInfo keyFile, NoteVerifier log)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log.Name)).AsSpan(0, 8));
        return new CheckpointFile(new FileInfo($"{keyFile.FullName}.{name}.checkpoint"));
    }
}
