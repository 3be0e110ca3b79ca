namespace PrivateVote.Identity.Attestations;

/// <summary>Every format that is verified here.</summary>
public static class AttestationVerifiers
{
    /// <summary>Bytes of an attestation at most, of any format.</summary>
    public const int MaximumLength = Presentation.MaximumLength;

    public static IReadOnlyList<IAttestationVerifier> All { get; } =
    [
        new VcJwtVerifier(),
        new SdJwtVcVerifier(),
        new DataIntegrityVerifier(),
        new EasVerifier(),
        new HumanPassportVerifier(),
        new SemaphoreVerifier(),
        new WorldIdVerifier(),
    ];

    /// <summary>The verifier of a format.</summary>
    public static IAttestationVerifier Of(AttestationFormat format) => All.First(verifier => verifier.Format == format);

    /// <summary>The verifier of the format that these bytes claim to be; null where none does.</summary>
    public static IAttestationVerifier? Recognize(ReadOnlySpan<byte> attestation)
    {
        foreach (var verifier in All)
        {
            if (verifier.Recognizes(attestation))
            {
                return verifier;
            }
        }

        return null;
    }

    /// <summary>Verifies by the source's format; without a source by the format that the bytes claim to be.</summary>
    public static AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (attestation.Length > MaximumLength)
        {
            return new IdentityRefusal(IdentityCode.TooLarge, $"an attestation is at most {MaximumLength} bytes");
        }

        var verifier = Recognize(attestation);
        if (verifier is null)
        {
            return new IdentityRefusal(
                IdentityCode.UnknownFormat,
                "the attestation is of no format that is known here"
            );
        }

        return context.Source is { } source && source.Format != verifier.Format
            ? new IdentityRefusal(
                IdentityCode.UnknownFormat,
                $"the source takes {AttestationFormatForm.NameOf(source.Format)}, not {AttestationFormatForm.NameOf(verifier.Format)}"
            )
            : verifier.Verify(attestation, context);
    }
}
