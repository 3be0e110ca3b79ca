using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance.Deliberation;

/// <summary>What somebody thinks of a statement.</summary>
[JsonConverter(typeof(NameForm<Opinion>))]
public enum Opinion
{
    Agree = 1,
    Disagree = 2,
    Pass = 3,
}

/// <summary>
/// Who said what of which statement, as a fold over the log: participants in the order of their first opinion, the last
/// opinion of each on a statement counts.
/// </summary>
public sealed class Opinions
{
    public const int MaximumStatements = 200;

    /// <summary>2^20, as many as a census has members.</summary>
    public const int MaximumParticipants = 1 << 20;

    private readonly Dictionary<Fr, int> positions = [];
    private readonly List<Fr> participants = [];
    private readonly List<byte[]> rows = [];

    public IReadOnlyList<Fr> Participants => participants;

    public int Statements { get; private set; }

    /// <summary>Adds a statement.</summary>
    /// <returns>Why not, or null. The statement's number is <see cref="Statements"/> before the call.</returns>
    public string? AddStatement()
    {
        if (Statements == MaximumStatements)
        {
            return $"a discussion has at most {MaximumStatements} statements";
        }

        Statements++;
        return null;
    }

    /// <summary>Enters an opinion, instead of an earlier one of the same participant on the same statement.</summary>
    /// <param name="statement">From 0.</param>
    /// <returns>Why not, or null.</returns>
    public string? Set(Fr participant, int statement, Opinion opinion)
    {
        if (statement < 0 || statement >= Statements)
        {
            return $"there is no statement {statement}";
        }

        if (!Enum.IsDefined(opinion))
        {
            return "an opinion is agree, disagree or pass";
        }

        if (!positions.TryGetValue(participant, out var position))
        {
            if (participants.Count == MaximumParticipants)
            {
                return $"a discussion has at most {MaximumParticipants} participants";
            }

            position = participants.Count;
            positions.Add(participant, position);
            participants.Add(participant);
            rows.Add([]);
        }

        var row = rows[position];
        if (row.Length <= statement)
        {
            Array.Resize(ref row, Statements);
            rows[position] = row;
        }

        row[statement] = (byte)opinion;
        return null;
    }

    /// <summary>What a participant said, or null for nothing.</summary>
    public Opinion? Of(int participant, int statement) =>
        statement < rows[participant].Length && rows[participant][statement] is var said and > 0 ? (Opinion)said : null;

    /// <summary>A participant's opinions by statement: 0 for none, else the opinion's number.</summary>
    internal byte[] RowOf(int participant)
    {
        var row = new byte[Statements];
        rows[participant].CopyTo(row, 0);
        return row;
    }
}
