using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Challenges that are the same in every run.</summary>
internal static class Challenges
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static Challenge Make(byte space = 1, ulong commitment = 42, byte nonce = 9, ulong? replaces = null) =>
        new(
            Enumerable.Repeat(space, 32).ToArray(),
            "vote.example.org",
            Fr.From(commitment),
            Enumerable.Repeat(nonce, Challenge.NonceSize).ToArray(),
            Now,
            Now.AddMinutes(10),
            replaces is { } replaced ? Fr.From(replaced) : null
        );
}
