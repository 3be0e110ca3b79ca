using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Governance.Tests.Support;

/// <summary>
/// The log of an election as its operator signs it, without ballots: what a space's log sees of one. That the totals follow from
/// ballots is another check, which the record has.
/// </summary>
internal sealed class FakeElectionLog
{
    public static readonly string SpaceLogKey = NoteSigner.FromSeed("example.org/space", new byte[32]).VerifierKey;

    private static int count;

    private readonly MerkleTree tree = new();
    private readonly Dictionary<EntryKind, (long Index, DateTimeOffset At, string Body)> entries = [];

    public FakeElectionLog()
    {
        var seed = new byte[32];
        BitConverter.TryWriteBytes(seed, Interlocked.Increment(ref count));
        Key = NoteSigner.FromSeed("example.org/election", seed);
        Lines.Add(new Entry(TestSpace.Begin, EntryKind.Committee, "a.b.c"u8.ToArray()).ToBytes());
        tree.Add(Lines[0]);
    }

    public NoteSigner Key { get; }

    public MerkleTree Tree => tree;

    public List<byte[]> Lines { get; } = [];

    public string Checkpoint => new Checkpoint(Key.Name, tree.Size, tree.Root).Sign(Key);

    public ElectionLogView View =>
        new(
            tree.Size,
            Checkpoint,
            (from, until, _) => Task.FromResult<IReadOnlyList<byte[]>>(Lines[(int)from..(int)until]),
            PathOf
        );

    public Manifest Manifest { get; private set; } = null!;

    public string SignedManifest => entries[EntryKind.Manifest].Body;

    public byte[] Id { get; private set; } = [];

    public void Enter(Manifest manifest, DateTimeOffset at, Func<Manifest, Manifest>? change = null)
    {
        Manifest = change is null ? manifest : change(manifest);
        var submission = Submission.Sign(EntryKind.Manifest, Manifest, TestGovernance.Organizer);
        Id = System.Security.Cryptography.SHA256.HashData(StrictJson.Serialize(Manifest));
        Add(EntryKind.Manifest, Encoding.ASCII.GetString(submission.Body), at);
    }

    public ElectionBody Body(byte[] space, VoteSubject subject) =>
        new(space, subject.Purpose, SignedManifest, subject.Subject, subject.Track);

    public void Close(int ballots, ulong[] totals, DateTimeOffset at)
    {
        Add(EntryKind.Close, StrictJson.Serialize(new CloseBody(ballots, new byte[128])), at);
        if (ballots >= Manifest.Turnout)
        {
            var decided = Decision.Decide(
                Manifest.Pass,
                Manifest.Quorum,
                Manifest.Rule,
                totals,
                ballots,
                Manifest.Census.Size,
                Manifest.Census.TotalWeight
            );
            Result(new ResultBody(totals, decided.Passed, decided.Winner), at);
        }
    }

    public void Result(ResultBody result, DateTimeOffset at) => Add(EntryKind.Result, StrictJson.Serialize(result), at);

    /// <param name="by">Who signs it; null for the organizer.</param>
    /// <param name="election">The election that it names; null for this one.</param>
    public void Cancel(string reason, DateTimeOffset at, RoleKey? by = null, byte[]? election = null) =>
        Add(
            EntryKind.Cancel,
            Encoding.ASCII.GetString(
                Submission
                    .Sign(EntryKind.Cancel, new CancelBody(election ?? Id, reason), by ?? TestGovernance.Organizer)
                    .Body
            ),
            at
        );

    public OutcomeBody Outcome(byte[] space)
    {
        var last = entries.ContainsKey(EntryKind.Cancel) ? EntryKind.Cancel : EntryKind.Result;
        return new OutcomeBody(
            space,
            Id,
            Checkpoint,
            Place(EntryKind.Manifest)!,
            Place(EntryKind.Close),
            TextOf(EntryKind.Close),
            Place(last),
            TextOf(EntryKind.Result),
            TextOf(EntryKind.Cancel)
        );
    }

    private ProvenEntry? Place(EntryKind kind) =>
        entries.TryGetValue(kind, out var entry) ? new ProvenEntry(entry.Index, entry.At, PathOf(entry.Index)) : null;

    private byte[] PathOf(long index) => [.. tree.InclusionProof(index, tree.Size).SelectMany(hash => hash)];

    private string? TextOf(EntryKind kind) => entries.TryGetValue(kind, out var entry) ? entry.Body : null;

    private void Add(EntryKind kind, byte[] body, DateTimeOffset at) => Add(kind, Encoding.UTF8.GetString(body), at);

    private void Add(EntryKind kind, string body, DateTimeOffset at)
    {
        entries[kind] = (tree.Size, at, body);
        Lines.Add(new Entry(at, kind, Encoding.UTF8.GetBytes(body)).ToBytes());
        tree.Add(Lines[^1]);
    }
}
