using System.Buffers;
using System.Globalization;

namespace PrivateVote.Identity.Dids;

/// <summary>Names of hosts (RFC 1123 section 2.1) in their one spelling: lower case, without a dot at the end.</summary>
public static class HostName
{
    private const int MaximumLength = 253;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );

    /// <summary>Labels of a-z, 0-9 and `-`, joined by dots.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaximumLength
            && text.Split('.')
                .All(label =>
                    label.Length is >= 1 and <= 63
                    && !label.AsSpan().ContainsAnyExcept(Characters)
                    && label[0] != '-'
                    && label[^1] != '-'
                );
    }

    /// <summary>A host, and behind a colon perhaps a port: what browsers call a location's host.</summary>
    public static bool IsValidWithPort(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':') switch
        {
            [var host] => IsValid(host),
            [var host, var port] => IsValid(host) && IsPort(port),
            _ => false,
        };
    }

    /// <summary>1 to 65535, without leading zeros, and not 443, which is not written.</summary>
    public static bool IsPort(string digits) =>
        ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is not (0 or 443)
        && digits[0] != '0';
}
