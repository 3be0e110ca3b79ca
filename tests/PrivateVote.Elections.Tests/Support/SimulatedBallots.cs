using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Tests.Support;

/// <summary>
/// Ballots whose proof can be read but does not hold: for laws about the log that need many ballots, entered by whoever
/// does not check proofs.
/// </summary>
internal static class SimulatedBallots
{
    private static readonly byte[] Proof = MakeProof();

    public static Ballot Make(ElectionLog log, Fr nullifier, long? replaces)
    {
        var key = log.Ceremony!.Key;
        var choice = nullifier.ToBytes()[^1] % log.Election!.Options;
        var vote = EncryptedVote.Encode([
            .. Enumerable
                .Range(0, log.Election.Circuit.Options)
                .Select(i => Ciphertext.Encrypt(in key, i == choice ? 1u : 0, Scalar.Random())),
        ]);
        return new Ballot(nullifier, vote.Bytes, Proof, replaces);
    }

    public static Refusal? Enter(ElectionLog log, byte[] line) => log.AppendUnproved(line, out _);

    private static byte[] MakeProof()
    {
        var proof = new byte[G1.Size + G2.Size + G1.Size];
        G1.Encode(in G1.Generator, proof);
        G2.Encode(in G2.Generator, proof.AsSpan(G1.Size));
        G1.Encode(in G1.Generator, proof.AsSpan(G1.Size + G2.Size));
        return proof;
    }
}
