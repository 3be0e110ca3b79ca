using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// A witness's statement, verified, that at some time this was the largest tree it had seen of the log, and that it was
/// consistent with all that it had seen before (C2SP tlog-cosignature, version 1 with Ed25519). Enough witnesses who see the
/// same checkpoint keep a log from showing different people different trees.
/// </summary>
/// <remarks>
/// What is signed: <c>cosignature/v1</c>, <c>time SECONDS</c>, and the text of the checkpoint, each line with its newline. The
/// signature is the time as 8 bytes, big-endian, and Ed25519's 64. The signed bytes do not name the witness: no two witnesses
/// share a public key.
/// </remarks>
/// <param name="Witness">Whose it is.</param>
/// <param name="UnixTime">When, in seconds since 1970, by the witness's clock.</param>
public sealed record Cosignature(NoteVerifier Witness, long UnixTime)
{
    internal const int TimeSize = sizeof(ulong);

    private const string Header = "cosignature/v1\ntime ";

    /// <summary>
    /// Cosigns a checkpoint. A witness first verifies the log's signature, and that the tree is consistent with the last one it
    /// cosigned for that origin.
    /// </summary>
    /// <param name="checkpoint">The note's text is the checkpoint's; its signatures do not matter here.</param>
    /// <param name="at">The witness's clock; after 1970, cut to the second.</param>
    /// <exception cref="ArgumentException">The text is no checkpoint, the key is no witness's, or the time is before 1971.</exception>
    public static NoteSignature Sign(SignedNote checkpoint, NoteSigner witness, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(witness);
        var time = at.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfLessThan(time, 1, nameof(at));
        if (!Checkpoint.TryParse(checkpoint.Text, out _, out var refusal))
        {
            throw new ArgumentException(refusal, nameof(checkpoint));
        }

        var message = MessageOf(time, Encoding.UTF8.GetBytes(checkpoint.Text));
        var signed = new byte[TimeSize];
        BinaryPrimitives.WriteInt64BigEndian(signed, time);
        return new NoteSignature(
            witness.Name,
            witness.Verifier.KeyId,
            [.. signed, .. witness.Sign(message, NoteKeyType.Cosignature)]
        );
    }

    /// <summary>
    /// Opens a checkpoint that the log has signed and at least <paramref name="needed"/> of these witnesses have cosigned.
    /// </summary>
    /// <remarks>
    /// Signatures by others are ignored. A wrong one by the log or by one of the witnesses spoils the note. Whether the times
    /// are recent enough is for the caller to say.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A key is not a witness's, two witnesses have one public key, or more are needed than there are.
    /// </exception>
    public static bool TryOpen(
        string note,
        NoteVerifier log,
        IReadOnlyList<NoteVerifier> witnesses,
        int needed,
        [NotNullWhen(true)] out Checkpoint? checkpoint,
        [NotNullWhen(true)] out IReadOnlyList<Cosignature>? cosignatures,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(witnesses);
        ArgumentOutOfRangeException.ThrowIfNegative(needed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, witnesses.Count);
        if (witnesses.Any(witness => witness.Type != NoteKeyType.Cosignature))
        {
            throw new ArgumentException("a witness's key is of the type for cosignatures", nameof(witnesses));
        }

        if (witnesses.DistinctBy(witness => Convert.ToHexString(witness.PublicKey.Span)).Count() < witnesses.Count)
        {
            throw new ArgumentException("two witnesses with one key are one witness", nameof(witnesses));
        }

        cosignatures = null;
        if (!Checkpoint.TryOpen(note, log, out checkpoint, out refusal))
        {
            return false;
        }

        var found = new List<Cosignature>();
        if (!TryRead(note, witnesses, found, out refusal) || found.Count < needed)
        {
            refusal ??= $"{found.Count} of the witnesses have cosigned the checkpoint and {needed} are needed";
            checkpoint = null;
            return false;
        }

        cosignatures = found;
        return true;
    }

    internal static byte[] MessageOf(long time, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Header}{time}\n")), .. text];

    /// <summary>The time before the signature, of 72 bytes in all; it is neither 0 nor above 2^63 - 1.</summary>
    internal static bool TryReadTime(ReadOnlySpan<byte> signature, out long time)
    {
        time = signature.Length < TimeSize ? 0 : BinaryPrimitives.ReadInt64BigEndian(signature);
        return time > 0;
    }

    private static bool TryRead(
        string note,
        IReadOnlyList<NoteVerifier> witnesses,
        List<Cosignature> found,
        out string? refusal
    )
    {
        if (!SignedNote.TryParse(note, out var signed, out refusal))
        {
            return false;
        }

        var text = Encoding.UTF8.GetBytes(signed.Text);
        foreach (var signature in signed.Signatures)
        {
            var witness = witnesses.FirstOrDefault(w => w.Name == signature.Name && w.KeyId == signature.KeyId);
            if (witness is null)
            {
                continue;
            }

            if (!TryReadTime(signature.Signature, out var time) || !witness.Verify(text, signature.Signature))
            {
                refusal = $"the cosignature of {witness.Name} does not verify";
                return false;
            }

            found.Add(new Cosignature(witness, time));
        }

        return true;
    }
}
