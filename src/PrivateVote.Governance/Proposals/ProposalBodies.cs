using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance.Deliberation;

namespace PrivateVote.Governance;

// What members sign about proposals. A proposal is named by the index of its entry; so is everything that is said about it.

/// <summary>A draft.</summary>
public sealed record ProposalBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Track,
    string Template,
    ProposalContent Content
) : ISpaceEntry;

/// <summary>A proposal written anew by its author, as a draft or under discussion.</summary>
public sealed record RevisionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    ProposalContent Content
) : ISpaceEntry;

/// <summary>A draft goes into discussion; by its author.</summary>
public sealed record SubmitBody([property: JsonConverter(typeof(DigestForm))] byte[] Space, long Proposal)
    : ISpaceEntry;

/// <summary>A proposal is taken back by its author, before its vote opens.</summary>
public sealed record WithdrawBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    string Reason
) : ISpaceEntry;

/// <summary>Something goes on to where time and conditions have it; anyone may ask.</summary>
/// <param name="Subject">A proposal's or a committee's decision's entry.</param>
/// <param name="Stage">The name of the stage that it leaves: who asks twice is refused the second time.</param>
public sealed record AdvanceBody([property: JsonConverter(typeof(DigestForm))] byte[] Space, long Subject, string Stage)
    : ISpaceEntry;

/// <summary>A voted constitution takes effect; anyone may ask.</summary>
public sealed record AmendBody([property: JsonConverter(typeof(DigestForm))] byte[] Space, long Proposal) : ISpaceEntry;

/// <summary>A comment; Markdown.</summary>
/// <param name="Answers">The comment that it answers; null for the proposal.</param>
public sealed record CommentBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    string Text,
    long? Answers = null
) : ISpaceEntry;

/// <summary>How somebody reacts.</summary>
[JsonConverter(typeof(NameForm<ReactionKind>))]
public enum ReactionKind
{
    /// <summary>Takes the earlier reaction back.</summary>
    None,
    Support,
    Object,
    Thanks,
    Unclear,
}

/// <summary>A member's reaction, instead of their earlier one.</summary>
/// <param name="Target">The proposal's or comment's entry.</param>
public sealed record ReactionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Target,
    ReactionKind Reaction
) : ISpaceEntry;

/// <summary>How bad it would be.</summary>
[JsonConverter(typeof(NameForm<Severity>))]
public enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>A risk; Markdown.</summary>
public sealed record RiskBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    Severity Severity,
    string Text
) : ISpaceEntry;

/// <summary>The author's answer to a risk; Markdown.</summary>
public sealed record RiskAnswerBody([property: JsonConverter(typeof(DigestForm))] byte[] Space, long Risk, string Text)
    : ISpaceEntry;

/// <summary>One sentence to agree or disagree with.</summary>
public sealed record StatementBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Proposal,
    string Text
) : ISpaceEntry;

/// <summary>What a member thinks of a statement, instead of what they thought before.</summary>
public sealed record OpinionBody(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    long Statement,
    Opinion Opinion
) : ISpaceEntry;
