using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Client.Briefs;

/// <summary>One point of a machine-made summary.</summary>
/// <param name="Text">As the model wrote it: text to show, and nothing that is followed.</param>
/// <param name="Cites">The entries that it rests on; each exists.</param>
public sealed record SummaryPoint(string Text, IReadOnlyList<long> Cites);

/// <summary>
/// What a language model made of a proposal and its discussion. It is shown to people, marked as machine-made, and nothing is
/// decided by it.
/// </summary>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Points">Those that cite what exists.</param>
/// <param name="Dropped">Points that cite nothing, or what does not exist, or are too long: left out, but counted.</param>
public sealed record ModelSummary(string Model, IReadOnlyList<SummaryPoint> Points, int Dropped)
{
    /// <summary>Points that are shown at most.</summary>
    public const int MaximumPoints = 20;

    /// <summary>Characters of the longest point.</summary>
    public const int MaximumLength = 600;

    /// <summary>Takes what the model wrote, <c>{"points":[{"text","cites":[…]}]}</c>, and drops what rests on nothing.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ModelSummary Read(string model, string written, BriefMaterial material)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(material);
        if (
            !StrictJson.TryParse<Written>(Encoding.UTF8.GetBytes(written), out var read, out _)
            || read.Points.Any(point => point is null)
        )
        {
            throw new InvalidDataException("the model did not write a summary in the form that was asked for");
        }

        var known = material.Texts.Select(text => text.Id).Append(material.Id).ToHashSet();
        var points = read
            .Points.Where(point =>
                point.Text.Trim().Length is > 0 and <= MaximumLength
                && point.Cites.Count > 0
                && point.Cites.All(known.Contains)
            )
            .Take(MaximumPoints)
            .Select(point => new SummaryPoint(point.Text.Trim(), [.. point.Cites.Distinct()]))
            .ToArray();
        return new ModelSummary(model, points, read.Points.Count - points.Length);
    }

    private sealed record Written(IReadOnlyList<SummaryPoint> Points);
}
