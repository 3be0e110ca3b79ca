using PrivateVote.Elections;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Registration;

/// <summary>A presentation that holds, or why it does not.</summary>
/// <param name="Keys">Keys of issuers as they were fetched to verify it; null for none.</param>
internal readonly record struct VerifiedPresentation(
    Governance.Registration? Registration,
    Refusal? Refusal,
    IdentityRefusal? Cause,
    IReadOnlyDictionary<string, string>? Keys
);

/// <summary>Verifies presentations on few threads, so that registrations cannot starve ballots.</summary>
internal sealed class PresentationCheck
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
        using var mine = await processors.TakeAsync(gone);
        var outcome = await Task.Run(() => RegistrationRule.Verify(space, roots, presentation, at), gone);
        return new VerifiedPresentation(outcome.Registration, outcome.Refusal, outcome.Cause, null);
    }
}
