using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// The name of a tile or of an entry bundle (C2SP tlog-tiles): <c>tile/LEVEL/NUMBER[.p/WIDTH]</c> for hashes and
/// <c>tile/entries/NUMBER[.p/WIDTH]</c> for entries, relative to the log's address.
/// </summary>
/// <remarks>
/// A tile of level L and number n is the row of the roots of 256 complete subtrees of 256^L leaves each, number n·256
/// to n·256 + 255 of their kind; a bundle is the entries under a tile of level 0. Full ones have width 256 and no
/// suffix; at the tree's right edge they are partial, of width 1 to 255.
/// </remarks>
public sealed record TilePath
{
    /// <summary>Levels of the tree in one tile.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile, entries in a full bundle: 2^<see cref="Height"/>.</summary>
    public const int FullWidth = 1 << Height;

    /// <summary>The specification's bound; a log with under 2^63 entries has no tile above level 7.</summary>
    public const int MaximumLevel = 63;

    /// <summary>One more than the largest number: no log with under 2^63 entries has a tile beyond it.</summary>
    public const long NumberLimit = 1L << (63 - Height);

    private const string Root = "tile/";
    private const string EntriesName = "entries";

    private TilePath(int? level, long number, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, NumberLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        Level = level;
        Number = number;
        Width = width;
    }

    /// <summary>The tile's level; null for a bundle of entries.</summary>
    public int? Level { get; }

    /// <summary>Which of its level, from 0.</summary>
    public long Number { get; }

    /// <summary>How many hashes or entries: 256, or less at the tree's right edge.</summary>
    public int Width { get; }

    /// <summary>Whether it is a bundle of entries rather than a tile of hashes.</summary>
    public bool IsEntries => Level is null;

    /// <summary>Whether it has fewer than 256 hashes or entries.</summary>
    public bool IsPartial => Width < FullWidth;

    /// <summary>The tile or bundle of width 256 that this partial one has become, or will become.</summary>
    public TilePath Full => new(Level, Number, FullWidth);

    /// <summary>A tile of hashes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Level, number or width has no path.</exception>
    public static TilePath Hashes(int level, long number, int width = FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaximumLevel);
        return new(level, number, width);
    }

    /// <summary>A bundle of entries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Number or width has no path.</exception>
    public static TilePath Entries(long number, int width = FullWidth) => new(null, number, width);

    /// <summary>The tile as wide as a tree of this size has it, or null where that tree has none.</summary>
    public static TilePath? HashesAt(int level, long number, long size) =>
        WidthAt(level, number, size) is var width and > 0 ? Hashes(level, number, width) : null;

    /// <summary>The bundle as wide as a log of this size has it, or null where that log has none.</summary>
    public static TilePath? EntriesAt(long number, long size) =>
        WidthAt(0, number, size) is var width and > 0 ? Entries(number, width) : null;

    /// <summary>
    /// Every tile of hashes of a tree of this size, levels from 0 up, each from left to right; at most one in each level
    /// is partial.
    /// </summary>
    public static IEnumerable<TilePath> AllHashes(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        for (var level = 0; HashesAt(level, 0, size) is not null; level++)
        {
            for (long number = 0; HashesAt(level, number, size) is { } path; number++)
            {
                yield return path;
            }
        }
    }

    /// <summary>Every bundle of a log of this size, from the first entry on.</summary>
    public static IEnumerable<TilePath> AllEntries(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        for (long number = 0; EntriesAt(number, size) is { } path; number++)
        {
            yield return path;
        }
    }

    /// <summary>Whether a log of this size has it: all its hashes or entries lie within the first size entries.</summary>
    public bool IsWithin(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        // Not number times width: the last number's end is 2^63.
        var nodes = NodesAt(Level ?? 0, size);
        return Number <= nodes / FullWidth && Width <= nodes - (Number * FullWidth);
    }

    /// <summary>
    /// Parses a path. Only the one canonical spelling is taken: no leading zeros but those that fill a path element to
    /// three digits, no <c>x000</c> in front, no width of 0 or 256.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TilePath? path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = null;
        // The longest path there is: level of 2 digits, number of 17 digits in 6 elements, and a width of 3.
        if (text.Length > 48 || !text.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text[Root.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return false;
        }

        int? level = null;
        if (rest[..slash] != EntriesName)
        {
            if (!TryParseDigits(rest.AsSpan(0, slash), out var parsed) || parsed > MaximumLevel)
            {
                return false;
            }

            level = (int)parsed;
        }

        if (!TryParseNumber(rest[(slash + 1)..], out var number, out var width))
        {
            return false;
        }

        var candidate = new TilePath(level, number, width);
        if (candidate.ToString() != text)
        {
            return false;
        }

        path = candidate;
        return true;
    }

    /// <summary>The path, as in <c>tile/0/x001/x234/067.p/8</c>.</summary>
    public override string ToString()
    {
        var level = Level is { } l ? l.ToString(CultureInfo.InvariantCulture) : EntriesName;
        var number = (Number % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (var rest = Number / 1000; rest > 0; rest /= 1000)
        {
            number = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:D3}/{number}");
        }

        var suffix = IsPartial ? string.Create(CultureInfo.InvariantCulture, $".p/{Width}") : "";
        return $"{Root}{level}/{number}{suffix}";
    }

    private static bool TryParseNumber(string text, out long number, out int width)
    {
        number = 0;
        width = FullWidth;
        var suffix = text.IndexOf(".p/", StringComparison.Ordinal);
        if (suffix >= 0)
        {
            if (!TryParseDigits(text.AsSpan(suffix + 3), out var parsed) || parsed is < 1 or >= FullWidth)
            {
                return false;
            }

            width = (int)parsed;
            text = text[..suffix];
        }

        // What is not exactly of the form "x001/x234/067" is found by writing the number again.
        var digits = text.Replace("/", "", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal);
        return TryParseDigits(digits, out number) && number < NumberLimit;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static int WidthAt(int level, long number, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var nodes = NodesAt(level, size);
        return number > nodes / FullWidth ? 0 : (int)Math.Min(FullWidth, nodes - (number * FullWidth));
    }

    /// <summary>How many complete subtrees of 256^level leaves a tree of this size has.</summary>
    private static long NodesAt(int level, long size) => level > 7 ? 0 : size >> (Height * level);
}
