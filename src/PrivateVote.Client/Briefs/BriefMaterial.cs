using PrivateVote.Governance;

namespace PrivateVote.Client.Briefs;

/// <summary>Something that was said about a proposal.</summary>
/// <param name="Id">Its entry's index in the space's log: what a summary cites.</param>
/// <param name="Kind">`comment`, `risk` or `answer`.</param>
public sealed record BriefText(long Id, string Kind, string Text);

/// <summary>What a summary is made from: only what the space's log shows everybody, and no names.</summary>
/// <param name="Id">The proposal's entry.</param>
/// <param name="Title">Its title.</param>
/// <param name="Sections">Its sections.</param>
/// <param name="Texts">The discussion, in order.</param>
public sealed record BriefMaterial(
    long Id,
    string Title,
    IReadOnlyList<Section> Sections,
    IReadOnlyList<BriefText> Texts
)
{
    public static BriefMaterial Of(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var discussion = proposal.Discussion;
        return new BriefMaterial(
            proposal.Index,
            proposal.Content.Title,
            proposal.Content.Sections,
            [
                .. discussion
                    .Comments.Select(comment => new BriefText(comment.Index, "comment", comment.Text))
                    .Concat(discussion.Risks.Select(risk => new BriefText(risk.Index, "risk", risk.Text)))
                    .Concat(
                        discussion
                            .Risks.Select(risk => risk.Answer)
                            .OfType<RiskAnswer>()
                            .Select(answer => new BriefText(answer.Index, "answer", answer.Text))
                    )
                    .OrderBy(text => text.Id),
            ]
        );
    }
}
