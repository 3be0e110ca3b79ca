using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// W3C Verifiable Credentials 2.0 with a Data Integrity proof of cryptosuite eddsa-jcs-2022 (W3C vc-di-eddsa section 3.3):
/// Ed25519 over SHA-256(JCS(proof options)) ‖ SHA-256(JCS(document)).
/// </summary>
/// <remarks>
/// Stricter than the specification in three places. The proof's @context, where there is one, equals the document's: the
/// specification lets contexts be added behind the signed ones, which then nobody signed. There is one proof, not a set. The
/// key is of the credential's issuer; only where the issuer is named by an address of the web, which says no key, the DID that
/// signed is taken as the issuer, and it is that DID which the source has to trust.
/// </remarks>
public sealed class DataIntegrityVerifier : IAttestationVerifier
{
    public const string Cryptosuite = "eddsa-jcs-2022";

    private const string ProofType = "DataIntegrityProof";

    public AttestationFormat Format => AttestationFormat.DataIntegrity;

    public bool Recognizes(ReadOnlySpan<byte> attestation) =>
        attestation.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
        && ForeignJson.TryParseObject(attestation, AttestationVerifiers.MaximumLength, out var document, out _)
        && document.TryGetProperty("proof", out var proof)
        && (proof.ValueKind == JsonValueKind.Array ? proof.EnumerateArray().Any(IsProof) : IsProof(proof));

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TryVerify(attestation, AttestationVerifiers.MaximumLength, context, out var credential, out var refusal)
            ? credential.ToPersonhood(Format, context)
            : refusal;
    }

    internal static bool TryVerify(
        ReadOnlySpan<byte> secured,
        int maximumLength,
        VerificationContext context,
        [NotNullWhen(true)] out SecuredCredential? verified,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        verified = null;
        if (!ForeignJson.TryParseObject(secured, maximumLength, out var document, out var problem))
        {
            refusal = Malformed(problem);
            return false;
        }

        if (
            !TryReadProof(document, out var proof, out refusal)
            || !VerifiableCredential.TryRead(document, out var credential, out refusal)
        )
        {
            return false;
        }

        var named = IssuerKey.IsWebAddress(credential.Issuer) ? IssuerKey.DidOf(proof.Method) : credential.Issuer;
        if (!SubjectId.TryParse(named, out var issuer, out refusal))
        {
            return false;
        }

        if (!IssuerKey.TryFind(issuer, proof.Method, context, out var key, out refusal))
        {
            return false;
        }

        if (key.Type != KeyType.Ed25519)
        {
            refusal = new(IdentityCode.UnsupportedAlgorithm, "the proof's key is not Ed25519");
            return false;
        }

        if (!key.Verify(HashData(document, proof.Options), proof.Value))
        {
            refusal = new(IdentityCode.BadIssuerSignature, "the signature of the proof does not verify");
            return false;
        }

        verified = new SecuredCredential(credential, issuer, proof.Created, proof.Expires);
        refusal = null;
        return true;
    }

    /// <summary>The 64 bytes that are signed.</summary>
    /// <param name="document">With or without its proof.</param>
    /// <param name="proof">With or without its proofValue.</param>
    internal static byte[] HashData(JsonElement document, JsonElement proof) =>
        [
            .. SHA256.HashData(Jcs.CanonicalizeWithout(proof, "proofValue")),
            .. SHA256.HashData(Jcs.CanonicalizeWithout(document, "proof")),
        ];

    private static bool TryReadProof(
        JsonElement document,
        [NotNullWhen(true)] out Proof? proof,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        proof = null;
        if (!document.TryGetProperty("proof", out var options) || !IsProof(options))
        {
            refusal = Malformed($"the document has not one proof of type {ProofType}, but none or a set");
            return false;
        }

        if (!options.TryGetText("cryptosuite", out var suite) || suite != Cryptosuite)
        {
            refusal = new(IdentityCode.UnsupportedAlgorithm, $"the proof's cryptosuite is not {Cryptosuite}");
            return false;
        }

        if (!options.TryGetText("proofPurpose", out var purpose) || purpose != "assertionMethod")
        {
            refusal = Malformed("the proof's purpose is not assertionMethod");
            return false;
        }

        if (
            !options.TryGetText("verificationMethod", out var method) || !method.Contains('#', StringComparison.Ordinal)
        )
        {
            refusal = Malformed("the proof's verificationMethod is not a DID URL");
            return false;
        }

        if (
            options.TryGetProperty("@context", out var context)
            && !(
                document.TryGetProperty("@context", out var own)
                && Jcs.Canonicalize(context).AsSpan().SequenceEqual(Jcs.Canonicalize(own))
            )
        )
        {
            refusal = Malformed("the proof's @context is not that of the document");
            return false;
        }

        // 64 bytes are 86 to 88 characters.
        if (
            !options.TryGetText("proofValue", out var multibase)
            || multibase.Length is < 60 or > 90
            || multibase[0] != 'z'
            || !Base58.TryDecode(multibase.AsSpan(1), out var value)
            || value.Length != Ed25519.SignatureSize
        )
        {
            refusal = Malformed("the proof's value is not 64 bytes in base58btc");
            return false;
        }

        if (
            !Moments.TryGet(options, "created", out var created) || !Moments.TryGet(options, "expires", out var expires)
        )
        {
            refusal = Malformed("created or expires of the proof is not a moment with its time zone");
            return false;
        }

        proof = new Proof(options, method, value, created, expires);
        refusal = null;
        return true;
    }

    private static bool IsProof(JsonElement proof) => proof.TryGetText("type", out var type) && type == ProofType;

    private static IdentityRefusal Malformed(string reason) => new(IdentityCode.MalformedAttestation, reason);

    private sealed record Proof(
        JsonElement Options,
        string Method,
        byte[] Value,
        DateTimeOffset? Created,
        DateTimeOffset? Expires
    );
}
