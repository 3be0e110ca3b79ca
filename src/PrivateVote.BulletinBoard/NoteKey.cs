using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.BulletinBoard;

/// <summary>What signer and verifier of notes share: key names and key ids (C2SP signed-note).</summary>
internal static class NoteKey
{
    /// <summary>The signature type of plain Ed25519; it stands before the public key in ids and verifier keys.</summary>
    public const byte Ed25519Type = 0x01;

    /// <summary>UTF-16 units; the specification sets no limit, and a name is a host name with a path.</summary>
    private const int MaximumNameLength = 255;

    /// <summary>Not empty, without Unicode spaces, control characters and plus signs.</summary>
    public static bool IsValidName(string name) =>
        name.Length is > 0 and <= MaximumNameLength
        && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+')
        && NoteText.IsUnicode(name);

    /// <summary>SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4] as a big-endian number.</summary>
    public static uint Id(string name, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(
            SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. publicKey])
        );
}
