using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// The JSON of an off-chain attestation: <c>{"sig": …, "signer": "0x…"}</c>, as EAS's explorer writes it, where <c>sig</c> is what
/// `signOffchainAttestation` of @ethereum-attestation-service/eas-sdk gives, its BigInts as numbers or as decimal strings; or
/// <c>sig</c> by itself, whose signer is whoever its signature recovers.
/// </summary>
/// <remarks>
/// Only known members, each of one form; types exactly those of the version. Hexadecimal digits are lower case, but for the
/// checksums of addresses: the UID hashes the schema's digits as text, so that another case would be another UID of the same
/// signature, and what is revoked by one would hold by the other.
/// </remarks>
internal static class EasJson
{
    public const string DomainName = "EAS Attestation";

    private const int MaximumVersionLength = 32;

    public static bool TryRead(
        JsonElement root,
        [NotNullWhen(true)] out EasAttestation? attestation,
        [NotNullWhen(false)] out string? refusal
    )
    {
        attestation = null;
        refusal = null;
        var (sig, signer) = (root, default(Address));
        var isNamed = root.TryGetProperty("sig", out var inside);
        if (isNamed)
        {
            sig = inside;
        }

        if (
            (isNamed && !(HasOnly(root, ["sig", "signer"]) && TryReadAddress(root, "signer", out signer)))
            || !HasOnly(sig, ["version", "uid", "domain", "primaryType", "message", "types", "signature"])
        )
        {
            refusal = "its members are sig and signer, and sig's are those of an off-chain attestation";
            return false;
        }

        if (!TryReadDomain(sig, out var domain))
        {
            refusal = $"the domain has the name {DomainName}, a version, a chain id and a contract";
            return false;
        }

        if (!TryReadVersion(sig, out var version))
        {
            refusal = "its version is 0, 1 or 2, and the same in both places";
            return false;
        }

        if (!TryReadType(sig, version, out var type))
        {
            refusal = $"types and primary type are not those of version {version}";
            return false;
        }

        if (!TryReadMessage(sig.GetProperty("message"), version, out var message))
        {
            refusal = $"the message has not exactly the members of version {version}, in lower-case hexadecimal";
            return false;
        }

        if (!TryReadBytes(sig, "uid", EasMessage.WordSize, out var uid) || !TryReadSignature(sig, out var signature))
        {
            refusal = "uid is 32 bytes; the signature has r, s (low) and v (27 or 28)";
            return false;
        }

        if (!isNamed && !signature.TryRecover(message.Typed(type, domain).Digest, out signer))
        {
            refusal = "no key has made its signature";
            return false;
        }

        attestation = new EasAttestation(domain, type, message, uid, signature, signer);
        return true;
    }

    /// <summary>Writes what <see cref="TryRead"/> reads, as eas-sdk would.</summary>
    public static byte[] Write(EasAttestation attestation)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var message = attestation.Message;
            json.WriteStartObject();
            json.WriteStartObject("sig");
            json.WriteNumber("version", message.Version);
            json.WriteString("uid", Hex.Encode(attestation.Uid));
            json.WriteStartObject("domain");
            json.WriteString("name", attestation.Domain.Name);
            json.WriteString("version", attestation.Domain.Version);
            json.WriteString("chainId", attestation.Domain.ChainId?.ToString(CultureInfo.InvariantCulture));
            json.WriteString("verifyingContract", attestation.Domain.VerifyingContract?.ToString());
            json.WriteEndObject();
            json.WriteString("primaryType", attestation.Type.PrimaryType);
            json.WriteStartObject("message");
            json.WriteNumber("version", message.Version);
            json.WriteString("schema", Hex.Encode(message.Schema));
            json.WriteString("recipient", message.Recipient.ToString());
            json.WriteString("time", message.Time.ToString(CultureInfo.InvariantCulture));
            json.WriteString("expirationTime", message.ExpirationTime.ToString(CultureInfo.InvariantCulture));
            json.WriteBoolean("revocable", message.Revocable);
            json.WriteString("refUID", Hex.Encode(message.RefUid));
            json.WriteString("data", Hex.Encode(message.Data));
            if (message.Salt is { } salt)
            {
                json.WriteString("salt", Hex.Encode(salt));
            }

            json.WriteEndObject();
            json.WriteStartObject("types");
            json.WriteStartArray(attestation.Type.Struct);
            foreach (var member in attestation.Type.Types.MembersOf(attestation.Type.Struct))
            {
                json.WriteStartObject();
                json.WriteString("name", member.Name);
                json.WriteString("type", member.Type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("signature");
            json.WriteNumber("v", attestation.Signature.V);
            json.WriteString("r", Hex.Encode(attestation.Signature.R));
            json.WriteString("s", Hex.Encode(attestation.Signature.S));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("signer", attestation.Signer.ToString());
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static bool TryReadDomain(JsonElement sig, [NotNullWhen(true)] out TypedDataDomain? domain)
    {
        domain = null;
        if (
            !sig.TryGetProperty("domain", out var json)
            || !HasOnly(json, ["name", "version", "chainId", "verifyingContract"])
            || !TryReadText(json, "name", out var name)
            || name != DomainName
            || !TryReadText(json, "version", out var version)
            || version.Length > MaximumVersionLength
            || !TryReadNumber(json, "chainId", out var chainId)
            || chainId == 0
            || !TryReadAddress(json, "verifyingContract", out var contract)
        )
        {
            return false;
        }

        domain = new TypedDataDomain(name, version, new BigInteger(chainId), contract);
        return true;
    }

    /// <summary>The version that the message says; the SDK wrote none into messages of its first attestations.</summary>
    private static bool TryReadVersion(JsonElement sig, out int version)
    {
        version = 0;
        if (!sig.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        ulong inMessage = 0;
        if (message.TryGetProperty("version", out _) && !TryReadNumber(message, "version", out inMessage))
        {
            return false;
        }

        var outside = inMessage;
        if (sig.TryGetProperty("version", out _) && !TryReadNumber(sig, "version", out outside))
        {
            return false;
        }

        version = (int)Math.Min(inMessage, int.MaxValue);
        return inMessage == outside && inMessage <= EasMessage.NewestVersion;
    }

    private static bool TryReadType(JsonElement sig, int version, [NotNullWhen(true)] out EasSigningType? type)
    {
        type = null;
        if (!TryReadText(sig, "primaryType", out var primaryType) || !sig.TryGetProperty("types", out var types))
        {
            return false;
        }

        type = EasMessage
            .SigningTypes(version)
            .FirstOrDefault(known => known.PrimaryType == primaryType && AreTypes(types, known));
        return type is not null;
    }

    private static bool AreTypes(JsonElement json, EasSigningType known)
    {
        var expected = known.Types.MembersOf(known.Struct);
        return HasOnly(json, [known.Struct])
            && json.TryGetProperty(known.Struct, out var members)
            && members.ValueKind == JsonValueKind.Array
            && members.GetArrayLength() == expected.Count
            && members
                .EnumerateArray()
                .Zip(expected)
                .All(pair =>
                    HasOnly(pair.First, ["name", "type"])
                    && TryReadText(pair.First, "name", out var name)
                    && TryReadText(pair.First, "type", out var type)
                    && name == pair.Second.Name
                    && type == pair.Second.Type
                );
    }

    private static bool TryReadMessage(JsonElement json, int version, [NotNullWhen(true)] out EasMessage? message)
    {
        message = null;
        byte[]? salt = null;
        string[] members =
        [
            "version",
            "schema",
            "recipient",
            "time",
            "expirationTime",
            "revocable",
            "refUID",
            "data",
            .. version == EasMessage.NewestVersion ? ["salt"] : (string[])[],
        ];
        if (
            !HasOnly(json, members)
            || !TryReadBytes(json, "schema", EasMessage.WordSize, out var schema)
            || !TryReadAddress(json, "recipient", out var recipient)
            || !TryReadNumber(json, "time", out var time)
            || !TryReadNumber(json, "expirationTime", out var expirationTime)
            || !json.TryGetProperty("revocable", out var revocable)
            || revocable.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            || !TryReadBytes(json, "refUID", EasMessage.WordSize, out var refUid)
            || !TryReadBytes(json, "data", null, out var data)
            || (version == EasMessage.NewestVersion && !TryReadBytes(json, "salt", EasMessage.WordSize, out salt))
        )
        {
            return false;
        }

        message = new EasMessage(
            version,
            schema,
            recipient,
            time,
            expirationTime,
            revocable.ValueKind == JsonValueKind.True,
            refUid,
            data,
            salt
        );
        return true;
    }

    private static bool TryReadSignature(JsonElement sig, [NotNullWhen(true)] out EthereumSignature? signature)
    {
        signature = null;
        return sig.TryGetProperty("signature", out var json)
            && HasOnly(json, ["v", "r", "s"])
            && TryReadNumber(json, "v", out var v)
            && v is 27 or 28
            && TryReadBytes(json, "r", EasMessage.WordSize, out var r)
            && TryReadBytes(json, "s", EasMessage.WordSize, out var s)
            && EthereumSignature.TryParse([.. r, .. s, (byte)v], out signature);
    }

    private static bool HasOnly(JsonElement json, ReadOnlySpan<string> names)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadText(JsonElement json, string name, [NotNullWhen(true)] out string? text)
    {
        text =
            json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
                ? member.GetString()
                : null;
        return text is not null;
    }

    private static bool TryReadAddress(JsonElement json, string name, out Address address)
    {
        address = default;
        return TryReadText(json, name, out var text) && Address.TryParse(text, out address);
    }

    private static bool TryReadBytes(JsonElement json, string name, int? size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return TryReadText(json, name, out var text)
            && !text.AsSpan().ContainsAnyInRange('A', 'F')
            && Hex.TryDecodeAnyCase(text, out bytes)
            && (size is null || bytes.Length == size);
    }

    /// <summary>A JSON number, or decimal digits without leading zeros, below 2^64.</summary>
    private static bool TryReadNumber(JsonElement json, string name, out ulong number)
    {
        number = 0;
        if (!json.TryGetProperty(name, out var member))
        {
            return false;
        }

        return member.ValueKind switch
        {
            JsonValueKind.Number => member.TryGetUInt64(out number),
            JsonValueKind.String => member.GetString() is { Length: > 0 and <= 20 } text
                && (text is "0" || text[0] != '0')
                && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
