using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;

namespace PrivateVote.Governance.Roles;

/// <summary>The entries that an administrator of a space signs.</summary>
public static class SpaceAdministrator
{
    /// <summary>Opens a space.</summary>
    /// <exception cref="ArgumentException">The key is none of the space's administrators, or the space breaks the rules.</exception>
    public static Submission Open(SpaceBody body, RoleKey key)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(key);
        if (!body.Administrators.Contains(key.Did, StringComparer.Ordinal))
        {
            throw new ArgumentException($"{key.Did} is not among the space's administrators", nameof(key));
        }

        var bytes = StrictJson.Serialize(body);
        return Space.TryOpen(bytes, out _, out var refusal)
            ? Submission.SignBytes(EntryKind.Space, bytes, key)
            : throw new ArgumentException(refusal.ToString(), nameof(body));
    }

    /// <summary>16 random bytes that tell spaces apart.</summary>
    public static byte[] NewNonce() => RandomNumberGenerator.GetBytes(16);

    /// <summary>Exchanges the group roots that a source of zero-knowledge proofs accepts.</summary>
    /// <exception cref="InvalidOperationException">No space was opened.</exception>
    public static Submission SetRoots(SpaceLog log, string source, IReadOnlyList<string> roots, RoleKey key)
    {
        ArgumentNullException.ThrowIfNull(log);
        var space = log.Space ?? throw new InvalidOperationException("no space was opened in this log");
        return Submission.Sign(EntryKind.Roots, new RootsBody(space.Id, source, roots, log.LastRoots), key);
    }

    /// <summary>Fixes the members of this log as they are at this time.</summary>
    /// <param name="at">When the log will enter it, more or less: whose membership ends before is left out.</param>
    /// <param name="subject">The entry of the proposal or decision whose vote has weights; null for one person, one vote.</param>
    /// <exception cref="InvalidOperationException">No space was opened, or nobody is a member.</exception>
    public static Submission FixRoll(SpaceLog log, DateTimeOffset at, RoleKey key, long? subject = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        var space = log.Space ?? throw new InvalidOperationException("no space was opened in this log");
        var census = subject is { } voted ? log.WeightedCensus(voted, at) : log.CensusAt(log.Size, at);
        if (census.Members.Count == 0)
        {
            throw new InvalidOperationException("nobody is a member at this time");
        }

        var summary = new CensusSummary(census.Root, census.Members.Count, census.TotalWeight);
        return Submission.Sign(EntryKind.Roll, new RollBody(space.Id, summary, log.LastRoll, subject), key);
    }
}
