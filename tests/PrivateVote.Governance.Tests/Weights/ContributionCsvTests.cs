using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Governance.Weights;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests.Weights;

/// <summary>Contributions from CSV: what is read, and how each malformed file is refused.</summary>
public sealed class ContributionCsvTests
{
    private const string Header = ContributionCsv.Header + "\n";

    [Fact]
    public void A_file_is_read_with_its_provenance()
    {
        var hex = Fr.From(7).ToHex();
        var file = Encoding.UTF8.GetBytes(
            Header.Replace("\n", "\r\n", StringComparison.Ordinal)
                + $"{hex},code,12,2026-01-31,PR 5\r\n"
                + "\"8\",\"care\",\"9007199254740991\",\"2024-02-29\",\"said \"\"hello, world\"\"\"\n"
                + "8,care,1,2024-02-29,übersetzt"
        );
        Assert.True(ContributionCsv.TryRead(file, out var csv, out _));
        var digest = SHA256.HashData(file);
        Assert.Equal(digest, csv.Digest);
        (Fr, string, ulong, DateOnly, int, string)[] expected =
        [
            (Fr.From(7), "code", 12, new(2026, 1, 31), 2, "PR 5"),
            (Fr.From(8), "care", Contribution.MaximumPoints, new(2024, 2, 29), 3, "said \"hello, world\""),
            (Fr.From(8), "care", 1, new(2024, 2, 29), 4, "übersetzt"),
        ];
        Assert.Equal(
            expected,
            csv.Contributions.Select(c =>
                (c.Member, c.Category, c.Points, c.Date, c.Provenance.Row, c.Provenance.Reference)
            )
        );
        Assert.All(csv.Contributions, c => Assert.Equal("csv", c.Provenance.Source));
        Assert.All(csv.Contributions, c => Assert.Equal(digest, c.Provenance.Digest));
    }

    [Fact]
    public void A_file_with_a_header_alone_has_no_contributions()
    {
        Assert.True(ContributionCsv.TryRead(Encoding.UTF8.GetBytes(Header), out var csv, out _));
        Assert.Empty(csv.Contributions);
        Assert.True(ContributionCsv.TryRead(Encoding.UTF8.GetBytes(ContributionCsv.Header), out csv, out _));
        Assert.Empty(csv.Contributions);
    }

    [Theory]
    [InlineData("", "row 1: the header")]
    [InlineData("\n" + Header, "row 1: the header")]
    [InlineData("Member,category,points,date,reference\n", "row 1: the header")]
    [InlineData("member,category,points,date\n", "row 1: the header")]
    [InlineData("member,category,points,date,reference,more\n", "row 1: the header")]
    [InlineData("\ufeffmember,category,points,date,reference\n", "byte order mark")]
    [InlineData(Header + "1,code,1,2026-01-01,a\n\n", "row 3: a row has 5 fields")]
    [InlineData(Header + "1,code,1,2026-01-01\n", "row 2: a row has 5 fields")]
    [InlineData(Header + "1,code,1,2026-01-01,a,b\n", "row 2: a row has 5 fields")]
    [InlineData(Header + "1,code,1,2026-01-01,a\r1,code,1,2026-01-01,b\n", "row 2: a row has 5 fields")]
    [InlineData(Header + "1;code;1;2026-01-01;a\n", "row 2: a row has 5 fields")]
    [InlineData(Header + "1,code,1,2026-01-01,a\"b\n", "row 2: a quote")]
    [InlineData(Header + "1,code,1,2026-01-01,\"a\"b\n", "row 2: a quote")]
    [InlineData(Header + "1,code,1,2026-01-01,\"a\n", "row 2: a quote")]
    [InlineData(Header + "1,code,1,2026-01-01,\"a\"\"\n", "row 2: a quote")]
    [InlineData(Header + "1,code,1,2026-01-01,\"a\nb\"\n", "row 2: a contribution from a CSV file")]
    [InlineData(Header + "1,code,1,2026-01-01,\n", "row 2: a contribution from a CSV file")]
    [InlineData(Header + "1,code,1,2026-01-01,a\0b\n", "row 2: a contribution from a CSV file")]
    [InlineData(Header + "1,code,1,2026-01-01,\u202eevil\n", "row 2: a contribution from a CSV file")]
    [InlineData(Header + ",code,1,2026-01-01,a\n", "row 2: the member")]
    [InlineData(Header + "-1,code,1,2026-01-01,a\n", "row 2: the member")]
    [InlineData(Header + " 1,code,1,2026-01-01,a\n", "row 2: the member")]
    [InlineData(Header + "0x01,code,1,2026-01-01,a\n", "row 2: the member")]
    // r itself
    [InlineData(
        Header + "21888242871839275222246405745257275088548364400416034343698204186575808495617,code,1,2026-01-01,a\n",
        "row 2: the member"
    )]
    [InlineData(Header + "1,Code,1,2026-01-01,a\n", "row 2: a category")]
    [InlineData(Header + "1,,1,2026-01-01,a\n", "row 2: a category")]
    [InlineData(Header + "1,code,0,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,01,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,-1,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,1.5,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,1e3,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,٣,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,9007199254740992,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,18446744073709551617,2026-01-01,a\n", "row 2: points")]
    [InlineData(Header + "1,code,1,2026-02-29,a\n", "row 2: the date")]
    [InlineData(Header + "1,code,1,26-01-01,a\n", "row 2: the date")]
    [InlineData(Header + "1,code,1,2026-1-1,a\n", "row 2: the date")]
    [InlineData(Header + "1,code,1,01/02/2026,a\n", "row 2: the date")]
    [InlineData(Header + "1,code,1,2026-01-01T00:00:00Z,a\n", "row 2: the date")]
    [InlineData(Header + "1,code,1,2026-01-01,a\n1,code,9,2025-01-01,a\n", "row 3: this member has a contribution")]
    [InlineData(
        Header
            + "1,code,1,2026-01-01,a\n0x0000000000000000000000000000000000000000000000000000000000000001,code,9,2025-01-01,a\n",
        "row 3: this member has a contribution"
    )]
    public void A_malformed_file_is_refused_with_the_row(string text, string sentence)
    {
        Assert.False(ContributionCsv.TryRead(Encoding.UTF8.GetBytes(text), out var csv, out var refusal));
        Assert.Null(csv);
        Assert.Contains(sentence, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_and_files_over_the_limits_are_refused()
    {
        byte[] latin = [.. Encoding.UTF8.GetBytes(Header + "1,code,1,2026-01-01,"), 0xfc];
        Assert.False(ContributionCsv.TryRead(latin, out _, out var refusal));
        Assert.Equal("the file is not UTF-8", refusal);

        Assert.False(ContributionCsv.TryRead(new byte[ContributionCsv.MaximumSize + 1], out _, out refusal));
        Assert.Contains("at most 67108864", refusal, StringComparison.Ordinal);

        var long200 = Header + "1,code,1,2026-01-01," + new string('a', 200);
        Assert.True(ContributionCsv.TryRead(Encoding.UTF8.GetBytes(long200), out _, out _));
        Assert.False(ContributionCsv.TryRead(Encoding.UTF8.GetBytes(long200 + "a"), out _, out _));
    }

    [Fact]
    public void More_rows_than_the_limit_are_refused()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i <= ContributionCsv.MaximumRows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"1,code,1,2026-01-01,{i}\n");
        }

        Assert.False(ContributionCsv.TryRead(Encoding.UTF8.GetBytes(text.ToString()), out _, out var refusal));
        Assert.Contains("at most 500000 contributions", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused_and_nothing_else()
    {
        var file = Encoding.UTF8.GetBytes(Header + "1,code,1,2026-01-01,a\n\"2\",\"care\",3,2025-05-05,\"b\"\"c\"\r\n");
        foreach (var damaged in Mutations.Of(file, 20_000, "csv"))
        {
            if (!ContributionCsv.TryRead(damaged, out var csv, out var refusal))
            {
                Assert.False(string.IsNullOrEmpty(refusal));
                continue;
            }

            Assert.All(csv.Contributions, contribution => Assert.Null(contribution.Problem()));
        }
    }

    [Fact]
    public void A_contribution_counts_once_also_from_a_corrected_file_and_all_or_none_are_added()
    {
        var contributions = new Contributions();
        Contribution Row(ulong points, byte file, string reference) =>
            new(
                Fr.One,
                "code",
                points,
                new DateOnly(2026, 1, 1),
                new Provenance(Contribution.CsvSource, [.. Enumerable.Repeat(file, 32)], 2, reference)
            );
        Assert.Null(contributions.AddAll([Row(1, 1, "a"), Row(1, 1, "b")]));
        Assert.Contains(
            "counts once",
            contributions.AddAll([Row(1, 2, "c"), Row(2, 2, "a")]),
            StringComparison.Ordinal
        );
        Assert.Equal(2, contributions.All.Count);
        // What was taken back can come again.
        Assert.Null(contributions.Add(Row(1, 3, "c")));

        var attested = new Contribution(
            Fr.One,
            "code",
            1,
            new DateOnly(2026, 1, 1),
            new Provenance("issuer", new byte[32])
        );
        Assert.Null(contributions.Add(attested));
        // The same attestation for somebody else, or through another source, is the same attestation.
        Assert.Contains(
            "already",
            contributions.Add(attested with { Member = Fr.Zero, Provenance = new Provenance("other", new byte[32]) }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_contribution_that_is_none_says_why()
    {
        var good = new Contribution(
            Fr.One,
            "code",
            1,
            new DateOnly(2026, 1, 1),
            new Provenance("issuer", new byte[32])
        );
        Assert.Null(good.Problem());
        Contribution[] bad =
        [
            good with
            {
                Category = null!,
            },
            good with
            {
                Points = 0,
            },
            good with
            {
                Points = Contribution.MaximumPoints + 1,
            },
            good with
            {
                Provenance = null!,
            },
            good with
            {
                Provenance = new Provenance("", new byte[32]),
            },
            good with
            {
                Provenance = new Provenance("issuer", new byte[31]),
            },
            good with
            {
                Provenance = new Provenance("issuer", new byte[32], 1),
            },
            good with
            {
                Provenance = new Provenance("csv", new byte[32], 1, "a"),
            },
            good with
            {
                Provenance = new Provenance("csv", new byte[32], 2, ""),
            },
        ];
        Assert.All(bad, contribution => Assert.NotNull(new Contributions().Add(contribution)));
    }
}
