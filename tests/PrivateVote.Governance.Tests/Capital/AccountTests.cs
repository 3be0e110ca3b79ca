using System.Text.Json.Nodes;
using PrivateVote.Cryptography;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Issuing;

namespace PrivateVote.Governance.Tests.Capital;

/// <summary>Which account is whose: by registration, or by an entry that the member and the wallet signed.</summary>
public sealed class AccountTests
{
    [Fact]
    public void A_member_enters_an_account_that_its_wallet_signed_for_them()
    {
        var ground = new CapitalGround();
        var index = ground.Bind(1);
        Assert.Equal([new MemberAccount(index, 1, CapitalGround.AddressOf(1))], ground.Log.Accounts);
    }

    [Fact]
    public void Another_one_takes_its_place_and_the_first_stays_its_members_for_ever()
    {
        var ground = new CapitalGround();
        ground.Bind(1, 7);
        ground.Bind(1, 8);
        var refusal = ground.Governance.MustNot(RefusalCode.AccountRefused, EntryKind.Account, 2, ground.Account(2, 7));
        Assert.Contains("another member's since entry", refusal.Reason, StringComparison.Ordinal);
        ground.Governance.MustNot(RefusalCode.AlreadySaid, EntryKind.Account, 1, ground.Account(1, 8));
        ground.Bind(1, 7);
        var (_, vote, _) = ground.OpenVote();
        Assert.Equal([CapitalGround.AddressOf(7)], ground.Log.AccountsIn(vote));
    }

    [Fact]
    public void An_account_that_did_not_sign_for_this_member_and_space_is_refused()
    {
        var ground = new CapitalGround();
        var (mine, others) = (ground.Account(1), ground.Account(2));
        AccountBody[] bodies =
        [
            // Signed by another wallet, for another member, and by nobody.
            mine with
            {
                Signature = ground.Account(1, 2).Signature,
            },
            others,
            mine with
            {
                Account = others.Account,
            },
            mine with
            {
                Signature = "0x" + new string('0', 130),
            },
            mine with
            {
                Signature = "",
            },
            mine with
            {
                Account = mine.Account.ToLowerInvariant(),
            },
            mine with
            {
                Account = "0x00",
            },
        ];
        foreach (var body in bodies)
        {
            ground.Governance.MustNot(RefusalCode.AccountRefused, EntryKind.Account, 1, body);
        }

        ground.Governance.MustNot(RefusalCode.OtherSpace, EntryKind.Account, 1, mine with { Space = new byte[32] });

        // A signature that was given in another space.
        var other = new TestGovernance(CapitalGround.Constitution(CapitalGround.Rule, minimumClass: 2));
        using var wallet = CapitalGround.Wallet(1);
        var text = AccountMessage.ToText(other.Log.Space!, other.People[1].Commitment, wallet.Address);
        ground.Governance.MustNot(
            RefusalCode.AccountRefused,
            EntryKind.Account,
            1,
            mine with
            {
                Signature = wallet.SignPersonalMessage(text).ToString(),
            }
        );
        Assert.Empty(ground.Log.Accounts);
    }

    [Fact]
    public void Who_replaced_their_commitment_signs_for_the_new_one_and_keeps_the_account()
    {
        var ground = new CapitalGround();
        ground.Bind(0);
        var space = ground.Governance.Space;
        var renewed = VoterIdentity.FromSecret(Scalar.From(99));
        var old = ground.Governance.People[0];
        space.MustEnter(space.Present("member 0", renewed.Commitment, old.Commitment));
        ground.Governance.People[0] = renewed;
        ground.Governance.MustNot(RefusalCode.AlreadySaid, EntryKind.Account, 0, ground.Account(0));
        var (_, vote, _) = ground.OpenVote();
        Assert.Equal([CapitalGround.AddressOf(0)], ground.Log.AccountsIn(vote));
    }

    [Fact]
    public void Where_nothing_is_compared_nobody_publishes_an_account()
    {
        var governance = new TestGovernance();
        governance.MustNot(RefusalCode.NoCapital, EntryKind.Account, 1, new AccountBody(governance.Id, "", ""));
    }

    [Fact]
    public void Who_registers_with_an_account_on_a_public_roll_has_published_it()
    {
        var governance = new TestGovernance(CapitalGround.Constitution(CapitalGround.Rule), members: 1);
        var space = governance.Space;
        using var wallet = CapitalGround.Wallet(3);
        var challenge = space.Challenge();
        var credential = VcJwtIssuer.Issue(
            TestSpace.Key("issuer a"),
            new Credential(
                $"did:pkh:eip155:10:{wallet.Address}",
                "PersonhoodCredential",
                TestSpace.Begin.AddYears(-1),
                null,
                new Dictionary<string, JsonNode>()
            )
        );
        var member = space.MustEnter(
            new Presentation(
                challenge,
                [new PresentedAttestation("a", credential, ControlProof.Sign(wallet, challenge, 10))]
            )
        );
        Assert.Equal([new MemberAccount(member.Index, 1, wallet.Address.ToString())], governance.Log.Accounts);

        // It is theirs, and nobody else's.
        var text = AccountMessage.ToText(governance.Log.Space!, governance.People[0].Commitment, wallet.Address);
        governance.MustNot(
            RefusalCode.AccountRefused,
            EntryKind.Account,
            0,
            new AccountBody(governance.Id, wallet.Address.ToString(), wallet.SignPersonalMessage(text).ToString())
        );
    }

    [Fact]
    public void A_registration_does_not_take_an_account_that_somebody_has_entered()
    {
        var ground = new CapitalGround();
        ground.Bind(1, 3);
        var space = ground.Governance.Space;
        using var wallet = CapitalGround.Wallet(3);
        var challenge = space.Challenge();
        var credential = VcJwtIssuer.Issue(
            TestSpace.Key("issuer a"),
            new Credential(
                $"did:pkh:eip155:1:{wallet.Address}",
                "PersonhoodCredential",
                TestSpace.Begin.AddYears(-1),
                null,
                new Dictionary<string, JsonNode>()
            )
        );
        space.MustEnter(
            new Presentation(
                challenge,
                [new PresentedAttestation("a", credential, ControlProof.Sign(wallet, challenge))]
            )
        );
        Assert.Equal(1, Assert.Single(ground.Log.Accounts).Member);
    }
}
