using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Jose;

/// <summary>
/// The claims of an SD-JWT with what is disclosed put in its place (RFC 9901 section 7.1): each disclosure is found by its
/// digest, base64url(SHA-256(its ASCII text)), in some <c>_sd</c> or array element <c>{"...": digest}</c>, at any depth.
/// </summary>
/// <remarks>
/// Refused: another <c>_sd_alg</c> than sha-256; a digest that occurs twice; a disclosure that no digest refers to, or that
/// comes twice; a disclosure of another form than its place asks for; the names <c>_sd</c>, <c>_sd_alg</c> and <c>...</c> as disclosed
/// names or where they have no meaning; a disclosed name that stands there already; more than 32 levels.
/// </remarks>
public sealed class Disclosures
{
    private const string DigestsName = "_sd";
    private const string AlgorithmName = "_sd_alg";
    private const string ElementName = "...";

    private readonly Dictionary<string, Disclosure> _disclosures;
    private readonly HashSet<string> _digests = new(StringComparer.Ordinal);
    private int _used;

    private Disclosures(Dictionary<string, Disclosure> disclosures) => _disclosures = disclosures;

    /// <summary>The claims without digests and with what is disclosed.</summary>
    /// <param name="payload">The issuer's claims, an object.</param>
    /// <param name="disclosures">In base64url.</param>
    /// <param name="disclosedNames">Names of members of the outermost object that came from disclosures.</param>
    public static bool TryApply(
        JsonElement payload,
        IReadOnlyList<string> disclosures,
        out JsonElement claims,
        [NotNullWhen(true)] out IReadOnlySet<string>? disclosedNames,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(disclosures);
        claims = default;
        disclosedNames = null;
        if (
            payload.Has(AlgorithmName)
            && !(payload.TryGetText(AlgorithmName, out var algorithm) && algorithm == "sha-256")
        )
        {
            refusal = Bad("digests are not by sha-256");
            return false;
        }

        if (!TryRead(disclosures, out var byDigest, out refusal))
        {
            return false;
        }

        var output = new ArrayBufferWriter<byte>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var state = new Disclosures(byDigest);
        using (var writer = new Utf8JsonWriter(output))
        {
            if (state.WriteObject(payload, writer, 1, names) is { } reason)
            {
                refusal = Bad(reason);
                return false;
            }
        }

        if (state._used != byDigest.Count)
        {
            refusal = Bad("a disclosure is not referred to by any digest that the issuer signed");
            return false;
        }

        claims = JsonElement.Parse(output.WrittenSpan);
        disclosedNames = names;
        return true;
    }

    /// <summary>The digest of a disclosure, as it stands in <c>_sd</c>.</summary>
    public static string DigestOf(string disclosure) =>
        Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure)));

    private static bool TryRead(
        IReadOnlyList<string> disclosures,
        out Dictionary<string, Disclosure> byDigest,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        byDigest = new(StringComparer.Ordinal);
        foreach (var text in disclosures)
        {
            if (
                !Base64Url.TryDecode(text, out var json)
                || !ForeignJson.TryParse(json, json.Length, out var parts, out _)
                || parts.ValueKind != JsonValueKind.Array
                || parts.GetArrayLength() is not (2 or 3)
                || parts[0].ValueKind != JsonValueKind.String
                || (parts.GetArrayLength() == 3 && parts[1].ValueKind != JsonValueKind.String)
            )
            {
                refusal = Bad("a disclosure is not an array of a salt, perhaps a name, and a value");
                return false;
            }

            var name = parts.GetArrayLength() == 3 ? parts[1].GetString() : null;
            if (IsReserved(name))
            {
                refusal = Bad("a disclosure is named like what only the issuer writes");
                return false;
            }

            if (!byDigest.TryAdd(DigestOf(text), new Disclosure(name, parts[parts.GetArrayLength() - 1])))
            {
                refusal = Bad("a disclosure comes twice");
                return false;
            }
        }

        refusal = null;
        return true;
    }

    /// <summary>Why not, or null.</summary>
    private string? Write(JsonElement value, Utf8JsonWriter writer, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(value, writer, depth, disclosedNames: null);
            case JsonValueKind.Array:
                return WriteArray(value, writer, depth);
            default:
                value.WriteTo(writer);
                return null;
        }
    }

    private string? WriteObject(JsonElement value, Utf8JsonWriter writer, int depth, HashSet<string>? disclosedNames)
    {
        if (depth > ForeignJson.MaximumDepth)
        {
            return "disclosures are nested too deeply";
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name == DigestsName || (member.Name == AlgorithmName && depth == 1))
            {
                continue;
            }

            if (IsReserved(member.Name))
            {
                return "a reserved name stands where it has no meaning";
            }

            writer.WritePropertyName(member.Name);
            if (Write(member.Value, writer, depth + 1) is { } reason)
            {
                return reason;
            }
        }

        if (value.TryGetProperty(DigestsName, out var digests))
        {
            var added = disclosedNames ?? new HashSet<string>(StringComparer.Ordinal);
            if (WriteDisclosed(value, digests, writer, depth, added) is { } reason)
            {
                return reason;
            }
        }

        writer.WriteEndObject();
        return null;
    }

    private string? WriteDisclosed(
        JsonElement value,
        JsonElement digests,
        Utf8JsonWriter writer,
        int depth,
        HashSet<string> added
    )
    {
        if (digests.ValueKind != JsonValueKind.Array)
        {
            return "_sd is not an array of digests";
        }

        foreach (var digest in digests.EnumerateArray())
        {
            if (!TryTake(digest, out var disclosure, out var reason))
            {
                return reason;
            }

            if (disclosure is null)
            {
                continue;
            }

            if (disclosure.Name is not { } name)
            {
                return "a disclosure of an array element stands for a member of an object";
            }

            if (value.Has(name) || !added.Add(name))
            {
                return "a disclosed name stands there already";
            }

            writer.WritePropertyName(name);
            if (Write(disclosure.Value, writer, depth + 1) is { } nested)
            {
                return nested;
            }
        }

        return null;
    }

    private string? WriteArray(JsonElement value, Utf8JsonWriter writer, int depth)
    {
        if (depth > ForeignJson.MaximumDepth)
        {
            return "disclosures are nested too deeply";
        }

        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            var shown = item;
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(ElementName, out var digest))
            {
                if (item.EnumerateObject().Count() != 1)
                {
                    return "beside the digest of an array element stands something else";
                }

                if (!TryTake(digest, out var disclosure, out var reason))
                {
                    return reason;
                }

                if (disclosure is null)
                {
                    continue;
                }

                if (disclosure.Name is not null)
                {
                    return "a disclosure of a member of an object stands for an array element";
                }

                shown = disclosure.Value;
            }

            if (Write(shown, writer, depth + 1) is { } nested)
            {
                return nested;
            }
        }

        writer.WriteEndArray();
        return null;
    }

    /// <summary>The disclosure of a digest; null where it is not disclosed, or a decoy.</summary>
    private bool TryTake(JsonElement digest, out Disclosure? disclosure, [NotNullWhen(false)] out string? reason)
    {
        disclosure = null;
        if (digest.ValueKind != JsonValueKind.String)
        {
            reason = "a digest is not a text";
            return false;
        }

        var text = digest.GetString()!;
        if (!_digests.Add(text))
        {
            reason = "a digest occurs twice";
            return false;
        }

        if (_disclosures.TryGetValue(text, out disclosure))
        {
            _used++;
        }

        reason = null;
        return true;
    }

    internal static bool IsReserved(string? name) => name is DigestsName or AlgorithmName or ElementName;

    private static IdentityRefusal Bad(string reason) => new(IdentityCode.BadDisclosure, reason);

    /// <summary>A member of an object with its name, or an array element without.</summary>
    private sealed record Disclosure(string? Name, JsonElement Value);
}
