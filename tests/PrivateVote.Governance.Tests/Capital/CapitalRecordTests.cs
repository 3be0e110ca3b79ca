using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Capital;

/// <summary>What the accounts of a roll had, as an organizer enters it: whole, in order, for that roll, and nothing else.</summary>
public sealed class CapitalRecordTests
{
    private static readonly BigInteger Most = BigInteger.Pow(2, 256) - 1;

    [Fact]
    public void A_record_of_all_accounts_on_the_roll_makes_the_comparison()
    {
        var ground = new CapitalGround();
        ground.Bind(3);
        ground.Bind(1);
        var (_, vote, _) = ground.OpenVote();

        // In the order of the roll, whoever entered theirs first.
        Assert.Equal([CapitalGround.AddressOf(1), CapitalGround.AddressOf(3)], ground.Log.AccountsIn(vote));
        var index = ground.Record(vote, 120, 30);
        var record = vote.Capital!;
        Assert.Equal((index, 17UL, (BigInteger)1_000_000), (record.Index, record.Block, record.Supply));
        var comparison = record.Comparison!;
        Assert.Equal((2, 5), (comparison.ByCapital.Voters, comparison.ByContribution.Voters));
        Assert.Equal((3, (BigInteger)150), (comparison.WithoutCapital, comparison.Represented));
        Assert.Equal([0u, 5u, 0u, 1u, 0u], comparison.CapitalWeights!.Select(member => member.Weight));
    }

    [Fact]
    public void An_account_counts_from_the_next_roll_on()
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        var (_, vote, _) = ground.OpenVote();
        ground.Bind(1, 9);
        ground.Bind(2);
        Assert.Equal([CapitalGround.AddressOf(1)], ground.Log.AccountsIn(vote));
    }

    [Fact]
    public void Nobody_has_an_account_or_anything_on_it()
    {
        var ground = new CapitalGround();
        var (_, vote, _) = ground.OpenVote();
        ground.Record(vote);
        Assert.Equal(5, vote.Capital!.Comparison!.WithoutCapital);
        Assert.Equal(0, vote.Capital.Comparison.ByCapital.NeededForMajority);

        ground = new CapitalGround();
        ground.Bind(1);
        (_, vote, _) = ground.OpenVote();
        ground.Record(vote, 0);
        Assert.Equal(5, vote.Capital!.Comparison!.WithoutCapital);
        Assert.NotNull(vote.Capital.Comparison.ParallelProblem(1));
    }

    [Fact]
    public void The_accounts_have_no_more_together_than_there_is()
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        ground.Bind(2);
        var (_, vote, _) = ground.OpenVote();
        ground.Governance.MustNot(
            RefusalCode.CapitalDiffers,
            EntryKind.Capital,
            Organizer,
            ground.Body(vote, Most, 1) with
            {
                Supply = Most,
            }
        );
        ground.Governance.Must(EntryKind.Capital, Organizer, ground.Body(vote, Most, 0) with { Supply = Most });
        Assert.Equal(Most, vote.Capital!.Comparison!.ByCapital.Total);
    }

    public static TheoryData<string> Changes =>
        new("account missing", "one too many", "order", "other account", "twice", "token", "chain", "page", "null");

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_is_not_exactly_the_rolls_is_refused(string what)
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        ground.Bind(2);
        var (_, vote, _) = ground.OpenVote();
        var body = ground.Body(vote, 1, 2);
        var (first, second) = (body.Holdings[0], body.Holdings[1]);
        ground.Governance.MustNot(
            RefusalCode.CapitalDiffers,
            EntryKind.Capital,
            Organizer,
            what switch
            {
                "account missing" => body with { Holdings = [first] },
                "one too many" => body with { Holdings = [first, second, new Holding(CapitalGround.AddressOf(3), 0)] },
                "order" => body with { Holdings = [second, first] },
                "other account" => body with { Holdings = [first, new Holding(CapitalGround.AddressOf(3), 2)] },
                "twice" => body with { Holdings = [first, first] },
                "token" => body with { Token = CapitalGround.AddressOf(5) },
                "chain" => body with { ChainId = 2 },
                "page" => body with { Page = 1 },
                "null" => body with { Holdings = [first, null!] },
                _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
            }
        );
        ground.Governance.Must(EntryKind.Capital, Organizer, body);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("1e3")]
    [InlineData("0x1")]
    // 2^256
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    public void An_amount_has_one_spelling_below_2_to_the_256(string amount)
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        var (_, vote, _) = ground.OpenVote();
        var text = System.Text.Encoding.UTF8.GetString(StrictJson.Serialize(ground.Body(vote, 424_242)));
        ground.Governance.MustNot(
            RefusalCode.CapitalDiffers,
            Submission.SignBytes(
                EntryKind.Capital,
                System.Text.Encoding.UTF8.GetBytes(text.Replace("424242", amount, StringComparison.Ordinal)),
                Organizer
            )
        );
    }

    [Fact]
    public void Only_a_frozen_organizer_records_for_a_vote_of_a_track_that_asks()
    {
        var ground = new CapitalGround();
        var (_, vote, election) = ground.OpenVote();
        var body = ground.Body(vote);
        ground.Governance.MustNot(RefusalCode.NotThisRole, EntryKind.Capital, TestSpace.Administrator, body);
        ground.Governance.MustNot(
            RefusalCode.NoSuchElection,
            EntryKind.Capital,
            Organizer,
            body with
            {
                Election = new byte[32],
            }
        );
        ground.Governance.MustNot(
            RefusalCode.OtherSpace,
            EntryKind.Capital,
            Organizer,
            body with
            {
                Space = new byte[32],
            }
        );
        election.Cancel("a reason", ground.Governance.Space.Now);
        ground.Governance.Must(EntryKind.Outcome, election.Outcome(ground.Governance.Id));
        ground.Governance.MustNot(RefusalCode.NoSuchElection, EntryKind.Capital, Organizer, body);

        var silent = new CapitalGround(compares: false);
        (_, vote, _) = silent.OpenVote();
        silent.Governance.MustNot(RefusalCode.NoCapital, EntryKind.Capital, Organizer, silent.Body(vote));
    }

    [Fact]
    public void Balances_of_another_roll_are_not_this_ones()
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        var (_, first, _) = ground.OpenVote();
        ground.Bind(2);
        var (_, second, _) = ground.OpenVote();
        ground.Governance.MustNot(
            RefusalCode.CapitalDiffers,
            EntryKind.Capital,
            Organizer,
            ground.Body(first, 5) with
            {
                Election = second.Id,
            }
        );
    }

    [Fact]
    public void A_wrong_record_is_replaced_by_one_that_begins_anew()
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        var (_, vote, _) = ground.OpenVote();
        ground.Record(vote, 5);
        var again = ground.Record(vote, 6);
        Assert.Equal((again, (BigInteger)6), (vote.Capital!.Index, vote.Capital.Comparison!.Represented));
    }

    [Fact]
    public void A_record_is_taken_after_the_result_too()
    {
        var ground = new CapitalGround();
        ground.Bind(1);
        var (proposal, vote, election) = ground.OpenVote();
        ground.Governance.Conclude(election, 5, 3, 2, 0);
        ground.Governance.MustEnd(proposal, EndingKind.Executed, "passed");
        ground.Record(vote, 6);
        Assert.NotNull(vote.Capital!.Comparison);
    }

    [Fact]
    public void Many_accounts_come_in_pages_and_every_page_fits_an_entry()
    {
        const int People = CapitalBody.PageSize + 2;
        var ground = new CapitalGround(People);
        for (var i = 0; i < People; i++)
        {
            ground.Bind(i);
        }

        var (_, vote, _) = ground.OpenVote();
        var share = Most / People;
        var whole = ground.Body(vote, [.. Enumerable.Repeat(share, People)]) with { Supply = Most };
        var first = whole with { Holdings = [.. whole.Holdings.Take(CapitalBody.PageSize)] };
        var last = whole with { Page = 1, Holdings = [.. whole.Holdings.Skip(CapitalBody.PageSize)] };
        ground.Governance.MustNot(RefusalCode.CapitalDiffers, EntryKind.Capital, Organizer, last);
        ground.Governance.Must(EntryKind.Capital, Organizer, first);
        Assert.Null(vote.Capital!.Comparison);
        foreach (
            var other in (CapitalBody[])
                [
                    last with
                    {
                        Block = 18,
                    },
                    last with
                    {
                        BlockHash = [.. Enumerable.Repeat((byte)1, 32)],
                    },
                    last with
                    {
                        Supply = Most - 1,
                    },
                    last with
                    {
                        Page = 2,
                    },
                    last with
                    {
                        Holdings = first.Holdings,
                    },
                    // More than the supply only with the first page.
                    last with
                    {
                        Holdings = [.. last.Holdings.Select(holding => holding with { Amount = Most })],
                    },
                ]
        )
        {
            ground.Governance.MustNot(RefusalCode.CapitalDiffers, EntryKind.Capital, Organizer, other);
        }

        var index = ground.Governance.Must(EntryKind.Capital, Organizer, last);
        Assert.Equal((index, 2, People), (vote.Capital.Index, vote.Capital.Pages, vote.Capital.Holdings.Count));
        Assert.Equal(share * People, vote.Capital.Comparison!.Represented);
        ground.Governance.MustNot(RefusalCode.CapitalDiffers, EntryKind.Capital, Organizer, last with { Page = 2 });
    }
}
