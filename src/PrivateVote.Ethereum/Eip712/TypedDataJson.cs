using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Eip712;

/// <summary>Typed data as the JSON of <c>eth_signTypedData_v4</c>. What a text means depends on the type it is read for.</summary>
internal static class TypedDataJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        // Each level of a value is one level of JSON; the message is inside one object.
        MaxDepth = TypedDataTypes.MaximumDepth + 2,
    };

    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out TypedData? typed,
        [NotNullWhen(false)] out string? refusal
    )
    {
        typed = null;
        if (utf8.Length > TypedData.MaximumJsonSize)
        {
            refusal = $"typed data is at most {TypedData.MaximumJsonSize} bytes";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8.ToArray(), Options);
            return TryRead(document.RootElement, out typed, out refusal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: not JSON, a duplicate member, too deep. InvalidOperationException: a text or a name with a lone
            // surrogate, which is found when it is read.
            refusal = "malformed JSON";
            return false;
        }
    }

    public static byte[] Write(TypedData typed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("types");
            foreach (var name in typed.Types.Names)
            {
                json.WriteStartArray(name);
                foreach (var member in typed.Types.MembersOf(name))
                {
                    json.WriteStartObject();
                    json.WriteString("name", member.Name);
                    json.WriteString("type", member.Type);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteString("primaryType", typed.PrimaryType);
            json.WritePropertyName("domain");
            Write(json, typed.Domain);
            json.WritePropertyName("message");
            Write(json, typed.Message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, AbiValue value)
    {
        switch (value)
        {
            case AbiValue.Flag flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case AbiValue.List list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case AbiValue.Struct members:
                json.WriteStartObject();
                foreach (var (name, member) in members.Members)
                {
                    json.WritePropertyName(name);
                    Write(json, member);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(AbiText.Format(value));
                break;
        }
    }

    private static bool TryRead(
        JsonElement root,
        [NotNullWhen(true)] out TypedData? typed,
        [NotNullWhen(false)] out string? refusal
    )
    {
        typed = null;
        if (
            root.ValueKind != JsonValueKind.Object
            || root.GetPropertyCount() != 4
            || !root.TryGetProperty("types", out var typesJson)
            || !root.TryGetProperty("primaryType", out var primaryType)
            || !root.TryGetProperty("domain", out var domainJson)
            || !root.TryGetProperty("message", out var messageJson)
            || primaryType.ValueKind != JsonValueKind.String
            || domainJson.ValueKind != JsonValueKind.Object
        )
        {
            refusal = "typed data has exactly the members types, primaryType, domain and message";
            return false;
        }

        var name = primaryType.GetString()!;
        var domainMembers = domainJson.EnumerateObject().Select(member => member.Name).ToArray();
        if (
            !TryReadTypes(typesJson, out var structs, out refusal)
            || !TypedData.TryResolve(structs, domainMembers, name, out var types, out refusal)
        )
        {
            return false;
        }

        if (!TryReadStruct(types, TypedDataDomain.TypeName, domainJson, out var domain, out refusal))
        {
            refusal = $"domain{refusal}";
            return false;
        }

        if (!TryReadStruct(types, name, messageJson, out var message, out refusal))
        {
            refusal = $"message{refusal}";
            return false;
        }

        return TypedData.TryCreate(types, name, domain, message, out typed, out refusal);
    }

    private static bool TryReadTypes(
        JsonElement json,
        [NotNullWhen(true)] out Dictionary<string, IReadOnlyList<TypedDataMember>>? structs,
        [NotNullWhen(false)] out string? refusal
    )
    {
        structs = null;
        refusal = "types is an object that holds, for each type, an array of members with exactly a name and a type";
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var read = new Dictionary<string, IReadOnlyList<TypedDataMember>>(StringComparer.Ordinal);
        foreach (var type in json.EnumerateObject())
        {
            if (type.Value.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            var members = new List<TypedDataMember>();
            foreach (var member in type.Value.EnumerateArray())
            {
                if (
                    member.ValueKind != JsonValueKind.Object
                    || member.GetPropertyCount() != 2
                    || !member.TryGetProperty("name", out var name)
                    || !member.TryGetProperty("type", out var typeName)
                    || name.ValueKind != JsonValueKind.String
                    || typeName.ValueKind != JsonValueKind.String
                )
                {
                    return false;
                }

                members.Add(new TypedDataMember(name.GetString()!, typeName.GetString()!));
            }

            read.Add(type.Name, members);
        }

        structs = read;
        refusal = null;
        return true;
    }

    private static bool TryReadStruct(
        TypedDataTypes types,
        string name,
        JsonElement json,
        [NotNullWhen(true)] out AbiValue.Struct? value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            refusal = $": a {name} is a JSON object";
            return false;
        }

        var members = types.MembersOf(name);
        var fields = types.FieldsOf(name);
        var values = new Dictionary<string, AbiValue>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
        {
            if (!json.TryGetProperty(members[i].Name, out var member))
            {
                refusal = $": {name} lacks {members[i].Name}";
                return false;
            }

            if (!TryRead(types, fields[i], member, out var read, out refusal))
            {
                refusal = $".{members[i].Name}{refusal}";
                return false;
            }

            values.Add(members[i].Name, read);
        }

        if (json.GetPropertyCount() != fields.Length)
        {
            refusal = $": there are members that {name} does not have";
            return false;
        }

        value = new AbiValue.Struct(values);
        refusal = null;
        return true;
    }

    private static bool TryRead(
        TypedDataTypes types,
        FieldType type,
        JsonElement json,
        [NotNullWhen(true)] out AbiValue? value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = null;
        refusal = null;
        switch (type)
        {
            case FieldType.Struct { Name: var name }:
                if (TryReadStruct(types, name, json, out var read, out refusal))
                {
                    value = read;
                }

                break;
            case FieldType.List { Element: var element }:
                TryReadList(types, element, json, out value, out refusal);
                break;
            case FieldType.Atom { Type: AbiType.Flag }:
                value = json.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? new AbiValue.Flag(json.GetBoolean())
                    : null;
                break;
            case FieldType.Atom { Type: AbiType.Number number }:
                if (TryNumberText(json, out var text))
                {
                    AbiText.TryParse(number, text, out value);
                }

                break;
            case FieldType.Atom { Type: var atom }:
                if (json.ValueKind == JsonValueKind.String)
                {
                    AbiText.TryParse(atom, json.GetString()!, out value);
                }

                break;
        }

        if (value is null)
        {
            refusal ??= type is FieldType.Atom { Type: var wanted } ? $": {AbiText.Describe(wanted)}" : ": malformed";
            return false;
        }

        return true;
    }

    private static bool TryReadList(
        TypedDataTypes types,
        FieldType element,
        JsonElement json,
        [NotNullWhen(true)] out AbiValue? value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Array)
        {
            refusal = ": the value is not an array";
            return false;
        }

        var items = new List<AbiValue>();
        foreach (var item in json.EnumerateArray())
        {
            if (!TryRead(types, element, item, out var read, out refusal))
            {
                refusal = $"[{items.Count}]{refusal}";
                return false;
            }

            items.Add(read);
        }

        value = new AbiValue.List(items);
        refusal = null;
        return true;
    }

    /// <summary>
    /// The digits of a JSON number, or a text. A JSON number is an integer up to 2^53 - 1 (RFC 7493 section 2.2): of a
    /// greater one, JavaScript would have signed another.
    /// </summary>
    private static bool TryNumberText(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        const long Largest = (1L << 53) - 1;
        text = json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number when json.TryGetInt64(out var n) && n is >= -Largest and <= Largest =>
                json.GetRawText(),
            _ => null,
        };
        return text is not null;
    }
}
