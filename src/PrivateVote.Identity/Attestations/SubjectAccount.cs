using System.Text;
using System.Text.Json;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// The Ethereum account that an attestation is about, read and not verified again: for presentations that were found to hold.
/// </summary>
public static class SubjectAccount
{
    /// <summary>The account that signed the challenge as the attestation's subject; null for none.</summary>
    /// <param name="format">
    /// The one that it was verified by: a member which that format passes over says nothing, whatever it would say in another.
    /// </param>
    public static Address? Of(AttestationFormat format, PresentedAttestation presented)
    {
        ArgumentNullException.ThrowIfNull(presented);
        // What a DID's key signed is a JWS.
        if (
            presented.Control?.StartsWith("0x", StringComparison.Ordinal) != true
            || !TryReadDocument(format, presented.Attestation, out var document)
        )
        {
            return null;
        }

        if (format == AttestationFormat.Eas)
        {
            return EasJson.TryRead(document, out var eas, out _) ? eas.Message.Recipient : null;
        }

        return SubjectOf(document) is { } id && SubjectId.TryParse(id, out var subject, out _) ? subject.Account : null;
    }

    private static bool TryReadDocument(AttestationFormat format, string attestation, out JsonElement document)
    {
        document = default;
        var text = format switch
        {
            AttestationFormat.Eas or AttestationFormat.DataIntegrity or AttestationFormat.HumanPassport =>
                Encoding.UTF8.GetBytes(attestation),
            AttestationFormat.VcJwt
                when CompactJws.TryParse(attestation, AttestationVerifiers.MaximumLength, out var jws, out _) =>
                jws.Payload,
            // Those of other formats are bound to the challenge themselves.
            _ => null,
        };
        return text is not null
            && ForeignJson.TryParseObject(text, AttestationVerifiers.MaximumLength, out document, out _);
    }

    /// <summary>Of a W3C credential that is about one subject.</summary>
    private static string? SubjectOf(JsonElement document)
    {
        if (!document.TryGetProperty("credentialSubject", out var subject))
        {
            return null;
        }

        if (subject.ValueKind == JsonValueKind.Array && subject.GetArrayLength() == 1)
        {
            subject = subject[0];
        }

        return subject.ValueKind == JsonValueKind.Object && subject.TryGetText("id", out var id) ? id : null;
    }
}
