using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.TestSupport;

namespace PrivateVote.BulletinBoard.Tests;

/// <summary>
/// Go's implementation of signed notes and tiled logs (golang.org/x/mod/sumdb) beside ours: each takes what the other makes,
/// and refuses it with a bit flipped.
/// </summary>
public sealed class GoOracleTests
{
    private static readonly long[] Sizes =
    [
        1,
        2,
        3,
        7,
        255,
        256,
        257,
        511,
        512,
        513,
        65_535,
        65_536,
        65_537,
        65_792,
        70_000,
    ];

    private static readonly NoteSigner Key = NoteSigner.FromSeed("log.example/committees/é", new byte[32]);

    private static readonly TestLog Log = new(70_000);

    [GoOracleFact]
    public async Task Go_reads_our_checkpoints_and_tiles_and_makes_the_same_proofs_from_them()
    {
        var trees = new JsonArray();
        foreach (var size in Sizes)
        {
            trees.Add(TreeRequest(Checkpoint(size), Samples(size), OldSizes(size)));
        }

        var answers = GoOracle.Ask(new JsonObject { ["tiles"] = Tiles(), ["trees"] = trees })["trees"]!.AsArray();
        foreach (var (size, answer) in Sizes.Zip(answers))
        {
            Assert.Equal("", Text(answer!, "error"));
            var reader = Log.Reader(size);
            foreach (var (i, index) in Samples(size).Index())
            {
                var leaf = Bytes(answer!["leaves"]![i]!);
                var proof = List(answer["inclusions"]![i]!);
                Assert.Equal(Log.Tree.LeafHash(index), leaf);
                Assert.Equal(Log.Tree.InclusionProof(index, size), proof);
                Assert.Equal(await reader.InclusionProofAsync(index), proof);
                Assert.True(MerkleProofs.VerifyInclusion(leaf, index, size, proof, Log.Tree.RootAt(size)));
            }

            foreach (var (i, old) in OldSizes(size).Index())
            {
                var proof = List(answer!["consistency"]![i]!);
                Assert.Equal(Log.Tree.ConsistencyProof(old, size), proof);
                Assert.Equal(await reader.ConsistencyProofAsync(old), proof);
                var (oldRoot, root) = (Log.Tree.RootAt(old), Log.Tree.RootAt(size));
                Assert.True(MerkleProofs.VerifyConsistency(old, size, oldRoot, root, proof));
            }
        }
    }

    [GoOracleFact]
    public async Task Go_and_we_refuse_the_same_tiles()
    {
        const long Size = 70_000;
        string[] paths =
        [
            "tile/0/000",
            "tile/0/100",
            "tile/0/273.p/112",
            "tile/1/000",
            "tile/1/001.p/17",
            "tile/2/000.p/1",
        ];
        var instead = new List<(string Path, byte[] Bytes)>();
        foreach (var path in paths)
        {
            Assert.True(TilePath.TryParse(path, out var tile));
            foreach (var bit in new[] { 0, (8 * 32 * tile.Width) - 1 })
            {
                instead.Add((path, Flip(Log.Serve(tile), bit)));
            }

            instead.Add((path, Log.Serve(tile)[..^32]));
            instead.Add((path, [.. Log.Serve(tile), .. new byte[32]]));
        }

        var trees = new JsonArray();
        foreach (var (path, bytes) in instead)
        {
            var tree = TreeRequest(Checkpoint(Size), [0, 25_600, Size - 1], []);
            tree["instead"] = new JsonObject { [path] = Convert.ToBase64String(bytes) };
            trees.Add(tree);
        }

        var answers = GoOracle.Ask(new JsonObject { ["tiles"] = Tiles(), ["trees"] = trees })["trees"]!.AsArray();
        foreach (var ((path, bytes), answer) in instead.Zip(answers))
        {
            Assert.NotEqual("", Text(answer!, "error"));
            var reader = new TileTree(
                Log.Head(Size),
                (asked, cancellation) =>
                    asked.ToString() == path ? Task.FromResult<byte[]?>(bytes) : Log.FetchAsync(asked, cancellation)
            );
            await Assert.ThrowsAsync<BadTileException>(async () =>
            {
                foreach (var index in new[] { 0, 25_600, Size - 1 })
                {
                    await reader.LeafHashAsync(index);
                }
            });
        }
    }

    [GoOracleFact]
    public void Go_takes_our_proofs_and_refuses_them_with_a_bit_flipped()
    {
        var (records, consistency) = (new JsonArray(), new JsonArray());
        var (good, goodConsistency) = (new List<bool>(), new List<bool>());
        foreach (var size in Sizes)
        {
            var root = Log.Tree.RootAt(size);
            foreach (var index in Samples(size))
            {
                var proof = Log.Tree.InclusionProof(index, size);
                AddRecord(proof, Log.Tree.LeafHash(index), true);
                AddRecord(proof, Flip(Log.Tree.LeafHash(index), 255), false);
                AddRecord([.. proof, root], Log.Tree.LeafHash(index), false);
                if (proof.Length > 0)
                {
                    AddRecord([Flip(proof[0], 0), .. proof[1..]], Log.Tree.LeafHash(index), false);
                    AddRecord(proof[1..], Log.Tree.LeafHash(index), false);
                }

                void AddRecord(byte[][] path, byte[] leaf, bool valid)
                {
                    records.Add(
                        new JsonObject
                        {
                            ["proof"] = Json(path),
                            ["size"] = size,
                            ["root"] = Convert.ToBase64String(root),
                            ["index"] = index,
                            ["leaf"] = Convert.ToBase64String(leaf),
                        }
                    );
                    good.Add(valid);
                    Assert.Equal(valid, MerkleProofs.VerifyInclusion(leaf, index, size, path, root));
                }
            }

            foreach (var old in OldSizes(size))
            {
                var proof = Log.Tree.ConsistencyProof(old, size);
                AddConsistency(proof, Log.Tree.RootAt(old), true);
                AddConsistency(proof, Flip(Log.Tree.RootAt(old), 0), false);
                AddConsistency([.. proof, root], Log.Tree.RootAt(old), false);
                if (proof.Length > 0)
                {
                    AddConsistency([.. proof[..^1], Flip(proof[^1], 9)], Log.Tree.RootAt(old), false);
                    AddConsistency(proof[..^1], Log.Tree.RootAt(old), false);
                }

                void AddConsistency(byte[][] path, byte[] oldRoot, bool valid)
                {
                    consistency.Add(
                        new JsonObject
                        {
                            ["proof"] = Json(path),
                            ["size"] = size,
                            ["root"] = Convert.ToBase64String(root),
                            ["old"] = old,
                            ["oldRoot"] = Convert.ToBase64String(oldRoot),
                        }
                    );
                    goodConsistency.Add(valid);
                    Assert.Equal(valid, MerkleProofs.VerifyConsistency(old, size, oldRoot, root, path));
                }
            }
        }

        var answer = GoOracle.Ask(new JsonObject { ["records"] = records, ["consistency"] = consistency });
        Assert.Equal(good, answer["records"]!.AsArray().Select(error => (string)error! == ""));
        Assert.Equal(goodConsistency, answer["consistency"]!.AsArray().Select(error => (string)error! == ""));
    }

    [GoOracleFact]
    public void Notes_signed_by_go_and_by_us_open_on_both_sides_and_flipped_ones_on_neither()
    {
        using var witness = NoteSigner.FromSeed("witness.example", new byte[32], NoteKeyType.Cosignature);
        var ours = Checkpoint(257);
        Assert.True(SignedNote.TryParse(ours, out var note, out _));
        var cosigned = note.With(Cosignature.Sign(note, witness, DateTimeOffset.UnixEpoch.AddYears(50))).ToString();
        var text = Log.Head(512).ToString();
        var seed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var notes = new List<string> { ours, cosigned };
        foreach (var at in new[] { 0, ours.IndexOf('\n', StringComparison.Ordinal) + 1, ours.Length - 10 })
        {
            notes.Add($"{ours[..at]}{(char)(ours[at] ^ 1)}{ours[(at + 1)..]}");
        }

        var signatures = new JsonArray();
        foreach (var whole in notes)
        {
            signatures.Add(new JsonObject { ["note"] = whole, ["key"] = Key.VerifierKey });
        }

        // The log's key is not a witness's, and Go does not know the type.
        signatures.Add(new JsonObject { ["note"] = cosigned, ["key"] = witness.VerifierKey });
        var key = new JsonObject
        {
            ["name"] = "log.example/test",
            ["seed"] = Convert.ToBase64String(seed),
            ["text"] = text,
        };
        var answer = GoOracle.Ask(new JsonObject { ["signatures"] = signatures, ["keys"] = new JsonArray(key) });

        var opened = answer["signatures"]!.AsArray();
        Assert.Equal([note.Text, note.Text, "", "", "", ""], opened.Select(o => Text(o!, "text")));
        Assert.Equal([true, true, false, false, false, false], opened.Select(o => Text(o!, "error").Length == 0));
        Assert.All(notes.Skip(2), whole => Assert.False(IsOpen(whole, Key.Verifier)));

        using var same = NoteSigner.FromSeed("log.example/test", seed);
        var made = answer["keys"]![0]!;
        Assert.Equal(same.VerifierKey, Text(made, "verifierKey"));
        Assert.Equal(SignedNote.Sign(text, same), Text(made, "note"));
        Assert.True(NoteVerifier.TryParse(Text(made, "verifierKey"), out var verifier));
        Assert.True(IsOpen(Text(made, "note"), verifier));
    }

    private static bool IsOpen(string note, NoteVerifier verifier) =>
        BulletinBoard.Checkpoint.TryOpen(note, verifier, out _, out _);

    private static string Checkpoint(long size) => new Checkpoint(Key.Name, size, Log.Tree.RootAt(size)).Sign(Key);

    private static JsonObject TreeRequest(string note, IEnumerable<long> indexes, IEnumerable<long> olds) =>
        new()
        {
            ["note"] = note,
            ["key"] = Key.VerifierKey,
            ["indexes"] = new JsonArray([.. indexes.Select(index => JsonValue.Create(index))]),
            ["olds"] = new JsonArray([.. olds.Select(old => JsonValue.Create(old))]),
        };

    private static JsonObject Tiles()
    {
        var tiles = new JsonObject();
        foreach (var path in Sizes.SelectMany(TilePath.AllHashes).Distinct())
        {
            tiles[path.ToString()] = Convert.ToBase64String(Log.Serve(path));
        }

        return tiles;
    }

    private static List<long> Samples(long size) =>
        [
            .. new long[] { 0, 1, 255, 256, 511, 40_000, 65_279, 65_535, 65_536, size - 2, size - 1 }
                .Where(index => index >= 0 && index < size)
                .Distinct(),
        ];

    /// <summary>Go proves no consistency with the empty tree.</summary>
    private static List<long> OldSizes(long size) =>
        [.. Sizes.Append(size - 1).Append(40_000).Where(old => old > 0 && old <= size).Distinct()];

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static JsonArray Json(byte[][] hashes) =>
        new([.. hashes.Select(hash => JsonValue.Create(Convert.ToBase64String(hash)))]);

    private static byte[] Bytes(JsonNode node) => Convert.FromBase64String((string)node!);

    private static byte[][] List(JsonNode node) => [.. node.AsArray().Select(hash => Bytes(hash!))];

    private static string Text(JsonNode node, string name) => (string)node[name]!;
}
