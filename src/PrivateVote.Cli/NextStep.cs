using PrivateVote.Elections;

namespace PrivateVote.Cli;

/// <summary>What somebody does next whom the rules of a space refuse: the rules say what is wrong, and know no commands.</summary>
internal static class NextStep
{
    /// <summary>The refusal as a line, with the command that helps where there is one.</summary>
    public static string After(Refusal refusal) =>
        Of(refusal.Code) is { } step ? $"{refusal} ({step})" : refusal.ToString();

    private static string? Of(RefusalCode code) =>
        code switch
        {
            RefusalCode.NotAMember => "`register` makes a member; who replaced an identity acts with the new one",
            RefusalCode.NoSuchProposal => "`proposal list` has the proposals",
            RefusalCode.WrongStage =>
                "`proposal show` and `committee show` say where it stands; elections are opened in the stages temperature, vote and vetoVote",
            RefusalCode.RiskUnanswered => "`proposal answer`",
            RefusalCode.StaleAmendment => "`proposal rules` prints the rules as they are now",
            RefusalCode.NoSuchTrack => "`proposal rules` prints the tracks",
            RefusalCode.ClassTooSmall =>
                "`space weights` shows who has which weight; `--override REASON` is that override",
            RefusalCode.NoSuchMandate or RefusalCode.NoSuchDecision or RefusalCode.NotInCommittee =>
                "`committee show` has seats, mandates and decisions",
            RefusalCode.NotEligible =>
                "public acts are proposals, comments, risks, statements and first opinions; `contribution show` has the points",
            _ => null,
        };
}
