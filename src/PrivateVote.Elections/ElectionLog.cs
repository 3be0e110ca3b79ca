using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Elections;

/// <summary>Where an election stands.</summary>
public enum Phase
{
    /// <summary>The ceremony, the census and the manifest.</summary>
    Setup,

    /// <summary>Ballots are taken within the opening hours.</summary>
    Open,

    /// <summary>Voting is over; the trustees decrypt the sum.</summary>
    Closed,

    /// <summary>The totals are known.</summary>
    Tallied,

    /// <summary>The council approved the payload that was voted.</summary>
    Approved,

    /// <summary>The payload was executed.</summary>
    Executed,

    /// <summary>The minimum turnout or the quorum was missed.</summary>
    Failed,

    /// <summary>The organizer called it off.</summary>
    Cancelled,
}

/// <summary>A ballot's proof that is still to be checked.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Proof">Decoded, but for the check of the subgroup.</param>
public readonly record struct PendingProof(long Index, Verifier Verifier, Fr[] PublicSignals, UncheckedProof Proof)
{
    /// <summary>Checks it alone; the cheap check first.</summary>
    public Refusal? Check() =>
        !Proof.TryCheck(out var proof) ? ElectionLog.MalformedProof
        : !Verifier.Verify(PublicSignals, in proof) ? ElectionLog.InvalidProof
        : null;
}

/// <summary>
/// The rules. One election is one append-only log; this is the state after its entries, and the one place that decides
/// whether the next entry follows by the rules.
/// </summary>
/// <remarks>
/// No clock, no database, no network: the server accepts entries with it and the verifier replays the record through it.
/// A refused entry changes nothing. Not safe for concurrent use.
/// </remarks>
public sealed partial class ElectionLog
{
    private MerkleRoot tree = new();
    private readonly Census census = new();
    private readonly SortedDictionary<int, EdwardsPoint[]> shares = [];
    private readonly HashSet<string> approvals = new(StringComparer.Ordinal);
    private BallotBox? box;
    private string? organizer;

    /// <summary>Entries so far.</summary>
    public long Size { get; private set; }

    /// <summary>RFC 6962 root over the entries so far.</summary>
    public byte[] Root => tree.ToRoot();

    public Phase Phase { get; private set; }

    /// <summary>The time of the last entry.</summary>
    public DateTimeOffset LastAt { get; private set; } = DateTimeOffset.MinValue;

    public Ceremony? Ceremony { get; private set; }

    public Census Census => census;

    /// <summary>The DID that signed the committee entry; null before it.</summary>
    public string? Organizer => organizer;

    /// <summary>The opened manifest, from its entry on.</summary>
    public Election? Election { get; private set; }

    /// <summary>The slots, from the manifest on.</summary>
    public BallotBox? Box => box;

    /// <summary>RFC 6962 root over the entries of the ceremony.</summary>
    public byte[] CeremonyRoot { get; private set; } = [];

    /// <summary>The root up to and including the close entry: what decryption shares name.</summary>
    public byte[]? ClosingRoot { get; private set; }

    /// <summary>The encrypted tally, from the close entry on.</summary>
    public EncryptedVote? EncryptedTally { get; private set; }

    /// <summary>The trustees whose shares are in the log, ascending.</summary>
    public IReadOnlyCollection<int> ShareIndices => shares.Keys;

    public ResultBody? Result { get; private set; }

    /// <summary>The root up to and including the result: what approvals name.</summary>
    public byte[]? ResultRoot { get; private set; }

    /// <summary>Why the election failed or was cancelled, or what its result means.</summary>
    public string? Conclusion { get; private set; }

    /// <summary>Enters one entry if it follows by the rules.</summary>
    /// <param name="line">The entry's bytes, without a line feed.</param>
    /// <returns>Null when it is entered; else why not, and nothing has changed.</returns>
    public Refusal? Append(ReadOnlyMemory<byte> line) =>
        Entry.TryParse(line, out var entry, out var problem)
            ? Append(entry, MerkleHash.Leaf(line.Span), static pending => pending.Check())
            : new Refusal(RefusalCode.MalformedEntry, problem);

    /// <summary>Enters one entry if it follows by the rules and, when it has a proof, the caller's check accepts it.</summary>
    /// <param name="line">The entry's bytes, without a line feed.</param>
    /// <param name="check">Null for a proof that holds: <see cref="PendingProof.Check"/>, or the same question answered before.</param>
    public Refusal? Append(ReadOnlyMemory<byte> line, Func<PendingProof, Refusal?> check) =>
        Entry.TryParse(line, out var entry, out var problem)
            ? Append(entry, MerkleHash.Leaf(line.Span), check)
            : new Refusal(RefusalCode.MalformedEntry, problem);

    /// <summary>What would be said of this ballot now but for its proof, and which proof that is. Nothing changes.</summary>
    /// <param name="line">A ballot entry's bytes, without a line feed.</param>
    /// <param name="pending">The proof as it would be checked now; null when the ballot is refused for something else.</param>
    public Refusal? Preview(ReadOnlyMemory<byte> line, out PendingProof? pending)
    {
        pending = null;
        if (!Entry.TryParse(line, out var entry, out var problem) || entry.Kind != EntryKind.Ballot)
        {
            return new Refusal(RefusalCode.MalformedBallot, problem ?? "the entry is not a ballot");
        }

        PendingProof? seen = null;
        // Any refusal at this point leaves the log as it was; this one is never shown.
        var refusal = Append(
            entry,
            [],
            proof =>
            {
                seen = proof;
                return InvalidProof;
            }
        );
        pending = seen;
        return seen is null ? refusal : null;
    }

    /// <summary>
    /// Enters one entry with its proof still unchecked, the subgroup of the proof's B included. The caller checks both, alone
    /// or in a batch, and gives up this log when one does not hold.
    /// </summary>
    public Refusal? AppendUnproved(ReadOnlyMemory<byte> line, out PendingProof? pending)
    {
        pending = null;
        return Entry.TryParse(line, out var entry, out var problem)
            ? AppendUnproved(entry, MerkleHash.Leaf(line.Span), out pending)
            : new Refusal(RefusalCode.MalformedEntry, problem);
    }

    /// <summary>The same for a line that was parsed and hashed before.</summary>
    internal Refusal? AppendUnproved(Entry entry, byte[] leafHash, out PendingProof? pending)
    {
        PendingProof? unchecked_ = null;
        var refusal = Append(
            entry,
            leafHash,
            proof =>
            {
                unchecked_ = proof;
                return null;
            }
        );
        pending = unchecked_;
        return refusal;
    }

    /// <summary>The refusal of a ballot whose proof cannot be decoded.</summary>
    public static Refusal MalformedProof =>
        new(RefusalCode.MalformedBallot, "the proof is not three canonical points of BN254");

    /// <summary>The refusal of a ballot whose proof does not hold.</summary>
    public static Refusal InvalidProof =>
        new(
            RefusalCode.InvalidProof,
            "the ballot's proof does not hold for this election, this slot and what stands in it"
        );

    private Refusal? Append(Entry entry, byte[] leafHash, Func<PendingProof, Refusal?> check)
    {
        if (entry.At < LastAt)
        {
            return new Refusal(
                RefusalCode.ClockBackwards,
                $"its time {MomentForm.ToText(entry.At)} is before the last entry's, {MomentForm.ToText(LastAt)}"
            );
        }

        var refusal =
            CheckPhase(entry.Kind)
            ?? OpenSignature(entry, out var signer, out var body)
            ?? Enter(entry, signer, body, check);
        if (refusal is not null)
        {
            return refusal;
        }

        tree.AddLeafHash(leafHash);
        Size++;
        LastAt = entry.At;
        switch (entry.Kind)
        {
            case EntryKind.Manifest or EntryKind.Ballot:
                (votedSize, votedAt) = (Size, LastAt);
                break;
            case EntryKind.Close:
                ClosingRoot = Root;
                break;
            case EntryKind.Result:
                ResultRoot = Root;
                break;
            case <= EntryKind.Complain:
                CeremonyRoot = Root;
                Ceremony!.Entered(entry.Kind, CeremonyRoot);
                break;
        }

        return null;
    }

    private static Refusal? OpenSignature(Entry entry, out string signer, out ReadOnlyMemory<byte> body)
    {
        signer = "";
        body = entry.Body;
        if (!Entry.IsSigned(entry.Kind))
        {
            return null;
        }

        var jws = Encoding.UTF8.GetString(entry.Body.Span);
        if (!Jws.TryVerify(jws, Entry.TypeOf(entry.Kind), out var did, out var payload, out var problem))
        {
            return new Refusal(RefusalCode.BadSignature, problem);
        }

        signer = did;
        body = payload;
        return null;
    }

    /// <summary>The rule of each kind: it changes this log only when it has nothing more to refuse.</summary>
    private Refusal? Enter(Entry entry, string signer, ReadOnlyMemory<byte> body, Func<PendingProof, Refusal?> check) =>
        entry.Kind switch
        {
            EntryKind.Committee => OnCommittee(signer, body.ToArray()),
            EntryKind.Commit => OnCeremony<CommitBody>(signer, body.Span, Ceremony!.Commit),
            EntryKind.Deal => OnCeremony<DealBody>(signer, body.Span, Ceremony!.Deal),
            EntryKind.Acknowledge => OnCeremony<AcknowledgeBody>(signer, body.Span, Ceremony!.Acknowledge),
            EntryKind.Complain => OnCeremony<ComplainBody>(signer, body.Span, Ceremony!.Complain),
            EntryKind.Census => OnCensus(signer, body.Span),
            EntryKind.Manifest => OnManifest(signer, body.Span),
            EntryKind.Ballot => OnBallot(entry.At, body.Span, check),
            EntryKind.Close => OnClose(entry.At, body.Span),
            EntryKind.Share => OnShare(signer, body.Span),
            EntryKind.Result => OnResult(body.Span),
            EntryKind.Approve => OnApprove(signer, body.Span),
            EntryKind.Execute => OnExecute(signer, body.Span),
            EntryKind.Cancel => OnCancel(signer, body.Span),
            _ => throw new System.Diagnostics.UnreachableException($"no rule for {entry.Kind}"),
        };

    private Refusal? CheckPhase(EntryKind kind)
    {
        var allowed = kind switch
        {
            EntryKind.Committee => Phase == Phase.Setup && Ceremony is null,
            EntryKind.Commit or EntryKind.Deal or EntryKind.Acknowledge or EntryKind.Complain => Phase == Phase.Setup
                && Ceremony is not null
                && census.Members.Count == 0,
            EntryKind.Census or EntryKind.Manifest => Phase == Phase.Setup && Ceremony is not null,
            EntryKind.Ballot or EntryKind.Close => Phase == Phase.Open,
            EntryKind.Share or EntryKind.Result => Phase == Phase.Closed,
            EntryKind.Approve => Phase == Phase.Tallied,
            EntryKind.Execute => Phase == Phase.Approved,
            EntryKind.Cancel => Phase is Phase.Open or Phase.Closed,
            _ => false,
        };
        return allowed
            ? null
            : new Refusal(
                RefusalCode.WrongPhase,
                $"a {Entry.NameOf(kind)} entry does not belong here: {DescribePhase()}"
            );
    }

    private string DescribePhase() =>
        Phase switch
        {
            Phase.Setup when Ceremony is null => "a log begins with its committee",
            Phase.Setup when census.Members.Count > 0 => "the ceremony is over and the census is being entered",
            Phase.Setup => "the key generation ceremony is under way",
            _ => $"the election is {Phase.ToString().ToLowerInvariant()}",
        };

    private static bool TryRead<T>(
        ReadOnlySpan<byte> body,
        RefusalCode code,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out Refusal? refusal
    )
        where T : class
    {
        refusal = StrictJson.TryParse(body, out value, out var problem) ? null : new Refusal(code, problem);
        return refusal is null;
    }
}
