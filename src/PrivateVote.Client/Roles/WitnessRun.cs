using PrivateVote.BulletinBoard;

namespace PrivateVote.Client.Roles;

/// <summary>
/// A witness (C2SP tlog-witness in spirit, by polling): cosigns a log's checkpoints, each only after it was found to be of the
/// same log as the last one. It reads no entry and judges no rule; it keeps the log from showing different people different
/// histories.
/// </summary>
public sealed class WitnessRun
{
    private readonly LogClient client;
    private readonly NoteSigner witness;
    private readonly CheckpointTrail trail;
    private readonly TimeProvider clock;
    private readonly Action<string> say;
    private string? cosigned;

    private WitnessRun(
        LogClient client,
        NoteSigner witness,
        CheckpointTrail trail,
        TimeProvider clock,
        Action<string> say
    )
    {
        this.client = client;
        this.witness = witness;
        this.trail = trail;
        this.clock = clock;
        this.say = say;
    }

    /// <param name="witness">A key of the type for cosignatures.</param>
    /// <param name="memoryOf">
    /// Where the last checkpoint is kept that was cosigned of the log with this key. By the key's name, the origin, and nothing
    /// else: two elections may name one log, and a witness that does not notice cosigns two histories of it. A witness that
    /// forgets cosigns anything.
    /// </param>
    /// <param name="clock">What cosignatures are dated by.</param>
    /// <param name="say">Told in words what is done.</param>
    /// <exception cref="DishonestServiceException">The checkpoint in the file is signed with another key than the log's.</exception>
    public static async Task<WitnessRun> StartAsync(
        LogClient client,
        NoteSigner witness,
        Func<NoteVerifier, CheckpointFile> memoryOf,
        TimeProvider clock,
        Action<string> say,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(witness);
        ArgumentNullException.ThrowIfNull(memoryOf);
        if (witness.Verifier.Type != NoteKeyType.Cosignature)
        {
            throw new ArgumentException("a witness's key is of the type for cosignatures", nameof(witness));
        }

        // Asked once: whatever the service says the next time, this is the key that the memory is of.
        var key = await client.KeyAsync(cancellation);
        var trail = new CheckpointTrail(client, key, memoryOf(key));
        return new WitnessRun(client, witness, trail, clock, say);
    }

    /// <summary>Cosigns what is new until it is cancelled.</summary>
    /// <exception cref="DishonestServiceException">The log contradicts what was cosigned; nothing more is.</exception>
    public async Task RunAsync(TimeSpan poll, CancellationToken cancellation)
    {
        await using var watch = new LogWatch(client);
        while (true)
        {
            try
            {
                await StepAsync(cancellation);
            }
            catch (Exception exception)
                when (exception is ServiceUnreachableException or ServiceException or InvalidDataException)
            {
                say($"not cosigned: {exception.Message}");
            }

            await watch.WaitAsync(poll, cancellation);
        }
    }

    /// <summary>Cosigns the log's checkpoint if it is new and consistent with the last one.</summary>
    /// <returns>Whether there was one to cosign.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation = default)
    {
        var shown = await trail.NextAsync(0, null, cancellation);
        await trail.CheckConsistencyAsync(shown, cancellation);
        var text = shown.Checkpoint.ToString();
        if (cosigned == text)
        {
            return false;
        }

        // Durable before the cosignature leaves: what is not remembered must not be out.
        trail.Keep(shown);
        if (!SignedNote.TryParse(shown.Note, out var note, out var problem))
        {
            throw new System.Diagnostics.UnreachableException(problem);
        }

        var signed = note.With(Cosignature.Sign(note, witness, clock.GetUtcNow()));
        await client.CosignAsync(signed.ToString(), cancellation);
        cosigned = text;
        say($"cosigned {shown.Checkpoint.Size} entries of {shown.Checkpoint.Origin}");
        return true;
    }
}
