using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections;

public sealed partial class ElectionLog
{
    private Refusal? OnBallot(DateTimeOffset at, ReadOnlySpan<byte> body, Func<PendingProof, Refusal?> check)
    {
        // From cheap to dear, so that a flood of bad ballots costs the server little.
        var manifest = Election!.Manifest;
        if (at < manifest.Opens || at >= manifest.Closes)
        {
            return new Refusal(
                RefusalCode.OutsideOpeningHours,
                $"ballots are taken from {MomentForm.ToText(manifest.Opens)} until before {MomentForm.ToText(manifest.Closes)}"
            );
        }

        if (!TryRead<Ballot>(body, RefusalCode.MalformedBallot, out var ballot, out var refusal))
        {
            return refusal;
        }

        if (!ballot.ToBytes().AsSpan().SequenceEqual(body))
        {
            // What a program does with spaces and order would tell its votes from re-encryptions, and from others' votes.
            return new Refusal(
                RefusalCode.MalformedBallot,
                "a ballot is written in one way: nullifier, ciphertexts, proof and replaces (null for an empty slot), in this order and without white space"
            );
        }

        refusal = box!.Check(ballot);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!EncryptedVote.TryDecode(ballot.Ciphertexts, Election.Circuit.Options, out var next))
        {
            return new Refusal(
                RefusalCode.MalformedBallot,
                $"the ciphertexts are {Election.Circuit.Options} pairs of canonical points on Baby Jubjub"
            );
        }

        if (!UncheckedProof.TryDecode(ballot.Proof, out var proof))
        {
            return MalformedProof;
        }

        var previous = box.PreviousOf(ballot.Nullifier, out var occupied);
        var signals = BallotStatement.PublicSignals(Election, ballot.Nullifier, occupied, previous, next);
        refusal = check(new PendingProof(Size, Election.Circuit.Verifier, signals, proof));
        if (refusal is not null)
        {
            return refusal;
        }

        box.Enter(ballot, occupied ? previous : null, next, Size);
        return null;
    }

    private Refusal? OnClose(DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        if (!TryRead<CloseBody>(body, RefusalCode.ClosingDiffers, out var close, out var refusal))
        {
            return refusal;
        }

        var manifest = Election!.Manifest;
        if (at < manifest.Closes)
        {
            return new Refusal(
                RefusalCode.TooEarlyToClose,
                $"the election closes at {MomentForm.ToText(manifest.Closes)}"
            );
        }

        var tally = box!.Tally;
        if (close.Ballots != box.Count || !close.Tally.AsSpan().SequenceEqual(tally.Bytes))
        {
            return new Refusal(
                RefusalCode.ClosingDiffers,
                $"the log holds {box.Count} ballots, and their encrypted sum or number is not what the entry says"
            );
        }

        EncryptedTally = tally;
        if (box.Count < manifest.Turnout)
        {
            // Nothing is decrypted: the sum of too few ballots would show too much.
            Phase = Phase.Failed;
            Conclusion = $"minimum turnout missed: {box.Count} ballots of {manifest.Turnout}";
            return null;
        }

        Phase = Phase.Closed;
        return null;
    }

    private Refusal? OnCancel(string signer, ReadOnlySpan<byte> body)
    {
        if (!TryRead<CancelBody>(body, RefusalCode.MalformedEntry, out var cancel, out var refusal))
        {
            return refusal;
        }

        if (CheckElection(cancel.Election) is { } other)
        {
            return other;
        }

        if (signer != Election!.Manifest.Organizer)
        {
            return new Refusal(RefusalCode.NotThisRole, "only the organizer cancels an election");
        }

        if (shares.Count >= Ceremony!.Threshold)
        {
            return new Refusal(
                RefusalCode.WrongPhase,
                "the trustees have opened the sum: anyone can compute the result, and it cannot be called off any more"
            );
        }

        Phase = Phase.Cancelled;
        Conclusion = "cancelled: " + Shown.Text(cancel.Reason);
        return null;
    }

    private Refusal? CheckElection(ReadOnlySpan<byte> id) =>
        id.SequenceEqual(Election!.Id)
            ? null
            : new Refusal(RefusalCode.OtherElection, "it belongs to another election");
}
