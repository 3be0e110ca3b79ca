using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// The conventions of snarkjs' JSON files: coordinates are decimal strings, points are projective with Z = 1 (infinity is
/// written 0, 1, 0), and an element of Fp2 is [real, imaginary].
/// </summary>
/// <remarks>Read strictly: no duplicate or unknown members, no comments, no numbers where strings belong.</remarks>
internal static class SnarkjsJson
{
    /// <summary>Bytes of the longest file that is read.</summary>
    public const int MaximumSize = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 8,
    };

    /// <summary>Parses one JSON value; the caller disposes of it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (utf8.Length > MaximumSize)
        {
            return false;
        }

        try
        {
            document = JsonDocument.Parse(utf8.ToArray(), Strict);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether the value is an object with all of the required members and none beyond the optional ones.</summary>
    public static bool HasMembers(
        JsonElement value,
        ReadOnlySpan<string> required,
        params ReadOnlySpan<string> optional
    )
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var found = 0;
        foreach (var member in value.EnumerateObject())
        {
            if (required.Contains(member.Name))
            {
                found++;
            }
            else if (!optional.Contains(member.Name))
            {
                return false;
            }
        }

        return found == required.Length;
    }

    /// <summary>Whether the members `protocol` and `curve` name Groth16 over BN254 (snarkjs says bn128).</summary>
    public static bool IsGroth16OverBn254(JsonElement value) =>
        IsString(value.GetProperty("protocol"), "groth16") && IsString(value.GetProperty("curve"), "bn128");

    /// <summary>A point of G1 as written; false if it is not three coordinates below p with Z = 1, or infinity.</summary>
    public static bool TryReadG1(JsonElement value, out G1Affine point)
    {
        point = default;
        if (
            value.ValueKind != JsonValueKind.Array
            || value.GetArrayLength() != 3
            || !TryReadFp(value[0], out var x)
            || !TryReadFp(value[1], out var y)
            || !TryReadFp(value[2], out var z)
        )
        {
            return false;
        }

        if (x.IsZero && y.IsOne && z.IsZero)
        {
            return true;
        }

        point = new G1Affine(in x, in y);
        return z.IsOne;
    }

    /// <summary>A point of G2 as written; false if it is not three coordinates in Fp2 with Z = 1, or infinity.</summary>
    public static bool TryReadG2(JsonElement value, out G2Affine point)
    {
        point = default;
        if (
            value.ValueKind != JsonValueKind.Array
            || value.GetArrayLength() != 3
            || !TryReadFp2(value[0], out var x)
            || !TryReadFp2(value[1], out var y)
            || !TryReadFp2(value[2], out var z)
        )
        {
            return false;
        }

        if (x.IsZero && y == Fp2.One && z.IsZero)
        {
            return true;
        }

        point = new G2Affine(in x, in y);
        return z == Fp2.One;
    }

    private static bool TryReadFp(JsonElement value, out Fp element)
    {
        element = default;
        return value.ValueKind == JsonValueKind.String && Fp.TryParseDecimal(value.GetString(), out element);
    }

    private static bool TryReadFp2(JsonElement value, out Fp2 element)
    {
        element = default;
        if (
            value.ValueKind != JsonValueKind.Array
            || value.GetArrayLength() != 2
            || !TryReadFp(value[0], out var real)
            || !TryReadFp(value[1], out var imaginary)
        )
        {
            return false;
        }

        element = new Fp2(in real, in imaginary);
        return true;
    }

    private static bool IsString(JsonElement value, string expected) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(expected);
}
