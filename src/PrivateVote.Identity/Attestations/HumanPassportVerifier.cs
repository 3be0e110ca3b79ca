using System.Globalization;
using System.Text.Json;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Identity.Dids;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// A stamp of Human Passport (formerly Gitcoin Passport; passportxyz/passport): a verifiable credential of 2018 with a proof
/// EthereumEip712Signature2021 (w3c-ccg.github.io/ethereum-eip712-signature-2021-spec).
/// </summary>
/// <remarks>
/// <para>
/// Signed by EIP-712 is the whole credential with its proof, but for the proof's members `proofValue` and `eip712Domain`. The
/// types are held to <see cref="HumanPassportTypes"/>. The issuer is a did:ethr, which is taken as the account it names.
/// </para>
/// <para>
/// What a stamp tells apart is the holder's account elsewhere (the provider's), by a hash or by nullifiers, one for each
/// version of the issuer's key, `v1:…`; the wallet is only who shows control. A source names the version to go by as its
/// unique claim (`v1`); without one it is the hash or the first nullifier, which changes when the issuer retires a key.
/// Types of a source are providers. The service keeps revocations to itself: there is no status to ask about.
/// </para>
/// <para>Stamps until 2023, signed by a did:key with Ed25519Signature2018 (JSON-LD canonicalization), are refused as such.</para>
/// </remarks>
public sealed class HumanPassportVerifier : IAttestationVerifier
{
    /// <summary>Bytes of the longest stamp that is read: published ones are under 4000.</summary>
    public const int MaximumLength = 16 * 1024;

    private const string ProofType = "EthereumEip712Signature2021";
    private const string FormerProofType = "Ed25519Signature2018";
    private const string CredentialsContext = "https://www.w3.org/2018/credentials/v1";
    private const string CredentialType = "VerifiableCredential";
    private const string MethodFragment = "#controller";

    private static readonly string[] SignedProofMembers =
    [
        "@context",
        "created",
        "proofPurpose",
        "type",
        "verificationMethod",
    ];

    public AttestationFormat Format => AttestationFormat.HumanPassport;

    public bool Recognizes(ReadOnlySpan<byte> attestation) =>
        ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out _)
        && root.TryGetProperty("credentialSubject", out var subject)
        && subject.TryGetText("provider", out _)
        && root.TryGetProperty("proof", out var proof)
        && proof.TryGetText("type", out var type)
        && type is ProofType or FormerProofType;

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (attestation.Length > MaximumLength)
        {
            return new IdentityRefusal(IdentityCode.TooLarge, $"a stamp has at most {MaximumLength} bytes");
        }

        if (!ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out var refusal))
        {
            return Malformed(refusal);
        }

        if (CheckProofForm(root, out var proof, out var signature) is { } unread)
        {
            return unread;
        }

        // The types have every member of the document, so that reading it by them leaves nothing unsigned and nothing out.
        if (!TypedData.TryParse(WriteTypedData(root, proof), out var typed, out refusal))
        {
            return Malformed($"the document is not of its types ({refusal})");
        }

        return CheckIssuer(root, proof, typed, signature!, context.Source, out var issuer) is { } untrusted ? untrusted
            : CheckDocument(root, proof) is { } other ? other
            : CheckTimes(root, context.Now, out var expires) is { } untimely ? untimely
            : Vouch(root.GetProperty("credentialSubject"), issuer, expires, context.Source);
    }

    private static IdentityRefusal? CheckProofForm(
        JsonElement root,
        out JsonElement proof,
        out EthereumSignature? signature
    )
    {
        signature = null;
        if (
            !root.TryGetProperty("proof", out proof)
            || proof.ValueKind != JsonValueKind.Object
            || !proof.TryGetText("type", out var type)
        )
        {
            return Malformed("it has no proof");
        }

        if (type != ProofType)
        {
            return new IdentityRefusal(
                IdentityCode.UnsupportedAlgorithm,
                $"of stamps only those with a proof of type {ProofType} are verified, not those signed by a did:key"
            );
        }

        if (!proof.TryGetProperty("eip712Domain", out var eip712Domain) || !HumanPassportTypes.AreIn(eip712Domain))
        {
            return Malformed("the types in its proof are not those that stamps are signed by");
        }

        return
            proof.TryGetText("proofValue", out var value)
            && EthereumSignature.TryParse(value, out signature)
            && proof.GetPropertyCount() == SignedProofMembers.Length + 2
            ? null
            : Malformed("the proof's value is not a signature, 0x and 130 digits with low s, or the proof says more");
    }

    /// <summary>The JSON of eth_signTypedData_v4: what the issuer's wallet was given.</summary>
    private static byte[] WriteTypedData(JsonElement root, JsonElement proof)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in proof.GetProperty("eip712Domain").EnumerateObject())
            {
                member.WriteTo(json);
            }

            json.WriteStartObject("message");
            foreach (var member in root.EnumerateObject())
            {
                if (member.Name != "proof")
                {
                    member.WriteTo(json);
                }
            }

            json.WriteStartObject("proof");
            foreach (var member in proof.EnumerateObject())
            {
                if (member.Name is not ("proofValue" or "eip712Domain"))
                {
                    member.WriteTo(json);
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static IdentityRefusal? CheckIssuer(
        JsonElement root,
        JsonElement proof,
        TypedData typed,
        EthereumSignature signature,
        AttestationSource? source,
        out string issuer
    )
    {
        issuer = root.GetProperty("issuer").GetString()!;
        if (
            !issuer.StartsWith(EthereumDid.EthrPrefix, StringComparison.Ordinal)
            || !EthereumDid.TryParse(issuer, out var account, out _)
        )
        {
            return new IdentityRefusal(IdentityCode.UnsupportedDid, "the issuer of a stamp is a did:ethr");
        }

        if (proof.GetProperty("verificationMethod").GetString() != issuer + MethodFragment)
        {
            return new IdentityRefusal(IdentityCode.IssuerMismatch, "the proof is by another key than the issuer's");
        }

        if (!signature.IsBy(account, typed.Digest))
        {
            return new IdentityRefusal(IdentityCode.BadIssuerSignature, "the stamp is not signed by its issuer");
        }

        return source is null || source.Issuers.Any(trusted => IsAccount(trusted, account))
            ? null
            : new IdentityRefusal(IdentityCode.IssuerNotTrusted, "the space does not trust this issuer");
    }

    private static bool IsAccount(string did, Address account) =>
        SubjectId.TryParse(did, out var subject, out _) && subject.Account == account;

    private static IdentityRefusal? CheckDocument(JsonElement root, JsonElement proof)
    {
        if (
            !IsFirst(root.GetProperty("@context"), CredentialsContext)
            || !IsFirst(root.GetProperty("type"), CredentialType)
            || root.GetProperty("type").GetArrayLength() != 1
        )
        {
            return Malformed("it is not a verifiable credential of 2018, and nothing more");
        }

        return proof.GetProperty("proofPurpose").ValueEquals("assertionMethod")
            ? null
            : Malformed("the purpose of its proof is not assertionMethod");
    }

    private static bool IsFirst(JsonElement texts, string expected) =>
        texts.GetArrayLength() > 0 && texts[0].ValueEquals(expected);

    private static IdentityRefusal? CheckTimes(JsonElement root, DateTimeOffset now, out DateTimeOffset expires)
    {
        expires = default;
        return !TryReadMoment(root, "issuanceDate", out var issued)
            || !TryReadMoment(root, "expirationDate", out expires)
                ? Malformed("its dates are not moments in UTC")
            : issued > now ? new IdentityRefusal(IdentityCode.NotYetValid, "the stamp is dated in the future")
            : expires <= now ? new IdentityRefusal(IdentityCode.Expired, "the stamp has expired")
            : null;
    }

    /// <summary>The issuer's library leaves a fraction of zero out.</summary>
    private static bool TryReadMoment(JsonElement root, string name, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(
            root.GetProperty(name).GetString(),
            ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out moment
        );

    private AttestationOutcome Vouch(
        JsonElement subject,
        string issuer,
        DateTimeOffset expires,
        AttestationSource? source
    )
    {
        var provider = subject.GetProperty("provider").GetString()!;
        if (source?.Types is { } providers && !providers.Contains(provider))
        {
            return new IdentityRefusal(IdentityCode.TypeNotTrusted, "the space does not accept this stamp's provider");
        }

        var id = subject.GetProperty("id").GetString()!;
        if (
            !id.StartsWith(EthereumDid.PkhPrefix, StringComparison.Ordinal)
            || !SubjectId.TryParse(id, out var holder, out _)
            || holder.Account is not { IsZero: false }
        )
        {
            return new IdentityRefusal(IdentityCode.NoSubject, "the stamp is not of an account, a did:pkh:eip155");
        }

        return Nullifier(subject, source?.UniqueClaim) is { } nullifier
            ? new Personhood(Format, issuer, id, "human-passport:" + provider, "stamp:" + nullifier, id, expires, null)
            : new IdentityRefusal(
                IdentityCode.ClaimMissing,
                "the stamp has no hash and no nullifier, or none of the version that the space goes by"
            );
    }

    /// <summary>The hash, or the nullifier of the version asked for, or the first; null where it is missing or empty.</summary>
    private static string? Nullifier(JsonElement subject, string? version)
    {
        var values = subject.TryGetText("hash", out var hash)
            ? [hash]
            : subject.GetProperty("nullifiers").EnumerateArray().Select(value => value.GetString()!).ToArray();
        var nullifier = version is null
            ? values.FirstOrDefault()
            : values.FirstOrDefault(value => value.StartsWith(version + ":", StringComparison.Ordinal));
        return string.IsNullOrEmpty(nullifier) ? null : nullifier;
    }

    private static IdentityRefusal Malformed(string reason) =>
        new(IdentityCode.MalformedAttestation, $"malformed stamp: {reason}");
}
