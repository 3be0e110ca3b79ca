using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Cli.Files;

/// <summary>What an organizer decides about an election, as a file to read and edit before it is signed.</summary>
internal sealed record PlanFile(
    string Space,
    string Title,
    IReadOnlyList<Option> Options,
    BallotRule Rule,
    PassRule Pass,
    Revoting Revoting,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Opens,
    [property: JsonConverter(typeof(MomentForm))] DateTimeOffset Closes,
    int Turnout = 1,
    Quorum? Quorum = null,
    Council? Council = null,
    [property: JsonConverter(typeof(DigestForm))] byte[]? ProposalDigest = null
)
{
    private const long SizeLimit = 1 << 20;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ElectionPlan Read(FileInfo file)
    {
        if (!StrictJson.TryParse<PlanFile>(InputFile.Read(file, SizeLimit), out var plan, out var problem))
        {
            throw new Failure($"{file} is not a plan: {problem}");
        }

        return new ElectionPlan(
            plan.Space,
            plan.Title,
            plan.Options,
            plan.Rule,
            plan.Pass,
            plan.Revoting,
            plan.Opens,
            plan.Closes,
            plan.Turnout,
            plan.Quorum,
            plan.Council,
            plan.ProposalDigest
        );
    }

    public byte[] ToBytes() =>
        [.. JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(StrictJson.Serialize(this)), Readable), (byte)'\n'];
}
