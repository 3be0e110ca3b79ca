using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance.Weights;

/// <summary>Where a contribution was written down, so that nothing counts twice.</summary>
/// <param name="Source">The id of the source of attestations that vouches for it, or `csv`.</param>
/// <param name="Digest">SHA-256 of the attestation, or of the CSV file.</param>
/// <param name="Row">0 for an attestation; the row of the CSV file, from 2 (row 1 is the header).</param>
/// <param name="Reference">CSV: what the row calls itself, 1 to 200 characters. Attestation: empty.</param>
public sealed record Provenance(
    string Source,
    [property: JsonConverter(typeof(DigestForm))] byte[] Digest,
    int Row = 0,
    string Reference = ""
);

/// <summary>What a member did for the community, as somebody vouches for it.</summary>
/// <param name="Member">The identity commitment of whoever did it.</param>
/// <param name="Category">One of the policy's categories; others count for nothing under that policy.</param>
/// <param name="Points">1 to 2^53 - 1 (<see cref="MaximumPoints"/>), which every JSON reader reads exactly.</param>
/// <param name="Date">The day it was done, in UTC.</param>
public sealed record Contribution(
    [property: JsonConverter(typeof(FrForm))] Fr Member,
    string Category,
    ulong Points,
    [property: JsonConverter(typeof(DateForm))] DateOnly Date,
    Provenance Provenance
)
{
    public const ulong MaximumPoints = (1UL << 53) - 1;

    public const int MaximumReference = 200;

    /// <summary>The source of contributions that come from a CSV file.</summary>
    public const string CsvSource = "csv";

    /// <summary>Why this cannot be a contribution, or null.</summary>
    public string? Problem()
    {
        if (!CategoryRule.IsName(Category))
        {
            return $"a category is {CategoryRule.Expected}";
        }

        if (Points is 0 or > MaximumPoints)
        {
            return $"points are 1 to {MaximumPoints}";
        }

        if (Provenance?.Digest is not { Length: 32 } || string.IsNullOrEmpty(Provenance.Source))
        {
            return "a contribution says where it comes from: a source and the SHA-256 of what was read";
        }

        if (Provenance.Source == CsvSource)
        {
            return Provenance.Row >= 2 && IsReference(Provenance.Reference)
                ? null
                : $"a contribution from a CSV file has the number of its row, from 2, and a reference of 1 to {MaximumReference} characters";
        }

        return Provenance is { Row: 0, Reference: "" } ? null : "an attested contribution has no row and no reference";
    }

    /// <summary>
    /// What may be there once. An attestation is its digest. A row of a CSV file is its member, category and reference,
    /// so that a file which was corrected and imported again does not count twice.
    /// </summary>
    /// <param name="person">The first commitment of whoever the member is.</param>
    internal (Fr Person, string Category, string Name) KeyOf(Fr person) =>
        Provenance.Source == CsvSource
            ? (person, Category, Provenance.Reference)
            : (Fr.Zero, "", Convert.ToHexStringLower(Provenance.Digest));

    /// <summary>
    /// 1 to 200 UTF-16 units, none of which is a control character, a line separator or changes the direction of writing:
    /// a row must look like what it is.
    /// </summary>
    internal static bool IsReference(string? text) =>
        text is { Length: > 0 and <= MaximumReference } && !text.AsSpan().ContainsAny(Hidden);

    private static readonly System.Buffers.SearchValues<char> Hidden = System.Buffers.SearchValues.Create([
        .. Range('\u0000', '\u001f'),
        .. Range('\u007f', '\u009f'),
        .. Range('\u200e', '\u200f'),
        .. Range('\u2028', '\u202e'),
        .. Range('\u2066', '\u2069'),
        '\ufeff',
    ]);

    private static IEnumerable<char> Range(char first, char last) =>
        Enumerable.Range(first, last - first + 1).Select(value => (char)value);
}
