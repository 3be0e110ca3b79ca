using System.Security.Cryptography;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Cryptography.Proofs;

/// <summary>
/// The nonce of a sigma protocol, hedged: from the secret, the statement and fresh randomness together.
/// </summary>
/// <remarks>
/// Repeating a nonce under two challenges gives the secret away. If the random generator fails, the nonce is still a
/// secret function of secret and statement (as in RFC 6979); if the hash of the secret were observable, the randomness
/// still hides it. w = hash_to_field(secret ‖ random ‖ h, DST "PrivateVote/v1/proof-nonce"), 32 bytes each, h the digest
/// of the transcript up to the statement. Follows draft-irtf-cfrg-det-sigs-with-noise in idea.
/// </remarks>
internal static class ProofNonce
{
    public static Scalar Draw(in Scalar secret, Transcript statement)
    {
        Span<byte> seed = stackalloc byte[Scalar.Size + 32 + SHA256.HashSizeInBytes];
        secret.Encode(seed);
        RandomNumberGenerator.Fill(seed.Slice(Scalar.Size, 32));
        statement.PeekDigest(seed[^SHA256.HashSizeInBytes..]);
        var nonce = HashToField.ToScalar(seed, "PrivateVote/v1/proof-nonce"u8);
        CryptographicOperations.ZeroMemory(seed);
        return nonce;
    }
}
