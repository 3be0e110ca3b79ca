using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Client.Roles;

/// <summary>
/// A trustee who does what is due as a log advances, from the ceremony to the share of the decryption, each time from a log
/// that this trustee replayed itself.
/// </summary>
public sealed class TrusteeRun
{
    private readonly ElectionFollower follower;
    private readonly Trustee trustee;
    private readonly TrusteeRunOptions options;
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private (long Size, DateTimeOffset Since) quiet;

    /// <exception cref="ArgumentException">Nothing is replayed yet, or the trustee is not in this committee.</exception>
    public TrusteeRun(ElectionFollower follower, Trustee trustee, TrusteeRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(follower);
        ArgumentNullException.ThrowIfNull(trustee);
        this.follower = follower;
        this.trustee = trustee;
        this.options = options;
        Index =
            follower.Log.Ceremony?.IndexOf(trustee.Did)
            ?? throw new ArgumentException($"{trustee.Did} is not a member of this committee", nameof(trustee));
    }

    /// <summary>The trustee's index, 1 to n.</summary>
    public int Index { get; }

    /// <summary>Follows the log and does what is due until nothing can be any more.</summary>
    /// <exception cref="DishonestServiceException">The log contradicts itself or the rules; nothing more is done on it.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var watch = new LogWatch(follower.Client);
        while (true)
        {
            try
            {
                await follower.CatchUpAsync(null, cancellation);
                if (await StepAsync(cancellation) == TrusteeDuty.Finished)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is ServiceUnreachableException or InvalidDataException)
            {
                SayOnce(exception.Message);
            }
            catch (ServiceException exception)
            {
                // Somebody was faster, or the service is busy: the log says so when it is read again.
                SayOnce($"not entered: {exception.Message}");
            }

            await watch.WaitAsync(options.Poll, cancellation);
        }
    }

    /// <summary>Does what is due now, once.</summary>
    public async Task<TrusteeDuty> StepAsync(CancellationToken cancellation)
    {
        var log = follower.Log;
        var ceremony = log.Ceremony!;
        var duty = TrusteeDuties.Next(log, Index, HasWaited(log));
        switch (duty)
        {
            case TrusteeDuty.Commit:
                await EnterAsync(trustee.Commit(ceremony), cancellation);
                break;
            case TrusteeDuty.Deal:
                await EnterAsync(trustee.Deal(ceremony), cancellation);
                break;
            case TrusteeDuty.Acknowledge:
                foreach (var submission in trustee.Acknowledge(ceremony))
                {
                    await EnterAsync(submission, cancellation);
                }

                break;
            case TrusteeDuty.Decrypt:
                await DecryptAsync(log, cancellation);
                break;
            case TrusteeDuty.Finished:
                options.Say(Farewell(log, ceremony));
                break;
            default:
                break;
        }

        return duty;
    }

    /// <summary>Whether the ceremony has stood still for as long as dealers are waited for.</summary>
    private bool HasWaited(ElectionLog log)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (quiet.Size != log.Size)
        {
            quiet = (log.Size, now);
        }

        return now - quiet.Since >= options.DealerPatience;
    }

    private async Task DecryptAsync(ElectionLog log, CancellationToken cancellation)
    {
        var now = options.Clock.GetUtcNow();
        if (!trustee.TryDecryptTally(log, [follower.Checkpoint!], now, out var share, out var reason))
        {
            SayOnce($"nothing is decrypted: {reason}");
            return;
        }

        options.BeforeDecryption(log);
        await EnterAsync(share, cancellation);
    }

    private async Task EnterAsync(Submission submission, CancellationToken cancellation)
    {
        await follower.SubmitAsync(submission, cancellation);
        options.Say($"entered: {Entry.NameOf(submission.Kind)}");
    }

    private string Farewell(ElectionLog log, Ceremony ceremony) =>
        ceremony.CheckNotExcluded(Index)?.ToString()
        ?? $"the election is {log.Phase.ToString().ToLowerInvariant()}: {log.Conclusion}";

    private void SayOnce(string text)
    {
        if (said.Add(text))
        {
            options.Say(text);
        }
    }
}

/// <summary>What a trustee's run is given.</summary>
public sealed record TrusteeRunOptions
{
    /// <summary>The trustee's own clock, which no log can move.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told in words what is done.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Told of the closed log before this trustee's share of its sum leaves; it throws to keep the share here.</summary>
    public required Action<ElectionLog> BeforeDecryption { get; init; }

    /// <summary>How often to look although the service says nothing.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the ceremony may stand still before it goes on without those who have not dealt.</summary>
    public TimeSpan DealerPatience { get; init; } = TimeSpan.FromMinutes(2);
}
