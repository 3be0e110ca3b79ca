using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Online;

/// <summary>What was learned with the help of others.</summary>
/// <param name="Keys">
/// The keys that were used beyond the DIDs' own, to be recorded: with them in <see cref="VerificationContext.Keys"/> anyone comes to
/// the same outcome, but for the status. Null for none.
/// </param>
public sealed record OnlineOutcome(AttestationOutcome Attestation, IReadOnlyDictionary<string, string>? Keys);

/// <summary>Verifies attestations, and fetches what that takes: documents of did:web, and the status where the source asks for it.</summary>
public sealed class OnlineVerifier
{
    private readonly IssuerDocuments _documents;
    private readonly IReadOnlyList<IStatusSource> _statusSources;

    /// <param name="statusSources">Asked in this order; the first that knows the kind of a status answers.</param>
    public OnlineVerifier(IDidWebFetcher fetcher, IReadOnlyList<IStatusSource> statusSources)
    {
        _documents = new IssuerDocuments(fetcher);
        _statusSources = statusSources;
    }

    public async Task<OnlineOutcome> VerifyAsync(
        ReadOnlyMemory<byte> attestation,
        VerificationContext context,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        var (outcome, informed) = await _documents
            .VerifyAsync<AttestationOutcome>(
                with => AttestationVerifiers.Verify(attestation.Span, with),
                outcome => outcome.Refusal,
                refusal => refusal,
                context,
                cancellation
            )
            .ConfigureAwait(false);
        if (outcome.IsRefused(out _, out var personhood))
        {
            return new(outcome, null);
        }

        if (context.Source is { CheckStatus: true } && personhood.Status is { } status)
        {
            var answer = await AskAsync(status, context.Now, cancellation).ConfigureAwait(false);
            if (answer.ToRefusal() is { } refusal)
            {
                return new(refusal, null);
            }
        }

        return new(outcome, informed.Keys);
    }

    /// <summary>Of several statuses the first that is not valid.</summary>
    private async Task<StatusAnswer> AskAsync(
        StatusReference status,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        foreach (var one in status is SeveralStatuses several ? several.All : [status])
        {
            var source = _statusSources.FirstOrDefault(candidate => candidate.Knows(one));
            var answer = source is null
                ? StatusAnswer.Unavailable("no source is asked about this kind of status")
                : await source.AskAsync(one, now, cancellation).ConfigureAwait(false);
            if (answer.Kind != StatusKind.Valid)
            {
                return answer;
            }
        }

        return StatusAnswer.Valid;
    }
}
