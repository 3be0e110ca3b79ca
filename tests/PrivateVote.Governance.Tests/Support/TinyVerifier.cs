using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Tests.Support;

/// <summary>A verifier of W3C credentials as JWT that is short enough to be seen through; control is the real one's.</summary>
internal sealed class TinyVerifier : IAttestationCheck
{
    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        if (
            !Jws.TryVerify(
                Encoding.UTF8.GetString(attestation),
                "vc+jwt",
                out var signer,
                out var payload,
                out var problem
            )
        )
        {
            return new IdentityRefusal(IdentityCode.BadIssuerSignature, problem);
        }

        var credential = JsonNode.Parse(payload)!;
        var subject = (string)credential["credentialSubject"]!["id"]!;
        var from = Moment(credential["validFrom"])!.Value;
        var until = Moment(credential["validUntil"]);
        return !context.Source!.Issuers.Contains(signer)
                ? new IdentityRefusal(IdentityCode.IssuerNotTrusted, "the source does not trust the issuer")
            : context.Now < from ? new IdentityRefusal(IdentityCode.NotYetValid, "not yet")
            : until <= context.Now ? new IdentityRefusal(IdentityCode.Expired, "no longer")
            : new Personhood(
                AttestationFormat.VcJwt,
                signer,
                subject,
                signer,
                context.Source.UniqueClaim is { } claim
                    ? $"claim:{claim}:{(string)credential["credentialSubject"]![claim]!}"
                    : subject,
                subject,
                until,
                null
            );
    }

    public IdentityRefusal? VerifyControl(string did, string? control, Challenge challenge) =>
        ControlProof.Verify(did, control, challenge);

    private static DateTimeOffset? Moment(JsonNode? node) =>
        node is null ? null : DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
}
