using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Tests;

/// <summary>Reading of known answers: members of JSON objects, bytes as 0x and hex digits.</summary>
internal static class VectorFile
{
    public static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    public static IEnumerable<JsonElement> List(this JsonElement vectors, string name) =>
        vectors.GetProperty(name).EnumerateArray();

    public static string Text(this JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement vector, string name) =>
        Hex.TryDecodeAnyCase(vector.Text(name), out var bytes)
            ? bytes
            : throw new FormatException($"{name} is not hex");
}
