using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Files;

/// <summary>Identity commitments as people write them.</summary>
internal static class CommitmentText
{
    public static Fr Parse(string text) =>
        Fr.TryParseHex(text, out var commitment) || Fr.TryParseDecimal(text, out commitment)
            ? commitment
            : throw new Failure($"'{text}' is no identity commitment: a number below r, decimal or 0x and 64 digits");

    /// <summary>The member whose commitment this is or was.</summary>
    public static Member Find(SpaceLog log, string text) =>
        log.Members.FindEver(Parse(text))
        ?? throw new Failure($"no member has or had the commitment {text}", ExitCode.Refused);
}
