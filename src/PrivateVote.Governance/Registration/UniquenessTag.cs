using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>
/// Uniqueness tags as they stand in entries: `0x` and lower-case hexadecimal digits, 64 for a plain tag
/// (<see cref="Identity.Attestations.Personhood.UniquenessTag"/>), 128 for a keyed one (<see cref="KeyedTag"/>).
/// </summary>
public static class TagForm
{
    /// <summary>Bytes of a plain tag.</summary>
    public const int PlainSize = 32;

    /// <summary>Whether this is a plain tag's text, or a keyed one's; a keyed tag's point is not looked at.</summary>
    public static bool IsWellFormed(string? text, bool keyed) =>
        text is not null && Hex.TryDecode(text, keyed ? EdwardsPoint.Size : PlainSize, out _);
}
