using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Governance.Roles;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Files;

/// <summary>What somebody decides about a space, as a file to read and edit before it is signed.</summary>
/// <param name="Administrators">DIDs besides the one that signs; null for none.</param>
/// <param name="Constitution">How it governs itself, from `space constitution`; null where it only keeps a roll.</param>
internal sealed record SpaceFile(
    string Name,
    string Domain,
    [property: JsonConverter(typeof(NameForm<RollKind>))] RollKind Roll,
    PersonhoodPolicy Personhood,
    IReadOnlyList<string>? Administrators = null,
    Registrar? Registrar = null,
    Constitution? Constitution = null
)
{
    private const long SizeLimit = 1 << 20;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static SpaceFile Read(FileInfo file) =>
        StrictJson.TryParse<SpaceFile>(InputFile.Read(file, SizeLimit), out var space, out var problem)
            ? space
            : throw new Failure($"{file} is not the plan of a space: {problem}");

    public byte[] ToBytes() =>
        [.. JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(StrictJson.Serialize(this)), Readable), (byte)'\n'];

    /// <summary>The space as it is signed.</summary>
    /// <param name="administrator">Whoever signs it: the first administrator.</param>
    /// <param name="registrar">Who admits where the log alone cannot show it; null for the file's, if there is one.</param>
    public Submission Sign(RoleKey administrator, Registrar? registrar)
    {
        var body = new SpaceBody(
            SpaceBody.CurrentProtocol,
            Name,
            Domain,
            [administrator.Did, .. Administrators ?? []],
            Roll,
            Personhood,
            SpaceAdministrator.NewNonce(),
            registrar ?? Registrar,
            Constitution
        );
        return Space.TryOpen(StrictJson.Serialize(body), out _, out var refusal)
            ? SpaceAdministrator.Open(body, administrator)
            : throw Failure.By(refusal);
    }
}
