using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Logs;

/// <summary>What a log needs around it.</summary>
internal sealed record LogServices(
    ILogStore Store,
    LogKeys Keys,
    Snapshots Snapshots,
    TimeProvider Clock,
    StoreAlarm Alarm,
    LogNews News
);
