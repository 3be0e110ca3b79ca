using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Proofs;

namespace PrivateVote.Cryptography.Tests.Proofs;

public sealed class SchnorrProofTests
{
    private static readonly byte[] Ceremony = "ceremony"u8.ToArray();
    private static readonly Scalar Secret = Scalar.Random();
    private static readonly EdwardsPoint Key = EdwardsPoint.MultiplyBase(Secret);
    private static readonly SchnorrProof Proof = SchnorrProof.Prove(Secret, Key, Ceremony, 3);

    [Fact]
    public void A_proof_verifies_and_round_trips()
    {
        Assert.True(Proof.Verify(Key, Ceremony, 3));
        Assert.True(SchnorrProof.TryDecode(Proof.ToBytes(), out var decoded));
        Assert.Equal(Proof, decoded);
        Assert.Equal(SchnorrProof.Size, Proof.ToBytes().Length);
    }

    [Fact]
    public void Another_context_prover_key_or_response_is_refused()
    {
        Assert.False(Proof.Verify(Key, "other"u8, 3));
        Assert.False(Proof.Verify(Key, [], 3));
        Assert.False(Proof.Verify(Key, Ceremony, 4));
        Assert.False(Proof.Verify(Key, Ceremony, -1));
        Assert.False(Proof.Verify(Key + EdwardsPoint.Base, Ceremony, 3));
        Assert.False((Proof with { Response = Proof.Response + Scalar.One }).Verify(Key, Ceremony, 3));
        Assert.False((Proof with { Challenge = Proof.Challenge + Scalar.One }).Verify(Key, Ceremony, 3));
        Assert.False(new SchnorrProof(Scalar.Zero, Scalar.Zero).Verify(Key, Ceremony, 3));
    }

    [Fact]
    public void The_identity_and_keys_outside_the_subgroup_prove_nothing()
    {
        var zero = SchnorrProof.Prove(Scalar.Zero, EdwardsPoint.Identity, Ceremony, 1);
        Assert.False(zero.Verify(EdwardsPoint.Identity, Ceremony, 1));
        var orderTwo = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);

        // With an even challenge, c·(0, -1) vanishes, so only the check of the subgroup refuses this key.
        for (var i = 0; i < 8; i++)
        {
            var (key, proof) = ForgeWithTorsion(orderTwo);
            Assert.False(proof.Verify(key, Ceremony, 1));
        }
    }

    private static (EdwardsPoint Key, SchnorrProof Proof) ForgeWithTorsion(EdwardsPoint torsion)
    {
        while (true)
        {
            var (secret, nonce) = (Scalar.Random(), Scalar.Random());
            var key = EdwardsPoint.MultiplyBase(secret) + torsion;
            using var transcript = new Transcript("schnorr");
            transcript.Append("context", Ceremony);
            transcript.Append("prover", 1);
            transcript.Append("generator", EdwardsPoint.Base);
            transcript.Append("public-key", key);
            transcript.Append("commitment", EdwardsPoint.MultiplyBase(nonce));
            var challenge = transcript.Challenge("challenge");
            if ((-challenge).ToBigInteger().IsEven)
            {
                return (key, new SchnorrProof(challenge, nonce + (challenge * secret)));
            }
        }
    }

    [Fact]
    public void Two_proofs_of_one_statement_share_no_nonce() =>
        Assert.NotEqual(Proof, SchnorrProof.Prove(Secret, Key, Ceremony, 3));

    [Fact]
    public void A_key_of_another_secret_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => SchnorrProof.Prove(Secret, EdwardsPoint.Base, Ceremony, 3));

    [Fact]
    public void Malformed_bytes_are_refused()
    {
        var bytes = Proof.ToBytes();
        Assert.False(SchnorrProof.TryDecode(bytes.AsSpan(1), out _));
        Assert.False(SchnorrProof.TryDecode([.. bytes, 0], out _));
        foreach (var half in new[] { 0, 32 })
        {
            var changed = bytes.ToArray();
            Scalar.Modulus.TryWriteBytes(changed.AsSpan(half, 32), out _, isUnsigned: true, isBigEndian: true);
            Assert.False(SchnorrProof.TryDecode(changed, out _));
        }
    }
}
