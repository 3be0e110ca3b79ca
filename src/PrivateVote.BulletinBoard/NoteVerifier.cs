using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The public half of a note key with Ed25519 (C2SP signed-note): a name, an id of four bytes, a public key of 32, and
/// what it signs.
/// </summary>
public sealed class NoteVerifier
{
    private readonly byte[] publicKey;

    /// <exception cref="ArgumentException">The name or the public key is not valid.</exception>
    public NoteVerifier(string name, ReadOnlySpan<byte> publicKey, NoteKeyType type = NoteKeyType.Ed25519)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NoteKey.IsValidName(name))
        {
            throw new ArgumentException("a key name has no spaces and no plus sign", nameof(name));
        }

        if (!Ed25519.IsValidPublicKey(publicKey))
        {
            throw new ArgumentException("not an Ed25519 public key", nameof(publicKey));
        }

        if (!Enum.IsDefined(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type));
        }

        Name = name;
        Type = type;
        this.publicKey = publicKey.ToArray();
        KeyId = NoteKey.Id(name, type, publicKey);
    }

    public string Name { get; }

    /// <summary>What the key signs: texts as they are, or checkpoints with a time.</summary>
    public NoteKeyType Type { get; }

    /// <summary>32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => publicKey;

    /// <summary>SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4]: a label, too short to be a commitment.</summary>
    public uint KeyId { get; }

    /// <summary>The verifier key, <c>name+hex(id)+base64(type ‖ public key)</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}+{KeyId:x8}+{Base64Strict.Encode([(byte)Type, .. publicKey])}"
        );

    /// <summary>Parses the verifier key of a log; the id must be the one of its name and public key.</summary>
    public static bool TryParse(string verifierKey, [NotNullWhen(true)] out NoteVerifier? verifier) =>
        TryParse(verifierKey, NoteKeyType.Ed25519, out verifier);

    /// <summary>Parses a verifier key of the expected type: a key for one type never stands in for the other.</summary>
    public static bool TryParse(string verifierKey, NoteKeyType type, [NotNullWhen(true)] out NoteVerifier? verifier)
    {
        ArgumentNullException.ThrowIfNull(verifierKey);
        verifier = null;
        // Base64 has plus signs of its own.
        var parts = verifierKey.Split('+', 3);
        if (
            parts.Length != 3
            || !NoteKey.IsValidName(parts[0])
            || !Base64Strict.TryDecode(parts[2], out var key)
            || key.Length == 0
            || key[0] != (byte)type
            || !Ed25519.IsValidPublicKey(key.AsSpan(1))
        )
        {
            return false;
        }

        var candidate = new NoteVerifier(parts[0], key.AsSpan(1), type);
        if (candidate.ToString() != verifierKey)
        {
            return false;
        }

        verifier = candidate;
        return true;
    }

    /// <summary>Whether the signature, 64 bytes without the key id (a cosignature has 72), signs the text.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        Type == NoteKeyType.Ed25519
            ? Ed25519.Verify(publicKey, text, signature)
            : Cosignature.TryReadTime(signature, out var time)
                && Ed25519.Verify(publicKey, Cosignature.MessageOf(time, text), signature[Cosignature.TimeSize..]);
}
