using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Governance;

/// <summary>The payload of a compact JWS (RFC 7515 section 7.1) whose signature is verified elsewhere.</summary>
internal static class SignedPayload
{
    public static bool TryRead(ReadOnlySpan<byte> compact, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        var first = compact.IndexOf((byte)'.');
        var last = compact.LastIndexOf((byte)'.');
        return first > 0
            && last > first
            && Base64Url.TryDecode(Encoding.UTF8.GetString(compact[(first + 1)..last]), out payload);
    }
}
