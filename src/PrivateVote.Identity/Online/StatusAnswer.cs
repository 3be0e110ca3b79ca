using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Online;

/// <summary>What can be learned about an attestation's status.</summary>
public enum StatusKind
{
    /// <summary>It holds.</summary>
    Valid,

    /// <summary>Its issuer took it back for good.</summary>
    Revoked,

    /// <summary>Its issuer took it back for now.</summary>
    Suspended,

    /// <summary>Nobody could say: never the same as valid.</summary>
    Unavailable,
}

/// <summary>An answer, and with <see cref="StatusKind.Unavailable"/> one sentence of why.</summary>
public sealed record StatusAnswer(StatusKind Kind, string? Reason = null)
{
    public static StatusAnswer Valid { get; } = new(StatusKind.Valid);

    public static StatusAnswer Revoked { get; } = new(StatusKind.Revoked);

    public static StatusAnswer Suspended { get; } = new(StatusKind.Suspended);

    public static StatusAnswer Unavailable(string reason) => new(StatusKind.Unavailable, reason);

    /// <summary>Null if the attestation holds.</summary>
    public IdentityRefusal? ToRefusal() =>
        Kind switch
        {
            StatusKind.Valid => null,
            StatusKind.Revoked => new(IdentityCode.Revoked, "the issuer revoked the attestation"),
            StatusKind.Suspended => new(IdentityCode.Revoked, "the issuer suspended the attestation"),
            _ => new(IdentityCode.StatusUnavailable, $"whether the attestation still holds cannot be had: {Reason}"),
        };
}

/// <summary>Asks for the status of attestations, of the kinds that it knows. It answers; it does not throw.</summary>
public interface IStatusSource
{
    bool Knows(StatusReference status);

    Task<StatusAnswer> AskAsync(StatusReference status, DateTimeOffset now, CancellationToken cancellation);
}
