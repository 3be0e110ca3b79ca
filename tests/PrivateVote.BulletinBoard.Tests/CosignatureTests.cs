using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using PrivateVote.TestSupport;

namespace PrivateVote.BulletinBoard.Tests;

public sealed class CosignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_679_315_147);

    private static readonly NoteSigner Log = NoteSigner.FromSeed("log.example/é", new byte[32]);

    private static readonly NoteSigner[] Witnesses =
    [
        .. Enumerable
            .Range(1, 3)
            .Select(i =>
                NoteSigner.FromSeed($"witness.example/w{i}", [.. new byte[31], (byte)i], NoteKeyType.Cosignature)
            ),
    ];

    private static readonly NoteVerifier[] Keys = [.. Witnesses.Select(witness => witness.Verifier)];

    private static readonly string Signed = new Checkpoint(Log.Name, 12, new byte[32], "an extension").Sign(Log);

    [Fact]
    public void A_public_logs_checkpoint_is_cosigned_by_four_public_witnesses()
    {
        var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.Fixture("cosignature.json"))).RootElement;
        string Text(string name) => vectors.GetProperty(name).GetString()!;
        Assert.True(NoteVerifier.TryParse(Text("logKey"), out var log));
        var witnesses = vectors
            .GetProperty("witnessKeys")
            .EnumerateArray()
            .Select(key => Key(key.GetString()!))
            .ToList();
        var note = Text("note");

        Assert.True(
            Cosignature.TryOpen(note, log, witnesses, 4, out var checkpoint, out var cosignatures, out var refusal),
            refusal
        );
        Assert.Equal(1432088532, checkpoint.Size);
        Assert.Equal(witnesses, cosignatures.Select(cosignature => cosignature.Witness));
        Assert.All(cosignatures, c => Assert.Equal(vectors.GetProperty("time").GetInt64(), c.UnixTime));

        // One who has not cosigned does not count, and does not harm.
        witnesses.Add(Key(Text("unknownWitnessKey")));
        Assert.True(Cosignature.TryOpen(note, log, witnesses, 4, out _, out _, out _));
        Assert.False(Cosignature.TryOpen(note, log, witnesses, 5, out checkpoint, out _, out refusal));
        Assert.Null(checkpoint);
        Assert.Equal("4 of the witnesses have cosigned the checkpoint and 5 are needed", refusal);

        // What is parsed is written the same.
        Assert.True(SignedNote.TryParse(note, out var parsed, out _));
        Assert.Equal(note, parsed.ToString());
    }

    [Fact]
    public void What_a_witness_signs_is_the_time_and_the_whole_text()
    {
        Assert.True(SignedNote.TryParse(Signed, out var note, out _));
        var cosignature = Cosignature.Sign(note, Witnesses[0], Now.AddMilliseconds(999));
        Assert.Equal(72, cosignature.Signature.Length);
        Assert.Equal(1_679_315_147, BinaryPrimitives.ReadInt64BigEndian(cosignature.Signature));
        Assert.True(
            PrivateVote.Cryptography.Standard.Ed25519.Verify(
                Keys[0].PublicKey.Span,
                Encoding.UTF8.GetBytes("cosignature/v1\ntime 1679315147\n" + note.Text),
                cosignature.Signature.AsSpan(8)
            )
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void As_many_witnesses_as_needed_must_have_cosigned(int cosigned)
    {
        var note = Cosign(cosigned);
        for (var needed = 0; needed <= 3; needed++)
        {
            Assert.Equal(
                cosigned >= needed,
                Cosignature.TryOpen(
                    note,
                    Log.Verifier,
                    Keys,
                    needed,
                    out var checkpoint,
                    out var found,
                    out var refusal
                )
            );
            Assert.Equal(cosigned >= needed, checkpoint is not null);
            Assert.Equal(cosigned >= needed ? cosigned : null, found?.Count);
            Assert.Equal(cosigned < needed, refusal is not null);
        }
    }

    [Fact]
    public void A_witness_counts_once_and_its_newer_cosignature_takes_the_place_of_the_older()
    {
        Assert.True(SignedNote.TryParse(Cosign(1), out var note, out _));
        var again = note.With(Cosignature.Sign(note, Witnesses[0], Now.AddDays(1))).ToString();
        Assert.True(Cosignature.TryOpen(again, Log.Verifier, Keys, 1, out _, out var found, out _));
        Assert.Equal(Now.AddDays(1).ToUnixTimeSeconds(), Assert.Single(found).UnixTime);
        Assert.False(Cosignature.TryOpen(again, Log.Verifier, Keys, 2, out _, out _, out _));
    }

    [Fact]
    public void Without_the_logs_own_signature_no_witness_helps()
    {
        using var other = NoteSigner.Create(Log.Name);
        Assert.False(Cosignature.TryOpen(Cosign(3), other.Verifier, Keys, 1, out _, out _, out var refusal));
        Assert.Equal("the note has no signature by a known key", refusal);
    }

    [Fact]
    public void Every_flip_of_one_bit_of_a_cosignature_is_refused()
    {
        Assert.True(SignedNote.TryParse(Cosign(1), out var note, out _));
        var good = note.Signatures[1];
        for (var bit = 0; bit < 8 * good.Signature.Length; bit++)
        {
            var bytes = good.Signature.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertSpoilt(note.With(good with { Signature = bytes }));
        }

        AssertSpoilt(note.With(good with { Signature = good.Signature[1..] }));
        AssertSpoilt(note.With(good with { Signature = [.. good.Signature, 0] }));
        AssertSpoilt(note.With(good with { Signature = good.Signature[..8] }));
        AssertSpoilt(note.With(good with { Signature = good.Signature[8..] }));
    }

    [Fact]
    public void A_cosignature_of_another_checkpoint_is_refused()
    {
        Assert.True(
            SignedNote.TryParse(
                new Checkpoint(Log.Name, 13, new byte[32], "an extension").Sign(Log),
                out var other,
                out _
            )
        );
        Assert.True(SignedNote.TryParse(Signed, out var note, out _));
        AssertSpoilt(note.With(Cosignature.Sign(other, Witnesses[0], Now)));
    }

    [Fact]
    public void A_time_of_zero_or_above_2_to_the_63_is_refused_though_it_is_signed()
    {
        Assert.True(SignedNote.TryParse(Signed, out var note, out _));
        foreach (var time in new[] { 0UL, 1UL << 63, ulong.MaxValue })
        {
            var message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time}\n{note.Text}");
            byte[] bytes =
            [
                .. new byte[8],
                .. PrivateVote.Cryptography.Standard.Ed25519.Sign(Witnesses[0].ExportSeed(), message),
            ];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, time);
            AssertSpoilt(note.With(new NoteSignature(Witnesses[0].Name, Keys[0].KeyId, bytes)));
        }
    }

    [Fact]
    public void A_key_of_one_type_never_stands_in_for_the_other()
    {
        using var plain = NoteSigner.FromSeed(Witnesses[0].Name, Witnesses[0].ExportSeed());
        Assert.NotEqual(plain.Verifier.KeyId, Keys[0].KeyId);
        Assert.False(NoteVerifier.TryParse(Witnesses[0].VerifierKey, out _));
        Assert.False(NoteVerifier.TryParse(plain.VerifierKey, NoteKeyType.Cosignature, out _));
        Assert.Equal(Keys[0].KeyId, Key(Witnesses[0].VerifierKey).KeyId);

        Assert.Throws<ArgumentException>(() => SignedNote.Sign("text\n", Witnesses[0]));
        Assert.True(SignedNote.TryParse(Signed, out var note, out _));
        Assert.Throws<ArgumentException>(() => Cosignature.Sign(note, plain, Now));
        Assert.Throws<ArgumentException>(() => Open(note.ToString(), [plain.Verifier], 1));

        // The log's own key as a witness of another type signs other bytes.
        using var self = NoteSigner.FromSeed(Log.Name, Log.ExportSeed(), NoteKeyType.Cosignature);
        var line = note.Signatures[0] with { KeyId = self.Verifier.KeyId };
        Assert.False(Open(note.With(line).ToString(), [self.Verifier], 1));
    }

    [Fact]
    public void Misuse_is_an_exception()
    {
        Assert.True(SignedNote.TryParse(Signed, out var note, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Cosignature.Sign(note, Witnesses[0], DateTimeOffset.UnixEpoch)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(Signed, Keys, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(Signed, Keys, -1));
        Assert.True(SignedNote.TryParse(SignedNote.Sign("no checkpoint\n", Log), out var text, out _));
        Assert.Throws<ArgumentException>(() => Cosignature.Sign(text, Witnesses[0], Now));

        // One key under two names would count twice.
        var alias = new NoteVerifier("alias.example", Keys[0].PublicKey.Span, NoteKeyType.Cosignature);
        Assert.Throws<ArgumentException>(() => Open(Signed, [Keys[0], alias], 1));
        Assert.Throws<ArgumentException>(() => note.With(new NoteSignature("a name", 1, [1])));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new NoteVerifier("name", Keys[0].PublicKey.Span, (NoteKeyType)2)
        );
    }

    private static bool Open(string note, NoteVerifier[] witnesses, int needed) =>
        Cosignature.TryOpen(note, Log.Verifier, witnesses, needed, out _, out _, out _);

    private static string Cosign(int count)
    {
        Assert.True(SignedNote.TryParse(Signed, out var note, out _));
        foreach (var witness in Witnesses.Take(count))
        {
            note = note.With(Cosignature.Sign(note, witness, Now));
        }

        return note.ToString();
    }

    private static void AssertSpoilt(SignedNote note)
    {
        Assert.False(
            Cosignature.TryOpen(
                note.ToString(),
                Log.Verifier,
                Keys,
                0,
                out var checkpoint,
                out var found,
                out var refusal
            )
        );
        Assert.Null(checkpoint);
        Assert.Null(found);
        Assert.Equal("the cosignature of witness.example/w1 does not verify", refusal);

        // Who does not know the witness is not disturbed by it.
        Assert.True(Checkpoint.TryOpen(note.ToString(), Log.Verifier, out _, out _));
    }

    private static NoteVerifier Key(string text) =>
        NoteVerifier.TryParse(text, NoteKeyType.Cosignature, out var key) ? key : throw new ArgumentException(text);
}
