using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Server.Registration;

namespace PrivateVote.Server.Logs;

/// <summary>The log of a space.</summary>
internal sealed class SpaceHost : LogHost
{
    private readonly SpaceLog log;

    // The roll that was asked for last: it is asked for in the same size again and again.
    private volatile RollAtSize? roll;

    /// <summary>A log before its first entry.</summary>
    public SpaceHost(byte[] id, LogServices services)
        : this(id, services, new SpaceLog()) { }

    private SpaceHost(byte[] id, LogServices services, SpaceLog log)
        : base(id, "spaces", services) => this.log = log;

    /// <summary>The time that an entry would get now.</summary>
    public DateTimeOffset Now => Read(() => NextAt);

    protected override DateTimeOffset LastAt => log.LastAt;

    /// <summary>The host of a log that begins with this space entry, which is in memory and nowhere else.</summary>
    public static Refusal? Begin(byte[] line, LogServices services, out LogHost host)
    {
        var log = new SpaceLog();
        var refusal = log.Append(line);
        host = refusal is null ? new SpaceHost(log.Id!, services, log) : null!;
        return refusal;
    }

    /// <inheritdoc cref="LogHost.Read{T}(Func{T})"/>
    public T Read<T>(Func<SpaceLog, T> question) => Read(() => question(log));

    /// <inheritdoc cref="LogHost.AppendAsync(Func{Submission?}, CancellationToken)"/>
    public Task<Outcome?> AppendAsync(Func<SpaceLog, DateTimeOffset, Submission?> make, CancellationToken waiting) =>
        AppendAsync(() => make(log, NextAt), waiting);

    /// <summary>The members after so many entries, at most those of the view.</summary>
    public IReadOnlyList<CensusMember> RollOf(long size)
    {
        if (roll is { } known && known.Size == size)
        {
            return known.Members;
        }

        var members = Read(log => log.CensusAt(size)).Members;
        roll = new RollAtSize(size, members);
        return members;
    }

    protected override Refusal? Enter(Proposal proposal, byte[] line) =>
        log.Append(line, (proposal as RegistrationProposal)?.Check ?? (static pending => pending.Check()));

    protected override Refusal? TakeOver(byte[] line) => log.Append(line, static _ => null);

    protected override LogSummary Summarize() => Summaries.Of(log, Verifier.ToString());

    /// <summary>A roll is what an election's census is held to: the checkpoint over it is kept.</summary>
    protected override bool IsMilestone(LogView before, LogView next) =>
        log.Rolls.Count > 0 && log.Rolls[^1].Index >= before.Size;

    private sealed record RollAtSize(long Size, IReadOnlyList<CensusMember> Members);
}
