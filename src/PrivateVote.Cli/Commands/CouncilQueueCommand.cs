using System.CommandLine;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Governance;

namespace PrivateVote.Cli.Commands;

/// <summary>`council queue`: the proposals that wait for the council, or for one of its members.</summary>
internal static class CouncilQueueCommand
{
    public static Command Create(Terminal terminal)
    {
        var did = MemberActs.Text("--did", "The member, by the DID that the constitution names", required: false);
        var owner = ChainOptions.Account("--owner", "The member, by the address that owns the Safe");
        return MemberActs.Shown(
            terminal,
            "queue",
            "The proposals that wait for a review, a signature or their execution, from the replayed log: of a member, or of the whole council",
            [did, owner],
            (parsed, log) =>
                (IReadOnlyList<Row>)
                    [.. CouncilTasks.Of(log, Member(parsed.GetValue(did), parsed.GetValue(owner))).Select(Row.Of)],
            Print
        );
    }

    private static Predicate<CouncilMember>? Member(string? did, Address? owner) =>
        did is null && owner is null
            ? null
            : member => (did is null || member.Did == did) && (owner is null || member.Owner == owner.ToString());

    private static void Print(Terminal terminal, IReadOnlyList<Row> rows)
    {
        if (rows.Count == 0)
        {
            terminal.Line("nothing waits");
            return;
        }

        terminal.Table(
            ["proposal", "waits for", "until", "approved", "refused", "signed", "needed", "title"],
            rows.Select(row =>
                (string[])
                    [
                        $"{row.Proposal}",
                        string.Join(", ", row.WaitsFor.Select(GovernanceText.NameOf)),
                        MomentForm.ToText(row.Until),
                        $"{row.Approved}",
                        $"{row.Refused}",
                        $"{row.Signed}",
                        $"{row.Needed}",
                        row.Title,
                    ]
            )
        );
    }

    /// <summary>One line.</summary>
    /// <param name="Signed">The most owners who signed for one nonce.</param>
    private sealed record Row(
        long Proposal,
        string Title,
        IReadOnlyList<CouncilDuty> WaitsFor,
        [property: System.Text.Json.Serialization.JsonConverter(typeof(MomentForm))] DateTimeOffset Until,
        int Approved,
        int Refused,
        int Signed,
        int Needed
    )
    {
        public static Row Of(CouncilTask task)
        {
            var said = task.Proposal.Council.Present;
            return new Row(
                task.Proposal.Index,
                task.Proposal.Content.Title,
                task.Duties,
                task.Until,
                said.Count(review => review.Verdict == Verdict.Approve),
                said.Count(review => review.Verdict == Verdict.Refuse),
                task.Proposal.Council.MostSignatures,
                task.Proposal.Rules!.Council!.Threshold
            );
        }
    }
}
