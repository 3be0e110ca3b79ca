using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Benchmarks.Records;

/// <summary>ElGamal under one key by multiples that are kept.</summary>
internal sealed class FixedEncryption(EdwardsPoint key)
{
    private readonly FixedEdwardsBase inBase = new(EdwardsPoint.Base);
    private readonly FixedEdwardsBase inKey = new(key);

    /// <summary>1 for the chosen option and 0 for the others.</summary>
    public EncryptedVote Vote(int choice)
    {
        var ciphertexts = new Ciphertext[SimulatedSetup.Options];
        for (var i = 0; i < ciphertexts.Length; i++)
        {
            var r = Fr.Random();
            var masked = inKey.Multiply(r);
            ciphertexts[i] = new Ciphertext(inBase.Multiply(r), i == choice ? masked + EdwardsPoint.Base : masked);
        }

        return EncryptedVote.Encode(ciphertexts);
    }
}
