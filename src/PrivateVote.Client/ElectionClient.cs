using System.Net;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Service;

namespace PrivateVote.Client;

/// <summary>A member of the census with what a ballot of theirs is proved with.</summary>
/// <param name="Position">In the order of registration, from 0.</param>
public sealed record CensusPlace(int Position, uint Weight, MerkleProof Path);

/// <summary>
/// An election at a service, as a voter uses it: nothing is downloaded that the voter does not need, and nothing is believed
/// that does not follow from the election's id.
/// </summary>
public sealed class ElectionClient
{
    private readonly ServiceClient service;
    private readonly string path;

    private ElectionClient(ServiceClient service, Election election)
    {
        this.service = service;
        Election = election;
        var reference = LogReference.Election(election.Id);
        path = reference.Path;
        Log = new LogClient(service, reference);
    }

    /// <summary>The manifest, whose digest is the id that was asked for.</summary>
    public Election Election { get; }

    public LogClient Log { get; }

    /// <summary>For an election whose manifest is known already.</summary>
    public static ElectionClient Of(ServiceClient service, Election election) => new(service, election);

    /// <exception cref="DishonestServiceException">The manifest is another election's.</exception>
    /// <exception cref="InvalidDataException">The manifest is this election's and breaks the rules.</exception>
    public static async Task<ElectionClient> OpenAsync(
        ServiceClient service,
        byte[] id,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(service);
        var bytes = await service.GetNamedAsync(
            LogReference.Election(id),
            "manifest",
            Dishonesty.OtherManifest,
            cancellation
        );
        return Election.TryOpen(bytes, out var election, out var refusal)
            ? new ElectionClient(service, election)
            : throw new InvalidDataException($"the manifest of election {Hex.Encode(id)} breaks the rules: {refusal}");
    }

    /// <summary>Casts a ballot. The receipt shows that it is in the log.</summary>
    /// <param name="ballotBytes">As <see cref="Ballot.ToBytes"/> made them.</param>
    /// <exception cref="ServiceException">It is refused.</exception>
    /// <exception cref="DishonestServiceException">The receipt does not show it; the receipt is the evidence.</exception>
    public async Task<Receipt> CastAsync(byte[] ballotBytes, CancellationToken cancellation = default)
    {
        var answer = await service.PostAsync($"{path}/ballots", ballotBytes, "application/json", cancellation);
        var problem = "it is none: ";
        if (StrictJson.TryParse<Receipt>(answer, out var receipt, out var malformed))
        {
            problem = receipt.Problem(ballotBytes, Election.Log);
            if (problem is null)
            {
                return receipt;
            }
        }

        throw new DishonestServiceException(
            Dishonesty.BadReceipt,
            problem + malformed,
            new Evidence("receipt.json", answer),
            new Evidence("ballot.json", ballotBytes)
        );
    }

    /// <summary>
    /// What stands in a slot, shown to be in the log; null when the service says that nothing does. Whether something newer
    /// stands there it does not show: a ballot built on an old head is refused and changes nothing.
    /// </summary>
    public async Task<SlotHead?> HeadOfAsync(Fr nullifier, CancellationToken cancellation = default)
    {
        byte[] answer;
        try
        {
            answer = await service.GetBytesAsync(
                $"{path}/slots/{ServiceClient.Digits(nullifier.ToBytes())}",
                cancellation
            );
        }
        catch (ServiceException exception)
            when (exception.Status == HttpStatusCode.NotFound && exception.Code == $"E{(int)ServiceCode.SlotEmpty}")
        {
            return null;
        }

        var problem = ReadSlot(answer, nullifier, out var head);
        return problem is null
            ? head
            : throw new DishonestServiceException(Dishonesty.BadSlot, problem, new Evidence("slot.json", answer));
    }

    /// <summary>
    /// Finds a member in the whole census, checked against the manifest: the service learns nothing of who asks. 36 bytes a
    /// member.
    /// </summary>
    /// <returns>Null when the census does not have the commitment.</returns>
    public async Task<CensusPlace?> FindMemberAsync(Fr commitment, CancellationToken cancellation = default)
    {
        var census = new Census();
        var tiles = CensusTiles.CountFor(Election.Manifest.Census.Size);
        // All of them, whichever has the member: where somebody stops tells where they are.
        for (var tile = 0; tile < tiles; tile++)
        {
            if (census.AddAll(await TileAsync(tile, cancellation)) is { } refusal)
            {
                throw OtherCensus($"tile {tile}: {refusal}");
            }
        }

        if (census.Root != Election.Manifest.Census.Root)
        {
            throw OtherCensus($"its root is {census.Root.ToHex()}, the manifest's is another");
        }

        return census.Find(commitment) is { } position
            ? new CensusPlace(position, census.Members[position].Weight, census.Prove(position))
            : null;
    }

    /// <summary>
    /// The place of a member who knows their position, from one tile and the upper levels: the service learns that somebody
    /// asks who is one of the tile's 1,024 members.
    /// </summary>
    /// <returns>Null when another member is at this position.</returns>
    public async Task<CensusPlace?> FindMemberAsync(
        Fr commitment,
        int position,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Election.Manifest.Census.Size);
        var tile = position / CensusTiles.Members;
        var members = await TileAsync(tile, cancellation);
        var bytes = await service.GetBytesAsync($"{path}/census/upper", cancellation);
        if (
            !CensusTiles.TryDecodeUpper(bytes, out var upper)
            || upper.Length != CensusTiles.CountFor(Election.Manifest.Census.Size)
        )
        {
            throw OtherCensus("its upper levels do not fit its size");
        }

        var within = position % CensusTiles.Members;
        var member = members[within];
        var proof = CensusTiles.Prove(members, within, tile, upper);
        if (proof.ComputeRoot(member.ToLeaf()) != Election.Manifest.Census.Root)
        {
            throw OtherCensus($"the path of member {position + 1} does not lead to the manifest's root");
        }

        return member.Commitment == commitment ? new CensusPlace(position, member.Weight, proof) : null;
    }

    /// <summary>What the service says of the election: a lead, and nothing to rely on.</summary>
    public Task<ElectionSummary> SummaryAsync(CancellationToken cancellation = default) =>
        service.ElectionAsync(Election.Id, cancellation);

    private async Task<CensusMember[]> TileAsync(int tile, CancellationToken cancellation)
    {
        var bytes = await service.GetBytesAsync($"{path}/census/tiles/{tile}", cancellation);
        var size = Math.Min(CensusTiles.Members, Election.Manifest.Census.Size - (tile * CensusTiles.Members));
        return CensusTiles.TryDecodeTile(bytes, out var members) && members.Length == size
            ? members
            : throw OtherCensus($"tile {tile} does not have {size} members");
    }

    private static DishonestServiceException OtherCensus(string problem) => new(Dishonesty.OtherCensus, problem);

    private string? ReadSlot(byte[] answer, Fr nullifier, out SlotHead? head)
    {
        head = null;
        if (!StrictJson.TryParse<SlotView>(answer, out var view, out var problem))
        {
            return problem;
        }

        var line = Encoding.UTF8.GetBytes(view.Entry);
        problem = LogProof.Problem(line, view.Index, view.InclusionProof, view.Checkpoint, Election.Log);
        if (problem is not null)
        {
            return problem;
        }

        if (!Entry.TryParse(line, out var entry, out problem))
        {
            return problem;
        }

        if (
            entry.Kind != EntryKind.Ballot
            || !StrictJson.TryParse<Ballot>(entry.Body.Span, out var ballot, out _)
            || ballot.Nullifier != nullifier
        )
        {
            return $"entry {view.Index} is no ballot of this slot";
        }

        if (!EncryptedVote.TryDecode(ballot.Ciphertexts, Election.Circuit.Options, out var vote))
        {
            return $"entry {view.Index} does not hold this election's ciphertexts";
        }

        head = new SlotHead(view.Index, vote);
        return null;
    }
}
