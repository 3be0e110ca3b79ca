using PrivateVote.Elections;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Cli.Files;

/// <summary>
/// An election where it is kept, in a record file or by a service, as a role works on it: replayed by the rules from its
/// first entry, and never just believed.
/// </summary>
internal abstract class KeptElection : IDisposable
{
    public abstract ElectionLog Log { get; }

    /// <summary>The log's signed notes.</summary>
    public abstract IReadOnlyList<string> Checkpoints { get; }

    /// <summary>The opened manifest.</summary>
    /// <exception cref="Failure">There is none yet.</exception>
    public Election Election =>
        Log.Election ?? throw new Failure("this election has no manifest yet: run `election create`");

    /// <exception cref="Failure">There is none yet.</exception>
    public Ceremony Ceremony =>
        Log.Ceremony ?? throw new Failure("this record has no committee: run `election committee`");

    /// <summary>Enters a submission if the rules allow it.</summary>
    public abstract Refusal? Enter(Submission submission);

    /// <summary>Makes what was entered durable, where <see cref="Enter"/> has not done so.</summary>
    public abstract void Save();

    public abstract void Dispose();
}
