using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The public half of a note key with Ed25519 (C2SP signed-note): a name, an id of four bytes, a public key of 32.
/// </summary>
public sealed class NoteVerifier
{
    private readonly byte[] publicKey;

    /// <exception cref="ArgumentException">The name or the public key is not valid.</exception>
    public NoteVerifier(string name, ReadOnlySpan<byte> publicKey)
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

        Name = name;
        this.publicKey = publicKey.ToArray();
        KeyId = NoteKey.Id(name, publicKey);
    }

    public string Name { get; }

    /// <summary>SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4]: a label, too short to be a commitment.</summary>
    public uint KeyId { get; }

    /// <summary>The verifier key, <c>name+hex(id)+base64(0x01 ‖ public key)</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}+{KeyId:x8}+{Base64Strict.Encode([NoteKey.Ed25519Type, .. publicKey])}"
        );

    /// <summary>Parses a verifier key; the id must be the one of its name and public key.</summary>
    public static bool TryParse(string verifierKey, [NotNullWhen(true)] out NoteVerifier? verifier)
    {
        ArgumentNullException.ThrowIfNull(verifierKey);
        verifier = null;
        // Base64 has plus signs of its own.
        var parts = verifierKey.Split('+', 3);
        if (
            parts.Length != 3
            || !NoteKey.IsValidName(parts[0])
            || !Base64Strict.TryDecode(parts[2], out var key)
            || key is not [NoteKey.Ed25519Type, ..]
            || !Ed25519.IsValidPublicKey(key.AsSpan(1))
        )
        {
            return false;
        }

        var candidate = new NoteVerifier(parts[0], key.AsSpan(1));
        if (candidate.ToString() != verifierKey)
        {
            return false;
        }

        verifier = candidate;
        return true;
    }

    /// <summary>Whether the signature, 64 bytes without the key id, signs the text.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(publicKey, text, signature);
}
