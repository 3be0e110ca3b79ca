using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Tests.Bn254;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>Attacks on keys, proofs and batches: each test shows the attack, and that it is refused.</summary>
public sealed class HostileProofsAndKeysTests
{
    private static readonly Fixture Semaphore = new(Fixture.Semaphore);
    private static readonly Verifier Verifier = new(Semaphore.Key);

    /// <summary>The signals of Semaphore, in order.</summary>
    private const int Root = 0,
        Nullifier = 1,
        Scope = 3;

    private static readonly JsonArray InfinityG1 = new("0", "1", "0");

    private static JsonArray InfinityG2 => [new JsonArray("0", "0"), new JsonArray("1", "0"), new JsonArray("0", "0")];

    [Fact]
    public void Verification_key_with_gamma_equal_to_delta_is_refused_although_a_peer_ships_one_and_its_proof_verifies()
    {
        var fixture = new Fixture(Fixture.GammaEqualsDelta);
        Assert.Contains("gamma equals delta", Fixture.Refusal(fixture.KeyJson));

        // The raw equation holds: it is a proof, and worth nothing.
        var json = fixture.KeyJson;
        Assert.True(SnarkjsJson.TryReadG1(Element(json["vk_alpha_1"]!), out var alpha));
        Assert.True(SnarkjsJson.TryReadG2(Element(json["vk_beta_2"]!), out var beta));
        Assert.True(SnarkjsJson.TryReadG2(Element(json["vk_gamma_2"]!), out var gamma));
        Assert.True(SnarkjsJson.TryReadG2(Element(json["vk_delta_2"]!), out var delta));
        G1Xyzz sum = default;
        for (var i = 0; i <= fixture.Signals.Length; i++)
        {
            Assert.True(SnarkjsJson.TryReadG1(Element(json["IC"]![i]!), out var ic));
            sum += i == 0 ? G1.MultiplyVariable(in ic, Fr.One) : G1.MultiplyVariable(in ic, in fixture.Signals[i - 1]);
        }

        var (proof, l) = (fixture.Proof, sum.ToAffine());
        Assert.Equal(Gt.One, Pairing.Product([-proof.A, alpha, l, proof.C], [proof.B, beta, gamma, delta]));
        // And so does a forgery for the same signals, or any other.
        Assert.Equal(Gt.One, Pairing.Product([-alpha, alpha, l, -l], [beta, beta, gamma, delta]));
    }

    private static System.Text.Json.JsonElement Element(JsonNode node) =>
        System.Text.Json.JsonDocument.Parse(node.ToJsonString()).RootElement;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Verification_key_with_gamma_equal_to_plus_or_minus_delta_lets_anyone_forge_and_is_refused(int sign)
    {
        var s = Fr.FromBigInteger(sign);
        var delta = Fr.Random();
        var setup = new TrapdoorSetup(3) { Delta = delta, Gamma = s * delta };
        Fr[] signals = [Fr.Random(), Fr.Random(), Fr.Random()];
        var l = TrapdoorSetup.P(setup.Sum(signals));
        var forged = new Proof(setup.Alpha, TrapdoorSetup.Q(setup.Beta), sign > 0 ? -l : l);
        Assert.True(setup.EquationHolds(signals, in forged));
        Assert.False(setup.TryCreate(out _, out var refusal));
        Assert.Contains("gamma equals delta", refusal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Verification_key_with_beta_equal_to_plus_or_minus_gamma_lets_anyone_forge_and_is_refused(int sign)
    {
        var s = Fr.FromBigInteger(sign);
        var gamma = Fr.Random();
        var setup = new TrapdoorSetup(3) { Gamma = gamma, Beta = s * gamma };
        Fr[] signals = [Fr.Random(), Fr.Random(), Fr.Random()];
        G1Xyzz.FromAffine(out var a, setup.Alpha);
        a += G1.MultiplyVariable(TrapdoorSetup.P(setup.Sum(signals)), in s);
        var b = G2.MultiplyVariable(in G2.Generator, setup.Beta) + G2.MultiplyVariable(in G2.Generator, setup.Delta);
        var forged = new Proof(a.ToAffine(), b.ToAffine(), a.ToAffine());
        Assert.True(setup.EquationHolds(signals, in forged));
        Assert.False(setup.TryCreate(out _, out var refusal));
        Assert.Contains("beta equals gamma", refusal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Verification_key_with_beta_equal_to_plus_or_minus_delta_lets_anyone_forge_and_is_refused(int sign)
    {
        var s = Fr.FromBigInteger(sign);
        var delta = Fr.Random();
        var setup = new TrapdoorSetup(3) { Delta = delta, Beta = s * delta };
        Fr[] signals = [Fr.Random(), Fr.Random(), Fr.Random()];
        var l = TrapdoorSetup.P(setup.Sum(signals));
        G1Xyzz.FromAffine(out var c, in l);
        c += G1.MultiplyVariable(setup.Alpha, -s);
        var b = G2.MultiplyVariable(in G2.Generator, setup.Gamma) + G2.MultiplyVariable(in G2.Generator, setup.Delta);
        var forged = new Proof(in l, b.ToAffine(), c.ToAffine());
        Assert.True(setup.EquationHolds(signals, in forged));
        Assert.False(setup.TryCreate(out _, out var refusal));
        Assert.Contains("beta equals delta", refusal);
    }

    [Fact]
    public void Verification_key_of_a_setup_without_contributions_is_refused()
    {
        Assert.False(new TrapdoorSetup(2) { Delta = Fr.One }.TryCreate(out _, out var refusal));
        Assert.Contains("phase 2", refusal);
        Assert.False(new TrapdoorSetup(2) { Delta = -Fr.One }.TryCreate(out _, out refusal));
        Assert.Contains("phase 2", refusal);
        Assert.False(new TrapdoorSetup(2) { Beta = Fr.One }.TryCreate(out _, out refusal));
        Assert.Contains("phase 1", refusal);
        var key = Semaphore.KeyJson;
        key["vk_alpha_1"] = new JsonArray("1", "2", "1");
        Assert.Contains("phase 1", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData("vk_alpha_1", "alpha")]
    [InlineData("vk_beta_2", "beta")]
    [InlineData("vk_gamma_2", "gamma")]
    [InlineData("vk_delta_2", "delta")]
    public void Verification_key_with_a_point_at_infinity_is_refused(string member, string name)
    {
        var key = Semaphore.KeyJson;
        key[member] = member.EndsWith('1') ? InfinityG1.DeepClone() : InfinityG2;
        Assert.Contains($"{name} is the point at infinity", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Verification_key_with_an_IC_point_at_infinity_is_refused(int index)
    {
        var key = Semaphore.KeyJson;
        key["IC"]![index] = InfinityG1.DeepClone();
        Assert.Contains($"IC[{index}] is the point at infinity", Fixture.Refusal(key));
    }

    [Fact]
    public void Verification_key_with_two_IC_points_equal_up_to_sign_is_refused()
    {
        var key = Semaphore.KeyJson;
        key["IC"]![3] = key["IC"]![1]!.DeepClone();
        Assert.Contains("IC[1] and IC[3]", Fixture.Refusal(key));
        var y = BigInteger.Parse(key["IC"]![3]![1]!.GetValue<string>());
        key["IC"]![3]![1] = (Fp.Modulus - y).ToString();
        Assert.Contains("IC[1] and IC[3]", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData("vk_alpha_1", "alpha")]
    [InlineData("vk_beta_2", "beta")]
    [InlineData("vk_gamma_2", "gamma")]
    [InlineData("vk_delta_2", "delta")]
    [InlineData("IC", "IC[0]")]
    public void Verification_key_with_a_point_off_the_curve_is_refused(string member, string name)
    {
        var key = Semaphore.KeyJson;
        var point = member == "IC" ? key["IC"]![0]! : key[member]!;
        var x = point[0] is JsonArray ? point[0]!.AsArray() : point.AsArray();
        x[0] = (BigInteger.Parse(x[0]!.GetValue<string>()) ^ 1).ToString();
        Assert.Contains($"{name} is not on the curve", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData("vk_beta_2", "beta")]
    [InlineData("vk_gamma_2", "gamma")]
    [InlineData("vk_delta_2", "delta")]
    public void Verification_key_with_a_point_outside_the_subgroup_is_refused(string member, string name)
    {
        var key = Semaphore.KeyJson;
        var point = SubgroupTests.RandomPointOfTwist();
        key[member] = new JsonArray(
            new JsonArray(point.X.C0.ToString(), point.X.C1.ToString()),
            new JsonArray(point.Y.C0.ToString(), point.Y.C1.ToString()),
            new JsonArray("1", "0")
        );
        Assert.Contains($"{name} is not in the subgroup", Fixture.Refusal(key));
    }

    [Fact]
    public void Verification_key_with_too_few_or_too_many_IC_points_is_refused()
    {
        var key = Semaphore.KeyJson;
        key["IC"]!.AsArray().RemoveAt(4);
        Assert.Contains("IC must have one point more", Fixture.Refusal(key));
        key = Semaphore.KeyJson;
        key["IC"]!.AsArray().Add(new JsonArray("1", "2", "1"));
        Assert.Contains("IC must have one point more", Fixture.Refusal(key));
        key = Semaphore.KeyJson;
        key["IC"] = new JsonArray();
        key["nPublic"] = -1;
        Assert.Contains("no IC point", Fixture.Refusal(key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    public void Proof_with_A_or_C_off_the_curve_is_refused(int coordinate)
    {
        var bytes = Semaphore.ProofBytes.ToArray();
        bytes[(32 * coordinate) + 31] ^= 1;
        Assert.False(Proof.TryDecode(bytes, out var proof));
        Assert.Equal(default, proof);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Proof_with_B_off_the_curve_is_refused(int coordinate)
    {
        var bytes = Semaphore.ProofBytes.ToArray();
        bytes[(32 * coordinate) + 31] ^= 1;
        Assert.False(Proof.TryDecode(bytes, out _));
    }

    [Fact]
    public void Proof_with_G2_point_outside_the_subgroup_is_refused()
    {
        var bytes = Semaphore.ProofBytes.ToArray();
        G2.Encode(SubgroupTests.RandomPointOfTwist(), bytes.AsSpan(64));
        Assert.True(G2.TryDecodeUnchecked(bytes.AsSpan(64, 128), out _));
        Assert.False(Proof.TryDecode(bytes, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Proof_with_a_coordinate_of_p_or_more_is_refused(int coordinate)
    {
        var bytes = Semaphore.ProofBytes.ToArray();
        var span = bytes.AsSpan(32 * coordinate, 32);
        GroupTests.Bytes(new BigInteger(span, isUnsigned: true, isBigEndian: true) + Fp.Modulus).CopyTo(span);
        Assert.False(Proof.TryDecode(bytes, out _));
        span.Fill(0xff);
        Assert.False(Proof.TryDecode(bytes, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(192)]
    [InlineData(255)]
    public void Truncated_proof_is_refused(int length) =>
        Assert.False(Proof.TryDecode(Semaphore.ProofBytes.AsSpan(0, length), out _));

    [Fact]
    public void Too_long_proof_is_refused() => Assert.False(Proof.TryDecode([.. Semaphore.ProofBytes, 0], out _));

    [Fact]
    public void Zero_proof_is_refused_and_never_verifies()
    {
        Assert.False(Proof.TryDecode(new byte[Proof.Size], out var zero));
        Assert.False(Verifier.Verify(Semaphore.Signals, in zero));
        Assert.Equal(
            [1],
            Verifier.FindInvalid(Lanes.Path, [(Semaphore.Signals, Semaphore.Proof), (Semaphore.Signals, default)])
        );
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(64, 128)]
    [InlineData(192, 64)]
    public void Proof_with_one_point_at_infinity_is_refused(int offset, int length)
    {
        var bytes = Semaphore.ProofBytes.ToArray();
        bytes.AsSpan(offset, length).Clear();
        Assert.False(Proof.TryDecode(bytes, out _));
    }

    [Fact]
    public void Public_signals_of_r_or_more_cannot_be_written()
    {
        foreach (var value in new[] { Fr.Modulus, Fr.Modulus + 1, (BigInteger.One << 256) - 1 })
        {
            Assert.False(PublicSignals.TryParseSnarkjs(Encoding.UTF8.GetBytes($"[\"{value}\"]"), out _));
            Assert.False(Fr.TryDecode(GroupTests.Bytes(value), out _));
        }

        // In particular not the signal plus r, which is the same number in the circuit.
        var again = Semaphore.Signals[Nullifier].ToBigInteger() + Fr.Modulus;
        Assert.False(PublicSignals.TryParseSnarkjs(Encoding.UTF8.GetBytes($"[\"{again}\"]"), out _));
    }

    [Fact]
    public void Swapped_signals_do_not_verify()
    {
        for (var i = 0; i < Semaphore.Signals.Length; i++)
        {
            for (var j = i + 1; j < Semaphore.Signals.Length; j++)
            {
                var signals = Semaphore.Signals.ToArray();
                (signals[i], signals[j]) = (signals[j], signals[i]);
                Assert.False(Verifier.Verify(signals, Semaphore.Proof));
            }
        }
    }

    [Fact]
    public void Proof_for_another_election_does_not_verify() => Changed(Scope);

    [Fact]
    public void Proof_for_another_census_root_does_not_verify() => Changed(Root);

    [Fact]
    public void Proof_for_another_nullifier_does_not_verify() => Changed(Nullifier);

    private static void Changed(int signal)
    {
        var signals = Semaphore.Signals.ToArray();
        Assert.True(Verifier.Verify(signals, Semaphore.Proof));
        signals[signal] += Fr.One;
        Assert.False(Verifier.Verify(signals, Semaphore.Proof));
        signals[signal] = Fr.Random();
        Assert.False(Verifier.Verify(signals, Semaphore.Proof));
    }

    [Fact]
    public void Proof_under_another_key_does_not_verify()
    {
        var other = new Fixture(Fixture.WorldId);
        Assert.False(new Verifier(other.Key).Verify(Semaphore.Signals, Semaphore.Proof));
        Assert.False(Verifier.Verify(other.Signals, other.Proof));
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_with_one_bad_proof_among_good_ones_names_it_wherever_it_is(LanePath path)
    {
        var setup = new TrapdoorSetup(4);
        var verifier = new Verifier(setup.Key);
        var good = setup.Batch(35);
        Assert.Empty(verifier.FindInvalid(path, good));
        foreach (var bad in new[] { 0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 34 })
        {
            var batch = good.ToArray();
            batch[bad].Proof = new Proof(batch[bad].Proof.A, batch[bad].Proof.B, TrapdoorSetup.P(Fr.Random()));
            Assert.Equal([bad], verifier.FindInvalid(path, batch));
            batch[bad] = good[bad] with { PublicSignals = [.. good[bad].PublicSignals.Reverse()] };
            Assert.Equal([bad], verifier.FindInvalid(path, batch));
        }
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_with_two_bad_proofs_that_cancel_names_both(LanePath path)
    {
        var setup = new TrapdoorSetup(2);
        var verifier = new Verifier(setup.Key);
        var batch = setup.Batch(12);
        var shift = TrapdoorSetup.P(Fr.Random());
        foreach (var (i, j) in new[] { (0, 1), (2, 11), (5, 6) })
        {
            var changed = batch.ToArray();
            changed[i].Proof = Shifted(batch[i].Proof, in shift);
            changed[j].Proof = Shifted(batch[j].Proof, -shift);
            // With equal coefficients nothing would be seen: the sum of the C points, and so the product, is unchanged.
            G1Xyzz.FromAffine(out var honest, batch[i].Proof.C);
            G1Xyzz.FromAffine(out var cancelled, changed[i].Proof.C);
            Assert.Equal(honest + batch[j].Proof.C, cancelled + changed[j].Proof.C);
            Assert.Equal([i, j], verifier.FindInvalid(path, changed));
        }
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_with_two_bad_proofs_whose_pairings_cancel_names_both(LanePath path)
    {
        // The same B everywhere, and A shifted there and back: in one lane, in lanes side by side, and in the rest.
        var setup = new TrapdoorSetup(1);
        var verifier = new Verifier(setup.Key);
        var good = setup.Batch(1)[0];
        var shift = TrapdoorSetup.P(Fr.Random());
        foreach (var (i, j) in new[] { (3, 11), (3, 4), (0, 18), (16, 17) })
        {
            var batch = Enumerable.Repeat(good, 19).ToArray();
            foreach (var (k, part) in new[] { (i, shift), (j, -shift) })
            {
                G1Xyzz.FromAffine(out var a, good.Proof.A);
                batch[k].Proof = new Proof((a + part).ToAffine(), in good.Proof.B, in good.Proof.C);
            }

            Assert.Equal([i, j], verifier.FindInvalid(path, batch));
        }
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_with_signals_swapped_between_two_proofs_names_both(LanePath path)
    {
        // The sum of the signals over the batch is unchanged.
        var setup = new TrapdoorSetup(2);
        var batch = setup.Batch(9);
        (batch[3].PublicSignals, batch[7].PublicSignals) = (batch[7].PublicSignals, batch[3].PublicSignals);
        Assert.Equal([3, 7], new Verifier(setup.Key).FindInvalid(path, batch));
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_in_which_everything_is_bad_names_everything(LanePath path)
    {
        var setup = new TrapdoorSetup(2);
        var batch = setup.Batch(20);
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i].PublicSignals[0] += Fr.One;
        }

        Assert.Equal(Enumerable.Range(0, 20), new Verifier(setup.Key).FindInvalid(path, batch));
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_with_points_outside_the_subgroup_names_them_apart_from_invalid_proofs(LanePath path)
    {
        var setup = new TrapdoorSetup(2);
        var verifier = new Verifier(setup.Key);
        var batch = setup
            .Batch(37)
            .Select(entry => (entry.PublicSignals, Proof: new UncheckedProof(entry.Proof)))
            .ToArray();
        var outside = SubgroupTests.PointsOutside().Take(6).ToArray();
        int[] malformed = [0, 7, 8, 20, 33, 36];
        int[] invalid = [1, 9, 34];
        for (var i = 0; i < malformed.Length; i++)
        {
            var points = batch[malformed[i]].Proof.Points;
            batch[malformed[i]].Proof = new(new Proof(in points.A, in outside[i], in points.C));
        }

        foreach (var i in invalid)
        {
            batch[i].PublicSignals[0] += Fr.One;
        }

        for (var threads = 1; threads <= 2; threads++)
        {
            var bad = verifier.Examine(batch, threads, path);
            Assert.Equal(malformed, bad.Malformed);
            Assert.Equal(invalid, bad.Invalid);
        }

        // Alone, and in twos, as verified without a batch.
        Assert.Equal([0], verifier.Examine([batch[0]], 1, path).Malformed);
        Assert.Equal([1], verifier.Examine([batch[2], batch[7]], 1, path).Malformed);
    }

    [Theory, MemberData(nameof(BatchPaths.All), MemberType = typeof(BatchPaths))]
    public void Batch_with_points_of_small_order_added_to_B_that_cancel_names_both(LanePath path)
    {
        // A part of small order is killed by the final exponentiation: only the subgroup check sees it.
        var setup = new TrapdoorSetup(1);
        var verifier = new Verifier(setup.Key);
        var batch = setup
            .Batch(11)
            .Select(entry => (entry.PublicSignals, Proof: new UncheckedProof(entry.Proof)))
            .ToArray();
        var small = SubgroupTests.RandomPointOfSmallOrder();
        foreach (var (i, part) in new[] { (4, small), (9, -small) })
        {
            var points = batch[i].Proof.Points;
            G2Xyzz.FromAffine(out var b, in points.B);
            batch[i].Proof = new(new Proof(in points.A, (b + part).ToAffine(), in points.C));
        }

        var bad = verifier.Examine(batch, 1, path);
        Assert.Equal([4, 9], bad.Malformed);
        Assert.Empty(bad.Invalid);
    }

    [Fact]
    public void Unchecked_proofs_differ_from_checked_ones_in_the_subgroup_alone()
    {
        Assert.True(UncheckedProof.TryDecode(Semaphore.ProofBytes, out var good));
        Assert.True(good.TryCheck(out var proof));
        Assert.Equal(Semaphore.Proof, proof);
        var bytes = new Proof(in proof.A, SubgroupTests.RandomPointOfTwist(), in proof.C).ToBytes();
        Assert.True(UncheckedProof.TryDecode(bytes, out var outside));
        Assert.False(outside.TryCheck(out var refused));
        Assert.Equal(default, refused);
        for (var i = 0; i < bytes.Length; i += 32)
        {
            var changed = Semaphore.ProofBytes.ToArray();
            changed[i + 31] ^= 1;
            Assert.False(UncheckedProof.TryDecode(changed, out _));
            changed = Semaphore.ProofBytes.ToArray();
            changed.AsSpan(i, 32).Fill(255);
            Assert.False(UncheckedProof.TryDecode(changed, out _));
        }

        Assert.False(UncheckedProof.TryDecode(bytes.AsSpan(1), out _));
        Assert.False(UncheckedProof.TryDecode(new byte[Proof.Size], out _));
        Assert.False(default(UncheckedProof).TryCheck(out _));
    }

    private static Proof Shifted(in Proof proof, in G1Affine shift)
    {
        G1Xyzz.FromAffine(out var c, proof.C);
        return new Proof(in proof.A, in proof.B, (c + shift).ToAffine());
    }
}
