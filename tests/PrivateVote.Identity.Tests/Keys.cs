using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Tests;

/// <summary>Keys that are the same in every run.</summary>
internal static class Keys
{
    public static ISigningKey Make(KeyType type, byte secret = 7)
    {
        var bytes = Enumerable.Repeat(secret, type == KeyType.P384 ? 48 : 32).ToArray();
        return type == KeyType.Ed25519 ? RoleKey.FromSeed(bytes) : EcdsaKey.FromPrivateKey(type, bytes);
    }

    /// <summary>The public key as a JWK.</summary>
    public static string Jwk(DidKey key) => PrivateVote.Identity.Jose.Jwk.Format(key);

    /// <summary>The did:jwk of a key.</summary>
    public static string DidJwk(DidKey key) => "did:jwk:" + Base64Url.Encode(Encoding.UTF8.GetBytes(Jwk(key)));
}
