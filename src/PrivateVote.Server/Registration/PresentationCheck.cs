using System.Text;
using PrivateVote.Elections;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Online;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Registration;

/// <summary>A presentation that holds, or why it does not.</summary>
/// <param name="Keys">Keys of issuers as they were fetched to verify it; null for none.</param>
internal readonly record struct VerifiedPresentation(
    Governance.Registration? Registration,
    Refusal? Refusal,
    IdentityRefusal? Cause,
    IReadOnlyDictionary<string, string>? Keys = null
);

/// <summary>
/// Verifies presentations on few threads, so that registrations cannot starve ballots, and asks others only what the space's
/// policy wants to know and only after everything else holds.
/// </summary>
internal sealed class PresentationCheck(OnlineVerifier online)
{
    private readonly Turn processors = new(Math.Max(1, Environment.ProcessorCount / 2));

    public async Task<VerifiedPresentation> VerifyAsync(
        Space space,
        AcceptedRoots roots,
        Presentation presentation,
        DateTimeOffset at,
        CancellationToken gone
    )
    {
        var first = await VerifyAsync(space, roots, presentation, at, keys: null, gone);
        var asks =
            first.Cause is { Code: IdentityCode.DocumentNeeded }
            || (first.Registration is { } holds && holds.Set.Any(source => source.CheckStatus));
        if (!asks)
        {
            return first;
        }

        // No place is held meanwhile: others take their time.
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var presented in presentation.Attestations)
        {
            var source = space.FindSource(presented.Source)!;
            var outcome = await online.VerifyAsync(
                Encoding.UTF8.GetBytes(presented.Attestation),
                new VerificationContext(at, roots.Apply(source), presentation.Challenge),
                gone
            );
            if (outcome.Attestation.IsRefused(out var cause, out _))
            {
                var refusal = new Refusal(RefusalCode.AttestationRefused, $"source {source.Id}: {cause}");
                return new VerifiedPresentation(null, refusal, cause);
            }

            foreach (var (url, key) in outcome.Keys ?? new Dictionary<string, string>())
            {
                keys[url] = key;
            }
        }

        return keys.Count == 0 ? first : await VerifyAsync(space, roots, presentation, at, keys, gone);
    }

    private async Task<VerifiedPresentation> VerifyAsync(
        Space space,
        AcceptedRoots roots,
        Presentation presentation,
        DateTimeOffset at,
        IReadOnlyDictionary<string, string>? keys,
        CancellationToken gone
    )
    {
        using var mine = await processors.TakeAsync(gone);
        var outcome = await Task.Run(() => RegistrationRule.Verify(space, roots, presentation, at, keys), gone);
        return new VerifiedPresentation(outcome.Registration, outcome.Refusal, outcome.Cause, keys);
    }
}

/// <summary>The fetcher of a service whose operator lets it ask nobody.</summary>
internal sealed class NoFetcher : IDidWebFetcher
{
    public Task<FetchOutcome> FetchAsync(Uri address, int maximumLength, CancellationToken cancellation) =>
        Task.FromResult(new FetchOutcome(null, "this service fetches nothing from elsewhere"));
}
