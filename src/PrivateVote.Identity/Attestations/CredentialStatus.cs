using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// Where a W3C credential says that its status is: <c>credentialStatus</c>, one entry or several, of type
/// BitstringStatusListEntry (W3C Bitstring Status List 1.0 section 2.1).
/// </summary>
internal static class CredentialStatus
{
    private const int MaximumEntries = 8;

    /// <summary>Null where the issuer names no place that says whether the credential holds.</summary>
    public static bool TryRead(
        JsonElement credential,
        string issuer,
        out StatusReference? status,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        status = null;
        refusal = null;
        if (!credential.TryGetProperty("credentialStatus", out var member))
        {
            return true;
        }

        JsonElement[] entries = member.ValueKind == JsonValueKind.Array ? [.. member.EnumerateArray()] : [member];
        if (entries.Length > MaximumEntries || entries.Any(entry => entry.ValueKind != JsonValueKind.Object))
        {
            refusal = Malformed("is a few objects");
            return false;
        }

        var references = new List<StatusReference>();
        foreach (var entry in entries)
        {
            if (!entry.TryGetText("type", out var type))
            {
                refusal = Malformed("has a type");
                return false;
            }

            if (type != "BitstringStatusListEntry")
            {
                references.Add(new UnknownStatus());
                continue;
            }

            if (!TryReadEntry(entry, issuer, out var reference))
            {
                refusal = Malformed("of a bitstring has a purpose, an index and an https address");
                return false;
            }

            // A message or a refresh says nothing about whether the credential holds.
            if (reference.Purpose is "revocation" or "suspension")
            {
                references.Add(reference);
            }
        }

        status = references switch
        {
            [] => null,
            [var one] => one,
            _ => new SeveralStatuses(references),
        };
        return true;
    }

    private static bool TryReadEntry(
        JsonElement entry,
        string issuer,
        [NotNullWhen(true)] out BitstringStatus? reference
    )
    {
        reference = null;
        if (
            !entry.TryGetText("statusPurpose", out var purpose)
            || !entry.TryGetText("statusListIndex", out var digits)
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || !entry.TryGetText("statusListCredential", out var address)
            || !Uri.TryCreate(address, UriKind.Absolute, out var list)
            || list.Scheme != Uri.UriSchemeHttps
        )
        {
            return false;
        }

        // One bit for each entry; more are for messages.
        if (
            entry.TryGetProperty("statusSize", out var size)
            && !(size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var bits) && bits == 1)
        )
        {
            return false;
        }

        reference = new BitstringStatus(list, index, purpose, issuer);
        return true;
    }

    private static IdentityRefusal Malformed(string reason) =>
        new(IdentityCode.MalformedAttestation, $"credentialStatus {reason}");
}
