using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Threshold;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections;

public sealed partial class ElectionLog
{
    private Refusal? OnShare(string signer, ReadOnlySpan<byte> body)
    {
        if (!TryRead<ShareBody>(body, RefusalCode.MalformedShare, out var share, out var refusal))
        {
            return refusal;
        }

        if (CheckElection(share.Election) is { } other)
        {
            return other;
        }

        if (Ceremony!.IndexOf(signer) is not { } index)
        {
            return new Refusal(RefusalCode.NotThisRole, $"{Shown.Text(signer)} is not a member of the committee");
        }

        if (Ceremony.CheckNotExcluded(index) is { } excluded)
        {
            return excluded;
        }

        if (shares.ContainsKey(index))
        {
            return new Refusal(RefusalCode.ShareTwice, $"trustee {index} has already given a share");
        }

        if (!share.Log.AsSpan().SequenceEqual(ClosingRoot))
        {
            return new Refusal(
                RefusalCode.MalformedShare,
                "the share is for another log than this one as it was closed"
            );
        }

        var options = Election!.Options;
        if (
            share.Proof.Length != ChaumPedersenProof.Size
            || !DecryptionShare.TryDecode([.. share.Points, .. share.Proof], options, out var decryption)
        )
        {
            return new Refusal(
                RefusalCode.MalformedShare,
                $"a share has {options} points on the curve, one for each option, and a proof of 64 bytes"
            );
        }

        if (!decryption.Verify(Ceremony.PublicShareOf(index), Tallied(tally => tally.R), Election.Id, index))
        {
            return new Refusal(
                RefusalCode.InvalidShareProof,
                $"trustee {index} does not prove these to be its shares of this encrypted tally"
            );
        }

        shares[index] = decryption.Points;
        return null;
    }

    /// <summary>One part of the encrypted tally for each of the election's options.</summary>
    private EdwardsPoint[] Tallied(Func<Cryptography.ElGamal.Ciphertext, EdwardsPoint> part) =>
        [.. EncryptedTally!.Ciphertexts.Take(Election!.Options).Select(part)];

    /// <summary>
    /// total·B8 for each option, from any threshold shares in the log.
    /// </summary>
    /// <remarks>
    /// S_i - sum over j of lambda_j·D_ji, with Lagrange's coefficients lambda_j at zero: with t shares of a polynomial of
    /// t coefficients, sum of lambda_j·x_j is the secret key.
    /// </remarks>
    /// <returns>Null while there are fewer than threshold shares.</returns>
    public EdwardsPoint[]? DecryptTally()
    {
        if (Ceremony is null || Election is null || shares.Count < Ceremony.Threshold)
        {
            return null;
        }

        int[] indices = [.. shares.Keys.Take(Ceremony.Threshold)];
        var coefficients = Lagrange.CoefficientsAtZero(indices);
        var decrypted = Tallied(tally => tally.S);
        for (var i = 0; i < decrypted.Length; i++)
        {
            EdwardsPoint[] points = [.. indices.Select(index => shares[index][i])];
            decrypted[i] -= EdwardsPoint.SumOfProductsVariable(points, coefficients);
        }

        return decrypted;
    }

    /// <summary>What these totals mean under the manifest's quorum and pass rule.</summary>
    public Outcome Decide(ReadOnlySpan<ulong> totals)
    {
        var manifest = Election!.Manifest;
        return Decision.Decide(
            manifest.Pass,
            manifest.Quorum,
            manifest.Rule,
            totals,
            box!.Count,
            manifest.Census.Size,
            manifest.Census.TotalWeight
        );
    }

    private Refusal? OnResult(ReadOnlySpan<byte> body)
    {
        if (!TryRead<ResultBody>(body, RefusalCode.TotalsDiffer, out var result, out var refusal))
        {
            return refusal;
        }

        if (DecryptTally() is not { } decrypted)
        {
            return new Refusal(
                RefusalCode.TooFewShares,
                $"{shares.Count} decryption shares are in the log and {Ceremony!.Threshold} are needed"
            );
        }

        if (result.Totals.Count != decrypted.Length)
        {
            return new Refusal(RefusalCode.TotalsDiffer, $"a result has {decrypted.Length} totals");
        }

        for (var i = 0; i < decrypted.Length; i++)
        {
            // No search for the logarithm: a claimed total is checked with one multiplication.
            if (
                result.Totals[i] > Election!.LargestTotal
                || EdwardsPoint.MultiplyBase(Scalar.From(result.Totals[i])) != decrypted[i]
            )
            {
                return new Refusal(
                    RefusalCode.TotalsDiffer,
                    $"option {i + 1} is not {result.Totals[i]} by the trustees' shares"
                );
            }
        }

        var outcome = Decide([.. result.Totals]);
        if (outcome.Passed != result.Passed || outcome.Winner != result.Winner)
        {
            return new Refusal(RefusalCode.OutcomeDiffers, $"by the manifest's rules: {outcome.Reason}");
        }

        Result = result;
        Conclusion = outcome.Reason;
        Phase = outcome.QuorumMet ? Phase.Tallied : Phase.Failed;
        return null;
    }

    private Refusal? OnApprove(string signer, ReadOnlySpan<byte> body)
    {
        if (!TryRead<ApproveBody>(body, RefusalCode.ApprovalDiffers, out var approval, out var refusal))
        {
            return refusal;
        }

        refusal = CheckElection(approval.Election) ?? CheckCouncil(signer);
        if (refusal is not null)
        {
            return refusal;
        }

        if (Result is not { Passed: true, Winner: { } winner } || Election!.Manifest.Options[winner].Payload is null)
        {
            return new Refusal(
                RefusalCode.NothingToApprove,
                "no option with a payload has won, so there is nothing to execute"
            );
        }

        if (approval.Option != winner || !approval.Log.AsSpan().SequenceEqual(ResultRoot))
        {
            return new Refusal(
                RefusalCode.ApprovalDiffers,
                $"the approval is not for option {winner + 1} in this log as it was tallied"
            );
        }

        if (!approvals.Add(signer))
        {
            return new Refusal(RefusalCode.ApprovalTwice, $"{Shown.Text(signer)} has already approved");
        }

        Phase = approvals.Count >= Election.Manifest.Council!.Threshold ? Phase.Approved : Phase;
        return null;
    }

    private Refusal? OnExecute(string signer, ReadOnlySpan<byte> body)
    {
        if (!TryRead<ExecuteBody>(body, RefusalCode.MalformedEntry, out var report, out var refusal))
        {
            return refusal;
        }

        refusal = CheckElection(report.Election) ?? CheckCouncil(signer);
        if (refusal is null)
        {
            Phase = Phase.Executed;
        }

        return refusal;
    }

    private Refusal? CheckCouncil(string signer) =>
        Election!.Manifest.Council?.Members.Contains(signer, StringComparer.Ordinal) == true
            ? null
            : new Refusal(RefusalCode.NotThisRole, $"{Shown.Text(signer)} is not a member of the council");
}
