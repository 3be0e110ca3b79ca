using System.Diagnostics;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;
using PrivateVote.Server.Telemetry;

namespace PrivateVote.Server.Registration;

/// <summary>What became of a presentation.</summary>
/// <param name="Outcome">Null when there was no room for it; it may be handed in again.</param>
/// <param name="Cause">Where an attestation was refused: why.</param>
internal readonly record struct DeskAnswer(Outcome? Outcome, IdentityRefusal? Cause = null);

/// <summary>
/// From a presentation that came in to a member whose entry is durable: cheap checks, attestations verified outside of the
/// log's turn, then the rules decide under the log's lock by what was verified.
/// </summary>
/// <remarks>
/// The same person twice, at once, on two servers: the store's lock puts one before the other, and the members that the second
/// is held to have the first among them.
/// </remarks>
internal sealed class RegistrationDesk(
    LogKeys keys,
    Challenges challenges,
    PresentationCheck check,
    ServerOptions options,
    ServerMetrics metrics,
    RegistrarRole? registrar = null
)
{
    /// <summary>Group roots change seldom; whoever meets this many changes comes back.</summary>
    private const int Attempts = 3;

    /// <summary>Said of an entry when it was verified against something that has changed since; nobody is shown it.</summary>
    private static readonly Refusal Moved = new(RefusalCode.AttestationRefused, "the group roots have changed");

    private readonly byte[] presentations = keys.Derive("PrivateVote/v1/presentations", []);
    private int waiting;

    /// <summary>Presentations under way.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Makes somebody a member, or says why not. The same bytes again are answered as they were entered.</summary>
    /// <param name="body">The presentation as it was handed in.</param>
    /// <param name="presentation">The same, decoded; a server of this store issued its challenge.</param>
    /// <exception cref="StoreException">The store failed; the same presentation may be handed in again.</exception>
    public async Task<DeskAnswer> SubmitAsync(
        SpaceHost host,
        byte[] body,
        Presentation presentation,
        CancellationToken gone
    )
    {
        // Not to be found by somebody who has the store and guesses a presentation.
        var key = HMACSHA256.HashData(presentations, body);
        if (await host.FindEnteredAsync(key, gone) is { } entered)
        {
            return new DeskAnswer(entered);
        }

        var answer = default(DeskAnswer);
        if (Interlocked.Increment(ref waiting) <= options.RegistrationQueue)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                answer = await EnterAsync(host, key, body, presentation, gone);
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }

            metrics.RegistrationDone(Stopwatch.GetElapsedTime(started));
        }
        else
        {
            Interlocked.Decrement(ref waiting);
        }

        Count(answer);
        return answer;
    }

    /// <summary>Whether a server of this store issued the challenge that a presentation is bound to.</summary>
    public bool IsOurs(Challenge challenge) => challenges.IsOurs(challenge);

    private async Task<DeskAnswer> EnterAsync(
        SpaceHost host,
        byte[] key,
        byte[] body,
        Presentation presentation,
        CancellationToken gone
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (space, roots) = host.Read(log => (log.Space!, log.Roots));
            var verified = await check.VerifyAsync(space, roots, presentation, host.Now, gone);
            if (verified.Refusal is { } refusal)
            {
                return new DeskAnswer(Outcome.Refused(refusal), verified.Cause);
            }

            if (Make(space, verified, body, out refusal) is not var (submission, evidence))
            {
                return new DeskAnswer(Outcome.Refused(refusal!));
            }

            var proposal = new RegistrationProposal(
                submission,
                key,
                // What was verified depends on these two and on the time. The rules look at the time again, but for the
                // challenge of an admission that does not show it: asking others may have taken longer than it lasts, and
                // the evidence is held to the entry's time.
                now =>
                    now.Space == space && ReferenceEquals(now.Roots, roots)
                        ? RegistrationRule.CheckChallenge(space, presentation.Challenge, now.At)
                        : Moved,
                evidence is null
                    ? null
                    : registrar!.Seal.Seal(space.Id, presentation.Challenge.Commitment, evidence.ToBytes())
            );
            // What has begun is finished.
            var outcome = (await host.AppendAsync([proposal], CancellationToken.None))[0];
            if (!ReferenceEquals(outcome.Refusal, Moved))
            {
                return new DeskAnswer(outcome);
            }
        }

        return default;
    }

    /// <summary>The entry for what was verified: by itself where anyone can verify it from the log, else by the registrar's word.</summary>
    private (Submission Submission, Evidence? Evidence)? Make(
        Space space,
        VerifiedPresentation verified,
        byte[] body,
        out Refusal? refusal
    )
    {
        refusal = null;
        var registration = verified.Registration!;
        if (registration.IsSelfProving)
        {
            var register = new RegisterBody(
                space.Id,
                registration.Presentation,
                [.. registration.Tags.Select(tag => Hex.Encode(tag))],
                registration.ValidUntil
            );
            return (Submission.Plain(EntryKind.Register, register), null);
        }

        if (registrar is null || !registrar.Serves(space))
        {
            refusal = new Refusal(
                RefusalCode.RegistrarNeeded,
                "only the space's registrar admits by these sources, and this service is not the one that the space names"
            );
            return null;
        }

        return registrar.Keys.Admit(space, registration, body, verified.Keys);
    }

    private void Count(DeskAnswer answer)
    {
        switch (answer)
        {
            case { Outcome: null }:
                metrics.RegistrationRefused("E3202");
                break;
            case { Cause: { } cause }:
                metrics.RegistrationRefused($"E{(int)cause.Code}");
                break;
            case { Outcome.Refusal: { } refusal }:
                metrics.RegistrationRefused($"E{(int)refusal.Code}");
                break;
            default:
                metrics.RegistrationAccepted();
                break;
        }
    }
}
