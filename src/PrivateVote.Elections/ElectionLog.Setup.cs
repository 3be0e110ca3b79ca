using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections;

public sealed partial class ElectionLog
{
    private Refusal? OnCommittee(string signer, byte[] payload)
    {
        if (!Ceremony.TryOpen(payload, out var ceremony, out var refusal))
        {
            return refusal;
        }

        Ceremony = ceremony;
        organizer = signer;
        return null;
    }

    private Refusal? OnCeremony<TBody>(string signer, ReadOnlySpan<byte> body, Func<int, TBody, Refusal?> rule)
        where TBody : class
    {
        if (!TryRead<TBody>(body, RefusalCode.MalformedEntry, out var value, out var refusal))
        {
            return refusal;
        }

        return Ceremony!.IndexOf(signer) is { } index
            ? Ceremony.CheckNotExcluded(index) ?? rule(index, value)
            : new Refusal(RefusalCode.NotThisRole, $"{Shown.Text(signer)} is not a member of the committee");
    }

    private Refusal? OnCensus(string signer, ReadOnlySpan<byte> body)
    {
        if (CheckOrganizer(signer) is { } stranger)
        {
            return stranger;
        }

        if (!TryRead<CensusBody>(body, RefusalCode.MalformedCensus, out var page, out var refusal))
        {
            return refusal;
        }

        if (page.Commitments.Count is < 1 or > CensusBody.PageSize || page.Commitments.Count != page.Weights.Count)
        {
            return new Refusal(
                RefusalCode.MalformedCensus,
                $"a page of the census has 1 to {CensusBody.PageSize} commitments and as many weights: put further members on further pages"
            );
        }

        var members = new CensusMember[page.Commitments.Count];
        for (var i = 0; i < members.Length; i++)
        {
            if (!Fr.TryParseHex(page.Commitments[i], out var commitment))
            {
                return new Refusal(
                    RefusalCode.MalformedCensus,
                    $"commitment {i + 1} of the page is not a field element"
                );
            }

            members[i] = new CensusMember(commitment, page.Weights[i]);
        }

        return census.AddAll(members);
    }

    private Refusal? OnManifest(string signer, ReadOnlySpan<byte> body)
    {
        if (!Election.TryOpen(body, out var election, out var refusal))
        {
            return refusal;
        }

        var manifest = election.Manifest;
        refusal =
            CheckOrganizer(signer)
            ?? CheckOrganizer(manifest.Organizer)
            ?? CheckCensus(manifest.Census)
            ?? Ceremony!.CheckComplete()
            ?? CheckCommittee(manifest.Committee);
        if (refusal is not null)
        {
            return refusal;
        }

        Election = election;
        box = new BallotBox(election);
        Phase = Phase.Open;
        return null;
    }

    /// <summary>One organizer from the committee to the manifest, so that nobody else puts a foot in between.</summary>
    private Refusal? CheckOrganizer(string did) =>
        did == organizer
            ? null
            : new Refusal(
                RefusalCode.NotThisRole,
                "census and manifest are signed by the organizer who opened the committee, and the manifest names that organizer"
            );

    private Refusal? CheckCensus(CensusSummary summary) =>
        census.Members.Count == summary.Size && census.TotalWeight == summary.TotalWeight && census.Root == summary.Root
            ? null
            : new Refusal(
                RefusalCode.CensusMismatch,
                $"the census entered has {census.Members.Count} members with weight {census.TotalWeight}; the manifest's is another"
            );

    private Refusal? CheckCommittee(CommitteeReference committee)
    {
        var same =
            committee.Ceremony.AsSpan().SequenceEqual(Ceremony!.Id)
            && committee.Transcript.AsSpan().SequenceEqual(CeremonyRoot)
            && committee.Members.SequenceEqual(Ceremony.Members, StringComparer.Ordinal)
            && committee.Dealers.SequenceEqual(Ceremony.Dealers)
            && committee.Threshold == Ceremony.Threshold
            && committee.Key.AsSpan().SequenceEqual(Ceremony.Key.ToBytes());
        return same
            ? null
            : new Refusal(
                RefusalCode.CommitteeMismatch,
                "the manifest's committee is not the one that the ceremony in this log made"
            );
    }
}
