using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Dids;

namespace PrivateVote.Identity.Online;

/// <summary>Fetches the documents of issuers whose DID does not say its keys by itself, as verifying asks for them.</summary>
internal sealed class IssuerDocuments(IDidWebFetcher fetcher)
{
    /// <summary>
    /// Verifies, and once more with the keys of a document where that is what is missing. The keys that were fetched are in the
    /// context that comes back.
    /// </summary>
    /// <param name="verify">A refusal with <see cref="IdentityRefusal.NeededDid"/> asks for a document.</param>
    public async Task<(T Outcome, VerificationContext Context)> VerifyAsync<T>(
        Func<VerificationContext, T> verify,
        Func<T, IdentityRefusal?> refusalOf,
        Func<IdentityRefusal, T> refuse,
        VerificationContext context,
        CancellationToken cancellation
    )
    {
        var outcome = verify(context);
        if (refusalOf(outcome) is not { Code: IdentityCode.DocumentNeeded, NeededDid: { } did })
        {
            return (outcome, context);
        }

        var (keys, refusal) = await FetchKeysAsync(did, cancellation).ConfigureAwait(false);
        if (keys is null)
        {
            return (refuse(refusal!), context);
        }

        var merged = new Dictionary<string, string>(
            context.Keys ?? new Dictionary<string, string>(),
            StringComparer.Ordinal
        );
        foreach (var (url, key) in keys)
        {
            merged[url] = key.ToString();
        }

        var informed = context with { Keys = merged };
        outcome = verify(informed);
        return refusalOf(outcome) is { Code: IdentityCode.DocumentNeeded }
            ? (
                refuse(new(IdentityCode.IssuerMismatch, $"the document of {did} names no such key for assertions")),
                informed
            )
            : (outcome, informed);
    }

    private async Task<(IReadOnlyDictionary<string, DidKey>? Keys, IdentityRefusal? Refusal)> FetchKeysAsync(
        string did,
        CancellationToken cancellation
    )
    {
        if (!DidWeb.TryParse(did, out var address, out var problem))
        {
            return (null, new(IdentityCode.MalformedDid, problem));
        }

        var (body, reason) = await fetcher
            .FetchAsync(address, DidDocument.MaximumLength, cancellation)
            .ConfigureAwait(false);
        if (body is null)
        {
            return (null, new(IdentityCode.DocumentUnavailable, $"the document of {did} cannot be had: {reason}"));
        }

        return DidDocument.TryRead(body, did, out var keys, out problem)
            ? (keys, null)
            : (null, new(IdentityCode.DocumentUnavailable, $"the document of {did} is of no use: {problem}"));
    }
}
