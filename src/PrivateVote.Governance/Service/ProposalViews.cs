using System.Text;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Privacy;

namespace PrivateVote.Governance.Service;

// What a service says about the governance of a space. Nobody has to believe any of it: each value follows from the space's log.
// Members are named by their position in the roll's order, and by the identity commitment that they have now.

/// <param name="Position">The place in every roll's order, from 0.</param>
public sealed record MemberName(int Position, [property: JsonConverter(typeof(FrForm))] Fr Commitment)
{
    public static MemberName Of(SpaceLog log, int position)
    {
        ArgumentNullException.ThrowIfNull(log);
        return new MemberName(position, log.Members.All[position].Commitment);
    }
}

/// <summary>A space's rules as they are now.</summary>
/// <param name="Digest">SHA-256 of <paramref name="Space"/>: what an amendment says it replaces.</param>
/// <param name="Amended">Whether they are others than those the space was opened with.</param>
/// <param name="Space">The space body as JSON, byte for byte as it was signed or voted.</param>
public sealed record ConstitutionView(
    [property: JsonConverter(typeof(DigestForm))] byte[] Digest,
    bool Amended,
    string Space
)
{
    /// <summary>Of a log with a space.</summary>
    public static ConstitutionView Of(SpaceLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var now = log.Space!;
        return new ConstitutionView(now.Digest, log.Opened != now, Encoding.UTF8.GetString(now.Present.Span));
    }
}

/// <summary>A proposal, as lists show it.</summary>
/// <param name="Index">Its entry, which it is named by.</param>
/// <param name="Ending">How it ended; null while it is under way.</param>
public sealed record ProposalSummary(
    long Index,
    string Title,
    string Track,
    string Template,
    MemberName Author,
    ProposalStage Stage,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Since,
    int Revisions,
    int Comments,
    int UnansweredRisks,
    EndingKind? Ending
)
{
    public static ProposalSummary Of(SpaceLog log, Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return new ProposalSummary(
            proposal.Index,
            proposal.Content.Title,
            proposal.Track,
            proposal.Template,
            MemberName.Of(log, proposal.Author),
            proposal.Stage,
            proposal.Since,
            proposal.Revisions.Count,
            proposal.Discussion.Comments.Count,
            proposal.Discussion.Risks.Count(risk => risk.Answer is null),
            proposal.Ending?.Kind
        );
    }
}

/// <param name="Number">From 0.</param>
/// <param name="Digest">What a manifest names as the proposal's digest.</param>
public sealed record RevisionSummary(
    int Number,
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    [property: JsonConverter(typeof(DigestForm))] byte[] Digest,
    string Title
)
{
    public static RevisionSummary Of(Proposal proposal, int number)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var revision = proposal.Revisions[number];
        return new RevisionSummary(number, revision.Index, revision.At, revision.Digest, revision.Content.Title);
    }
}

/// <summary>What the council did with a result.</summary>
public sealed record CouncilView(
    IReadOnlyList<Review> Reviews,
    IReadOnlyList<OwnerSignature> Signatures,
    Execution? Execution
);

/// <summary>An election of a space.</summary>
/// <param name="Index">Its entry in the space's log.</param>
/// <param name="Id">Its own id: `/elections/{id}`.</param>
/// <param name="Roll">The roll's entry that its census is.</param>
/// <param name="Overridden">Why it opened below the minimum class size; null where it did not have to.</param>
/// <param name="Outcome">How it ended, with the proof's root; null before.</param>
public sealed record VoteView(
    long Index,
    VotePurpose Purpose,
    [property: JsonConverter(typeof(DigestForm))] byte[] Id,
    long Roll,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Opens,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Closes,
    IReadOnlyList<string> Options,
    string? Overridden,
    VoteOutcome? Outcome
)
{
    public static VoteView Of(VoteRecord vote)
    {
        ArgumentNullException.ThrowIfNull(vote);
        return new VoteView(
            vote.Index,
            vote.Purpose,
            vote.Id,
            vote.Manifest.Roll!.Entry,
            vote.Opens,
            vote.Closes,
            [.. vote.Manifest.Options.Select(option => option.Name)],
            vote.Overridden,
            vote.Outcome
        );
    }
}

/// <summary>A proposal without what was said about it at length.</summary>
/// <param name="Content">Its text and what it asks for, as it stands now.</param>
/// <param name="Rules">Everything that rules it, from its submission on.</param>
/// <param name="History">Its stages so far, each with the reason.</param>
/// <param name="Payload">What is executed, once that is decided.</param>
/// <param name="Capital">Its vote beside capital, where the track asks for it and it is recorded; else null.</param>
public sealed record ProposalView(
    ProposalSummary Summary,
    ProposalContent Content,
    IReadOnlyList<RevisionSummary> Revisions,
    FrozenRules? Rules,
    IReadOnlyList<StageChange> History,
    IReadOnlyList<Risk> Risks,
    IReadOnlyList<OpinionStatement> Statements,
    IReadOnlyList<VoteView> Elections,
    IReadOnlyList<VetoCall> VetoCalls,
    Payload? Payload,
    CouncilView Council,
    Ending? Ending,
    CapitalView? Capital
)
{
    public static ProposalView Of(SpaceLog log, Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return new ProposalView(
            ProposalSummary.Of(log, proposal),
            proposal.Content,
            [.. proposal.Revisions.Select((_, number) => RevisionSummary.Of(proposal, number))],
            proposal.Rules,
            [.. proposal.History],
            [.. proposal.Discussion.Risks],
            [.. proposal.Discussion.Statements],
            [.. proposal.Votes.Select(VoteView.Of)],
            [.. proposal.VetoCalls],
            proposal.Payload,
            new CouncilView(
                [.. proposal.Council.Reviews],
                [.. proposal.Council.Signatures],
                proposal.Council.Execution
            ),
            proposal.Ending,
            CapitalView.Of(proposal)
        );
    }
}

/// <param name="Change">`kept`, `removed` or `added`.</param>
public sealed record ChangedLine(string Change, string Text);

/// <param name="Name">The section's name; empty for the title.</param>
public sealed record SectionChange(string Name, IReadOnlyList<ChangedLine> Lines);

/// <summary>A text of a proposal, and what it changed in the one before.</summary>
/// <param name="Changes">Of the title and the sections that differ, line by line; empty for the first.</param>
public sealed record RevisionView(
    RevisionSummary Revision,
    ProposalContent Content,
    IReadOnlyList<SectionChange> Changes
)
{
    public static RevisionView Of(RevisionSummary summary, ProposalContent content, ProposalContent? before)
    {
        ArgumentNullException.ThrowIfNull(content);
        var changes = new List<SectionChange>();
        if (before is not null)
        {
            (string Name, string Old, string New)[] pairs =
            [
                ("", before.Title, content.Title),
                .. before.Sections.Zip(content.Sections, (old, now) => (now.Name, old.Text, now.Text)),
            ];
            changes.AddRange(
                pairs
                    .Where(pair => pair.Old != pair.New)
                    .Select(pair => new SectionChange(
                        pair.Name,
                        [
                            .. LineDiff
                                .Of(pair.Old, pair.New)
                                .Select(line => new ChangedLine(ProposalBook.NameOf(line.Change), line.Text)),
                        ]
                    ))
            );
        }

        return new RevisionView(summary, content, changes);
    }
}

/// <param name="Reactions">How many members react how; names of reactions.</param>
public sealed record CommentView(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    MemberName Author,
    string Text,
    long? Answers,
    IReadOnlyDictionary<string, int> Reactions
);

/// <param name="Statement">Its number among the proposal's statements.</param>
public sealed record TellingView(int Statement, Deliberation.Opinion Opinion);

/// <param name="Members">Identity commitments.</param>
/// <param name="Agree">How many, by statement; so for the next two.</param>
public sealed record GroupView(
    IReadOnlyList<string> Members,
    IReadOnlyList<int> Agree,
    IReadOnlyList<int> Disagree,
    IReadOnlyList<int> Pass,
    IReadOnlyList<TellingView> Representative
);

/// <summary>Where members agree and where they divide.</summary>
/// <param name="Size">After how many entries of the log.</param>
/// <param name="Ungrouped">Participants who gave too few opinions to be placed.</param>
public sealed record GroupsView(
    long Size,
    IReadOnlyList<OpinionStatement> Statements,
    IReadOnlyList<GroupView> Groups,
    int Ungrouped,
    IReadOnlyList<TellingView> Consensus
)
{
    public static GroupsView Of(
        long size,
        IReadOnlyList<OpinionStatement> statements,
        Deliberation.OpinionGroups groups
    )
    {
        ArgumentNullException.ThrowIfNull(groups);
        return new GroupsView(
            size,
            statements,
            [
                .. groups.Groups.Select(group => new GroupView(
                    [.. group.Members.Select(member => member.ToHex())],
                    [.. group.Counts.Select(count => count.Agree)],
                    [.. group.Counts.Select(count => count.Disagree)],
                    [.. group.Counts.Select(count => count.Pass)],
                    Tell(group.Representative)
                )),
            ],
            groups.Ungrouped,
            Tell(groups.Consensus)
        );
    }

    private static IReadOnlyList<TellingView> Tell(IEnumerable<Deliberation.TellingStatement> statements) =>
        [.. statements.Select(telling => new TellingView(telling.Statement, telling.Opinion))];
}

/// <summary>What totals can reveal about voters.</summary>
/// <param name="Election">The election whose census it is about; null for the weights as they are now.</param>
/// <param name="TotalWeight">Decimal.</param>
/// <param name="Problems">Why an election does not open without an override, by the minimum class of the rules; empty where it does.</param>
public sealed record PrivacyView(
    [property: JsonConverter(typeof(DigestForm))] byte[]? Election,
    VotePurpose? Purpose,
    int Voters,
    string TotalWeight,
    int MinimumTurnout,
    int SmallestClass,
    IReadOnlyList<WeightClass> Classes,
    IReadOnlyList<uint> ReadableWeights,
    bool HasDominantVoter,
    int MinimumClass,
    IReadOnlyList<string> Problems
)
{
    public static PrivacyView Of(PrivacyReport report, int minimumClass, byte[]? election, VotePurpose? purpose)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new PrivacyView(
            election,
            purpose,
            report.Voters,
            report.TotalWeight.ToString(System.Globalization.CultureInfo.InvariantCulture),
            report.MinimumTurnout,
            report.SmallestClass,
            report.Classes,
            report.ReadableWeights,
            report.HasDominantVoter,
            minimumClass,
            report.Problems(minimumClass)
        );
    }
}
