using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cli.Files;

/// <summary>Values as JSON: for programs in one line, for people to read and edit in many.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Line<T>(T value) => Encoding.UTF8.GetString(StrictJson.Serialize(value));

    public static byte[] File<T>(T value) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(StrictJson.Serialize(value)), Readable), (byte)'\n'];
}
