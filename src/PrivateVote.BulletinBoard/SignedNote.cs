using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.BulletinBoard;

/// <summary>One signature line of a note: key name, key id, and the signature without the id (64 bytes, a cosignature 72).</summary>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Signature);

/// <summary>
/// A text with signatures, as C2SP signed-note defines it: the text ending in a newline, an empty line, and lines of
/// em dash, space, key name, space, base64(key id ‖ signature). Parsing says nothing of who signed; the text is to be
/// believed only after <see cref="TryVerify"/>.
/// </summary>
/// <remarks>
/// Stricter than the specification: one text for each content (canonical base64), at most
/// <see cref="MaximumSize"/> bytes and <see cref="MaximumSignatures"/> signatures, and no two signatures by one key.
/// Signatures by unknown keys are ignored, as the specification asks: witnesses add theirs.
/// </remarks>
public sealed class SignedNote
{
    /// <summary>Bytes of a whole note: room for sixteen post-quantum signatures and to spare.</summary>
    public const int MaximumSize = 256 * 1024;

    public const int MaximumSignatures = 100;

    private const string SignaturePrefix = "— ";

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, with its final newline and without the empty line.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs a text and returns the whole note.</summary>
    /// <exception cref="ArgumentException">
    /// The text does not end in a newline, holds control characters or lone surrogates, or nobody signs.
    /// </exception>
    public static string Sign(string text, params IReadOnlyList<NoteSigner> signers)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(signers);
        if (!text.EndsWith('\n') || !NoteText.TryEncode(text, out var bytes))
        {
            throw new ArgumentException("a note's text ends in a newline and has no control characters", nameof(text));
        }

        if (signers.Count == 0)
        {
            throw new ArgumentException("a note has at least one signature", nameof(signers));
        }

        var note = new StringBuilder(text).Append('\n');
        foreach (var signer in signers)
        {
            var signature = signer.Sign(bytes, NoteKeyType.Ed25519);
            AppendLine(note, new NoteSignature(signer.Name, signer.Verifier.KeyId, signature));
        }

        return note.ToString();
    }

    /// <summary>The whole note: what was parsed, or what <see cref="With"/> made.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            AppendLine(note, signature);
        }

        return note.ToString();
    }

    /// <summary>The same text with one signature more; it takes the place of one by the same key.</summary>
    /// <exception cref="ArgumentException">There are too many signatures then, or the name is no key name.</exception>
    public SignedNote With(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (!NoteKey.IsValidName(signature.Name) || signature.Signature.Length == 0)
        {
            throw new ArgumentException("a signature has a key's name and is not empty", nameof(signature));
        }

        List<NoteSignature> signatures = [.. Signatures];
        var same = signatures.FindIndex(other => other.Name == signature.Name && other.KeyId == signature.KeyId);
        if (same >= 0)
        {
            signatures[same] = signature;
        }
        else if (signatures.Count == MaximumSignatures)
        {
            throw new ArgumentException($"a note has at most {MaximumSignatures} signatures", nameof(signature));
        }
        else
        {
            signatures.Add(signature);
        }

        return new SignedNote(Text, signatures);
    }

    /// <summary>Parses the bytes of a note.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out SignedNote? note,
        [NotNullWhen(false)] out string? refusal
    )
    {
        note = null;
        if (utf8.Length > MaximumSize)
        {
            refusal = $"malformed note: over {MaximumSize} bytes";
            return false;
        }

        if (!NoteText.TryDecode(utf8, out var whole))
        {
            refusal = "malformed note: not UTF-8, or with control characters";
            return false;
        }

        return TryParseText(whole, out note, out refusal);
    }

    /// <summary>Parses a note.</summary>
    public static bool TryParse(
        string whole,
        [NotNullWhen(true)] out SignedNote? note,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(whole);
        note = null;
        if (whole.Length > MaximumSize || !NoteText.TryEncode(whole, out var utf8))
        {
            refusal = $"malformed note: over {MaximumSize} bytes, not Unicode, or with control characters";
            return false;
        }

        return TryParse(utf8, out note, out refusal);
    }

    /// <summary>
    /// Whether at least one of these keys signed the text, and none of them has a signature here that fails.
    /// </summary>
    public bool TryVerify(IReadOnlyList<NoteVerifier> verifiers, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(verifiers);
        var text = Encoding.UTF8.GetBytes(Text);
        var verified = 0;
        foreach (var signature in Signatures)
        {
            // A name alone or an id alone is not a match: both are public and short.
            var verifier = verifiers.FirstOrDefault(v => v.Name == signature.Name && v.KeyId == signature.KeyId);
            if (verifier is null)
            {
                continue;
            }

            if (!verifier.Verify(text, signature.Signature))
            {
                refusal = $"the signature of {verifier.Name} on the note does not verify";
                return false;
            }

            verified++;
        }

        refusal = verified > 0 ? null : "the note has no signature by a known key";
        return verified > 0;
    }

    private static void AppendLine(StringBuilder note, NoteSignature signature)
    {
        var bytes = new byte[4 + signature.Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
        signature.Signature.CopyTo(bytes, 4);
        note.Append(SignaturePrefix).Append(signature.Name).Append(' ');
        note.Append(Base64Strict.Encode(bytes)).Append('\n');
    }

    private static bool TryParseText(
        string whole,
        [NotNullWhen(true)] out SignedNote? note,
        [NotNullWhen(false)] out string? refusal
    )
    {
        note = null;
        var split = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0)
        {
            refusal = "malformed note: no empty line before the signatures";
            return false;
        }

        var lines = whole[(split + 2)..].Split('\n');
        if (lines.Length < 2 || lines[^1].Length != 0)
        {
            refusal = "malformed note: no signature line, or the last one has no newline";
            return false;
        }

        if (lines.Length - 1 > MaximumSignatures)
        {
            refusal = $"malformed note: over {MaximumSignatures} signatures";
            return false;
        }

        var signatures = new List<NoteSignature>(lines.Length - 1);
        foreach (var line in lines.AsSpan(0, lines.Length - 1))
        {
            if (!TryParseSignature(line, out var signature))
            {
                refusal = "malformed note: a line after the empty line is not a signature";
                return false;
            }

            if (signatures.Any(other => other.Name == signature.Name && other.KeyId == signature.KeyId))
            {
                refusal = "malformed note: two signatures by one key";
                return false;
            }

            signatures.Add(signature);
        }

        note = new SignedNote(whole[..(split + 1)], signatures);
        refusal = null;
        return true;
    }

    private static bool TryParseSignature(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = line[SignaturePrefix.Length..].Split(' ');
        if (
            parts.Length != 2
            || !NoteKey.IsValidName(parts[0])
            || !Base64Strict.TryDecode(parts[1], out var bytes)
            || bytes.Length < 5
        )
        {
            return false;
        }

        signature = new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
        return true;
    }
}
