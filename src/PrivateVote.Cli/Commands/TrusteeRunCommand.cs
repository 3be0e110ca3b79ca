using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Client;
using PrivateVote.Client.Roles;
using PrivateVote.Elections;

namespace PrivateVote.Cli.Commands;

/// <summary>`trustee run`: does what is due, from the ceremony to the share of the decryption.</summary>
internal static class TrusteeRunCommand
{
    public static Command Create(Terminal terminal)
    {
        var server = PlaceOptions.Server();
        server.Required = true;
        var election = PlaceOptions.Election();
        var committee = PlaceOptions.Committee();
        var key = KeyOptions.Existing("--key", "The trustee's key file");
        var patience = new Option<int>("--patience")
        {
            Description = "Seconds that the ceremony may stand still before it goes on without who has not dealt",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 120,
        };
        var command = new Command(
            "run",
            "Follow a log at a service and do what is due: commit, deal, acknowledge, and decrypt the sum after closing"
        )
        {
            server,
            election,
            committee,
            patience,
        };
        key.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var log = PlaceOptions.Reference(parsed.GetValue(election), parsed.GetValue(committee));
                var values = key.Get(parsed);
                using var trustee = KeyFiles.OpenTrustee(terminal, values);
                using var service = new ServiceClient(parsed.GetRequiredValue(server)!);
                var follower = await ServedElection.FollowAsync(service, log, values.File, cancellation);
                if (follower.Log.Ceremony!.IndexOf(trustee.Did) is not { } index)
                {
                    throw new Failure($"{trustee.Did} is not a member of this committee", ExitCode.Refused);
                }

                terminal.Line($"trustee {index} of {follower.Log.Ceremony.Members.Count}, following {log}");
                var run = new TrusteeRun(
                    follower,
                    trustee,
                    new TrusteeRunOptions
                    {
                        Clock = terminal.Clock,
                        Say = terminal.Line,
                        BeforeDecryption = closed => DecryptionMemory.Remember(values.File, closed),
                        DealerPatience = TimeSpan.FromSeconds(parsed.GetValue(patience)),
                    }
                );
                await run.RunAsync(cancellation);
                return
                    follower.Log.Phase is Phase.Cancelled || follower.Log.Ceremony.CheckNotExcluded(index) is not null
                    ? ExitCode.Refused
                    : ExitCode.Ok;
            }
        );
        return command;
    }
}
