using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace PrivateVote.Identity.Json;

/// <summary>
/// JSON that others wrote: any members, but only what every parser reads alike (I-JSON, RFC 7493). Our own documents are
/// read by <see cref="PrivateVote.Cryptography.Standard.StrictJson"/>, which also knows their members.
/// </summary>
/// <remarks>
/// Refused: over the given size, invalid UTF-8, a byte order mark, lone surrogates (also as escapes), duplicate members at
/// any level, comments, trailing commas, anything after the value, nesting deeper than 32, numbers beyond a double.
/// </remarks>
public static class ForeignJson
{
    /// <summary>Objects and arrays inside each other, the outermost included.</summary>
    public const int MaximumDepth = 32;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaximumDepth,
    };

    /// <summary>Parses one value; a refusal says what is wrong without quoting the text.</summary>
    /// <param name="maximumLength">Bytes.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        int maximumLength,
        out JsonElement value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = default;
        if (utf8.Length > maximumLength)
        {
            refusal = $"malformed JSON: over {maximumLength} bytes";
            return false;
        }

        if (!Utf8.IsValid(utf8))
        {
            refusal = "malformed JSON: not valid UTF-8";
            return false;
        }

        try
        {
            RefuseWhatParsersReadDifferently(utf8);
            value = JsonElement.Parse(utf8, Options);
        }
        catch (JsonException)
        {
            refusal = "malformed JSON: not one value, or with duplicate members, or nested too deeply";
            return false;
        }
        catch (InvalidOperationException)
        {
            // How the reader answers when half of a surrogate pair stands alone.
            refusal = "malformed JSON: a string is not Unicode text";
            return false;
        }

        refusal = null;
        return true;
    }

    /// <summary>As the other, for an object.</summary>
    public static bool TryParseObject(
        ReadOnlySpan<byte> utf8,
        int maximumLength,
        out JsonElement value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (!TryParse(utf8, maximumLength, out value, out refusal))
        {
            return false;
        }

        refusal = value.ValueKind == JsonValueKind.Object ? null : "malformed JSON: not an object";
        return refusal is null;
    }

    /// <summary>Whether the object has this member, of any kind, null too.</summary>
    public static bool Has(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    /// <summary>The text of a member; false where it is not there or not a string.</summary>
    public static bool TryGetText(this JsonElement element, string name, [NotNullWhen(true)] out string? text)
    {
        text =
            element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out var member)
            && member.ValueKind == JsonValueKind.String
                ? member.GetString()
                : null;
        return text is not null;
    }

    private static void RefuseWhatParsersReadDifferently(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaximumDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                reader.GetString();
            }
            else if (
                reader.TokenType == JsonTokenType.Number
                && !(reader.TryGetDouble(out var n) && double.IsFinite(n))
            )
            {
                throw new JsonException("a number beyond a double");
            }
        }
    }
}
