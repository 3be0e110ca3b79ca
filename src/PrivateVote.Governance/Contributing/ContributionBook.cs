using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Delegation;
using PrivateVote.Governance.Weights;

namespace PrivateVote.Governance;

/// <summary>Contributions and delegations, by person: whoever replaces their commitment keeps both.</summary>
internal sealed class ContributionBook(Members members, ProposalBook proposals)
{
    private readonly Contributions contributions = new();
    private readonly SortedDictionary<string, Delegations> byTrack = new(StringComparer.Ordinal);
    private readonly Dictionary<long, MemoryStream> files = [];

    public Contributions Contributions => contributions;

    /// <summary>The delegations of a track; null while there are none.</summary>
    public Delegations? FindDelegations(string track) => byTrack.GetValueOrDefault(track);

    public IEnumerable<(string Track, Delegations Delegations)> Delegations =>
        byTrack.Select(pair => (pair.Key, pair.Value));

    /// <summary>What a person is called here, whatever commitment they have now: the first that they had.</summary>
    public static Fr NameOf(Member member) => member.Tenures[0].Commitment;

    /// <summary>All points of a member, of every category.</summary>
    public ulong PointsOf(Member member)
    {
        var name = NameOf(member);
        UInt128 sum = 0;
        foreach (var contribution in contributions.All)
        {
            sum += contribution.Member == name ? contribution.Points : 0;
        }

        return (ulong)UInt128.Min(sum, ulong.MaxValue);
    }

    public Refusal? OnDelegate(Act act)
    {
        if (
            !act.TryRead<DelegateBody>(RefusalCode.DelegationRefused, out var body, out var refusal)
            || (refusal = CheckTrack(act.Space, body.Track)) is not null
        )
        {
            return refusal;
        }

        if (members.Find(body.To) is not { } to || !to.IsCurrent(act.At))
        {
            return new Refusal(RefusalCode.DelegationRefused, "the delegate is no member at this time");
        }

        var delegations = byTrack.GetValueOrDefault(body.Track) ?? new Delegations();
        if (delegations.Delegate(NameOf(act.Member!), NameOf(to)) is { } problem)
        {
            return new Refusal(RefusalCode.DelegationRefused, problem);
        }

        byTrack[body.Track] = delegations;
        return null;
    }

    public Refusal? OnRevoke(Act act)
    {
        if (!act.TryRead<RevokeBody>(RefusalCode.DelegationRefused, out var body, out var refusal))
        {
            return refusal;
        }

        // Also on a track that an amendment took away.
        return byTrack.TryGetValue(body.Track, out var delegations)
            ? delegations.Revoke(NameOf(act.Member!)) is { } problem
                ? new Refusal(RefusalCode.DelegationRefused, problem)
                : null
            : new Refusal(RefusalCode.DelegationRefused, "there is no delegation to revoke");
    }

    public Refusal? OnContribution(Act act)
    {
        if (!act.TryRead<ContributionBody>(RefusalCode.ContributionRefused, out var body, out var refusal))
        {
            return refusal;
        }

        if (
            act.Space.Body.Constitution!.Contributors?.FirstOrDefault(source => source.Id == body.Source)
            is not { } trusted
        )
        {
            return new Refusal(
                RefusalCode.ContributionRefused,
                $"the constitution has no source of contributions {Shown.Text(body.Source)}"
            );
        }

        var attestation = Encoding.UTF8.GetBytes(body.Attestation);
        if (
            !AttestedContribution.TryRead(
                attestation,
                trusted,
                act.At,
                out var statement,
                out var digest,
                out var problem
            )
        )
        {
            return new Refusal(RefusalCode.ContributionRefused, problem);
        }

        if (!statement.Space.AsSpan().SequenceEqual(act.Space.Id))
        {
            return new Refusal(RefusalCode.OtherSpace, "the attestation is for another space");
        }

        if (members.FindEver(statement.Member) is not { } member)
        {
            return new Refusal(
                RefusalCode.ContributionRefused,
                "the attestation is about nobody who is or was a member"
            );
        }

        var contribution = new Contribution(
            NameOf(member),
            statement.Category,
            statement.Points,
            statement.Date,
            new Provenance(trusted.Id, digest)
        );
        return contributions.Add(contribution) is { } refused
            ? new Refusal(RefusalCode.ContributionRefused, refused)
            : null;
    }

    public Refusal? OnImport(Act act)
    {
        if (
            !act.TryRead<ContributionImportBody>(RefusalCode.ImportDiffers, out var body, out var refusal)
            || !proposals.TryFind(body.Proposal, [ProposalStage.Execution], out var proposal, out refusal)
        )
        {
            return refusal;
        }

        if (proposal.Content.Import is not { } file)
        {
            return new Refusal(RefusalCode.NothingToImport, "the proposal brought no file of contributions");
        }

        var bytes = Encoding.UTF8.GetBytes(body.Text);
        if (
            body.Page != proposal.ImportedPages
            || bytes.Length > ContributionFile.PageSize
            || Hex.Encode(SHA256.HashData(bytes)) != file.Pages[body.Page]
        )
        {
            return new Refusal(
                RefusalCode.ImportDiffers,
                $"the next piece is number {proposal.ImportedPages} of {file.Pages.Count}, at most {ContributionFile.PageSize} bytes with the digest that was voted"
            );
        }

        if (!files.TryGetValue(proposal.Index, out var whole))
        {
            files.Add(proposal.Index, whole = new MemoryStream());
        }

        whole.Write(bytes);
        proposal.ImportedPages++;
        if (proposal.ImportedPages == file.Pages.Count)
        {
            files.Remove(proposal.Index);
            var problem = Import(whole.ToArray(), file.Digest);
            proposal.End(
                problem is null ? EndingKind.Executed : EndingKind.FailedExecution,
                problem is null ? "the contributions count from now on" : "the file is not imported: " + problem,
                act.Index,
                act.At
            );
        }

        return null;
    }

    /// <summary>
    /// The weights of members under frozen rules, in the order of registration; those without weight left out.
    /// </summary>
    public IReadOnlyList<CensusMember> Weigh(IReadOnlyList<Member> present, FrozenRules rules, DateTimeOffset at)
    {
        var table = Resolve(present, rules, at);
        var weighted = new List<CensusMember>(present.Count);
        for (var i = 0; i < present.Count; i++)
        {
            if (table.Rows[i].Weight > 0)
            {
                weighted.Add(new CensusMember(present[i].Commitment, table.Rows[i].Weight));
            }
        }

        return weighted;
    }

    /// <summary>How contributions become weights; members are named as <see cref="NameOf"/> does.</summary>
    public WeightTable Explain(IReadOnlyList<Member> present, WeightPolicy policy, DateOnly day) =>
        WeightTable.Compute([.. present.Select(NameOf)], contributions, policy, day);

    /// <summary>Who votes with which weight; members are named as <see cref="NameOf"/> does.</summary>
    public DelegationTable Resolve(IReadOnlyList<Member> present, FrozenRules rules, DateTimeOffset at)
    {
        var policy = rules.Weight ?? WeightPolicy.OnePersonOneVote;
        var weights = Explain(present, policy, DateOnly.FromDateTime(at.UtcDateTime));
        return DelegationTable.Resolve(weights, FindDelegations(rules.Track.Id) ?? new Delegations(), policy);
    }

    private string? Import(byte[] bytes, byte[] digest)
    {
        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(digest))
        {
            return "its pieces are not the file of this digest";
        }

        return !ContributionCsv.TryRead(bytes, out var csv, out var problem)
            ? problem
            : contributions.AddAll([
                .. csv.Contributions.Select(row =>
                    members.FindEver(row.Member) is { } member ? row with { Member = NameOf(member) } : row
                ),
            ]);
    }

    private static Refusal? CheckTrack(Space space, string id) =>
        space.Body.Constitution!.FindTrack(id) is null
            ? new Refusal(RefusalCode.NoSuchTrack, $"the constitution has no track {Shown.Text(id)}")
            : null;
}
