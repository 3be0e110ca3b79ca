using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cryptography.Tests.Standard;

/// <summary>Reading of known answers: hex members of JSON objects.</summary>
internal static class VectorFile
{
    public static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    public static IEnumerable<JsonElement> List(this JsonElement vectors, string name) =>
        vectors.GetProperty(name).EnumerateArray();

    public static string Text(this JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    public static byte[] Hex(this JsonElement vector, string name) => Convert.FromHexString(vector.Text(name));
}
