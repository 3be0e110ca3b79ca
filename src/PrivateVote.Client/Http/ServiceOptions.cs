namespace PrivateVote.Client.Http;

/// <summary>How long a client waits for a service.</summary>
public sealed record ServiceOptions
{
    /// <summary>For one answer, and for the next bytes of a streamed one.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request that fails for the moment (503, 429, no connection) is repeated.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a service may show an older checkpoint than before: several servers of one service do not learn of an entry
    /// at the same moment.
    /// </summary>
    public TimeSpan ReplicaLag { get; init; } = TimeSpan.FromSeconds(20);
}
