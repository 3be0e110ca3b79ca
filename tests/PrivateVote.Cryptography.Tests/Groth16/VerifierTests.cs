using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

public sealed class VerifierTests
{
    [Theory]
    [InlineData(Fixture.Semaphore)]
    [InlineData(Fixture.WorldId)]
    public void Proofs_of_other_software_verify_and_no_signal_can_be_changed(string file)
    {
        var fixture = new Fixture(file);
        var verifier = new Verifier(fixture.Key);
        Assert.True(verifier.Verify(fixture.Signals, fixture.Proof));
        for (var i = 0; i < fixture.Signals.Length; i++)
        {
            foreach (
                var value in new[] { Fr.Zero, Fr.One, fixture.Signals[i] + Fr.One, -fixture.Signals[i], Fr.Random() }
            )
            {
                var signals = fixture.Signals.ToArray();
                signals[i] = value;
                Assert.False(verifier.Verify(signals, fixture.Proof));
            }
        }
    }

    [Fact]
    public void World_IDs_signals_are_in_the_order_of_the_circuit_and_not_of_Soliditys_verifyProof()
    {
        var fixture = new Fixture(Fixture.WorldId);
        var s = fixture.Signals;
        var verifier = new Verifier(fixture.Key);
        Assert.True(verifier.Verify(s, fixture.Proof));
        // verifyProof(root, signalHash, nullifierHash, externalNullifierHash, proof)
        Assert.False(verifier.Verify([s[0], s[2], s[1], s[3]], fixture.Proof));
    }

    [Fact]
    public void Another_number_of_signals_is_misuse()
    {
        var fixture = new Fixture(Fixture.Semaphore);
        var verifier = new Verifier(fixture.Key);
        Assert.Throws<ArgumentException>(() => verifier.Verify(fixture.Signals.AsSpan(1), fixture.Proof));
        Assert.Throws<ArgumentException>(() => verifier.Verify([.. fixture.Signals, Fr.Zero], fixture.Proof));
        Assert.Throws<ArgumentException>(() => verifier.FindInvalid(Lanes.Path, [([], fixture.Proof)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => verifier.FindInvalid(Lanes.Path, [], 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(77)]
    public void A_proof_verifies_with_any_number_of_signals(int count)
    {
        var setup = new TrapdoorSetup(count);
        var verifier = new Verifier(setup.Key);
        var (signals, proof) = setup.Batch(1)[0];
        Assert.True(setup.EquationHolds(signals, in proof));
        Assert.True(verifier.Verify(signals, in proof));
        Assert.False(verifier.Verify(signals, new Proof(-proof.A, in proof.B, in proof.C)));
        if (count > 0)
        {
            signals[^1] += Fr.One;
            Assert.False(verifier.Verify(signals, in proof));
        }
    }

    [Fact]
    public void Signals_whose_sum_is_at_infinity_are_verified_like_any_others()
    {
        // Only someone with the trapdoor finds such signals.
        var setup = new TrapdoorSetup(1);
        var one = setup.Sum([Fr.One]) - setup.Sum([Fr.Zero]);
        Fr[] signals = [-(setup.Sum([Fr.Zero]) * one.Inverse())];
        Assert.True(setup.Sum(signals).IsZero);
        var verifier = new Verifier(setup.Key);
        var proof = setup.Prove(signals);
        Assert.True(verifier.Verify(signals, in proof));
        Assert.False(verifier.Verify([Fr.One], in proof));
        Assert.Equal(
            [3],
            verifier.FindInvalid(Lanes.Path, [.. Enumerable.Repeat((signals, proof), 3), ([Fr.One], proof)], 2)
        );
        foreach (LanePath path in BatchPaths.All)
        {
            Assert.Equal(
                [9],
                verifier.FindInvalid(path, [.. Enumerable.Repeat((signals, proof), 9), ([Fr.One], proof)])
            );
        }
    }

    [Fact]
    public void A_proof_made_into_another_of_the_same_statement_verifies()
    {
        // Groth16 is malleable: (t·A, B/t, C). Nothing may identify a ballot by its proof.
        var fixture = new Fixture(Fixture.Semaphore);
        var (proof, t) = (fixture.Proof, Fr.Random());
        var other = new Proof(
            G1.MultiplyVariable(in proof.A, in t).ToAffine(),
            G2.MultiplyVariable(in proof.B, t.Inverse()).ToAffine(),
            in proof.C
        );
        Assert.NotEqual(proof, other);
        Assert.True(new Verifier(fixture.Key).Verify(fixture.Signals, in other));
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batches_of_valid_proofs_hold_at_any_size_and_on_several_threads(LanePath path)
    {
        var setup = new TrapdoorSetup(5);
        var verifier = new Verifier(setup.Key);
        var batch = setup.Batch(150);
        foreach (var count in new[] { 0, 1, 2, 3, 4, 7, 8, 9, 11, 12, 16, 17, 40, 136, 150 })
        {
            Assert.Empty(verifier.FindInvalid(path, batch.Take(count)));
            Assert.Empty(verifier.FindInvalid(path, batch.Take(count), 3));
        }
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Invalid_proofs_are_named_in_ascending_order(LanePath path)
    {
        var setup = new TrapdoorSetup(3);
        var verifier = new Verifier(setup.Key);
        var batch = setup.Batch(50);
        int[] bad = [0, 7, 8, 24, 25, 26, 48];
        foreach (var i in bad)
        {
            batch[i].PublicSignals[1] += Fr.One;
        }

        batch[31].Proof = default;
        Assert.Equal(bad.Append(31).Order(), verifier.FindInvalid(path, batch));
        Assert.Equal(bad.Append(31).Order(), verifier.FindInvalid(path, batch, 4));
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void The_same_proof_many_times_in_a_batch_is_verified_like_any_others(LanePath path)
    {
        var fixture = new Fixture(Fixture.Semaphore);
        var verifier = new Verifier(fixture.Key);
        var batch = Enumerable.Repeat((fixture.Signals, fixture.Proof), 19).ToArray();
        Assert.Empty(verifier.FindInvalid(path, batch));
        var opposite = new Proof(-fixture.Proof.A, -fixture.Proof.B, -fixture.Proof.C);
        batch[5] = (fixture.Signals, opposite);
        Assert.Equal([5], verifier.FindInvalid(path, batch));
    }
}
