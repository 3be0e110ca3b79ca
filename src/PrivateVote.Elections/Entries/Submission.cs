using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Entries;

/// <summary>
/// An entry before the log has given it its time: what a role makes and hands in. As a file: `{"KIND":…}`.
/// </summary>
public sealed record Submission(EntryKind Kind, byte[] Body)
{
    /// <summary>A submission signed by a role.</summary>
    public static Submission Sign<TBody>(EntryKind kind, TBody body, RoleKey key) =>
        SignBytes(kind, StrictJson.Serialize(body), key);

    /// <summary>A submission signed by a role, of these exact bytes.</summary>
    public static Submission SignBytes(EntryKind kind, ReadOnlySpan<byte> body, RoleKey key) =>
        new(kind, Encoding.ASCII.GetBytes(key.Sign(body, Entry.TypeOf(kind))));

    /// <summary>A submission that needs no signature.</summary>
    public static Submission Plain<TBody>(EntryKind kind, TBody body) => new(kind, StrictJson.Serialize(body));

    /// <summary>The line that enters the log at this time.</summary>
    public byte[] ToLine(DateTimeOffset at) => new Entry(at, Kind, Body).ToBytes();

    /// <summary>SHA-256 of <see cref="ToBytes"/>: what makes a submission handed in again the same one.</summary>
    public byte[] Digest() => SHA256.HashData(ToBytes());

    /// <summary>The content of a file, without a line feed.</summary>
    public byte[] ToBytes()
    {
        var quote = Entry.IsSigned(Kind) ? "\"" : "";
        return
        [
            .. Encoding.UTF8.GetBytes($"{{\"{Entry.NameOf(Kind)}\":{quote}"),
            .. Body,
            .. Encoding.UTF8.GetBytes(quote + "}"),
        ];
    }

    public static bool TryParse(
        ReadOnlySpan<byte> file,
        [NotNullWhen(true)] out Submission? submission,
        [NotNullWhen(false)] out string? refusal
    )
    {
        submission = null;
        var content = file.TrimEnd("\r\n"u8);
        if (content.IsEmpty || content[0] != (byte)'{')
        {
            refusal = "a submission is {\"KIND\":…}";
            return false;
        }

        // Its form is an entry's without the time; any time makes it one.
        byte[] line = [.. "{\"at\":\"2000-01-01T00:00:00.000Z\","u8, .. content[1..]];
        if (!Entry.TryParse(line, out var entry, out refusal))
        {
            return false;
        }

        submission = new Submission(entry.Kind, entry.Body.ToArray());
        return true;
    }
}
