using System.Buffers.Binary;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Registration;

/// <summary>
/// Challenges, issued without being remembered: the nonce authenticates the rest, under a key that follows from the master seed,
/// so that every server of one store knows the others' challenges as its own.
/// </summary>
internal sealed class Challenges(LogKeys keys)
{
    /// <summary>From issue to expiry.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] key = keys.Derive("PrivateVote/v1/challenges", []);

    public Challenge Issue(Space space, Fr commitment, Fr? replaces, DateTimeOffset now)
    {
        var challenge = new Challenge(
            space.Id,
            space.Body.Domain,
            commitment,
            new byte[Challenge.NonceSize],
            now,
            now + Lifetime,
            replaces
        );
        return challenge with { Nonce = NonceOf(challenge) };
    }

    /// <summary>Whether a server with this master seed issued it. Its times are looked at by the rules.</summary>
    public bool IsOurs(Challenge challenge) =>
        CryptographicOperations.FixedTimeEquals(challenge.Nonce, NonceOf(challenge));

    /// <summary>HMAC-SHA256 over everything else in it, each at its fixed length, cut to 16 bytes.</summary>
    private byte[] NonceOf(Challenge challenge)
    {
        Span<byte> times = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(times, challenge.IssuedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(times[sizeof(long)..], challenge.Expires.ToUnixTimeMilliseconds());
        byte[] content =
        [
            .. challenge.Space,
            .. SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(challenge.Domain)),
            .. challenge.Commitment.ToBytes(),
            .. times,
            .. challenge.Replaces?.ToBytes() ?? [],
        ];
        return HMACSHA256.HashData(key, content)[..Challenge.NonceSize];
    }
}
