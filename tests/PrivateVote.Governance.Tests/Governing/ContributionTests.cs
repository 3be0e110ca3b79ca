using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Governance.Weights;
using PrivateVote.Identity.Attestations;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>Contributions and delegations as entries, and the weighted rolls that follow from them.</summary>
public sealed class ContributionTests
{
    private static readonly Constitution Weighted = Standard() with
    {
        Tracks = [Simple(YesNo(WeightMode.Multiply)), Committee()],
    };

    [Fact]
    public void An_attested_contribution_counts_once()
    {
        var governance = new TestGovernance();
        var good = governance.Contributed(0, 8);
        governance.Must(EntryKind.Contribution, good);
        Assert.Equal(8UL, governance.Log.PointsOf(governance.Log.Members.All[0]));
        governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, good);
        governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, governance.Contributed(0, 8));
        governance.Must(EntryKind.Contribution, governance.Contributed(0, 8, "another"));
    }

    [Fact]
    public void What_no_trusted_issuer_attests_for_this_space_counts_for_nothing()
    {
        var governance = new TestGovernance();
        var good = new ContributionStatement(
            governance.Id,
            governance.People[0].Commitment,
            "code",
            8,
            DateOnly.FromDateTime(governance.Space.Now.UtcDateTime),
            "a pull request"
        );
        ContributionBody By(Identity.RoleKey key, ContributionStatement statement, string? type = null) =>
            new(governance.Id, "guild", key.Sign(StrictJson.Serialize(statement), type ?? ContributionStatement.Type));

        ContributionBody[] bad =
        [
            By(Organizer, good),
            By(Issuer, good, "privatevote-comment+jws"),
            By(Issuer, good) with
            {
                Source = "nobody",
            },
            By(Issuer, good) with
            {
                Attestation = "a.b.c",
            },
            By(Issuer, good) with
            {
                Attestation = "",
            },
            By(Issuer, good with { Category = "talk" }),
            By(Issuer, good with { Points = 0 }),
            By(Issuer, good with { Points = ulong.MaxValue }),
            By(Issuer, good with { Reference = "" }),
            By(Issuer, good with { Reference = "two\nlines" }),
            By(Issuer, good with { Date = good.Date.AddDays(1) }),
            By(Issuer, good with { Member = Fr.From(12345) }),
        ];
        foreach (var body in bad)
        {
            governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, body);
        }

        governance.MustNot(
            RefusalCode.OtherSpace,
            EntryKind.Contribution,
            By(Issuer, good with { Space = new byte[32] })
        );
        governance.Must(EntryKind.Contribution, By(Issuer, good));
    }

    [Fact]
    public void A_contribution_is_attested_by_EAS_as_well()
    {
        var source = new ContributionSource(
            "chain",
            ContributionFormat.Eas,
            [Owners[0].Address.ToString()],
            ["code"],
            "0x" + new string('a', 64)
        );
        var governance = new TestGovernance(Standard() with { Contributors = [source] });
        ContributionBody By(Ethereum.EthereumKey key, byte schema = 0xaa, byte[]? space = null, ulong points = 8)
        {
            var word = new byte[32];
            word.AsSpan().Fill(schema);
            var data = AbiEncoder.Encode(
                [.. "bytes32 bytes32 string uint64 uint64 string".Split(' ').Select(type => AbiType.Parse(type))],
                [
                    space ?? governance.Id,
                    governance.People[0].Commitment.ToBytes(),
                    "code",
                    points,
                    governance.Space.Now.ToUnixTimeSeconds(),
                    "a pull request",
                ]
            );
            var issuer = new EasIssuer(key, 1, Owners[1].Address);
            var attestation = issuer.Issue(word, Owners[2].Address, governance.Space.Now, data: data);
            return new ContributionBody(governance.Id, "chain", Encoding.UTF8.GetString(attestation));
        }

        governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, By(Owners[1]));
        governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, By(Owners[0], schema: 0xbb));
        governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, By(Owners[0], points: 0));
        governance.MustNot(RefusalCode.OtherSpace, EntryKind.Contribution, By(Owners[0], space: new byte[32]));
        var good = By(Owners[0]);
        governance.Must(EntryKind.Contribution, good);
        governance.MustNot(RefusalCode.ContributionRefused, EntryKind.Contribution, good);
        var contribution = Assert.Single(governance.Log.Contributions);
        Assert.Equal(
            (8UL, DateOnly.FromDateTime(governance.Space.Now.UtcDateTime)),
            (contribution.Points, contribution.Date)
        );
    }

    [Fact]
    public void A_weighted_roll_follows_from_contributions_and_delegations()
    {
        var governance = new TestGovernance(Weighted);
        governance.Must(EntryKind.Contribution, governance.Contributed(0, 8));
        governance.Must(EntryKind.Contribution, governance.Contributed(1, 4));
        Delegate(governance, 2, 1);
        var proposal = governance.ToVote();
        var roll = governance.Roll(proposal.Index);
        var census = governance.Log.RollAt(roll);
        // Each has 1 and their points; member 2's 1 is with member 1.
        Assert.Equal(
            [(0, 9u), (1, 6u), (3, 1u), (4, 1u)],
            census.Members.Select(member =>
                (Array.FindIndex(governance.People, one => one.Commitment == member.Commitment), member.Weight)
            )
        );

        // What comes after the roll does not change it.
        governance.Must(EntryKind.Contribution, governance.Contributed(4, 100));
        governance.Must(EntryKind.Revoke, 2, new RevokeBody(governance.Id, "simple"));
        Assert.Equal(census.Root, governance.Log.RollAt(roll).Root);
        var outcome = governance.Vote(proposal, 3, 9, 101, 0);
        Assert.Equal("9 for, 101 against", outcome.Reason);
    }

    [Fact]
    public void What_delegates_hold_in_a_roll_is_cut_to_the_tiers_of_held_weight()
    {
        var policy = Weighted.Weight! with { HeldTiers = [new WeightTier(1, 1), new WeightTier(4, 4)] };
        var governance = new TestGovernance(Weighted with { Weight = policy }, members: 8);
        for (var giver = 1; giver < 6; giver++)
        {
            Delegate(governance, giver, 0);
        }

        var proposal = governance.ToVote();
        Assert.Equal([4u, 1, 1], governance.Log.RollAt(governance.Roll(proposal.Index)).Members.Select(m => m.Weight));
    }

    [Fact]
    public void A_roll_of_one_vote_each_does_not_stand_for_a_weighted_one_nor_the_other_way()
    {
        var governance = new TestGovernance(Weighted);
        var proposal = governance.ToVote();
        var subject = VoteSubject.OfProposal(proposal, VotePurpose.Vote);
        var election = new FakeElectionLog();
        election.Enter(governance.Manifest(subject, governance.Roll(), election), governance.Space.Now);
        governance.MustNot(
            RefusalCode.RollNotFresh,
            EntryKind.Election,
            Organizer,
            election.Body(governance.Id, subject)
        );

        // A roll with weights is made for a vote with weights that is about to be held.
        var roll = new RollBody(
            governance.Id,
            governance.Log.FindRoll(governance.Log.Size - 1)!.Census,
            governance.Log.LastRoll,
            0
        );
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Roll, TestSpace.Administrator, roll);
        var equal = new TestGovernance();
        governance = equal;
        var one = equal.ToVote();
        governance.MustNot(
            RefusalCode.RollDiffers,
            EntryKind.Roll,
            TestSpace.Administrator,
            new RollBody(equal.Id, new CensusSummary(Fr.One, 5, 5), 0, one.Index)
        );
    }

    [Fact]
    public void A_roll_whose_weights_are_not_those_of_the_log_is_refused()
    {
        var governance = new TestGovernance(Weighted);
        governance.Must(EntryKind.Contribution, governance.Contributed(0, 8));
        var proposal = governance.ToVote();
        var right = governance.Log.WeightedCensus(proposal.Index, governance.Space.Now);
        var members = right.Members.Select((member, i) => i == 1 ? member with { Weight = 2 } : member).ToArray();
        var wrong = new Census();
        Assert.Null(wrong.AddAll(members));
        governance.MustNot(
            RefusalCode.RollDiffers,
            EntryKind.Roll,
            TestSpace.Administrator,
            new RollBody(
                governance.Id,
                new CensusSummary(wrong.Root, wrong.Members.Count, wrong.TotalWeight),
                governance.Log.LastRoll,
                proposal.Index
            )
        );
    }

    [Fact]
    public void Delegations_are_refused_to_oneself_in_a_circle_and_to_nobody()
    {
        var governance = new TestGovernance();
        var id = governance.Id;
        DelegateBody To(int person, string track = "simple") => new(id, track, governance.People[person].Commitment);
        Delegate(governance, 0, 1);
        Delegate(governance, 1, 2);
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Delegate, 0, To(0));
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Delegate, 0, To(1));
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Delegate, 2, To(0));
        governance.MustNot(RefusalCode.NoSuchTrack, EntryKind.Delegate, 2, To(0, "none"));
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Delegate, 3, To(0) with { To = Fr.From(12345) });
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Revoke, 3, new RevokeBody(id, "simple"));
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Revoke, 3, new RevokeBody(id, "none"));
        // Who is no member any more represents nobody.
        var guest = VoterIdentity.FromSecret(Scalar.From(98));
        governance.Space.MustEnter(
            governance.Space.Present("guest", guest.Commitment, until: governance.Space.Now.AddHours(1))
        );
        governance.Wait(Hour);
        governance.MustNot(RefusalCode.DelegationRefused, EntryKind.Delegate, 3, To(0) with { To = guest.Commitment });
        // On another track a circle is none.
        governance.Must(EntryKind.Delegate, 2, To(0, "protocol"));
    }

    [Fact]
    public void Whoever_replaces_their_commitment_keeps_points_and_delegations()
    {
        var governance = new TestGovernance(Weighted);
        governance.Must(EntryKind.Contribution, governance.Contributed(1, 4));
        Delegate(governance, 2, 1);
        var renewed = VoterIdentity.FromSecret(Scalar.From(77));
        governance.Space.MustEnter(
            governance.Space.Present("member 1", renewed.Commitment, governance.People[1].Commitment)
        );
        // An issuer who knows only the old commitment still credits the same person.
        governance.Must(EntryKind.Contribution, governance.Contributed(1, 2, "another"));
        var proposal = governance.ToVote();
        var census = governance.Log.WeightedCensus(proposal.Index, governance.Space.Now);
        Assert.Equal(8u, census.Members[census.Find(renewed.Commitment)!.Value].Weight);
        Assert.Equal(1, governance.Log.DelegateOf("simple", governance.Log.Members.All[2])!.Position);
    }

    [Fact]
    public void A_delegates_page_shows_what_they_represent_and_what_they_said()
    {
        var governance = new TestGovernance();
        Delegate(governance, 2, 1);
        var proposal = governance.Submit();
        governance.Must(EntryKind.Position, 1, new PositionBody(governance.Id, proposal.Index, "I am for it."));
        governance.Must(EntryKind.Position, 1, new PositionBody(governance.Id, proposal.Index, "I am against it now."));
        var page = governance.Log.WeightsOn("simple", governance.Space.Now).PageOf(governance.People[1].Commitment);
        Assert.Equal(governance.People[2].Commitment, Assert.Single(page!.Represents).Member);
        var (about, position) = Assert.Single(governance.Log.PositionsOf(1, "simple"));
        Assert.Equal((proposal, "I am against it now."), (about, position.Text));
    }

    [Fact]
    public void A_file_of_contributions_counts_when_a_proposal_brought_it_in_piece_by_piece()
    {
        var governance = new TestGovernance();
        var csv = Encoding.UTF8.GetBytes(
            $"{ContributionCsv.Header}\n{governance.People[0].Commitment.ToHex()},code,5,2026-01-31,a talk\n"
                + $"{governance.People[1].Commitment.ToHex()},code,7,2026-01-31,a talk\n"
        );
        byte[][] pages = [csv[..100], csv[100..]];
        var proposal = ToImport(governance, csv, pages);
        ContributionImportBody Page(int page) =>
            new(governance.Id, proposal.Index, page, Encoding.UTF8.GetString(pages[page]));

        governance.MustNot(RefusalCode.ImportDiffers, EntryKind.ContributionImport, Page(1));
        governance.MustNot(RefusalCode.ImportDiffers, EntryKind.ContributionImport, Page(0) with { Text = "else" });
        governance.MustNot(RefusalCode.ImportDiffers, EntryKind.ContributionImport, Page(0) with { Page = -1 });
        governance.Must(EntryKind.ContributionImport, Page(0));
        governance.MustNot(RefusalCode.ImportDiffers, EntryKind.ContributionImport, Page(0));
        governance.Must(EntryKind.ContributionImport, Page(1));
        Assert.Equal(EndingKind.Executed, proposal.Ending!.Kind);
        Assert.Equal(7UL, governance.Log.PointsOf(governance.Log.Members.All[1]));
        governance.MustNot(RefusalCode.WrongStage, EntryKind.ContributionImport, Page(1));
    }

    [Fact]
    public void A_file_that_is_no_file_of_contributions_fails_and_counts_for_nothing()
    {
        var governance = new TestGovernance();
        var csv = Encoding.UTF8.GetBytes($"{ContributionCsv.Header}\nnobody,code,5,2026-01-31,a talk\n");
        var proposal = ToImport(governance, csv, [csv]);
        governance.Must(
            EntryKind.ContributionImport,
            new ContributionImportBody(governance.Id, proposal.Index, 0, Encoding.UTF8.GetString(csv))
        );
        Assert.Equal(EndingKind.FailedExecution, proposal.Ending!.Kind);
        Assert.Empty(governance.Log.Contributions);
    }

    [Fact]
    public void Pieces_that_are_not_the_file_that_was_voted_count_for_nothing()
    {
        var governance = new TestGovernance();
        var csv = Encoding.UTF8.GetBytes(
            $"{ContributionCsv.Header}\n{governance.People[0].Commitment.ToHex()},code,5,2026-01-31,a talk\n"
        );
        var proposal = ToImport(governance, [.. csv, 0], [csv]);
        governance.Must(
            EntryKind.ContributionImport,
            new ContributionImportBody(governance.Id, proposal.Index, 0, Encoding.UTF8.GetString(csv))
        );
        Assert.Equal(EndingKind.FailedExecution, proposal.Ending!.Kind);
        Assert.Empty(governance.Log.Contributions);
    }

    private static Proposal ToImport(TestGovernance governance, byte[] csv, byte[][] pages)
    {
        var file = new ContributionFile(
            SHA256.HashData(csv),
            [.. pages.Select(page => Hex.Encode(SHA256.HashData(page)))]
        );
        var proposal = governance.ToVote(Content() with { Import = file });
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.AdvanceTo(proposal, ProposalStage.Execution);
        return proposal;
    }

    private static void Delegate(TestGovernance governance, int from, int to) =>
        governance.Must(
            EntryKind.Delegate,
            from,
            new DelegateBody(governance.Id, "simple", governance.People[to].Commitment)
        );
}
