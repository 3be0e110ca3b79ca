using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace PrivateVote.Governance.Weights;

/// <summary>
/// Contributions from a CSV file: RFC 4180 with the header `member,category,points,date,reference`. UTF-8 without a byte
/// order mark; lines end in CRLF or LF; a field is quoted whole or not at all; nothing is trimmed; no line is empty.
/// </summary>
/// <param name="Digest">SHA-256 of the file: its provenance.</param>
/// <param name="Contributions">In the order of the rows.</param>
public sealed record ContributionCsv(byte[] Digest, IReadOnlyList<Contribution> Contributions)
{
    public const string Header = "member,category,points,date,reference";

    /// <summary>In bytes: 64 MiB.</summary>
    public const int MaximumSize = 1 << 26;

    public const int MaximumRows = 500_000;

    private const int Fields = 5;

    /// <summary>Reads a whole file; a refusal names the row (the header is row 1) and what is wrong with it.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> file,
        [NotNullWhen(true)] out ContributionCsv? csv,
        [NotNullWhen(false)] out string? refusal
    )
    {
        csv = null;
        refusal =
            file.Length > MaximumSize ? $"the file has {file.Length} bytes, and at most {MaximumSize} are read"
            : !Utf8.IsValid(file) ? "the file is not UTF-8"
            : file.StartsWith("\ufeff"u8) ? "the file begins with a byte order mark; save it as UTF-8 without one"
            : null;
        if (refusal is not null)
        {
            return false;
        }

        var digest = SHA256.HashData(file);
        var rows = new Rows(Encoding.UTF8.GetString(file));
        var fields = new string[Fields];
        if (!rows.TryNext(fields, out refusal) || string.Join(',', fields) != Header)
        {
            refusal = $"row 1: the header is '{Header}'";
            return false;
        }

        var contributions = new List<Contribution>();
        var seen = new Contributions();
        while (!rows.AtEnd)
        {
            if (contributions.Count == MaximumRows)
            {
                refusal = $"a file has at most {MaximumRows} contributions; split it";
                return false;
            }

            refusal = !rows.TryNext(fields, out var malformed)
                ? malformed
                : Read(fields, digest, rows.Number, out var contribution) ?? AddTo(contributions, seen, contribution!);
            if (refusal is not null)
            {
                refusal = refusal.StartsWith("row ", StringComparison.Ordinal)
                    ? refusal
                    : $"row {rows.Number}: {refusal}";
                return false;
            }
        }

        csv = new ContributionCsv(digest, contributions);
        return true;
    }

    private static string? AddTo(List<Contribution> contributions, Contributions seen, Contribution contribution)
    {
        var problem = seen.Add(contribution);
        contributions.Add(contribution);
        return problem;
    }

    private static string? Read(string[] fields, byte[] digest, int row, out Contribution? contribution)
    {
        contribution = null;
        if (!Fr.TryParseHex(fields[0], out var member) && !Fr.TryParseDecimal(fields[0], out member))
        {
            return "the member is an identity commitment: 0x and 64 hexadecimal digits, or decimal";
        }

        // One way to write a number: digits only, no zero in front.
        if (
            fields[2] is not [>= '1' and <= '9', ..]
            || !ulong.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var points)
        )
        {
            return $"points are a whole number from 1 to {Contribution.MaximumPoints}";
        }

        if (!DateForm.TryParseDay(fields[3], out var day))
        {
            return "the date is a day of the calendar: 2026-01-31";
        }

        contribution = new Contribution(
            member,
            fields[1],
            points,
            day,
            new Provenance(Contribution.CsvSource, digest, row, fields[4])
        );
        return contribution.Problem();
    }

    /// <summary>The fields of one row after the other.</summary>
    private sealed class Rows(string text)
    {
        private int position;

        /// <summary>The row that was read last, from 1.</summary>
        public int Number { get; private set; }

        public bool AtEnd => position == text.Length;

        public bool TryNext(string[] fields, [NotNullWhen(false)] out string? refusal)
        {
            Number++;
            refusal = null;
            for (var i = 0; i < fields.Length; i++)
            {
                if (!TryField(out fields[i]))
                {
                    refusal =
                        "a quote stands inside of an unquoted field, or a quoted field does not end where it should";
                    return false;
                }

                var last = i == fields.Length - 1;
                if (last ? !TryEndOfLine() : !TryComma())
                {
                    refusal = $"a row has {fields.Length} fields: {Header}";
                    return false;
                }
            }

            return true;
        }

        private bool TryComma()
        {
            if (AtEnd || text[position] != ',')
            {
                return false;
            }

            position++;
            return true;
        }

        private bool TryEndOfLine()
        {
            if (AtEnd)
            {
                return true;
            }

            var length =
                text[position] == '\n' ? 1
                : text.AsSpan(position).StartsWith("\r\n") ? 2
                : 0;
            position += length;
            return length > 0;
        }

        private bool TryField(out string field)
        {
            if (AtEnd || text[position] != '"')
            {
                var rest = text.AsSpan(position);
                var length = rest.IndexOfAny(",\r\n\"");
                length = length < 0 ? rest.Length : length;
                field = rest[..length].ToString();
                position += length;
                return AtEnd || text[position] != '"';
            }

            var content = new StringBuilder();
            for (position++; ; position++)
            {
                var quote = text.IndexOf('"', position);
                if (quote < 0)
                {
                    field = "";
                    return false;
                }

                content.Append(text, position, quote - position);
                position = quote + 1;
                if (AtEnd || text[position] != '"')
                {
                    field = content.ToString();
                    return AtEnd || text[position] is ',' or '\r' or '\n';
                }

                // Two quotes inside of a quoted field stand for one (RFC 4180 section 2, rule 7).
                content.Append('"');
            }
        }
    }
}
