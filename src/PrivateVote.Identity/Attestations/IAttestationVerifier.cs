using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Identity.Attestations;

/// <summary>What an attestation is held to. Everything outside it is passed in: verifying asks no clock and no network.</summary>
/// <param name="Now">The time at which it has to be valid.</param>
/// <param name="Source">What is accepted; null accepts any issuer, type and root, and only verifies.</param>
/// <param name="Challenge">What an attestation that carries its own proof of control has to be bound to; null does not look.</param>
/// <param name="Keys">
/// The did:key behind each DID URL of an issuer whose DID does not say its keys by itself (did:web), as it was fetched: those that
/// its document names for assertions. Null for none.
/// </param>
public sealed record VerificationContext(
    DateTimeOffset Now,
    AttestationSource? Source = null,
    Challenge? Challenge = null,
    IReadOnlyDictionary<string, string>? Keys = null
);

/// <summary>Personhood, or why not: exactly one of the two is there.</summary>
public readonly record struct AttestationOutcome(Personhood? Personhood, IdentityRefusal? Refusal)
{
    public static implicit operator AttestationOutcome(Personhood personhood) => new(personhood, null);

    public static implicit operator AttestationOutcome(IdentityRefusal refusal) => new(null, refusal);

    public bool IsRefused(
        [NotNullWhen(true)] out IdentityRefusal? refusal,
        [NotNullWhen(false)] out Personhood? personhood
    )
    {
        (refusal, personhood) = (Refusal, Personhood);
        return refusal is not null;
    }
}

/// <summary>One format: bytes of anyone to personhood or a refusal, never an exception.</summary>
public interface IAttestationVerifier
{
    AttestationFormat Format { get; }

    /// <summary>Whether these bytes claim to be of this format; says nothing of whether they are good.</summary>
    bool Recognizes(ReadOnlySpan<byte> attestation);

    AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context);
}
