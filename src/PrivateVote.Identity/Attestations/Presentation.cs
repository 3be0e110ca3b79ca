namespace PrivateVote.Identity.Attestations;

/// <summary>What a person hands in to become a member of a space.</summary>
/// <param name="Challenge">What the control proofs sign, or are bound to.</param>
/// <param name="Attestations">One for each source that the policy asks for together, in the order of the policy.</param>
public sealed record Presentation(Challenge Challenge, IReadOnlyList<PresentedAttestation> Attestations)
{
    /// <summary>Bytes of a presentation in JSON at most, so that with it an entry fits the log.</summary>
    public const int MaximumLength = 32 * 1024;
}

/// <summary>One attestation with the proof that its subject wants this.</summary>
/// <param name="Source">The id of the source in the space's policy.</param>
/// <param name="Attestation">The exact text of the attestation.</param>
/// <param name="Control">
/// For a DID's key a compact JWS of type <c>privatevote-registration+jws</c> over the challenge's bytes; for an Ethereum account
/// the signature, `0x` and 130 hexadecimal digits, of the EIP-4361 text or of the EIP-712 data of the challenge; null where the
/// attestation is bound to the challenge itself.
/// </param>
public sealed record PresentedAttestation(string Source, string Attestation, string? Control = null);
