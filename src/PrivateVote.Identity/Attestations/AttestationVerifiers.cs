namespace PrivateVote.Identity.Attestations;

/// <summary>Every format that is verified here.</summary>
public static class AttestationVerifiers
{
    /// <summary>Bytes of an attestation at most, of any format.</summary>
    public const int MaximumLength = Presentation.MaximumLength;

    public static IReadOnlyList<IAttestationVerifier> All { get; } =
