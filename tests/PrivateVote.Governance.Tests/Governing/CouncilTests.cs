using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance.Tests.Support;
using static PrivateVote.Governance.Tests.Support.TestGovernance;

namespace PrivateVote.Governance.Tests.Governing;

/// <summary>The council reviews, signs, refuses and executes what was voted, and nothing else.</summary>
public sealed class CouncilTests
{
    [Fact]
    public void A_review_is_of_the_record_and_the_hash_that_follow_from_the_vote()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        var good = governance.Review(proposal);
        governance.MustNot(RefusalCode.NotInCouncil, EntryKind.Review, Organizer, good);
        ReviewBody[] bad =
        [
            good with
            {
                Record = new byte[32],
            },
            good with
            {
                SafeTxHash = new byte[32],
            },
            good with
            {
                SafeTxHash = null,
            },
            good with
            {
                Nonce = 8,
            },
            good with
            {
                Nonce = null,
            },
            good with
            {
                SafeTxHash = SafePayload.HashOf(Payload("2"), Safe, 7),
            },
            good with
            {
                SafeTxHash = SafePayload.HashOf(Payload(), Safe with { ChainId = 1 }, 7),
            },
            // A Safe of the same calls by another version goes through another MultiSend; one call is the same.
            good with
            {
                SafeTxHash = SafePayload.HashOf(Payload(), Safe, 7, rejection: true),
            },
        ];
        foreach (var body in bad)
        {
            governance.MustNot(RefusalCode.PayloadDiffers, EntryKind.Review, Councillors[0], body);
        }

        governance.Must(EntryKind.Review, Councillors[0], good);
        governance.MustNot(RefusalCode.AlreadySaid, EntryKind.Review, Councillors[0], good);
        var again = governance.Review(proposal, by: Councillors[0]) with { Reason = "Once more." };
        governance.MustNot(RefusalCode.ReviewTwice, EntryKind.Review, Councillors[0], again);
    }

    [Fact]
    public void Only_owners_signatures_of_the_voted_payload_are_entered_each_once()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        var good = governance.Sign(proposal, 0);
        var stranger = Ethereum.EthereumKey.FromPrivateKey(System.Security.Cryptography.SHA256.HashData("stranger"u8));
        byte[] By(Ethereum.EthereumKey key, byte[] hash) => key.SignDigest(hash).ToBytes();
        var smallV = good.Value.ToArray();
        smallV[^1] -= 27;
        var highS = good.Value.ToArray();
        FlipS(highS);
        SignatureBody[] bad =
        [
            good with
            {
                Value = By(stranger, SafePayload.HashOf(proposal.Payload!, Safe, 7)),
            },
            good with
            {
                Value = By(Owners[0], SafePayload.HashOf(Payload("2"), Safe, 7)),
            },
            good with
            {
                Value = By(Owners[0], SafePayload.HashOf(proposal.Payload!, Safe with { ChainId = 1 }, 7)),
            },
            good with
            {
                Value = By(Owners[0], SafePayload.HashOf(proposal.Payload!, Safe, 8)),
            },
            good with
            {
                Nonce = 8,
            },
            good with
            {
                Rejection = true,
            },
            good with
            {
                Value = [],
            },
            good with
            {
                Value = good.Value[..64],
            },
            good with
            {
                Value = [.. good.Value, 0],
            },
            good with
            {
                Value = new byte[65],
            },
            good with
            {
                Value = smallV,
            },
            good with
            {
                Value = highS,
            },
        ];
        foreach (var body in bad)
        {
            governance.MustNot(RefusalCode.BadOwnerSignature, EntryKind.Signature, body);
        }

        governance.Must(EntryKind.Signature, good);
        governance.MustNot(RefusalCode.SignatureTwice, EntryKind.Signature, good);
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 0, nonce: 8));
    }

    [Fact]
    public void Threshold_less_one_is_not_enough_and_signatures_for_two_nonces_do_not_add_up()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        governance.Must(EntryKind.Review, Councillors[0], governance.Review(proposal));
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 0));
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 1, nonce: 8));
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 1));
        // Owners' signatures stand for nobody's review.
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Must(EntryKind.Review, Councillors[1], governance.Review(proposal));
        governance.AdvanceTo(proposal, ProposalStage.Timelock);
    }

    [Fact]
    public void Refusals_that_leave_too_few_veto_also_in_the_timelock()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        var refusal = governance.Review(proposal, Verdict.Refuse);
        governance.MustNot(RefusalCode.MalformedText, EntryKind.Review, Councillors[0], refusal with { Reason = null });
        governance.Must(EntryKind.Review, Councillors[0], refusal);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Must(EntryKind.Review, Councillors[1], refusal);
        governance.MustEnd(proposal, EndingKind.Vetoed, "2 of 3 council members refused");

        var second = ToReview(governance);
        Approve(governance, second);
        governance.AdvanceTo(second, ProposalStage.Timelock);
        governance.MustNot(RefusalCode.TooEarly, EntryKind.Advance, governance.AdvanceOf(second));
        // Whoever approved may see something later and change their word.
        governance.Must(
            EntryKind.Review,
            Councillors[0],
            governance.Review(second, Verdict.Refuse, by: Councillors[0])
        );
        governance.Must(
            EntryKind.Review,
            Councillors[1],
            governance.Review(second, Verdict.Refuse, by: Councillors[1])
        );
        governance.MustEnd(second, EndingKind.Vetoed, "2 of 3 council members refused");
    }

    [Fact]
    public void An_old_approval_cannot_be_brought_again_by_anyone()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        var approval = governance.Review(proposal);
        governance.Must(EntryKind.Review, Councillors[0], approval);
        governance.Must(
            EntryKind.Review,
            Councillors[0],
            governance.Review(proposal, Verdict.Refuse, by: Councillors[0])
        );
        governance.MustNot(RefusalCode.AlreadySaid, EntryKind.Review, Councillors[0], approval);
        governance.Must(
            EntryKind.Review,
            Councillors[0],
            governance.Review(proposal, by: Councillors[0]) with
            {
                Reason = "I was wrong.",
            }
        );
    }

    [Fact]
    public void An_approval_that_was_kept_back_does_not_follow_a_later_refusal()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        // The service says that it was lost; its member sees something, and refuses.
        var approval = governance.Review(proposal);
        governance.Must(EntryKind.Review, Councillors[0], governance.Review(proposal, Verdict.Refuse));
        governance.MustNot(RefusalCode.ReviewTwice, EntryKind.Review, Councillors[0], approval);
        governance.Must(EntryKind.Review, Councillors[1], approval);
    }

    [Fact]
    public void A_council_that_does_nothing_lets_it_expire()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        governance.Wait((7 * Day) - 1);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Wait(1);
        governance.MustEnd(proposal, EndingKind.Expired, "0 approved and 0 signed, 2 were needed");
    }

    [Fact]
    public void Success_is_reported_when_the_timelock_has_passed_and_not_before()
    {
        var governance = new TestGovernance();
        var proposal = ToReview(governance);
        Approve(governance, proposal);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Executed, Councillors[0], governance.Executed(proposal));
        governance.AdvanceTo(proposal, ProposalStage.Timelock);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Executed, Councillors[0], governance.Executed(proposal));
    }

    [Fact]
    public void Execution_is_reported_with_the_nonce_that_was_signed_for()
    {
        var governance = new TestGovernance();
        var proposal = ToExecution(governance);
        governance.MustNot(RefusalCode.NotInCouncil, EntryKind.Executed, Organizer, governance.Executed(proposal));
        governance.MustNot(
            RefusalCode.TooFewSignatures,
            EntryKind.Executed,
            Councillors[0],
            governance.Executed(proposal, nonce: 8)
        );
        governance.MustNot(
            RefusalCode.ExecutionDiffers,
            EntryKind.Executed,
            Councillors[0],
            governance.Executed(proposal) with
            {
                Nonce = null,
            }
        );
        governance.Must(EntryKind.Executed, Councillors[0], governance.Executed(proposal, ExecutionStatus.Failed));
        Assert.Equal(EndingKind.FailedExecution, proposal.Ending!.Kind);
        governance.MustNot(RefusalCode.WrongStage, EntryKind.Executed, Councillors[0], governance.Executed(proposal));
    }

    [Fact]
    public void A_rejection_that_took_the_nonce_ends_it()
    {
        var governance = new TestGovernance();
        var proposal = ToExecution(governance);
        var rejected = governance.Executed(proposal, ExecutionStatus.Rejected);
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 1, rejection: true));
        governance.MustNot(RefusalCode.TooFewSignatures, EntryKind.Executed, Councillors[0], rejected);
        governance.Must(EntryKind.Signature, governance.Sign(proposal, 2, rejection: true));
        governance.Must(EntryKind.Executed, Councillors[0], rejected);
        Assert.Equal(EndingKind.Vetoed, proposal.Ending!.Kind);
    }

    [Fact]
    public void Where_a_governor_executes_the_council_approves_and_signs_nothing()
    {
        var governor = new GovernorReference(31337, Owners[2].Address.ToString());
        var governance = new TestGovernance(
            Standard() with
            {
                Council = new SpaceCouncil(
                    [.. Councillors.Select(key => new CouncilMember(key.Did))],
                    2,
                    null,
                    governor
                ),
            }
        );
        governance.MustNot(
            RefusalCode.MalformedProposal,
            EntryKind.Proposal,
            0,
            new ProposalBody(governance.Id, "protocol", "text", Content() with { Payload = Payload() })
        );
        var calls = Payload() with { Safe = governor.Address };
        governance.MustNot(
            RefusalCode.MalformedProposal,
            governance.Signed(
                EntryKind.Proposal,
                0,
                new ProposalBody(
                    governance.Id,
                    "protocol",
                    "text",
                    Content() with
                    {
                        Payload = calls with { Calls = [calls.Calls[0] with { Operation = 1 }] },
                    }
                )
            )
        );
        var proposal = ToReview(governance, calls);
        var signature = new SignatureBody(governance.Id, proposal.Index, 7, new byte[65]);
        governance.MustNot(RefusalCode.PayloadDiffers, EntryKind.Signature, signature);
        governance.MustNot(RefusalCode.PayloadDiffers, EntryKind.Review, Councillors[0], governance.Review(proposal));
        var word = governance.Review(proposal) with { Nonce = null, SafeTxHash = null };
        governance.Must(EntryKind.Review, Councillors[0], word);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Must(EntryKind.Review, Councillors[1], word);
        governance.AdvanceTo(proposal, ProposalStage.Timelock);
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Execution);
        var executed = governance.Executed(proposal);
        governance.MustNot(RefusalCode.ExecutionDiffers, EntryKind.Executed, Councillors[0], executed);
        governance.Must(EntryKind.Executed, Councillors[0], executed with { Nonce = null });
        Assert.Equal(EndingKind.Executed, proposal.Ending!.Kind);
    }

    [Fact]
    public void What_is_not_executed_in_time_expires()
    {
        var governance = new TestGovernance();
        var proposal = ToExecution(governance);
        governance.Wait((14 * Day) - 1);
        governance.MustNot(RefusalCode.NothingToAdvance, EntryKind.Advance, governance.AdvanceOf(proposal));
        governance.Wait(1);
        governance.MustEnd(proposal, EndingKind.Expired, "not executed in time");
    }

    private static Proposal ToReview(TestGovernance governance, Payload? payload = null)
    {
        var proposal = governance.Submit(Content() with { Payload = payload ?? Payload() }, "protocol");
        governance.Wait(2 * Day);
        governance.Advance(proposal);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.Advance(proposal);
        governance.Vote(proposal, 1, 1, 0, 0);
        governance.AdvanceTo(proposal, ProposalStage.Review);
        return proposal;
    }

    private static void Approve(TestGovernance governance, Proposal proposal)
    {
        for (var i = 0; i < 2; i++)
        {
            governance.Must(EntryKind.Review, Councillors[i], governance.Review(proposal));
            governance.Must(EntryKind.Signature, governance.Sign(proposal, i));
        }
    }

    private static Proposal ToExecution(TestGovernance governance)
    {
        var proposal = ToReview(governance);
        Approve(governance, proposal);
        governance.Advance(proposal);
        governance.Wait(2 * Day);
        governance.AdvanceTo(proposal, ProposalStage.Execution);
        return proposal;
    }

    /// <summary>n - s with the other parity: the same signature to a verifier that takes both.</summary>
    private static void FlipS(byte[] signature)
    {
        byte[] order = Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
        var s = new System.Numerics.BigInteger(signature.AsSpan(32, 32), isUnsigned: true, isBigEndian: true);
        var n = new System.Numerics.BigInteger(order, isUnsigned: true, isBigEndian: true);
        var flipped = (n - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        signature.AsSpan(32, 32).Clear();
        flipped.CopyTo(signature.AsSpan(64 - flipped.Length));
        signature[^1] = (byte)(55 - signature[^1]);
    }
}
