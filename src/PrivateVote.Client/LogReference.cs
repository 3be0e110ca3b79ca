using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Client;

/// <summary>Names a log by what is in it: its committee entry, or its manifest.</summary>
/// <param name="IsElection">Whether the id is the manifest's, SHA-256 of its bytes; else it is the ceremony id.</param>
/// <param name="Id">32 bytes.</param>
public sealed record LogReference(bool IsElection, byte[] Id)
{
    private const int IdSize = 32;

    /// <summary>The path that the log's own paths begin after, without a slash at its end.</summary>
    public string Path => (IsElection ? "elections/" : "committees/") + ServiceClient.Digits(Id);

    public static LogReference Election(byte[] id) => new(true, id);

    public static LogReference Committee(byte[] id) => new(false, id);

    public override string ToString() => (IsElection ? "election " : "committee ") + Hex.Encode(Id);

    /// <summary>An id as people pass it on: 64 hexadecimal digits, with or without 0x.</summary>
    public static bool TryParseId(string text, [NotNullWhen(true)] out byte[]? id)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = Hex.TryDecode(
            text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text,
            IdSize,
            out var bytes
        );
        id = found ? bytes : null;
        return found;
    }

    /// <summary>The address of an election's pages, such as https://vote.example.org/elections/ID.</summary>
    public static bool TryParseAddress(
        Uri address,
        [NotNullWhen(true)] out Uri? service,
        [NotNullWhen(true)] out LogReference? log
    )
    {
        ArgumentNullException.ThrowIfNull(address);
        service = null;
        log = null;
        if (!ServiceClient.IsAddress(address))
        {
            return false;
        }

        var segments = address.AbsoluteUri.TrimEnd('/').Split('/');
        if (segments is not [.., "elections" or "committees", var last] || !TryParseId(last, out var id))
        {
            return false;
        }

        service = new Uri(string.Join('/', segments[..^2]) + "/");
        log = new LogReference(segments[^2] == "elections", id);
        return true;
    }
}
