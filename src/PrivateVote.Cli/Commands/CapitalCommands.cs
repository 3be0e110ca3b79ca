using System.CommandLine;
using System.Globalization;
using PrivateVote.Cli.Files;
using PrivateVote.Client.Roles;
using PrivateVote.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Governance.Service;

namespace PrivateVote.Cli.Commands;

/// <summary>A vote beside capital: whose account is whose, what the accounts had, and the parallel election. None of it binds anybody.</summary>
internal static class CapitalCommands
{
    private const int DefaultConfirmations = 64;

    public static Command Create(Terminal terminal) =>
        new("capital", "Compare a vote with what token holdings would have weighed; it binds nobody")
        {
            Message(terminal),
            Account(terminal),
            Record(terminal),
            Check(terminal),
            Show(terminal),
            VoteOpenCommand.CreateComparison(terminal),
        };

    private static Argument<long> Proposal() => MemberActs.Index("PROPOSAL", "The proposal: the index of its entry");

    private static Command Message(Terminal terminal)
    {
        var place = new SpacePlace();
        var account = ChainOptions.Account("--account", "The account that is to sign it");
        account.Required = true;
        var member = MemberActs.Text("--member", "Your identity commitment");
        var command = new Command("message", "Print the text that an account signs to be a member's, for its wallet")
        {
            account,
            member,
        };
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), null);
            var text = AccountMessage.ToText(
                space.Log.Space!,
                CommitmentText.Parse(parsed.GetRequiredValue(member)),
                parsed.GetRequiredValue(account)!.Value
            );
            foreach (var line in text.Split('\n'))
            {
                terminal.Line(line);
            }
        });
        return command;
    }

    private static Command Account(Terminal terminal)
    {
        var place = new SpacePlace();
        var identity = KeyOptions.Existing("--identity", "The member's identity, from `identity new`");
        var wallet = MemberActs.File("--wallet", "The account's key file; under the same passphrase");
        var account = ChainOptions.Account("--account", "Without --wallet: the account");
        var signature = MemberActs.Text(
            "--signature",
            "Without --wallet: what the account's wallet made of the text of `capital message`, 0x and 130 digits",
            required: false
        );
        var command = new Command(
            "account",
            "Say in public which Ethereum account is yours, signed by both; it counts from the next roll on"
        )
        {
            wallet,
            account,
            signature,
        };
        command.Validators.Add(result =>
        {
            var (own, elsewhere) = (
                result.GetResult(wallet) is not null,
                (result.GetResult(account) is not null, result.GetResult(signature) is not null)
            );
            if (elsewhere != (!own, !own))
            {
                result.AddError("either --wallet FILE, or --account ADDRESS and --signature TEXT");
            }
        });
        place.AddTo(command);
        identity.AddTo(command);
        command.SetAction(parsed =>
        {
            var values = identity.Get(parsed);
            var member = KeyFiles.OpenIdentity(terminal, values);
            using var key = parsed.GetValue(wallet) is { } file
                ? KeyFiles.OpenWallet(terminal, values with { File = file })
                : null;
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), values.File);
            var address = key?.Address ?? parsed.GetValue(account)!.Value;
            var signed =
                key?.SignPersonalMessage(AccountMessage.ToText(space.Log.Space!, member.Commitment, address)).ToString()
                ?? parsed.GetRequiredValue(signature);
            var index = space
                .Governance.ActAsync(
                    EntryKind.Account,
                    new AccountBody(space.Log.Id!, address.ToString(), signed),
                    member,
                    terminal.Clock.GetUtcNow()
                )
                .GetAwaiter()
                .GetResult();
            terminal.Line($"account {address}");
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"entry   {index}"));
        });
        return command;
    }

    private static Command Record(Terminal terminal)
    {
        var proposal = Proposal();
        var key = KeyOptions.Existing("--key", "The organizer's key file");
        var (command, place, rpc, confirmations) = OnChain(
            "record",
            "Read from a node what the accounts of a vote's roll had when it was fixed, and enter it",
            proposal
        );
        key.AddTo(command);
        command.SetAction(parsed =>
        {
            var values = key.Get(parsed);
            using var organizer = KeyFiles.OpenOrganizer(terminal, values);
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), values.File);
            var vote = FindVote(space.Log, parsed.GetRequiredValue(proposal));
            var rule = vote.Rules.Capital!;
            var accounts = space.Log.AccountsIn(vote);
            var reading = Ask(
                parsed.GetRequiredValue(rpc)!,
                rule,
                async reader =>
                    await reader.ReadAsync(
                        rule,
                        accounts,
                        await reader.FindAsync(RollOf(space.Log, vote).At, (ulong)parsed.GetValue(confirmations))
                    )
            );
            var pages = GovernanceOrganizer.RecordCapital(
                space.Log.Space!,
                vote,
                reading.Block.Number,
                reading.Block.Hash,
                reading.Supply,
                reading.Holdings,
                organizer
            );
            foreach (var page in pages)
            {
                terminal.Line(string.Create(CultureInfo.InvariantCulture, $"entry {space.Enter(page)}"));
            }

            GovernanceText.Print(terminal, CapitalView.Of(space.Log.FindProposal(vote.Subject!.Value)!)!);
        });
        return command;
    }

    private static Command Check(Terminal terminal)
    {
        var proposal = Proposal();
        var (command, place, rpc, confirmations) = OnChain(
            "check",
            "Compare each number of a record with what a node of your own says",
            proposal
        );
        command.SetAction(parsed =>
        {
            using var space = ServedSpace.Open(terminal, place.Server(parsed), place.Id(parsed), null);
            var vote = FindVote(space.Log, parsed.GetRequiredValue(proposal));
            if (vote.Capital is not { Comparison: not null } record)
            {
                throw new Failure("the capital of those who vote is not recorded yet", ExitCode.Refused);
            }

            var rule = vote.Rules.Capital!;
            var differences = Ask(
                parsed.GetRequiredValue(rpc)!,
                rule,
                reader =>
                    reader.CompareAsync(rule, record, RollOf(space.Log, vote).At, (ulong)parsed.GetValue(confirmations))
            );
            foreach (var difference in differences)
            {
                terminal.Complain(difference);
            }

            if (differences.Count > 0)
            {
                return ExitCode.Refused;
            }

            terminal.Line(
                $"as the node says: the supply and {record.Holdings.Count} accounts after block {record.Block}, the last one that is not younger than the roll"
            );
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var proposal = Proposal();
        return MemberActs.Shown(
            terminal,
            "show",
            "A vote beside capital, from the replayed log",
            [proposal],
            (parsed, log) =>
                CapitalView.Of(MemberActs.Find(log, parsed.GetRequiredValue(proposal)))
                ?? throw new Failure("the capital of those who vote is not recorded", ExitCode.Refused),
            GovernanceText.Print
        );
    }

    private static (Command, SpacePlace, Option<Uri?> Rpc, Option<int> Confirmations) OnChain(
        string name,
        string description,
        Argument<long> proposal
    )
    {
        var place = new SpacePlace();
        var rpc = ChainOptions.Rpc(required: true);
        var confirmations = new Option<int>("--confirmations")
        {
            Description = "How many blocks have to follow on the one that is read, so that it stays",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultConfirmations,
        };
        confirmations.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--confirmations is 1 or more");
            }
        });
        var command = new Command(name, description) { proposal, rpc, confirmations };
        place.AddTo(command);
        return (command, place, rpc, confirmations);
    }

    private static T Ask<T>(Uri endpoint, CapitalRule rule, Func<CapitalReader, Task<T>> work)
    {
        try
        {
            return ChainOptions.With(
                endpoint,
                async rpc =>
                {
                    var reader = new CapitalReader(rpc);
                    return await reader.ChainProblemAsync(rule) is { } problem
                        ? throw new Failure(problem, ExitCode.Refused)
                        : await work(reader);
                }
            );
        }
        catch (InvalidOperationException exception)
        {
            throw new Failure(exception.Message);
        }
    }

    /// <summary>The vote on a proposal that is compared with capital.</summary>
    private static VoteRecord FindVote(SpaceLog log, long index)
    {
        var proposal = MemberActs.Find(log, index);
        if (proposal.Rules is { Capital: null })
        {
            throw new Failure("the track of this proposal did not ask to compare with capital", ExitCode.Refused);
        }

        return CapitalView.VoteOf(proposal)
            ?? throw new Failure(
                "its vote is not opened yet: capital is recorded for the accounts on the vote's roll",
                ExitCode.Refused
            );
    }

    private static Roll RollOf(SpaceLog log, VoteRecord vote) => log.FindRoll(vote.Manifest.Roll!.Entry)!;
}
