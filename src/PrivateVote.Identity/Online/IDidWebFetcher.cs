namespace PrivateVote.Identity.Online;

/// <summary>Bytes that were fetched, or why there are none: exactly one of the two is there.</summary>
public readonly record struct FetchOutcome(byte[]? Body, string? Problem);

/// <summary>Fetches what issuers publish: documents of did:web, status lists. It answers; it does not throw.</summary>
public interface IDidWebFetcher
{
    /// <param name="address">An https address that an issuer's document or credential names.</param>
    /// <param name="maximumLength">Bytes; more is a problem.</param>
    Task<FetchOutcome> FetchAsync(Uri address, int maximumLength, CancellationToken cancellation);
}
