using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Writes what a well-behaved issuer or holder would not.</summary>
internal static class Forge
{
    /// <summary>A JWS by this key under any header.</summary>
    public static string Jws(ISigningKey key, string header, string payload) =>
        Jws(key, Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));

    public static string Jws(ISigningKey key, byte[] header, byte[] payload)
    {
        var signed = $"{Base64Url.Encode(header)}.{Base64Url.Encode(payload)}";
        return $"{signed}.{Base64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Part(string text) => Base64Url.Encode(Encoding.UTF8.GetBytes(text));
}
