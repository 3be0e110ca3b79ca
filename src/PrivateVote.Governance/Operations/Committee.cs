using System.Security.Cryptography;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <param name="Index">The candidacy's entry.</param>
public sealed record Candidate(
    long Index,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset At,
    int Member,
    string Name,
    string Text
);

/// <param name="Until">From then on it is empty.</param>
/// <param name="Approvals">The total that the seat was won with.</param>
public sealed record Seat(
    int Member,
    string Name,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Until,
    ulong Approvals
);

/// <summary>The committee of an operations track.</summary>
public sealed class Committee
{
    private readonly List<Candidate> candidates = [];
    private readonly List<VoteRecord> votes = [];

    internal Committee(string track) => Track = track;

    public string Track { get; }

    /// <summary>Who stands for a seat in the next election, or in the one under way.</summary>
    public IReadOnlyList<Candidate> Candidates => candidates;

    public IReadOnlyList<VoteRecord> Votes => votes;

    /// <summary>As the last election filled them, those whose term is over included.</summary>
    public IReadOnlyList<Seat> Seats { get; private set; } = [];

    /// <summary>Whether this member sits in it at this time.</summary>
    public bool Has(int member, DateTimeOffset at) => Seats.Any(seat => seat.Member == member && at < seat.Until);

    /// <summary>SHA-256 over the candidates as JSON: what the manifest of an election of seats names as its proposal.</summary>
    public byte[] Digest() => SHA256.HashData(StrictJson.Serialize(candidates));

    /// <summary>The election under way, or null.</summary>
    internal VoteRecord? OpenVote => votes.LastOrDefault(vote => vote.Outcome is null);

    internal void Add(Candidate candidate) => candidates.Add(candidate);

    internal void Open(VoteRecord vote) => votes.Add(vote);

    /// <param name="voted">How many of the candidates, the first ones, were voted on.</param>
    internal void Fill(IReadOnlyList<Seat> seats, int voted)
    {
        Seats = seats;
        candidates.RemoveRange(0, voted);
    }
}
