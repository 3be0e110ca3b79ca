namespace PrivateVote.Identity.Tests;

/// <summary>Keys that are the same in every run.</summary>
internal static class Keys
{
    public static ISigningKey Make(KeyType type)
    {
        var secret = Enumerable.Repeat((byte)7, type == KeyType.P384 ? 48 : 32).ToArray();
        return type == KeyType.Ed25519 ? RoleKey.FromSeed(secret) : EcdsaKey.FromPrivateKey(type, secret);
    }
}
