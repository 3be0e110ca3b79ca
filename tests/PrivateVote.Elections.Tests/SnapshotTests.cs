using System.Buffers.Binary;
using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;

namespace PrivateVote.Elections.Tests;

/// <summary>A log that was restored from a snapshot is the log that was replayed.</summary>
public sealed class SnapshotTests
{
    private const int Members = 12;

    [Theory]
    [InlineData(Revoting.None, 1)]
    [InlineData(Revoting.None, 2)]
    [InlineData(Revoting.Deniable, 3)]
    [InlineData(Revoting.Deniable, 4)]
    [InlineData(Revoting.Deniable, 5)]
    public void A_restored_log_goes_on_and_refuses_as_the_replayed_one(Revoting revoting, int seed)
    {
        var election = Open(revoting);
        var replayed = election.Log;
        var tree = TreeOf(election);
        var choices = new Choices(seed);
        var snapshotAt = choices.Below(60);
        (ElectionLog Log, MerkleTree Tree)? restored = null;
        for (var step = 0; step < 60; step++)
        {
            if (step == snapshotAt)
            {
                restored = Restore(election, Write(replayed, tree));
                AssertSame(replayed, restored.Value.Log);
            }

            var line = NextBallot(replayed, choices, election.Now);
            election.Now = election.Now.AddMilliseconds(choices.Below(3) * 1000);
            var refusal = SimulatedBallots.Enter(replayed, line);
            Assert.Equal(refusal, restored is null ? refusal : SimulatedBallots.Enter(restored.Value.Log, line));
            if (refusal is null)
            {
                election.Lines.Add(line);
                tree.Add(line);
                restored?.Tree.Add(line);
            }
        }

        var again = restored!.Value;
        AssertSame(replayed, again.Log);
        Assert.Equal(replayed.Root, again.Tree.Root);
        Assert.Equal(Organizer.Close(replayed).Body, Organizer.Close(again.Log).Body);

        election.Close();
        election.Tally(0, 2);
        foreach (var line in election.Lines.Skip((int)again.Log.Size))
        {
            Assert.Null(again.Log.Append(line));
        }

        AssertSame(replayed, again.Log);
        Assert.Equal(Phase.Tallied, again.Log.Phase);
        Assert.Equal(replayed.ClosingRoot, again.Log.ClosingRoot);
        Assert.Equal(replayed.EncryptedTally!.Bytes, again.Log.EncryptedTally!.Bytes);
        Assert.Equal(replayed.Result!.Totals, again.Log.Result!.Totals);
        Assert.Equal(replayed.Conclusion, again.Log.Conclusion);
    }

    [Fact]
    public void A_snapshot_of_a_log_that_went_on_is_of_its_last_ballot()
    {
        var election = Open(Revoting.Deniable);
        Fill(election, 5);
        var voted = (election.Log.Size, election.Log.LastAt, election.Log.Root);
        election.Close();
        election.Tally(0, 1);

        var (log, tree) = Restore(election, Write(election.Log, TreeOf(election)));

        Assert.Equal(voted.Size, log.Size);
        Assert.Equal(voted.LastAt, log.LastAt);
        Assert.Equal(voted.Root, log.Root);
        Assert.Equal(voted.Root, tree.Root);
        Assert.Equal(Phase.Open, log.Phase);
        foreach (var line in election.Lines.Skip((int)log.Size))
        {
            Assert.Null(log.Append(line));
        }

        AssertSame(election.Log, log);
    }

    [Fact]
    public void A_snapshot_without_ballots_restores_the_opened_log()
    {
        var election = Open(Revoting.None);
        var (log, _) = Restore(election, Write(election.Log, TreeOf(election)));
        AssertSame(election.Log, log);
    }

    [Fact]
    public void A_snapshot_stays_as_it_was_while_the_log_goes_on()
    {
        var election = Open(Revoting.Deniable);
        Fill(election, 4);
        var tree = TreeOf(election);
        var snapshot = election.Log.TakeSnapshot(tree);
        var before = Bytes(snapshot);
        foreach (var slot in election.Log.Box!.Slots.ToArray())
        {
            var line = Line(SimulatedBallots.Make(election.Log, slot.Nullifier, slot.Head), election.Now);
            Assert.Null(SimulatedBallots.Enter(election.Log, line));
            tree.Add(line);
        }

        Assert.Equal(before, Bytes(snapshot));
    }

    [Fact]
    public void A_snapshot_of_a_real_vote_is_built_upon()
    {
        var election = TestElection.Open(TestElection.Plan with { Revoting = Revoting.Deniable });
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        var (log, _) = Restore(election, Write(election.Log, TreeOf(election)));
        var second = election.Vote(0, 0, 1).Ballot;
        election.Must(TestElection.Cast(second));

        // With its proof, which is about what the snapshot says stands in the slot.
        Assert.Null(log.Append(election.Lines[^1]));
        AssertSame(election.Log, log);
    }

    [Fact]
    public void Another_elections_snapshot_is_refused_and_changes_nothing()
    {
        var (election, other) = (Open(Revoting.None), Open(Revoting.None));
        Fill(election, 3);
        var snapshot = Write(election.Log, TreeOf(election));
        var log = ReplaySetup(other);
        var root = log.Root;

        Assert.False(log.TryRestore(new MemoryStream(snapshot), out _));

        Assert.Equal(root, log.Root);
        Fill(other, 2);
        Assert.All(other.Lines.Skip((int)log.Size), line => Assert.Null(SimulatedBallots.Enter(log, line)));
        AssertSame(other.Log, log);
    }

    [Theory]
    [InlineData(Revoting.None)]
    [InlineData(Revoting.Deniable)]
    public void Malformed_bytes_never_throw_and_change_nothing(Revoting revoting)
    {
        var election = Open(revoting);
        Fill(election, 3);
        var snapshot = Write(election.Log, TreeOf(election));
        var log = ReplaySetup(election);
        var root = log.Root;
        for (var length = 0; length < snapshot.Length; length += length < 700 ? 1 : 29)
        {
            Assert.False(log.TryRestore(new MemoryStream(snapshot[..length]), out _), $"{length} bytes");
        }

        Assert.False(log.TryRestore(new MemoryStream([.. snapshot, 0]), out _));
        for (var i = 0; i < snapshot.Length; i++)
        {
            byte[] flipped = [.. snapshot];
            flipped[i] ^= 0x80;
            // Nullifiers, ciphertexts' and leaves' bytes are not known to be wrong: the file's MAC is for that.
            if (log.TryRestore(new MemoryStream(flipped), out _))
            {
                log = ReplaySetup(election);
            }
        }

        Assert.Equal(root, log.Root);
        Assert.True(log.TryRestore(new MemoryStream(snapshot), out _));
        AssertSame(election.Log, log);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Numbers_that_a_snapshot_claims_take_no_memory(long claimed)
    {
        var election = Open(Revoting.None);
        Fill(election, 3);
        var snapshot = Write(election.Log, TreeOf(election));
        var log = ReplaySetup(election);
        var slotsAt = 23 + 32 + 8 + 8 + (128 * election.Election.Circuit.Options);
        foreach (var place in new[] { 23 + 32, 23 + 32 + 8, slotsAt })
        {
            byte[] changed = [.. snapshot];
            BinaryPrimitives.WriteInt64BigEndian(changed.AsSpan(place), claimed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(log.TryRestore(new MemoryStream(changed), out _) && place != 23 + 32 + 8);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        }
    }

    [Fact]
    public void What_callers_may_not_ask_is_refused()
    {
        var setup = new TestElection();
        Assert.Throws<InvalidOperationException>(() => setup.Log.TakeSnapshot(TreeOf(setup)));
        Assert.Throws<InvalidOperationException>(() => setup.Log.TryRestore(Stream.Null, out _));
        var election = Open(Revoting.None);
        Assert.Throws<ArgumentException>(() => election.Log.TakeSnapshot(TreeOf(setup)));
        Fill(election, 1);
        Assert.Throws<InvalidOperationException>(() => election.Log.TryRestore(Stream.Null, out _));
    }

    private static TestElection Open(Revoting revoting) =>
        TestElection.Open(TestElection.Plan with { Revoting = revoting }, [.. Enumerable.Repeat(1u, Members)]);

    private static void Fill(TestElection election, int ballots)
    {
        for (var i = 0; i < ballots; i++)
        {
            var line = Line(SimulatedBallots.Make(election.Log, Fr.From((ulong)i + 1), null), election.Now);
            Assert.Null(SimulatedBallots.Enter(election.Log, line));
            election.Lines.Add(line);
        }
    }

    /// <summary>A ballot for some slot, with a predecessor that is often right.</summary>
    private static byte[] NextBallot(ElectionLog log, Choices choices, DateTimeOffset now)
    {
        // One slot more than there are voters.
        var nullifier = Fr.From((ulong)choices.Below(Members + 1) + 100);
        var head = log.Box!.HeadOf(nullifier);
        var replaces = choices.Below(8) switch
        {
            0 => null,
            1 => log.Size - 1,
            2 => head - 1,
            _ => head,
        };
        var at = choices.Below(10) == 0 ? now.AddSeconds(-1) : now;
        return Line(SimulatedBallots.Make(log, nullifier, replaces), at);
    }

    private static byte[] Line(Ballot ballot, DateTimeOffset at) => TestElection.Cast(ballot).ToLine(at);

    private static MerkleTree TreeOf(TestElection election)
    {
        var tree = new MerkleTree();
        foreach (var line in election.Lines)
        {
            tree.Add(line);
        }

        return tree;
    }

    private static byte[] Write(ElectionLog log, MerkleTree tree) => Bytes(log.TakeSnapshot(tree));

    private static byte[] Bytes(VotingSnapshot snapshot)
    {
        using var stream = new MemoryStream();
        snapshot.Write(stream);
        return stream.ToArray();
    }

    private static ElectionLog ReplaySetup(TestElection election)
    {
        var log = new ElectionLog();
        foreach (var line in election.Lines.TakeWhile(_ => log.Phase == Phase.Setup))
        {
            Assert.Null(log.Append(line));
        }

        return log;
    }

    private static (ElectionLog Log, MerkleTree Tree) Restore(TestElection election, byte[] snapshot)
    {
        var log = ReplaySetup(election);
        Assert.True(log.TryRestore(new MemoryStream(snapshot), out var tree));
        return (log, tree);
    }

    private static void AssertSame(ElectionLog expected, ElectionLog actual)
    {
        Assert.Equal(expected.Size, actual.Size);
        Assert.Equal(expected.Root, actual.Root);
        Assert.Equal(expected.LastAt, actual.LastAt);
        Assert.Equal(expected.Phase, actual.Phase);
        var (box, restored) = (expected.Box!, actual.Box!);
        Assert.Equal(box.Tally.Bytes, restored.Tally.Bytes);
        Assert.Equal(box.Slots.ToHashSet(), restored.Slots.ToHashSet());
        foreach (var (nullifier, _) in box.Slots)
        {
            Assert.Equal(box.PreviousOf(nullifier, out var a).Bytes, restored.PreviousOf(nullifier, out var b).Bytes);
            Assert.Equal(a, b);
        }
    }

    /// <summary>A repeatable row of numbers.</summary>
    private sealed class Choices(int seed)
    {
        private byte[] state = BitConverter.GetBytes(seed);

        public int Below(int limit)
        {
            state = SHA256.HashData(state);
            return (int)(BinaryPrimitives.ReadUInt32BigEndian(state) % (uint)limit);
        }
    }
}
