namespace PrivateVote.Server.Logs;

/// <summary>
/// The store does not hold what this server signed: entries were changed, removed or added, or its keys are not those of
/// this server. The message is the evidence.
/// </summary>
public sealed class StoreMismatchException(string message) : Exception(message);
