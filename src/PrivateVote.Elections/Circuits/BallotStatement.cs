using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Rules;

namespace PrivateVote.Elections.Circuits;

/// <summary>
/// What a ballot's proof is about: the public signals of the ballot circuit, in snarkjs' order.
/// </summary>
/// <remarks>
/// The proof shows that someone knows (secret, weight, path, v, r, b) with: secret below l; either b = 0, and the
/// leaf of (secret, weight) is in the census and the nullifier is Poseidon2(scope, secret), and v keeps the rule; or
/// b = 1, and the slot is occupied and nothing but the randomness of its ciphertexts changes. circuits/README.md has
/// the table of the signals.
/// </remarks>
public static class BallotStatement
{
    /// <summary>The public signals that are not ciphertexts.</summary>
    private const int FixedSignals = 13;

    /// <summary>The public signals for one option: the new and the previous ciphertext.</summary>
    private const int SignalsPerOption = 8;

    public static int SignalCount(int options) => FixedSignals + (SignalsPerOption * options);

    public static Fr[] PublicSignals(
        Election election,
        Fr nullifier,
        bool occupied,
        EncryptedVote previous,
        EncryptedVote next
    )
    {
        var circuit = election.Circuit;
        var rule = election.Rule;
        var signals = new Fr[SignalCount(circuit.Options)];
        var ciphertexts = 4 * circuit.Options;
        next.Signals.CopyTo(signals);
        var rest = signals.AsSpan(ciphertexts);
        rest[0] = election.Manifest.Census.Root;
        rest[1] = election.Scope;
        (rest[2], rest[3]) = election.KeyCoordinates;
        rest[4] = Flag(occupied);
        rest[5] = nullifier;
        rest[6] = Fr.From((ulong)election.Manifest.Options.Count);
        rest[7] = Fr.From(rule.MaximumChoice);
        rest[8] = Fr.From(rule.MinimumTotal);
        rest[9] = Fr.From(rule.MaximumTotal);
        rest[10] = Flag(rule.Square);
        rest[11] = Flag(rule.Multiply);
        rest[12] = Flag(rule.BudgetIsWeight);
        previous.Signals.CopyTo(rest[FixedSignals..]);
        return signals;
    }

    private static Fr Flag(bool value) => value ? Fr.One : Fr.Zero;
}
