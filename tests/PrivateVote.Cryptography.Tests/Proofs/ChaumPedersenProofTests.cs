using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Tests.BabyJubjub;

namespace PrivateVote.Cryptography.Tests.Proofs;

public sealed class ChaumPedersenProofTests
{
    private static readonly byte[] Election = "election"u8.ToArray();
    private static readonly Scalar Secret = Scalar.Random();
    private static readonly EdwardsPoint Key = EdwardsPoint.MultiplyBase(Secret);
    private static readonly EdwardsPoint[] Bases =
    [
        .. Enumerable.Range(0, 3).Select(_ => EdwardsPoint.MultiplyBase(Scalar.Random())),
    ];
    private static readonly EdwardsPoint[] Images = [.. Bases.Select(r => EdwardsPoint.Multiply(r, Secret))];
    private static readonly ChaumPedersenProof Proof = ChaumPedersenProof.Prove(
        Secret,
        Key,
        Bases,
        Images,
        Election,
        2
    );

    [Fact]
    public void A_proof_verifies_and_round_trips()
    {
        Assert.True(Proof.Verify(Key, Bases, Images, Election, 2));
        Assert.True(ChaumPedersenProof.TryDecode(Proof.ToBytes(), out var decoded));
        Assert.Equal(Proof, decoded);
    }

    [Fact]
    public void Another_context_prover_key_or_response_is_refused()
    {
        Assert.False(Proof.Verify(Key, Bases, Images, "older election"u8, 2));
        Assert.False(Proof.Verify(Key, Bases, Images, Election, 1));
        Assert.False(Proof.Verify(Key, Bases, Images, Election, -1));
        Assert.False(Proof.Verify(Key + EdwardsPoint.Base, Bases, Images, Election, 2));
        Assert.False((Proof with { Response = Proof.Response + Scalar.One }).Verify(Key, Bases, Images, Election, 2));
        Assert.False((Proof with { Challenge = -Proof.Challenge }).Verify(Key, Bases, Images, Election, 2));
    }

    [Fact]
    public void Every_base_and_every_image_counts()
    {
        for (var i = 0; i < Bases.Length; i++)
        {
            var bases = Bases.ToArray();
            bases[i] += EdwardsPoint.Base;
            Assert.False(Proof.Verify(Key, bases, Images, Election, 2));
            var images = Images.ToArray();
            images[i] += EdwardsPoint.Base;
            Assert.False(Proof.Verify(Key, Bases, images, Election, 2));
        }

        Assert.False(Proof.Verify(Key, [.. Bases.Reverse()], [.. Images.Reverse()], Election, 2));
        Assert.False(Proof.Verify(Key, Bases.AsSpan(1), Images.AsSpan(1), Election, 2));
        Assert.False(Proof.Verify(Key, Bases, Images.AsSpan(1), Election, 2));
        Assert.False(Proof.Verify(Key, [], [], Election, 2));
    }

    [Fact]
    public void One_wrong_image_among_good_ones_cannot_be_proven()
    {
        var images = Images.ToArray();
        images[1] += EdwardsPoint.Base;
        var proof = ChaumPedersenProof.Prove(Secret, Key, Bases, images, Election, 2);
        Assert.False(proof.Verify(Key, Bases, images, Election, 2));
    }

    [Fact]
    public void An_image_with_a_part_of_low_order_is_refused_even_where_the_equations_hold()
    {
        // With an even -c, c·(0, -1) vanishes and every equation holds; only the check of the subgroup refuses.
        var images = Images.ToArray();
        images[0] += EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        ChaumPedersenProof proof;
        do
        {
            proof = ChaumPedersenProof.Prove(Secret, Key, Bases, images, Election, 2);
        } while (!(-proof.Challenge).ToBigInteger().IsEven);

        for (var i = 0; i < Bases.Length; i++)
        {
            Assert.Equal(
                EdwardsPoint.Multiply(Bases[i], proof.Response - (proof.Challenge * Secret)),
                EdwardsPoint.SumOfProductsVariable([Bases[i], images[i]], [proof.Response, -proof.Challenge])
            );
        }

        Assert.False(proof.Verify(Key, Bases, images, Election, 2));
    }

    [Fact]
    public void The_sum_of_no_ballots_can_be_decrypted()
    {
        EdwardsPoint[] none = [EdwardsPoint.Identity, EdwardsPoint.Identity];
        var proof = ChaumPedersenProof.Prove(Secret, Key, none, none, Election, 1);
        Assert.True(proof.Verify(Key, none, none, Election, 1));
        Assert.False(proof.Verify(Key, none, [EdwardsPoint.Base, EdwardsPoint.Identity], Election, 1));
    }

    [Fact]
    public void The_challenge_is_that_of_the_specification()
    {
        using var transcript = new Transcript("chaum-pedersen");
        transcript.Append("context", Election);
        transcript.Append("prover", 2);
        transcript.Append("generator", EdwardsPoint.Base);
        transcript.Append("public-key", Key);
        transcript.Append("bases", Bases);
        transcript.Append("images", Images);
        var nonce = Proof.Response - (Proof.Challenge * Secret);
        transcript.Append("commitment", EdwardsPoint.MultiplyBase(nonce));
        transcript.Append("commitments", Bases.Select(r => EdwardsPoint.Multiply(r, nonce)).ToArray());
        Assert.Equal(Proof.Challenge, transcript.Challenge("challenge"));
    }

    /// <summary>
    /// davinci-circom proves the same statement with the same commitments and response, but another challenge (Poseidon
    /// over fewer values), so its proofs are none of ours. Its equations hold in our arithmetic, with its challenge our
    /// response would be the same, and its statements can be proven here.
    /// </summary>
    [Fact]
    public void Statements_and_equations_of_davinci_circom_hold()
    {
        var fixture = Fixture.Read("elgamal.json");
        var (secret, key) = (fixture["secret"].Scalar(), fixture["key"].Point());
        foreach (var known in fixture.List("statements"))
        {
            var (r, s, nonce) = (known!["r"].Point(), known["s"].Point(), known["w"].Scalar());
            var (challenge, response) = (known["e"].Scalar(), known["z"].Scalar());
            var message = EdwardsPoint.MultiplyBase(Scalar.From(known["m"]!.GetValue<ulong>()));
            var image = EdwardsPoint.Multiply(r, secret);
            Assert.Equal(s - message, image);
            Assert.Equal(known["a1"].Point(), EdwardsPoint.MultiplyBase(nonce));
            Assert.Equal(known["a2"].Point(), EdwardsPoint.Multiply(r, nonce));
            Assert.Equal(response, nonce + (challenge * secret));
            Assert.Equal(
                known["a1"].Point(),
                EdwardsPoint.SumOfProductsVariable([EdwardsPoint.Base, key], [response, -challenge])
            );
            Assert.Equal(known["a2"].Point(), EdwardsPoint.SumOfProductsVariable([r, image], [response, -challenge]));

            var proof = ChaumPedersenProof.Prove(secret, key, [r], [image], Election, 1);
            Assert.True(proof.Verify(key, [r], [image], Election, 1));
            Assert.False(new ChaumPedersenProof(challenge, response).Verify(key, [r], [image], Election, 1));
        }
    }

    [Fact]
    public void Mistakes_of_the_caller_throw()
    {
        Assert.Throws<ArgumentException>(() =>
            ChaumPedersenProof.Prove(Secret, EdwardsPoint.Base, Bases, Images, Election, 2)
        );
        Assert.Throws<ArgumentException>(() =>
            ChaumPedersenProof.Prove(Secret, Key, Bases, Images.AsSpan(1), Election, 2)
        );
        Assert.Throws<ArgumentException>(() => ChaumPedersenProof.Prove(Secret, Key, [], [], Election, 2));
    }

    [Fact]
    public void Malformed_bytes_are_refused()
    {
        Assert.False(ChaumPedersenProof.TryDecode(new byte[63], out _));
        Assert.False(ChaumPedersenProof.TryDecode(new byte[65], out _));
        Assert.False(ChaumPedersenProof.TryDecode(Enumerable.Repeat((byte)0xff, 64).ToArray(), out _));
    }
}
