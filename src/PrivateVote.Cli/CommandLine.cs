using System.CommandLine;
using System.CommandLine.Invocation;
using PrivateVote.Cli.Commands;
using PrivateVote.Cli.Files;
using PrivateVote.Client;

namespace PrivateVote.Cli;

/// <summary>The command `privatevote`: parses, calls, and answers with an exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, Terminal terminal)
    {
        var result = Create(terminal).Parse(arguments);
        if (result.Action is ParseErrorAction)
        {
            foreach (var error in result.Errors)
            {
                terminal.Complain(UsageError.ToText(error));
            }

            terminal.Complain($"See: {PathOf(result.CommandResult.Command)} --help");
            return ExitCode.Unusable;
        }

        try
        {
            return result.Invoke(
                new InvocationConfiguration
                {
                    Output = terminal.Output,
                    Error = terminal.ErrorOutput,
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        catch (Failure failure)
        {
            terminal.Complain(failure.Message);
            return failure.ExitCode;
        }
        catch (DishonestServiceException dishonesty)
        {
            terminal.Complain($"the service is not honest. {dishonesty.Message}");
            EvidenceFolder.Keep(terminal, dishonesty);
            return ExitCode.Refused;
        }
        catch (ServiceException exception)
        {
            terminal.Complain(exception.Refusal is { } refusal ? NextStep.After(refusal) : exception.Message);
            return exception.IsRefusal ? ExitCode.Refused : ExitCode.Unusable;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop, by Ctrl-C or SIGTERM: commands that run for long keep their state as they go.
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
            when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            terminal.Complain(exception.Message);
            return ExitCode.Unusable;
        }
    }

    private static RootCommand Create(Terminal terminal) =>
        new(
            "PrivateVote: private elections whose result anyone can verify.\n\n"
                + "Start with `privatevote demo`: a whole election on this machine, explained at each step."
        )
        {
            DemoCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            ServeCommand.Create(terminal),
            IdentityCommands.Create(terminal),
            SpaceCommands.Create(terminal),
            RegisterCommand.Create(terminal),
            ProposalCommands.Create(terminal),
            DelegateCommands.Create(terminal),
            ContributionCommands.Create(terminal),
            CommitteeCommands.Create(terminal),
            PrivacyCommand.Create(terminal),
            CapitalCommands.Create(terminal),
            RegistrarCommands.Create(terminal),
            AttestationCommands.Create(terminal),
            IssuerCommands.Create(terminal),
            HolderCommands.Create(terminal),
            WalletCommands.Create(terminal),
            CensusCommands.Create(terminal),
            OrganizerCommands.Create(terminal),
            OrganizerCommands.CreateLog(terminal),
            TrusteeCommands.Create(terminal),
            WitnessCommands.Create(terminal),
            CouncilCommands.Create(terminal),
            SafeCommands.Create(terminal),
            GovernorCommands.Create(terminal),
            BriefCommand.Create(terminal),
            ElectionCommands.Create(terminal),
            BallotCommands.Create(terminal),
            KeyCommands.Create(terminal),
            BenchCommand.Create(terminal),
        };

    private static string PathOf(Command command)
    {
        var names = new List<string>();
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Insert(0, at is RootCommand ? "privatevote" : at.Name);
        }

        return string.Join(' ', names);
    }
}
