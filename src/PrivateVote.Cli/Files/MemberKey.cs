using System.CommandLine;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Files;

/// <summary>The key of a council member's DID, beside the wallet that owns the Safe.</summary>
internal sealed class MemberKey
{
    public const string Name = "--member-key";

    public const string Description =
        "The council member's holder key file, from `holder new`: the key of the DID that the constitution names for them";

    private readonly Option<FileInfo?> file = new(Name)
    {
        Description = Description + "; under the same passphrase as --key",
        HelpName = "FILE",
    };

    /// <param name="place">What is signed with it goes there.</param>
    public void AddTo(Command command, ProposalPlace place)
    {
        command.Add(file);
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is not null && !place.IsGiven(result))
            {
                result.AddError($"{Name} goes with --server, --space and --proposal");
            }
        });
    }

    /// <summary>The key; null when none was given.</summary>
    /// <exception cref="Failure">It is nobody's in the proposal's council.</exception>
    public RoleKey? Open(Terminal terminal, ParseResult parsed, FileInfo? passphraseFile, ServedProposal? proposal)
    {
        if (parsed.GetValue(file) is not { } given)
        {
            return null;
        }

        var key = KeyFiles.OpenHolder(terminal, new KeyOptions.Values(given, passphraseFile, false));
        proposal!.CheckMember(key);
        return key;
    }
}
