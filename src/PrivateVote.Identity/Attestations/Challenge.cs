using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// What the subject of an attestation signs so that it counts: for this space, this identity commitment, and not for long.
/// </summary>
/// <param name="Space">The space's id, 32 bytes.</param>
/// <param name="Domain">The host, perhaps with a port, that voters know the space by: wallets show it, and compare it with the page's.</param>
/// <param name="Commitment">The identity commitment to enter.</param>
/// <param name="Replaces">The commitment of the same person that it replaces; null for none.</param>
/// <param name="Nonce">16 bytes from the service.</param>
public sealed record Challenge(
    [property: JsonConverter(typeof(DigestForm))] byte[] Space,
    string Domain,
    [property: JsonConverter(typeof(FrForm))] Fr Commitment,
    [property: JsonConverter(typeof(NonceForm))] byte[] Nonce,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset IssuedAt,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Expires,
    [property: JsonConverter(typeof(FrForm))] Fr? Replaces = null
)
{
    public const int NonceSize = 16;

    /// <summary>From issue to expiry at most.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(1);

    /// <summary>The one spelling: compact JSON, members in the order of this record.</summary>
    public byte[] ToBytes() => StrictJson.Serialize(this);

    /// <summary>SHA-256 of <see cref="ToBytes"/>: what every way of showing control signs.</summary>
    public byte[] Digest() => SHA256.HashData(ToBytes());
}

/// <summary>16 bytes as `0x` and 32 lower-case hexadecimal digits.</summary>
public sealed class NonceForm : TextForm<byte[]>
{
    protected override string Expected => "16 bytes: 0x and 32 lower-case hexadecimal digits";

    protected override bool TryParse(ReadOnlySpan<char> text, out byte[] value) =>
        Hex.TryDecode(text, Challenge.NonceSize, out value);

    protected override string Format(byte[] value) => Hex.Encode(value);
}
