using System.Text;
using System.Text.Json;
using PrivateVote.TestSupport;

namespace PrivateVote.BulletinBoard.Tests;

public sealed class SignedNoteTests
{
    private static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllBytes(SharedVectors.Fixture("signed-note.json")))
        .RootElement;

    private static readonly string Text = Vector("text");
    private static readonly string PeterLine = Vector("peterSignature");
    private static readonly string EnochLine = Vector("enochSignature");
    private static readonly NoteVerifier Peter = Verifier(Vector("peterKey"));
    private static readonly NoteVerifier Enoch = Verifier(Vector("enochKey"));

    [Fact]
    public void A_note_is_signed_byte_for_byte_as_by_go()
    {
        using var signer = NoteSigner.FromSeed("PeterNeumann", Convert.FromHexString(Vector("peterSeed")));
        Assert.Equal(Vector("peterKey"), signer.VerifierKey);
        Assert.Equal(Text + "\n" + PeterLine, SignedNote.Sign(Text, signer));
    }

    [Fact]
    public void The_examples_of_the_specification_verify()
    {
        Assert.True(SignedNote.TryParse(Vector("specificationNote"), out var note, out _));
        Assert.Equal("This is an example message.\n", note.Text);
        Assert.True(note.TryVerify([Verifier(Vector("specificationKey"))], out _));

        // The specification gives no key for this one: only its form is checked.
        Assert.True(SignedNote.TryParse(Vector("checkpoint"), out var signed, out _));
        Assert.True(Checkpoint.TryParse(signed.Text, out var checkpoint, out _));
        Assert.Equal(20852163, checkpoint.Size);
        Assert.Equal(signed.Text, checkpoint.ToString());
    }

    [Fact]
    public void A_checkpoint_of_gos_sum_database_has_the_same_text()
    {
        var root = MerkleHash.Leaf(Encoding.UTF8.GetBytes(Vector("treeLeaf")));
        var checkpoint = new Checkpoint("go.sum database tree", 123456789012, root);
        Assert.Equal(Vector("treeText"), checkpoint.ToString());
    }

    [Fact]
    public void Signatures_by_unknown_keys_are_ignored_and_one_by_a_known_key_is_needed()
    {
        Assert.True(SignedNote.TryParse(Text + "\n" + PeterLine + EnochLine, out var note, out _));
        Assert.Equal(["PeterNeumann", "EnochRoot"], note.Signatures.Select(s => s.Name));
        Assert.True(note.TryVerify([Peter], out _));
        Assert.True(note.TryVerify([Enoch], out _));
        Assert.True(note.TryVerify([Peter, Enoch], out _));
        Assert.False(note.TryVerify([], out var refusal));
        Assert.Equal("the note has no signature by a known key", refusal);
    }

    [Fact]
    public void A_bad_signature_by_a_known_key_spoils_the_note_though_another_is_good()
    {
        var bad = EnochLine[..60] + "ABCD" + EnochLine[60..];
        Assert.True(SignedNote.TryParse(Text + "\n" + PeterLine + bad, out var note, out _));
        Assert.True(note.TryVerify([Peter], out _));
        Assert.False(note.TryVerify([Peter, Enoch], out var refusal));
        Assert.Contains("EnochRoot", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_alone_or_an_id_alone_is_not_a_known_key()
    {
        using var sameName = NoteSigner.Create(Peter.Name);
        Assert.True(SignedNote.TryParse(SignedNote.Sign(Text, sameName), out var note, out _));
        Assert.False(note.TryVerify([Peter], out _));

        var sameId = PeterLine.Replace("PeterNeumann", "CarmenSandiego", StringComparison.Ordinal);
        Assert.True(SignedNote.TryParse(Text + "\n" + sameId, out note, out _));
        Assert.False(note.TryVerify([Peter], out _));
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        using var signer = NoteSigner.Create("name");
        const string Poem = "one\n\n— name AAAAAAAA\n\nthree\n";
        Assert.True(SignedNote.TryParse(SignedNote.Sign(Poem, signer), out var note, out _));
        Assert.Equal(Poem, note.Text);
        Assert.True(note.TryVerify([signer.Verifier], out _));
    }

    [Theory]
    [InlineData("TEXT")]
    [InlineData("TEXT\n")]
    [InlineData("TEXT\nPETER-")]
    [InlineData("\u0001TEXT\nPETER")]
    [InlineData("\rTEXT\nPETER")]
    [InlineData("TEXT\nPETERUnexpected line.\n")]
    [InlineData("TEXT\nPETER\n")]
    [InlineData("TEXT\nPETERPETER")]
    [InlineData("TEXT\n PETER")]
    [InlineData("TEXT\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("TEXT\n— Bad+Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("TEXT\n— Bad\u00a0Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("TEXT\n—  x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("TEXT\n— name  x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("TEXT\n— name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI= \n")]
    [InlineData("TEXT\n— name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI\n")]
    [InlineData("TEXT\n— name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZJ=\n")]
    [InlineData("TEXT\n— name x08go_ZJkuBS9UG_SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("TEXT\n— name x08gow==\n")]
    [InlineData("TEXT\n— name\n")]
    [InlineData("TEXT\n- name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n")]
    [InlineData("")]
    public void A_note_that_is_not_exactly_of_the_form_is_refused(string template)
    {
        var whole = template
            .Replace("PETER-", PeterLine[..^1], StringComparison.Ordinal)
            .Replace("PETER", PeterLine, StringComparison.Ordinal)
            .Replace("TEXT", Text, StringComparison.Ordinal);
        AssertMalformed(whole);
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(whole), out _, out _));
    }

    [Fact]
    public void Text_that_is_not_unicode_is_refused()
    {
        AssertMalformed("\ud800" + Text + "\n" + PeterLine);
        byte[] bytes = [0xff, .. Encoding.UTF8.GetBytes(Text + "\n" + PeterLine)];
        Assert.False(SignedNote.TryParse(bytes, out _, out _));
        byte[] overlong = [0xc0, 0xaf, .. Encoding.UTF8.GetBytes(Text + "\n" + PeterLine)];
        Assert.False(SignedNote.TryParse(overlong, out _, out _));
    }

    [Fact]
    public void A_note_too_large_or_with_too_many_signatures_is_refused()
    {
        AssertMalformed(new string('a', SignedNote.MaximumSize) + "\n\n" + PeterLine);
        AssertMalformed(new string('é', SignedNote.MaximumSize / 2) + "\n\n" + PeterLine);

        var lines = Enumerable.Range(0, SignedNote.MaximumSignatures + 1).Select(i => $"— name{i} AAAAAAAA\n").ToList();
        AssertMalformed(Text + "\n" + string.Concat(lines));
        Assert.True(SignedNote.TryParse(Text + "\n" + string.Concat(lines[1..]), out _, out _));
    }

    [Fact]
    public void No_piece_of_a_verifier_key_and_no_change_of_a_character_is_a_verifier_key()
    {
        var key = Vector("peterKey");
        Assert.True(NoteVerifier.TryParse(key, out _));
        for (var start = 0; start < key.Length; start++)
        {
            for (var end = start; end <= key.Length; end++)
            {
                if (end - start < key.Length)
                {
                    Assert.False(NoteVerifier.TryParse(key[start..end], out _));
                }
            }
        }

        for (var i = 0; i < key.Length; i++)
        {
            Assert.False(NoteVerifier.TryParse($"{key[..i]}{(char)(key[i] + 1)}{key[(i + 1)..]}", out _));
        }

        foreach (var bad in Vectors.GetProperty("badKeys").EnumerateArray())
        {
            Assert.False(NoteVerifier.TryParse(bad.GetString()!, out _));
        }
    }

    [Fact]
    public void An_id_in_capitals_is_another_spelling_and_refused()
    {
        var key = Vector("peterKey");
        Assert.False(NoteVerifier.TryParse(key.Replace("c74f20a3", "C74F20A3", StringComparison.Ordinal), out _));
    }

    [Fact]
    public void Misuse_is_an_exception()
    {
        using var signer = NoteSigner.Create("name");
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("no newline", signer));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("a\tb\n", signer));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("text\n"));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create("a name"));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create("a+b"));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create(""));
        Assert.Throws<ArgumentException>(() => NoteSigner.FromSeed("name", new byte[31]));
        Assert.Throws<ArgumentException>(() => new NoteVerifier("name", new byte[32]));
    }

    [Fact]
    public void A_disposed_signer_signs_nothing()
    {
        var signer = NoteSigner.Create("name");
        Assert.Equal(32, signer.ExportSeed().Length);
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SignedNote.Sign("text\n", signer));
        Assert.Throws<ObjectDisposedException>(() => signer.ExportSeed());
    }

    private static void AssertMalformed(string whole)
    {
        Assert.False(SignedNote.TryParse(whole, out var note, out var refusal));
        Assert.Null(note);
        Assert.StartsWith("malformed note", refusal, StringComparison.Ordinal);
    }

    private static NoteVerifier Verifier(string key) =>
        NoteVerifier.TryParse(key, out var verifier) ? verifier : throw new ArgumentException(key);

    private static string Vector(string name) => Vectors.GetProperty(name).GetString()!;
}
