using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// What a key signs; the number stands before the public key in ids and verifier keys. One key pair may be used for both:
/// the ids differ, and so do the signed bytes.
/// </summary>
public enum NoteKeyType : byte
{
    /// <summary>Ed25519 over the text (C2SP signed-note): a log signs so.</summary>
    Ed25519 = 0x01,

    /// <summary>Ed25519 over a time and the text of a checkpoint (C2SP tlog-cosignature, version 1): a witness signs so.</summary>
    Cosignature = 0x04,
}

/// <summary>What signer and verifier of notes share: key names and key ids (C2SP signed-note).</summary>
internal static class NoteKey
{
    /// <summary>UTF-16 units; the specification sets no limit, and a name is a host name with a path.</summary>
    private const int MaximumNameLength = 255;

    /// <summary>Not empty, without Unicode spaces, control characters and plus signs.</summary>
    public static bool IsValidName(string name) =>
        name.Length is > 0 and <= MaximumNameLength
        && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+')
        && NoteText.IsUnicode(name);

    /// <summary>SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4] as a big-endian number.</summary>
    public static uint Id(string name, NoteKeyType type, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(
            SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey])
        );
}
