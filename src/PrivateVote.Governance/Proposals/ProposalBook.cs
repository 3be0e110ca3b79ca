using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>The proposals of a space: drafting, submission, withdrawal, and the way from stage to stage.</summary>
internal sealed class ProposalBook
{
    /// <summary>Proposals that one member may have under way: what the log bears from one person.</summary>
    private const int MaximumOpen = 16;

    private const int MaximumRevisions = 64;

    private readonly List<Proposal> list = [];
    private readonly Dictionary<long, Proposal> byIndex = [];

    public IReadOnlyList<Proposal> List => list;

    public Proposal? Find(long index) => byIndex.GetValueOrDefault(index);

    /// <summary>The proposal of this index, which has to be in one of these stages.</summary>
    public bool TryFind(
        long index,
        ReadOnlySpan<ProposalStage> stages,
        [NotNullWhen(true)] out Proposal? proposal,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        proposal = Find(index);
        refusal =
            proposal is null ? new Refusal(RefusalCode.NoSuchProposal, $"entry {index} is no proposal")
            : !stages.Contains(proposal.Stage)
                ? new Refusal(
                    RefusalCode.WrongStage,
                    $"the proposal is in the stage {NameOf(proposal.Stage)}"
                        + (proposal.Ending is { } ending ? $": {NameOf(ending.Kind)}, {ending.Reason}" : "")
                )
            : null;
        proposal = refusal is null ? proposal : null;
        return refusal is null;
    }

    public Refusal? OnProposal(Act act)
    {
        if (!act.TryRead<ProposalBody>(RefusalCode.MalformedProposal, out var body, out var refusal))
        {
            return refusal;
        }

        if (
            !TryFindRules(act.Space, body.Track, body.Template, out var track, out var template, out refusal)
            || (refusal = ContentRules.Check(body.Content, track, template, act.Space)) is not null
        )
        {
            return refusal;
        }

        if (list.Count(proposal => proposal.Author == act.Position && proposal.Ending is null) >= MaximumOpen)
        {
            return new Refusal(
                RefusalCode.DeliberationFull,
                $"a member has at most {MaximumOpen} proposals under way: withdraw one"
            );
        }

        var added = new Proposal(act.Index, act.At, act.Position, track.Id, template.Id);
        added.Revise(RevisionOf(act, body.Content));
        list.Add(added);
        byIndex.Add(act.Index, added);
        return null;
    }

    public Refusal? OnRevision(Act act)
    {
        if (
            !act.TryRead<RevisionBody>(RefusalCode.MalformedProposal, out var body, out var refusal)
            || !TryFindOwn(
                act,
                body.Proposal,
                [ProposalStage.Draft, ProposalStage.Discussion],
                out var proposal,
                out refusal
            )
            || !TryFindRules(
                proposal.SubmittedUnder ?? act.Space,
                proposal.Track,
                proposal.Template,
                out var track,
                out var template,
                out refusal
            )
        )
        {
            return refusal;
        }

        if (proposal.Revisions.Count == MaximumRevisions)
        {
            return new Refusal(RefusalCode.DeliberationFull, $"a proposal is written at most {MaximumRevisions} times");
        }

        // Under discussion what was frozen rules, council and template too, and what is complete stays complete.
        refusal = ContentRules.Check(body.Content, track, template, proposal.SubmittedUnder ?? act.Space);
        if (refusal is null && proposal.Stage != ProposalStage.Draft)
        {
            refusal =
                ContentRules.CheckComplete(body.Content, template)
                ?? ContentRules.CheckFresh(body.Content.Amendment, act.Space);
        }

        if (refusal is null)
        {
            proposal.Revise(RevisionOf(act, body.Content));
        }

        return refusal;
    }

    public Refusal? OnSubmit(Act act)
    {
        if (
            !act.TryRead<SubmitBody>(RefusalCode.MalformedProposal, out var body, out var refusal)
            || !TryFindOwn(act, body.Proposal, [ProposalStage.Draft], out var proposal, out refusal)
            || !TryFindRules(act.Space, proposal.Track, proposal.Template, out var track, out var template, out refusal)
        )
        {
            return refusal;
        }

        refusal =
            ContentRules.Check(proposal.Content, track, template, act.Space)
            ?? ContentRules.CheckComplete(proposal.Content, template)
            ?? ContentRules.CheckFresh(proposal.Content.Amendment, act.Space);
        if (refusal is not null)
        {
            return refusal;
        }

        (proposal.Rules, proposal.SubmittedUnder) = (Freeze(act.Space, track), act.Space);
        StageMachine.Leave(proposal, act.Index, act.At, "submitted by its author");
        return null;
    }

    public Refusal? OnWithdraw(Act act)
    {
        if (
            !act.TryRead<WithdrawBody>(RefusalCode.MalformedProposal, out var body, out var refusal)
            || !TryFindOwn(
                act,
                body.Proposal,
                [
                    ProposalStage.Draft,
                    ProposalStage.Discussion,
                    ProposalStage.Temperature,
                    ProposalStage.Objection,
                    ProposalStage.Vote,
                ],
                out var proposal,
                out refusal
            )
            || (refusal = Texts.CheckLine(body.Reason)) is not null
        )
        {
            return refusal;
        }

        if (proposal.Votes.Any(vote => vote is { Purpose: VotePurpose.Vote, Outcome: null or { Cancelled: false } }))
        {
            return new Refusal(
                RefusalCode.WrongStage,
                "its vote was opened: from then on a proposal is the community's, and no more its author's"
            );
        }

        proposal.End(EndingKind.Withdrawn, body.Reason, act.Index, act.At);
        return null;
    }

    public Refusal? OnAdvance(AdvanceBody body, Act act)
    {
        var proposal = byIndex[body.Subject];
        if (NameOf(proposal.Stage) != body.Stage || proposal.Ending is not null)
        {
            return new Refusal(
                RefusalCode.WrongStage,
                $"the proposal is in the stage {NameOf(proposal.Stage)}, not in {Shown.Text(body.Stage)}"
            );
        }

        return StageMachine.Advance(proposal, act.Index, act.At);
    }

    /// <summary>What rules something that is decided on this track from now on.</summary>
    public static FrozenRules Freeze(Space space, Track track)
    {
        var constitution = space.Body.Constitution!;
        return new FrozenRules(
            space.Digest,
            track,
            constitution.Organizers,
            constitution.MinimumClass,
            constitution.Council,
            constitution.Weight,
            track.ComparesCapital ? constitution.Capital : null
        );
    }

    public static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static Revision RevisionOf(Act act, ProposalContent content) =>
        new(act.Index, act.At, SHA256.HashData(act.Payload), content);

    private bool TryFindOwn(
        Act act,
        long index,
        ReadOnlySpan<ProposalStage> stages,
        [NotNullWhen(true)] out Proposal? proposal,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        if (!TryFind(index, stages, out proposal, out refusal))
        {
            return false;
        }

        refusal =
            proposal.Author == act.Position
                ? null
                : new Refusal(RefusalCode.NotTheAuthor, "only the proposal's author may do this");
        return refusal is null;
    }

    private static bool TryFindRules(
        Space space,
        string trackId,
        string templateId,
        [NotNullWhen(true)] out Track? track,
        [NotNullWhen(true)] out Template? template,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        var constitution = space.Body.Constitution!;
        (track, template) = (constitution.FindTrack(trackId), constitution.FindTemplate(templateId));
        refusal =
            track is not { Kind: TrackKind.Protocol }
                ? new Refusal(RefusalCode.NoSuchTrack, $"the constitution has no protocol track {Shown.Text(trackId)}")
            : template is null
                ? new Refusal(
                    RefusalCode.MalformedProposal,
                    $"the constitution has no template {Shown.Text(templateId)}"
                )
            : null;
        return refusal is null;
    }
}
