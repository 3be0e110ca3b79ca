using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PrivateVote.Identity.Json;

/// <summary>
/// JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, strings with as few escapes as possible,
/// numbers as ECMAScript prints the double that they are.
/// </summary>
/// <remarks>
/// Different texts of one double have one canonical form (1, 1.0, 1e0; integers beyond 2^53 are rounded): a signature over it
/// fixes doubles, not digits. Whoever reads a number out of a signed document takes only integers up to 2^53.
/// </remarks>
public static class Jcs
{
    private const string LowerHexDigits = "0123456789abcdef";

    /// <summary>The canonical UTF-8 of a value that <see cref="ForeignJson"/> has read.</summary>
    /// <exception cref="ArgumentException">A number is beyond a double.</exception>
    public static byte[] Canonicalize(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>As the other, of an object without one of its members.</summary>
    internal static byte[] CanonicalizeWithout(JsonElement value, string omitted)
    {
        var text = new StringBuilder();
        WriteObject(value, text, omitted);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>ECMAScript's Number::toString (ECMA-262 section 6.1.6.1.20) for a finite number.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public static string FormatNumber(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException("JSON has finite numbers only", nameof(number));
        }

        if (number == 0)
        {
            return "0";
        }

        // The shortest digits that read back as this double, in one of .NET's layouts: -1.5, 1.5E-07, 1E+21.
        var shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var leadingZeros = digits.AsSpan().IndexOfAnyExcept('0');

        // The standard's k digits s and n: the number is 0.s times 10^n.
        var n = (point < 0 ? mantissa.Length : point) + exponent - leadingZeros;
        digits = digits[leadingZeros..].TrimEnd('0');
        var k = digits.Length;
        var sign = number < 0 ? "-" : "";
        if (k <= n && n <= 21)
        {
            return sign + digits + new string('0', n - k);
        }

        if (n is > 0 and <= 21)
        {
            return $"{sign}{digits[..n]}.{digits[n..]}";
        }

        if (n is > -6 and <= 0)
        {
            return sign + "0." + new string('0', -n) + digits;
        }

        var power = (n - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
        return k == 1 ? $"{sign}{digits}e{power}" : $"{sign}{digits[0]}.{digits[1..]}e{power}";
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text, omitted: null);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    Separate(text, ref first);
                    Write(item, text);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(FormatNumber(value.GetDouble()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder text, string? omitted)
    {
        text.Append('{');
        var first = true;
        foreach (
            var member in value
                .EnumerateObject()
                .Where(member => member.Name != omitted)
                .OrderBy(member => member.Name, StringComparer.Ordinal)
        )
        {
            Separate(text, ref first);
            WriteString(member.Name, text);
            text.Append(':');
            Write(member.Value, text);
        }

        text.Append('}');
    }

    private static void Separate(StringBuilder text, ref bool first)
    {
        if (!first)
        {
            text.Append(',');
        }

        first = false;
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case < ' ':
                    text.Append("\\u00").Append(LowerHexDigits[c >> 4]).Append(LowerHexDigits[c & 15]);
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
