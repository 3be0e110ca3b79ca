using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>The two questions that a registration asks about an attestation.</summary>
internal interface IAttestationCheck
{
    /// <summary>What it says, held to the context's source.</summary>
    AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context);

    /// <summary>Whether this DID signed the challenge.</summary>
    IdentityRefusal? VerifyControl(string did, string? control, Challenge challenge);
}
