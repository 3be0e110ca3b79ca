using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Client;

/// <summary>What names a log.</summary>
public enum LogKind
{
    /// <summary>The ceremony id of its committee entry.</summary>
    Committee,

    /// <summary>SHA-256 of its manifest's bytes.</summary>
    Election,

    /// <summary>SHA-256 of its constitution's bytes.</summary>
    Space,
}

/// <summary>Names a log by what is in it: its committee entry, its manifest, or its space's constitution.</summary>
/// <param name="Id">32 bytes.</param>
public sealed record LogReference(LogKind Kind, byte[] Id)
{
    private const int IdSize = 32;

    /// <summary>The path that the log's own paths begin after, without a slash at its end.</summary>
    public string Path => CollectionOf(Kind) + "/" + ServiceClient.Digits(Id);

    public static LogReference Election(byte[] id) => new(LogKind.Election, id);

    public static LogReference Committee(byte[] id) => new(LogKind.Committee, id);

    public static LogReference Space(byte[] id) => new(LogKind.Space, id);

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Hex.Encode(Id)}";

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

    /// <summary>The address of a log's pages, such as https://vote.example.org/elections/ID.</summary>
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
        foreach (var kind in Enum.GetValues<LogKind>())
        {
            if (
                segments is [.., var collection, var last]
                && collection == CollectionOf(kind)
                && TryParseId(last, out var id)
            )
            {
                service = new Uri(string.Join('/', segments[..^2]) + "/");
                log = new LogReference(kind, id);
                return true;
            }
        }

        return false;
    }

    private static string CollectionOf(LogKind kind) =>
        kind switch
        {
            LogKind.Election => "elections",
            LogKind.Committee => "committees",
            _ => "spaces",
        };
}
