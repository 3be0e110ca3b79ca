using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Issuing;

/// <summary>
/// Issues W3C Verifiable Credentials 2.0 as JSON with a Data Integrity proof (`eddsa-jcs-2022`, W3C vc-di-eddsa section 3.3).
/// <see cref="DataIntegrityVerifier"/> verifies them.
/// </summary>
public static class DataIntegrityIssuer
{
    /// <param name="issuer">An Ed25519 key.</param>
    /// <param name="created">When the proof says that it was made; whole seconds.</param>
    /// <exception cref="ArgumentException">The key is not Ed25519, the subject is not a DID, or a claim is named `id`.</exception>
    public static string Issue(ISigningKey issuer, Credential credential, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(credential);
        if (issuer.PublicKey.Type != KeyType.Ed25519)
        {
            throw new ArgumentException($"{DataIntegrityVerifier.Cryptosuite} signs with Ed25519", nameof(issuer));
        }

        var document = credential.ToDocument(issuer.PublicKey.ToString());
        var proof = new JsonObject
        {
            ["type"] = "DataIntegrityProof",
            ["cryptosuite"] = DataIntegrityVerifier.Cryptosuite,
            ["created"] = Credential.DateTimeStamp(created),
            ["verificationMethod"] = issuer.PublicKey.KeyId,
            ["proofPurpose"] = "assertionMethod",
            ["@context"] = document["@context"]!.DeepClone(),
        };
        var signature = issuer.Sign(DataIntegrityVerifier.HashData(Read(document), Read(proof)));
        proof.Add("proofValue", "z" + Base58.Encode(signature));
        document.Add("proof", proof);
        return Encoding.UTF8.GetString(StrictJson.Serialize(document));
    }

    private static JsonElement Read(JsonObject value) => JsonElement.Parse(StrictJson.Serialize(value));
}
