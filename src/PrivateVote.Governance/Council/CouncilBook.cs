using PrivateVote.Elections;
using PrivateVote.Ethereum;
using PrivateVote.Governance.Roles;

namespace PrivateVote.Governance;

/// <summary>What council members and owners enter about a result: only about the payload that was voted.</summary>
internal sealed class CouncilBook(ProposalBook proposals)
{
    private static readonly ProposalStage[] Reviewed = [ProposalStage.Review, ProposalStage.Timelock];

    private static readonly ProposalStage[] Signed =
    [
        ProposalStage.Review,
        ProposalStage.Timelock,
        ProposalStage.Execution,
    ];

    public Refusal? OnReview(Act act)
    {
        if (
            !act.TryRead<ReviewBody>(RefusalCode.PayloadDiffers, out var body, out var refusal)
            || !proposals.TryFind(body.Proposal, Reviewed, out var proposal, out refusal)
        )
        {
            return refusal;
        }

        if (!IsMember(proposal, act.Signer!))
        {
            return Stranger();
        }

        if (!body.Record.AsSpan().SequenceEqual(Councillor.RecordOf(proposal)))
        {
            return new Refusal(
                RefusalCode.PayloadDiffers,
                "the record that was verified is not the one that the outcome is from"
            );
        }

        if (
            body.Verdict == Verdict.Refuse
                ? Texts.CheckLine(body.Reason) is not null
                : body.Reason is not null && !Texts.IsLine(body.Reason)
        )
        {
            return Texts.CheckLine(body.Reason);
        }

        if (HashProblem(proposal, body) is { } differs)
        {
            return new Refusal(RefusalCode.PayloadDiffers, differs);
        }

        var last = proposal.Council.LastReviewOf(act.Signer!);
        if (body.After != last)
        {
            return new Refusal(
                RefusalCode.ReviewTwice,
                $"it follows the review of entry {body.After}, and your last one here is {last} (0 for none): sign it anew after that one"
            );
        }

        if (
            proposal.Council.Present.FirstOrDefault(review => review.Member == act.Signer) is { } before
            && (before.Verdict, before.Nonce) == (body.Verdict, body.Nonce)
        )
        {
            return new Refusal(RefusalCode.ReviewTwice, "this is your word already");
        }

        proposal.Council.Add(new Review(act.Index, act.At, act.Signer!, body.Verdict, body.Nonce, body.Reason));
        return null;
    }

    public Refusal? OnSignature(Act act)
    {
        if (
            !act.TryRead<SignatureBody>(RefusalCode.BadOwnerSignature, out var body, out var refusal)
            || !proposals.TryFind(body.Proposal, Signed, out var proposal, out refusal)
        )
        {
            return refusal;
        }

        if (proposal is not { Payload: { } payload, Rules.Council: { Safe: { } safe } council })
        {
            return new Refusal(RefusalCode.PayloadDiffers, "there is no payload to sign");
        }

        var hash = SafePayload.HashOf(payload, safe, body.Nonce, body.Rejection);
        // v of a log's signature is 27 or 28, as a Safe takes it: each signature has one form.
        if (
            body.Value is not { Length: EthereumSignature.Size }
            || body.Value[^1] is not (27 or 28)
            || !EthereumSignature.TryParse(body.Value, out var signature)
            || !signature.TryRecover(hash, out var signer)
            || council.Members.All(member => member.Owner != signer.ToString())
        )
        {
            return new Refusal(
                RefusalCode.BadOwnerSignature,
                "this is no owner's signature of the hash that follows from the voted payload, this Safe and this nonce"
            );
        }

        var owner = signer.ToString();
        if (
            proposal.Council.Signatures.Any(known =>
                known.Owner == owner && known.Nonce == body.Nonce && known.Rejection == body.Rejection
            )
        )
        {
            return new Refusal(RefusalCode.SignatureTwice, $"{owner} has signed this already");
        }

        proposal.Council.Add(
            new OwnerSignature(act.Index, act.At, owner, body.Nonce, body.Value, hash, body.Rejection)
        );
        return null;
    }

    public Refusal? OnExecuted(Act act)
    {
        if (
            !act.TryRead<ExecutedBody>(RefusalCode.ExecutionDiffers, out var body, out var refusal)
            || !proposals.TryFind(
                body.Proposal,
                body.Status == ExecutionStatus.Rejected ? Signed : [ProposalStage.Execution],
                out var proposal,
                out refusal
            )
        )
        {
            return refusal;
        }

        if (!IsMember(proposal, act.Signer!))
        {
            return Stranger();
        }

        if (proposal.Payload is null)
        {
            return new Refusal(RefusalCode.ExecutionDiffers, "there is no payload that could have been executed");
        }

        if (body.Detail is not null && !Texts.IsLine(body.Detail))
        {
            return Texts.CheckLine(body.Detail);
        }

        if (CheckSigned(proposal, body) is { } unsigned)
        {
            return unsigned;
        }

        proposal.Council.Execution = new Execution(
            act.Index,
            act.At,
            act.Signer!,
            body.Transaction,
            body.Block,
            body.Status,
            body.Nonce,
            body.Detail
        );
        var (kind, reason) = body.Status switch
        {
            ExecutionStatus.Succeeded => (EndingKind.Executed, "the payload was executed"),
            ExecutionStatus.Failed => (EndingKind.FailedExecution, "the transaction was taken and its calls failed"),
            _ => (EndingKind.Vetoed, "the owners took its nonce away"),
        };
        proposal.End(kind, body.Detail is { } detail ? $"{reason}: {detail}" : reason, act.Index, act.At);
        return null;
    }

    /// <summary>The owners signed for this nonce; a Governor has its own votes and no nonce.</summary>
    private static Refusal? CheckSigned(Proposal proposal, ExecutedBody body)
    {
        var council = proposal.Rules!.Council!;
        var rejected = body.Status == ExecutionStatus.Rejected;
        if (council.Safe is null)
        {
            return body.Nonce is null && !rejected
                ? null
                : new Refusal(
                    RefusalCode.ExecutionDiffers,
                    "a Governor's execution has no nonce, and nothing rejects it"
                );
        }

        if (body.Nonce is not { } nonce)
        {
            return new Refusal(RefusalCode.ExecutionDiffers, "a Safe's transaction has a nonce");
        }

        var signed = proposal.Council.SignaturesFor(nonce, rejected);
        return signed >= council.Threshold
            ? null
            : new Refusal(
                RefusalCode.TooFewSignatures,
                $"{signed} owners signed {(rejected ? "the rejection" : "the payload")} for nonce {nonce} in this log, {council.Threshold} are needed"
            );
    }

    private static string? HashProblem(Proposal proposal, ReviewBody body)
    {
        if (proposal is not { Payload: { } payload, Rules.Council.Safe: { } safe })
        {
            return body is { Nonce: null, SafeTxHash: null }
                ? null
                : "there is no payload, so there is no hash and no nonce";
        }

        if (body.Verdict == Verdict.Refuse && body is { Nonce: null, SafeTxHash: null })
        {
            return null;
        }

        return
            body is { Nonce: { } nonce, SafeTxHash: { } hash }
            && hash.AsSpan().SequenceEqual(SafePayload.HashOf(payload, safe, nonce))
            ? null
            : "the hash is not the one that follows from the voted payload, the Safe and the nonce";
    }

    private static bool IsMember(Proposal proposal, string did) =>
        proposal.Rules!.Council?.Members.Any(member => member.Did == did) == true;

    private static Refusal Stranger() =>
        new(RefusalCode.NotInCouncil, "only a member of the council that was frozen with the proposal may do this");
}
