using System.Globalization;
using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Governance;

/// <summary>What a proposal may say and ask for.</summary>
internal static class ContentRules
{
    private const int MaximumCalls = 64;

    /// <summary>The form, which a draft has to have already.</summary>
    public static Refusal? Check(ProposalContent content, Track track, Template template, Space space) =>
        Malformed(
            Problem(content, template)
                ?? AsksProblem(content, track, space.Body.Constitution!)
                ?? OptionsProblem(content.Options, track, space.Body.Constitution!)
        ) ?? CheckAmendment(content.Amendment, track, space);

    /// <summary>What else it has to have to be discussed.</summary>
    public static Refusal? CheckComplete(ProposalContent content, Template template) =>
        Malformed(
            content.Sections.Take(template.Required).FirstOrDefault(section => string.IsNullOrWhiteSpace(section.Text))
                is { } missing
                ? $"the template {template.Id} requires the section {Shown.Text(missing.Name)}, and it is empty"
                : null
        );

    /// <summary>The amendment is against the present constitution; that it can take effect is checked with its form.</summary>
    public static Refusal? CheckFresh(Amendment? amendment, Space space) =>
        amendment is null || amendment.Replaces.AsSpan().SequenceEqual(space.Digest)
            ? null
            : new Refusal(
                RefusalCode.StaleAmendment,
                "the amendment was written against another constitution than the present one: write it anew"
            );

    /// <summary>Why this is no payload for this council, or null.</summary>
    public static string? PayloadProblem(Payload payload, SpaceCouncil? council)
    {
        // Without a Safe the Governor executes; with both, the Safe does, and whoever likes proposes to the Governor too.
        (ulong ChainId, string Address)? executor =
            council?.Safe is { } safe ? (safe.ChainId, safe.Address)
            : council?.Governor is { } governor ? (governor.ChainId, governor.Address)
            : null;
        if (executor is not { } by)
        {
            return "the space has no Safe and no Governor that would execute a payload";
        }

        if (payload.ChainId != by.ChainId || payload.Safe != by.Address)
        {
            return $"a payload is for what executes it, {by.Address} on chain {by.ChainId}";
        }

        if (payload.Calls.Count is < 1 or > MaximumCalls)
        {
            return $"a payload has 1 to {MaximumCalls} calls";
        }

        if (!payload.Calls.All(IsCall))
        {
            return "a call has an EIP-55 address, a value in decimal below 2^256, data as 0x and whole bytes in lower case, and operation 0 or 1";
        }

        return council!.Safe is null && payload.Calls.Any(call => call.Operation != 0)
            ? "a Governor makes calls only: it could never execute a delegatecall"
            : null;
    }

    private static bool IsCall(Call? call) =>
        call is not null
        && ConstitutionRules.IsAddress(call.To)
        && call.Operation is 0 or 1
        && call.Value is { Length: > 0 and <= 78 }
        && !call.Value.AsSpan().ContainsAnyExceptInRange('0', '9')
        && (call.Value.Length == 1 || call.Value[0] != '0')
        && BigInteger.Parse(call.Value, CultureInfo.InvariantCulture) < BigInteger.One << 256
        && call.Data is not null
        && Hex.TryDecode(call.Data, (call.Data.Length - 2) / 2, out _);

    private static string? Problem(ProposalContent content, Template template)
    {
        if (!SpaceRules.IsText(content.Title, 200))
        {
            return "a title has 1 to 200 characters, and no control characters";
        }

        if (
            content.Sections.Any(section => section is null)
            || !content
                .Sections.Select(section => section.Name)
                .SequenceEqual(template.Sections, StringComparer.Ordinal)
        )
        {
            return $"the sections are those of the template {template.Id}, in its order: {string.Join(", ", template.Sections)}";
        }

        return content.Sections.All(section => Texts.IsText(section.Text))
            ? null
            : $"a section has at most {Texts.Maximum} characters, and no control characters but tabs and line feeds";
    }

    private static string? AsksProblem(ProposalContent content, Track track, Constitution constitution)
    {
        object?[] asks = [content.Payload, content.Mandate, content.Amendment, content.Import];
        if (asks.Count(ask => ask is not null) > 1)
        {
            return "a proposal asks for one thing: a payload, a mandate, an amendment or an import";
        }

        if (asks.Any(ask => ask is not null) && content.Options is not null)
        {
            return "with options of its own, what is executed is said option by option";
        }

        if (content.Payload is { } payload)
        {
            return PayloadProblem(payload, constitution.Council) ?? ExecutionProblem(track);
        }

        if (content.Mandate is { } mandate)
        {
            return constitution.FindTrack(mandate.Track) is { Kind: TrackKind.Operations }
                ? Texts.IsWritten(mandate.Scope)
                    ? null
                    : "a mandate says in words what it is for"
                : $"{Shown.Text(mandate.Track)} is no operations track";
        }

        if (content.Import is { } import)
        {
            return constitution.Weight is null ? "without a weight policy contributions count for nothing"
                : track.Stages.Execution is null ? "the track has no window to import contributions in"
                : import.Pages.Count is < 1 or > ContributionFile.MaximumPages
                || !import.Pages.All(ConstitutionRules.IsDigest)
                    ? $"a file has 1 to {ContributionFile.MaximumPages} pages, each by its digest"
                : null;
        }

        return content.Amendment is not null && !track.Amends
            ? $"the track {track.Id} does not amend the constitution"
            : null;
    }

    private static string? ExecutionProblem(Track track) =>
        track.Stages is { Review: not null, Execution: not null }
            ? null
            : $"the track {track.Id} has no review and window to execute a payload in";

    private static string? OptionsProblem(IReadOnlyList<Option>? options, Track track, Constitution constitution)
    {
        if ((options is null) == (track.Ballot.Options is null))
        {
            return track.Ballot.Options is null
                ? "on this track a proposal brings its own options"
                : "on this track the options are the track's";
        }

        if (options is null)
        {
            return null;
        }

        if (
            options.Count is < 2 or > TrackRules.MaximumOptions
            || options.Any(option => !Texts.IsName(option?.Name))
            || !SpaceRules.AreDistinct([.. options.Select(option => option.Name)])
        )
        {
            return $"a proposal has 2 to {TrackRules.MaximumOptions} options with different names of 1 to {ConstitutionRules.MaximumName} characters that are seen, with single spaces between words";
        }

        foreach (var payload in options.Select(option => option.Payload).OfType<Payload>())
        {
            if ((PayloadProblem(payload, constitution.Council) ?? ExecutionProblem(track)) is { } problem)
            {
                return problem;
            }
        }

        var ballot = track.Ballot;
        return Decision.Problem(ballot.Pass, ballot.Quorum, ballot.Rule, options.Count);
    }

    private static Refusal? CheckAmendment(Amendment? amendment, Track track, Space space) =>
        amendment is null || !track.Amends ? null
        : space.TryAmend(Encoding.UTF8.GetBytes(amendment.Space), out _, out var refusal) ? null
        : refusal;

    private static Refusal? Malformed(string? problem) =>
        problem is null ? null : new Refusal(RefusalCode.MalformedProposal, problem);
}
