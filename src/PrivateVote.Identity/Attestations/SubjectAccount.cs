using System.Text;
using System.Text.Json;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// The Ethereum account that somebody registered with, read from the presentation and not verified again: for presentations
/// that were found to hold.
/// </summary>
public static class SubjectAccount
{
    /// <summary>The account of the first attestation whose subject signed the challenge as an account; null for none.</summary>
    public static Address? Of(Presentation presentation)
    {
        ArgumentNullException.ThrowIfNull(presentation);
        return presentation.Attestations.Select(Of).FirstOrDefault(account => account is not null);
    }

    private static Address? Of(PresentedAttestation presented)
    {
        // What a DID's key signed is a JWS.
        if (presented.Control?.StartsWith("0x", StringComparison.Ordinal) != true)
        {
            return null;
        }

        return !TryReadDocument(presented.Attestation, out var document) ? null
            : EasJson.TryRead(document, out var eas, out _) ? eas.Message.Recipient
            : SubjectOf(document) is { } id && SubjectId.TryParse(id, out var subject, out _) ? subject.Account
            : null;
    }

    private static bool TryReadDocument(string attestation, out JsonElement document) =>
        CompactJws.TryParse(attestation, AttestationVerifiers.MaximumLength, out var jws, out _)
            ? ForeignJson.TryParseObject(jws.Payload, AttestationVerifiers.MaximumLength, out document, out _)
            : ForeignJson.TryParseObject(
                Encoding.UTF8.GetBytes(attestation),
                AttestationVerifiers.MaximumLength,
                out document,
                out _
            );

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
