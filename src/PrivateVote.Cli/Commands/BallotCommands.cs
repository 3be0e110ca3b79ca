using System.CommandLine;
using PrivateVote.Cli.Files;

namespace PrivateVote.Cli.Commands;

/// <summary>What a voter does: make a ballot, then audit it or cast it.</summary>
internal static class BallotCommands
{
    public static Command Create(Terminal terminal) =>
        new("ballot", "Vote: make a ballot, then either audit it or cast it")
        {
            BallotMakeCommand.Create(terminal),
            BallotAuditCommand.Create(terminal),
            BallotCastCommand.Create(terminal),
            BallotReEncryptCommand.Create(terminal),
        };

    /// <summary>Where `make` writes what opens a ballot, and `audit` and `cast` look for it.</summary>
    public static FileInfo OpeningOf(FileInfo ballot) => new(ballot.FullName + ".opening");

    public static ElectionPlace PlaceAndBallot() => ElectionPlace.AndOne("BALLOT", "the ballot, from `ballot make`");
}
