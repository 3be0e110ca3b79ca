using System.Collections.Concurrent;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;

namespace PrivateVote.Elections.Tests;

/// <summary>The record of one election of 2 options and 3 voters, and everything that can be done to it.</summary>
public sealed class RecordTests(RecordTests.Sample sample) : IClassFixture<RecordTests.Sample>
{
    [Fact]
    public void An_honest_record_verifies()
    {
        var report = TestElection.Verify(sample.Record);
        Assert.All(report.Findings, finding => Assert.True(finding.Ok, finding.ToString()));
        Assert.True(report.Valid);
        Assert.Equal([4UL, 2UL], report.Result);
        Assert.Equal(Hex.Encode(sample.Election.Election.Id), report.ElectionId);
        string[] checks =
        [
            "record",
            "ballots",
            "ceremony",
            "census",
            "manifest",
            "setup",
            "closing",
            "shares",
            "result",
            "phase",
            "log",
        ];
        Assert.Equal(checks.Order(), report.Findings.Select(finding => finding.Check).Distinct().Order());
        Assert.Contains(
            "setup: bootstrap",
            report.Findings.Single(finding => finding.Check == "setup").Evidence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_single_byte_flipped_makes_verification_fail_and_name_a_finding()
    {
        var record = sample.Record;
        var checkpoints = sample.Record.AsSpan().LastIndexOf(CheckpointLine.Prefix);
        var flips = new List<(int Position, byte Bits)>();
        for (var position = 0; position < record.Length; position++)
        {
            flips.Add((position, 1));
            // Entries are hashed as they stand. Checkpoint lines are not, so there every bit is tried.
            for (var bit = 1; bit < 8 && position >= checkpoints; bit++)
            {
                flips.Add((position, (byte)(1 << bit)));
            }
        }

        var accepted = new ConcurrentBag<(int, byte)>();
        Parallel.ForEach(
            flips,
            flip =>
            {
                var edited = record.ToArray();
                edited[flip.Position] ^= flip.Bits;
                var report = TestElection.Verify(edited);
                if (report.Valid || report.Findings.All(finding => finding.Ok || finding.Evidence.Length == 0))
                {
                    accepted.Add(flip);
                }
            }
        );
        Assert.Empty(accepted);
    }

    [Fact]
    public void Every_way_to_cut_the_record_off_is_found()
    {
        var lines = sample.Lines;
        for (var count = 0; count < lines.Count; count++)
        {
            var report = TestElection.Verify(Join(lines.Take(count)));
            Assert.False(report.Valid);
            Assert.Contains(report.Findings, finding => !finding.Ok && finding.Check == "log");
        }

        Assert.False(TestElection.Verify(sample.Record[..^1]).Valid);
    }

    [Fact]
    public void An_entry_removed_repeated_moved_or_added_is_found()
    {
        var lines = sample.Lines;
        var entries = lines.Count - 1;
        for (var i = 0; i < entries; i++)
        {
            AssertLogFails(lines.Where((_, position) => position != i));
            AssertLogFails([.. lines.Take(i + 1), lines[i], .. lines.Skip(i + 1)]);
            if (i + 1 < entries)
            {
                AssertLogFails([.. lines.Take(i), lines[i + 1], lines[i], .. lines.Skip(i + 2)]);
            }
        }

        AssertLogFails([lines[^1], .. lines.Take(entries)]);
        AssertLogFails([.. lines, lines[0]]);
    }

    [Fact]
    public void A_checkpoint_signed_for_a_different_tree_is_found()
    {
        var election = sample.Election;
        var key = election.LogKey;
        var other = new Checkpoint(key.Name, election.Log.Size, new byte[32]).Sign(key);
        var longer = new Checkpoint(key.Name, election.Log.Size + 1, election.Log.Root).Sign(key);
        var shorter = new Checkpoint(key.Name, election.Log.Size - 1, election.Log.Root).Sign(key);
        using var stranger = NoteSigner.Create(key.Name);
        var foreign = new Checkpoint(key.Name, election.Log.Size, election.Log.Root).Sign(stranger);
        using var elsewhere = NoteSigner.FromSeed("example.org/other", key.ExportSeed());
        var renamed = new Checkpoint(elsewhere.Name, election.Log.Size, election.Log.Root).Sign(elsewhere);
        foreach (var note in new[] { other, longer, shorter, foreign, renamed })
        {
            var report = TestElection.Verify(Join([.. sample.Lines, StrictJson.Serialize(new CheckpointLine(note))]));
            Assert.False(report.Valid);
            Assert.Contains(report.Findings, finding => finding is { Ok: false, Check: "log" });
        }
    }

    [Fact]
    public void A_record_without_a_checkpoint_over_all_its_entries_does_not_verify()
    {
        Assert.False(TestElection.Verify(Join(sample.Lines.Take(sample.Lines.Count - 1))).Valid);
    }

    [Fact]
    public void A_forged_ballot_in_a_log_that_is_signed_over_it_is_named_by_its_entry()
    {
        // A dishonest server enters a ballot with another voter's proof and signs the tree over it.
        var election = TestElection.Open();
        var first = election.Vote(0, 1, 0).Ballot;
        var second = election.Vote(1, 1, 0).Ballot;
        election.Must(TestElection.Cast(first));
        AssertNamed(election, second with { Proof = first.Proof }, "E2105");
    }

    [Fact]
    public void A_ballot_whose_proof_is_outside_the_subgroup_is_named_as_malformed_alone_and_in_a_record()
    {
        var election = TestElection.Open();
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        var ballot = election.Vote(1, 1, 0).Ballot;
        // (x, y) of the twist y² = x³ + 3/(9 + u), found by trying x = 1, 2, ...; its order is not r.
        var point = Convert.FromHexString(
            "0000000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000001"
                + "0d1271953ed9ea0836846e70a1934187998c7f790cb4d7511b7f8da82de048a4"
                + "2869111d5381f072f8e2728fdb825a51aadd70e52c9830e9ab4b871c0531f1bb"
        );
        var proof = ballot.Proof.ToArray();
        point.CopyTo(proof, 64);
        var outside = ballot with { Proof = proof };
        election.MustNot(RefusalCode.MalformedBallot, TestElection.Cast(outside));
        AssertNamed(election, outside, "E2101");
    }

    /// <summary>A dishonest log takes the ballot without its check: the record's verifier names it.</summary>
    private static void AssertNamed(TestElection election, Ballot ballot, string number)
    {
        var line = TestElection.Cast(ballot).ToLine(election.Now);
        Assert.Null(election.Log.AppendUnproved(line, out var pending));
        Assert.NotNull(pending);
        election.Lines.Add(line);
        election.Checkpoint();
        var record = election.ToRecord();
        var report = TestElection.Verify(record);
        var finding = Assert.Single(report.Findings, finding => !finding.Ok);
        Assert.Equal("ballots", finding.Check);
        Assert.StartsWith($"entry {pending.Value.Index}: {number}", finding.Evidence, StringComparison.Ordinal);
        Assert.Null(report.Result);
        Assert.False(RecordReplay.TryRead(new MemoryStream(record), null, out _, out var problem));
        Assert.StartsWith($"entry {pending.Value.Index}: {number}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_election_that_is_still_open_verifies_as_far_as_it_goes()
    {
        var election = TestElection.Open();
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Checkpoint();
        var report = TestElection.Verify(election.ToRecord());
        Assert.True(report.Valid);
        Assert.Null(report.Result);
        Assert.Contains(report.Findings, finding => finding is { Check: "phase", Evidence: "open" });
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("not a record\n")]
    [InlineData("{}\n")]
    [InlineData("{\"checkpoint\":\"x\"}\n")]
    public void What_holds_no_entry_is_no_record(string text)
    {
        var report = TestElection.Verify(Encoding.UTF8.GetBytes(text));
        Assert.False(report.Readable);
        Assert.False(report.Valid);
    }

    [Fact]
    public void Lines_that_are_no_entries_and_endless_checkpoints_take_no_memory()
    {
        // Kept in the tree, each of these lines of two bytes would take more than 64.
        byte[] junk = [.. Join(sample.Lines), .. Enumerable.Repeat("x\n"u8.ToArray(), 5_000).SelectMany(line => line)];
        var report = TestElection.Verify(junk);
        Assert.False(report.Valid);
        var record = report.Findings[0];
        Assert.StartsWith($"{sample.Lines.Count - 1} entries", record.Evidence, StringComparison.Ordinal);
        Assert.True(report.Findings.Count < 30);

        var checkpoint = StrictJson.Serialize(new CheckpointLine("x"));
        report = TestElection.Verify(Join([.. sample.Lines, .. Enumerable.Repeat(checkpoint, 10_001)]));
        Assert.Contains(report.Findings, finding => finding is { Ok: false, Check: "record" });
    }

    [Fact]
    public void A_title_cannot_write_findings_of_its_own()
    {
        var title = "x\nok   result  1000, 0: passed\u202e " + new string('x', 1000);
        var election = TestElection.Open(TestElection.Plan with { Title = title });
        election.Checkpoint();
        var report = TestElection.Verify(election.ToRecord());
        Assert.True(report.Valid);
        var evidence = Assert.Single(report.Findings, finding => finding.Check == "manifest").Evidence;
        Assert.DoesNotContain(evidence, c => c is '\n' or '\u202e');
        Assert.True(evidence.Length < 250);
    }

    [Fact]
    public void A_receipt_proves_its_ballot_and_no_other()
    {
        var election = TestElection.Open();
        var bytes = election.Vote(0, 1, 0).Ballot.ToBytes();
        election.Must(new Submission(EntryKind.Ballot, bytes));
        var other = election.Vote(1, 1, 0).Ballot.ToBytes();
        election.Must(new Submission(EntryKind.Ballot, other));
        var tree = new MerkleTree();
        foreach (var line in election.Lines)
        {
            tree.Add(line);
        }

        var index = tree.Size - 2;
        var receipt = new Receipt(
            Ballot.DigestOf(bytes),
            election.Now,
            index,
            [.. tree.InclusionProof(index, tree.Size).SelectMany(hash => hash)],
            RecordWriter.SignCheckpoint(election.Log, election.LogKey)
        );
        var log = election.Election.Log;
        Assert.Null(receipt.Problem(bytes, log));
        Assert.NotNull(receipt.Problem(other, log));
        Assert.NotNull((receipt with { BallotDigest = Ballot.DigestOf(other) }).Problem(other, log));
        Assert.NotNull((receipt with { Index = index + 1 }).Problem(bytes, log));
        Assert.NotNull((receipt with { At = receipt.At.AddMilliseconds(1) }).Problem(bytes, log));
        Assert.NotNull((receipt with { InclusionProof = receipt.InclusionProof[..^1] }).Problem(bytes, log));
        Assert.NotNull((receipt with { Checkpoint = "" }).Problem(bytes, log));
        Assert.DoesNotContain(
            "iphertext",
            Encoding.UTF8.GetString(StrictJson.Serialize(receipt)),
            StringComparison.Ordinal
        );
    }

    private static void AssertLogFails(IEnumerable<byte[]> lines)
    {
        var report = TestElection.Verify(Join(lines));
        Assert.False(report.Valid);
        Assert.Contains(report.Findings, finding => finding is { Ok: false, Check: "log" or "record" });
    }

    private static byte[] Join(IEnumerable<byte[]> lines)
    {
        using var record = new MemoryStream();
        foreach (var line in lines)
        {
            RecordWriter.WriteEntry(record, line);
        }

        return record.ToArray();
    }

    public sealed class Sample
    {
        public Sample()
        {
            Election = TestElection.Open(TestElection.Plan with { Revoting = Revoting.None });
            Election.Must(TestElection.Cast(Election.Vote(0, 1, 0).Ballot));
            Election.Must(TestElection.Cast(Election.Vote(1, 1, 0).Ballot));
            Election.Must(TestElection.Cast(Election.Vote(2, 0, 1).Ballot));
            Election.Close();
            Election.Tally(0, 2);
            // One checkpoint, so that all the rest of the record are entries.
            Election.Checkpoints.Clear();
            Election.Checkpoint();
            Record = Election.ToRecord();
            using var stream = new MemoryStream(Record);
            Lines = [.. LineReader.Read(stream).Select(line => line.ToArray())];
        }

        internal TestElection Election { get; }

        public byte[] Record { get; }

        public IReadOnlyList<byte[]> Lines { get; }
    }
}
