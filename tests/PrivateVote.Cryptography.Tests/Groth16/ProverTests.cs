using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Groth16;

public sealed class ProverTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Proofs_of_votes_and_of_re_encryptions_verify_and_those_of_other_signals_do_not(int options)
    {
        var circuit = BallotCircuit.Get(options);
        var prover = new Prover(circuit.ProvingKey);
        var verifier = new Verifier(circuit.ProvingKey.VerificationKey);
        foreach (var inputs in new[] { circuit.Vote(), circuit.ReEncryption() })
        {
            var witness = circuit.Solve(inputs);
            var proof = prover.Prove(witness);
            var signals = circuit.Signals(witness);
            Assert.True(verifier.Verify(signals, in proof));
            for (var i = 0; i < signals.Length; i += 7)
            {
                var changed = signals.ToArray();
                changed[i] += Fr.One;
                Assert.False(verifier.Verify(changed, in proof));
            }
        }
    }

    [Fact]
    public void Two_proofs_of_one_witness_have_nothing_in_common()
    {
        var circuit = BallotCircuit.Small;
        var witness = circuit.Solve(circuit.Vote());
        var prover = new Prover(circuit.ProvingKey);
        var first = prover.Prove(witness);
        var second = prover.Prove(witness);
        Assert.NotEqual(first.A, second.A);
        Assert.NotEqual(first.B, second.B);
        Assert.NotEqual(first.C, second.C);
    }

    [Fact]
    public void Several_threads_can_share_a_prover_and_one_thread_is_enough()
    {
        var circuit = BallotCircuit.Small;
        var witness = circuit.Solve(circuit.Vote());
        var verifier = new Verifier(circuit.ProvingKey.VerificationKey);
        var prover = new Prover(circuit.ProvingKey) { Parallelism = 1 };
        var signals = circuit.Signals(witness);
        Parallel.For(0, 3, _ => Assert.True(verifier.Verify(signals, prover.Prove(witness))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prover(circuit.ProvingKey) { Parallelism = 0 });
    }

    [Fact]
    public void A_witness_that_breaks_one_constraint_has_no_proof_that_verifies()
    {
        var circuit = BallotCircuit.Small;
        var witness = circuit.Solve(circuit.Vote());
        var prover = new Prover(circuit.ProvingKey);
        var verifier = new Verifier(circuit.ProvingKey.VerificationKey);
        witness[circuit.WireOf("choice")] += Fr.One;
        Assert.False(circuit.Program.IsSatisfiedBy(witness));
        Assert.False(verifier.Verify(circuit.Signals(witness), prover.Prove(witness)));
    }

    [Fact]
    public void What_is_no_witness_at_all_is_misuse()
    {
        var circuit = BallotCircuit.Small;
        var prover = new Prover(circuit.ProvingKey);
        var witness = circuit.Solve(circuit.Vote());
        Assert.Throws<ArgumentException>(() => prover.Prove(witness.AsSpan(1)));
        witness[0] = Fr.Zero;
        Assert.Throws<ArgumentException>(() => prover.Prove(witness));
    }

    [Fact]
    public void The_program_and_the_key_are_of_one_circuit()
    {
        foreach (var circuit in new[] { BallotCircuit.Small, BallotCircuit.Large })
        {
            Assert.Equal(circuit.Program.WireCount, circuit.ProvingKey.WireCount);
            Assert.Equal(circuit.Program.PublicCount, circuit.ProvingKey.VerificationKey.PublicCount);
            Assert.True(
                VerificationKey.TryParseSnarkjs(
                    File.ReadAllBytes(circuit.PathOf("vkey.json")),
                    out var exported,
                    out var refusal
                ),
                refusal
            );
            Assert.Equal(exported.ToBytes(), circuit.ProvingKey.VerificationKey.ToBytes());
        }
    }

    /// <summary>Our proofs in snarkjs, snarkjs' proofs here, and what was tampered with in neither.</summary>
    [OracleFact]
    public void Proofs_are_exchanged_with_snarkjs()
    {
        foreach (var options in new[] { 3, 8 })
        {
            var circuit = BallotCircuit.Get(options);
            var prover = new Prover(circuit.ProvingKey);
            var verifier = new Verifier(circuit.ProvingKey.VerificationKey);
            var vote = circuit.Vote();
            var witness = circuit.Solve(vote);
            var signals = circuit.Signals(witness);
            var changed = signals.ToArray();
            changed[^1] += Fr.One;
            var proof = prover.Prove(witness);
            var other = prover.Prove(circuit.Solve(circuit.ReEncryption()));
            var mixed = new Proof(in proof.A, in proof.B, in other.C);

            var answer = NodeOracle.Ask(
                "groth16.mjs",
                new JsonObject
                {
                    ["wasm"] = circuit.PathOf("wasm"),
                    ["zkey"] = circuit.PathOf("zkey"),
                    ["vkey"] = circuit.PathOf("vkey.json"),
                    // Once is enough: it takes snarkjs seconds.
                    ["prove"] = options == 3 ? new JsonArray(BallotCircuit.ToSnarkjs(vote)) : new JsonArray(),
                    ["verify"] = new JsonArray(
                        Claim(proof, signals),
                        Claim(proof, changed),
                        Claim(other, signals),
                        Claim(mixed, signals)
                    ),
                }
            );
            Assert.Equal([true, false, false, false], answer["verified"]!.AsArray().Select(v => v!.GetValue<bool>()));
            Assert.False(verifier.Verify(changed, in proof));
            Assert.False(verifier.Verify(signals, in other));
            Assert.False(verifier.Verify(signals, in mixed));

            if (options != 3)
            {
                continue;
            }

            var theirs = answer["proved"]![0]!;
            Assert.True(PublicSignals.TryParseSnarkjs(Fixture.Utf8(theirs["publicSignals"]!), out var theirSignals));
            Assert.True(Proof.TryParseSnarkjs(Fixture.Utf8(theirs["proof"]!), out var theirProof));
            Assert.Equal(signals, theirSignals);
            Assert.True(verifier.Verify(theirSignals, in theirProof));
            Assert.False(verifier.Verify(changed, in theirProof));
        }
    }

    private static JsonObject Claim(in Proof proof, ReadOnlySpan<Fr> signals) =>
        new()
        {
            ["proof"] = JsonNode.Parse(proof.ToSnarkjsJson()),
            ["publicSignals"] = JsonNode.Parse(PublicSignals.ToSnarkjsJson(signals)),
        };
}
