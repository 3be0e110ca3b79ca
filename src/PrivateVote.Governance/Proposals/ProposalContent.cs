using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Governance;

/// <summary>What a proposal says and asks for. At most one of the last four asks for something that takes effect.</summary>
/// <param name="Sections">Those of its template, in its order; texts are Markdown.</param>
/// <param name="Options">Where the track leaves the options to the proposal: 2 to 8, each with what is executed if it wins.</param>
/// <param name="Payload">What the council's Safe executes.</param>
/// <param name="Mandate">What a committee may decide.</param>
/// <param name="Amendment">A constitution to replace the present one.</param>
/// <param name="Import">A file of contributions to count from then on.</param>
public sealed record ProposalContent(
    string Title,
    IReadOnlyList<Section> Sections,
    IReadOnlyList<Option>? Options = null,
    Payload? Payload = null,
    Mandate? Mandate = null,
    Amendment? Amendment = null,
    ContributionFile? Import = null
);

/// <summary>A named part of a proposal.</summary>
/// <param name="Text">Markdown.</param>
public sealed record Section(string Name, string Text);

/// <summary>What a committee may decide by itself.</summary>
/// <param name="Track">The operations track whose committee it is.</param>
/// <param name="Scope">In words.</param>
/// <param name="Budget">In the track's unit, whole.</param>
/// <param name="Expires">From then on nothing is decided by it.</param>
public sealed record Mandate(
    string Track,
    string Scope,
    ulong Budget,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Expires
);

/// <summary>A new constitution.</summary>
/// <param name="Replaces">SHA-256 of the space body that it was written against: another amendment in between makes it void.</param>
/// <param name="Space">The whole space body as JSON, exactly as it takes effect.</param>
public sealed record Amendment([property: JsonConverter(typeof(DigestForm))] byte[] Replaces, string Space);

/// <summary>A CSV file of contributions.</summary>
/// <param name="Digest">SHA-256 of the whole file.</param>
/// <param name="Pages">SHA-256 of each piece that the log takes, in order.</param>
public sealed record ContributionFile(
    [property: JsonConverter(typeof(DigestForm))] byte[] Digest,
    IReadOnlyList<string> Pages
)
{
    /// <summary>Bytes of a piece at most: what fits an entry.</summary>
    public const int PageSize = 40_000;

    /// <summary>Pieces at most: with the longest the file has 20 MB.</summary>
    public const int MaximumPages = 512;
}
