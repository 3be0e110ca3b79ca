using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PrivateVote.Cryptography.Standard;

/// <summary>Reads and writes one form of text in JSON, and refuses every other.</summary>
/// <remarks>An exact form for every value leaves one way only to write an entry down.</remarks>
public abstract class TextForm<T> : JsonConverter<T>
{
    protected abstract string Expected { get; }

    protected abstract bool TryParse(ReadOnlySpan<char> text, out T value);

    protected abstract string Format(T value);

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var known = false;
        T value = default!;
        if (reader.TokenType == JsonTokenType.String)
        {
            // No string for each value of a million ballots. A character takes one byte of JSON or more.
            var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
            var text = ArrayPool<char>.Shared.Rent(length);
            known = TryParse(text.AsSpan(0, reader.CopyString(text)), out value);
            ArrayPool<char>.Shared.Return(text);
        }

        return known ? value : throw new JsonException($"expected {Expected}");
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));
}

/// <summary>A field element: `0x` and 64 lower-case hexadecimal digits below r.</summary>
public sealed class FrForm : TextForm<Fr>
{
    protected override string Expected => "a field element: 0x and 64 lower-case hexadecimal digits, below r";

    protected override bool TryParse(ReadOnlySpan<char> text, out Fr value) => Fr.TryParseHex(text, out value);

    protected override string Format(Fr value) => value.ToHex();
}

/// <summary>A digest: `0x` and 64 lower-case hexadecimal digits.</summary>
public sealed class DigestForm : TextForm<byte[]>
{
    protected override string Expected => "a digest: 0x and 64 lower-case hexadecimal digits";

    protected override bool TryParse(ReadOnlySpan<char> text, out byte[] value) => Hex.TryDecode(text, 32, out value);

    protected override string Format(byte[] value) => Hex.Encode(value);
}

/// <summary>Bytes: base64url without padding (RFC 4648 section 5), canonical.</summary>
public sealed class BytesForm : TextForm<byte[]>
{
    protected override string Expected => "bytes: base64url without padding";

    protected override bool TryParse(ReadOnlySpan<char> text, out byte[] value)
    {
        var canonical = Base64Url.TryDecode(text, out var bytes);
        value = bytes ?? [];
        return canonical;
    }

    protected override string Format(byte[] value) => Base64Url.Encode(value);
}

/// <summary>A moment: RFC 3339 in UTC with milliseconds, `2026-01-31T23:59:59.000Z`.</summary>
public sealed class MomentForm : TextForm<DateTimeOffset>
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    protected override string Expected => "a moment in UTC such as 2026-01-31T23:59:59.000Z";

    protected override bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset value) =>
        TryParseText(text, out value);

    protected override string Format(DateTimeOffset value) => ToText(value);

    public static bool TryParseText(ReadOnlySpan<char> text, out DateTimeOffset value) =>
        DateTimeOffset.TryParseExact(
            text,
            Pattern,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out value
        );

    public static string ToText(DateTimeOffset value) =>
        value.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);
}

/// <summary>An enumeration's member by its camelCase name; numbers and other spellings are refused.</summary>
public sealed class NameForm<T> : TextForm<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Names = Enum.GetValues<T>()
        .ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    protected override string Expected => "one of " + string.Join(", ", Names.Keys);

    protected override bool TryParse(ReadOnlySpan<char> text, out T value) =>
        Names.TryGetValue(text.ToString(), out value);

    protected override string Format(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
