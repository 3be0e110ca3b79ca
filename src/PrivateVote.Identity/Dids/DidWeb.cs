using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PrivateVote.Identity.Dids;

/// <summary>
/// <c>did:web</c> (W3C CCG did:web method): a host, perhaps a port behind <c>%3A</c>, and path segments behind colons; its document is
/// fetched over HTTPS.
/// </summary>
/// <remarks>
/// One place has one spelling here, since whoever has two spellings is two persons or two issuers: the host is in lower case,
/// a name of at least two labels, without a dot at the end and not an IP address; port 443 is not written; path segments
/// are of A-Z a-z 0-9 - _ . without percent-encoding, and none is empty, <c>.</c> or <c>..</c>.
/// </remarks>
public static class DidWeb
{
    public const string Prefix = "did:web:";

    private const int MaximumLength = 512;

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    /// <summary>The HTTPS address of the DID document; the DID is without a fragment.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out Uri? documentAddress,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        documentAddress = null;
        refusal = "malformed DID: did:web is a host name in lower case, a port behind %3A, and path segments";
        if (text.Length > MaximumLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = text[Prefix.Length..].Split(':');
        var (host, port) = parts[0].Split("%3A") switch
        {
            [var name] => (name, ""),
            [var name, var digits] when HostName.IsPort(digits) => (name, ":" + digits),
            _ => ("", ""),
        };
        if (!IsName(host) || !parts.Skip(1).All(IsSegment))
        {
            return false;
        }

        var path = parts.Length == 1 ? "/.well-known" : string.Concat(parts.Skip(1).Select(part => "/" + part));
        documentAddress = new Uri($"https://{host}{port}{path}/did.json");
        refusal = null;
        return true;
    }

    /// <summary>A last label without a letter would be an IP address (WHATWG URL, "ends in a number").</summary>
    private static bool IsName(string host)
    {
        var labels = host.Split('.');
        return HostName.IsValid(host)
            && labels.Length >= 2
            && labels[^1].AsSpan().ContainsAnyInRange('a', 'z')
            && !labels[^1].StartsWith("0x", StringComparison.Ordinal);
    }

    private static bool IsSegment(string segment) =>
        segment is not ("" or "." or "..") && !segment.AsSpan().ContainsAnyExcept(PathCharacters);
}
