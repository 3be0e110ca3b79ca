using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The head of a log at one size (C2SP tlog-checkpoint): the note text is the lines origin, size in decimal, base64 of
/// the root hash (32 bytes), and any extension lines.
/// </summary>
/// <remarks>
/// The key that signs bears the log's origin as its name (a SHOULD of the specification, and a must here unless the
/// reader names the origin): a key of one log does not speak for another.
/// </remarks>
public sealed class Checkpoint
{
    /// <exception cref="ArgumentException">A part does not fit the format.</exception>
    public Checkpoint(string origin, long size, ReadOnlySpan<byte> rootHash, params IReadOnlyList<string> extensions)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(extensions);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (!IsLine(origin) || !extensions.All(IsLine))
        {
            throw new ArgumentException("origin and extensions are lines that are not empty");
        }

        if (rootHash.Length != MerkleHash.Size)
        {
            throw new ArgumentException($"a root hash is {MerkleHash.Size} bytes", nameof(rootHash));
        }

        Origin = origin;
        Size = size;
        RootHash = rootHash.ToArray();
        Extensions = [.. extensions];
    }

    /// <summary>The log's name.</summary>
    public string Origin { get; }

    /// <summary>The number of leaves.</summary>
    public long Size { get; }

    /// <summary>The root over those leaves, 32 bytes.</summary>
    public byte[] RootHash { get; }

    /// <summary>Lines after the root hash; signed, and given no meaning here.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The note text that is signed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Origin).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Size}\n");
        text.Append(Base64Strict.Encode(RootHash)).Append('\n');
        foreach (var line in Extensions)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The signed note. A log never signs two checkpoints that no consistency proof joins.</summary>
    /// <exception cref="ArgumentException">The signer's name is not the origin.</exception>
    public string Sign(NoteSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return signer.Name == Origin
            ? SignedNote.Sign(ToString(), signer)
            : throw new ArgumentException("the key that signs a checkpoint bears its origin as name", nameof(signer));
    }

    /// <summary>Opens a signed checkpoint of the log whose origin is the verifier's name.</summary>
    public static bool TryOpen(
        string note,
        NoteVerifier verifier,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(verifier);
        return TryOpen(note, verifier.Name, verifier, out checkpoint, out refusal);
    }

    /// <summary>Opens a signed checkpoint of a log whose key has another name than the origin.</summary>
    public static bool TryOpen(
        string note,
        string origin,
        NoteVerifier verifier,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(verifier);
        checkpoint = null;
        if (!SignedNote.TryParse(note, out var signed, out refusal) || !signed.TryVerify([verifier], out refusal))
        {
            return false;
        }

        if (!TryParse(signed.Text, out var parsed, out refusal))
        {
            return false;
        }

        if (parsed.Origin != origin)
        {
            refusal = "the checkpoint is of another log: its origin is not the one expected";
            return false;
        }

        checkpoint = parsed;
        return true;
    }

    /// <summary>Parses the text of a checkpoint, without its signatures.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length != 0)
        {
            refusal = "malformed checkpoint: not three lines or more, each with its newline";
            return false;
        }

        lines = lines[..^1];
        if (!lines.All(IsLine))
        {
            refusal = "malformed checkpoint: an empty line, or a control character";
            return false;
        }

        if (!TryParseSize(lines[1], out var size))
        {
            refusal = "malformed checkpoint: the size is not a decimal number below 2^63 without leading zeros";
            return false;
        }

        if (!Base64Strict.TryDecode(lines[2], out var root) || root.Length != MerkleHash.Size)
        {
            refusal = $"malformed checkpoint: the root hash is not base64 of {MerkleHash.Size} bytes";
            return false;
        }

        checkpoint = new Checkpoint(lines[0], size, root, lines[3..]);
        refusal = null;
        return true;
    }

    private static bool TryParseSize(string line, out long size) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out size)
        && line == size.ToString(CultureInfo.InvariantCulture);

    private static bool IsLine(string line) =>
        line.Length > 0 && !line.Contains('\n') && NoteText.TryEncode(line, out _);
}
