using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace PrivateVote.Cryptography.Standard;

/// <summary>
/// JSON (RFC 8259) to and from typed records, strict as I-JSON (RFC 7493) and beyond: what two parsers could read
/// differently is refused.
/// </summary>
/// <remarks>
/// Refused: invalid UTF-8, lone surrogates, a byte order mark, duplicate or unknown members, members whose case differs,
/// comments, trailing commas, anything after the value, nesting deeper than 16, a missing required member (a
/// constructor parameter without default, or a <c>required</c> property), null where the type is not nullable, numbers
/// in strings, and enum values by number or in another case. Member and enum names are camelCase.
/// </remarks>
public static class StrictJson
{
    /// <summary>Objects and arrays inside each other, the outermost included.</summary>
    public const int MaximumDepth = 16;

    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <summary>Parses one value of type T, not null; a refusal says where it is wrong without quoting the text.</summary>
    public static bool TryParse<T>(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = default;
        refusal = null;
        if (!Utf8.IsValid(utf8))
        {
            refusal = "malformed JSON: not valid UTF-8";
            return false;
        }

        try
        {
            value = JsonSerializer.Deserialize<T>(utf8, Options);
        }
        catch (JsonException e)
        {
            refusal = Describe(e);
            return false;
        }

        if (value is null)
        {
            refusal = "malformed JSON: null";
            return false;
        }

        return true;
    }

    /// <summary>Compact camelCase UTF-8; characters outside ASCII are written as they are.</summary>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    private static string Describe(JsonException e) =>
        e.Path is { Length: > 0 and <= 80 } path
            ? $"malformed JSON at {path} (byte {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1})"
            : $"malformed JSON (byte {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1})";

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            MaxDepth = MaximumDepth,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.Strict,
            // Entries are read by people and are never put into HTML as they are.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new StrictEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
