using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PrivateVote.Ethereum.Safe;

/// <summary>The version of a Safe's contract, as its VERSION() says: three numbers, and for rollups <c>+L2</c>.</summary>
public readonly record struct SafeVersion : IComparable<SafeVersion>
{
    /// <summary>The oldest that is supported: the first that puts the chain id into what is signed.</summary>
    public static readonly SafeVersion Oldest = new(1, 3, 0);

    public static readonly SafeVersion V141 = new(1, 4, 1);

    private SafeVersion(int major, int minor, int patch)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
    }

    public int Major { get; }

    public int Minor { get; }

    public int Patch { get; }

    /// <summary>Parses a version from 1.3.0 on, below 2; the refusal is a sentence.</summary>
    public static bool TryParse(string text, out SafeVersion version, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(text);
        version = default;
        var numbers = text.EndsWith("+L2", StringComparison.Ordinal) ? text[..^3] : text;
        var parts = numbers.Split('.');
        if (
            parts.Length != 3
            || !TryNumber(parts[0], out var major)
            || !TryNumber(parts[1], out var minor)
            || !TryNumber(parts[2], out var patch)
        )
        {
            refusal = "a Safe's version is three numbers, such as 1.4.1";
            return false;
        }

        var parsed = new SafeVersion(major, minor, patch);
        if (parsed < Oldest)
        {
            refusal = $"a Safe before {Oldest} does not bind the chain into what is signed, and is not supported";
            return false;
        }

        if (major > 1)
        {
            refusal = "this version of Safe is not known";
            return false;
        }

        version = parsed;
        refusal = null;
        return true;
    }

    public int CompareTo(SafeVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    public static bool operator <(SafeVersion left, SafeVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SafeVersion left, SafeVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SafeVersion left, SafeVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SafeVersion left, SafeVersion right) => left.CompareTo(right) >= 0;

    private static bool TryNumber(string text, out int number)
    {
        number = 0;
        return text.Length is 1 or 2
            && (text.Length == 1 || text[0] != '0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
