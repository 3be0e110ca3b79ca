using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>By the verifiers of Identity.</summary>
internal sealed class AttestationCheck : IAttestationCheck
{
    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context) =>
        AttestationVerifiers.Verify(attestation, context);

    public IdentityRefusal? VerifyControl(string did, string? control, Challenge challenge) =>
        ControlProof.Verify(did, control, challenge);
}
