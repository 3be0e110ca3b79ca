using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.Server.Tests.Storage;

/// <summary>Entries and heads with recognisable contents; a store reads none of them.</summary>
internal static class StoreSamples
{
    public static byte[] Id(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));

    public static NewEntry Entry(string text, byte[]? slot = null, long? replaces = null) =>
        Entry(Encoding.UTF8.GetBytes(text), slot, replaces);

    public static NewEntry Entry(byte[] line, byte[]? slot = null, long? replaces = null) =>
        new(line, SHA256.HashData(line), slot, replaces);

    public static NewEntry[] Entries(long start, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Entry($"entry {start + i}"))];

    public static LogHead Head(long size, bool keep = false, byte[]? election = null) =>
        new(size, $"checkpoint over {size} – signed", keep, election, $$"""{"size":{{size}}}""");

    public static string Text(StoredEntry entry) => Encoding.UTF8.GetString(entry.Line);
}
