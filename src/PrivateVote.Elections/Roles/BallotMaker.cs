using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;

namespace PrivateVote.Elections.Roles;

/// <summary>What stands in a slot: what the next ballot there is proved against.</summary>
/// <param name="Index">The index of the entry.</param>
/// <param name="Vote">Its ciphertexts.</param>
public sealed record SlotHead(long Index, EncryptedVote Vote);

/// <summary>
/// What lets another device recompute a ballot's ciphertexts. It shows the vote: an opened ballot is never cast.
/// </summary>
/// <param name="Choices">v_i for each of the election's options.</param>
/// <param name="Weight">The voter's weight.</param>
/// <param name="Randomness">r_i for each of the circuit's options, `0x` and 64 hexadecimal digits.</param>
public sealed record BallotOpening(IReadOnlyList<uint> Choices, uint Weight, IReadOnlyList<string> Randomness);

/// <summary>A finished vote that its device has committed to and the voter has not yet decided about.</summary>
/// <param name="Ballot">To cast, or never if it is audited.</param>
/// <param name="Opening">To reveal if it is audited; to forget if it is cast.</param>
public sealed record PreparedBallot(Ballot Ballot, BallotOpening Opening);

/// <summary>
/// Makes ballots: fills in the circuit's inputs, solves the witness and proves it. Safe for concurrent use.
/// </summary>
public sealed class BallotMaker(BallotCircuit circuit, WitnessProgram program, Prover prover)
{
    /// <summary>Loads what makes ballots for a circuit.</summary>
    /// <param name="provingKey">The circuit's `.zkey`.</param>
    /// <param name="witnessProgram">The circuit's `.witness`.</param>
    /// <exception cref="InvalidDataException">A file is malformed, or belongs to another circuit or setup.</exception>
    public static BallotMaker Load(BallotCircuit circuit, Stream provingKey, Stream witnessProgram)
    {
        var key = ProvingKey.Load(provingKey);
        if (!key.VerificationKey.Digest.AsSpan().SequenceEqual(circuit.VerificationKey.Digest))
        {
            throw new InvalidDataException(
                $"the proving key makes proofs for another verification key than the built-in one of {circuit.Name}"
            );
        }

        return new BallotMaker(circuit, WitnessProgram.Load(witnessProgram), new Prover(key));
    }

    /// <summary>A vote.</summary>
    /// <param name="path">The path of the voter's leaf in the census.</param>
    /// <param name="choices">v_i for each of the election's options.</param>
    /// <param name="head">What stands in the voter's slot, or null when it is empty.</param>
    /// <exception cref="ArgumentException">The choices break the ballot rule, or the voter is not in the census with this weight.</exception>
    public PreparedBallot Vote(
        Election election,
        VoterIdentity identity,
        uint weight,
        MerkleProof path,
        ReadOnlySpan<uint> choices,
        SlotHead? head
    )
    {
        CheckCircuit(election);
        if (election.Manifest.Rule.Problem(choices, election.Options, weight) is { } problem)
        {
            throw new ArgumentException(problem, nameof(choices));
        }

        if (path.ComputeRoot(new CensusMember(identity.Commitment, weight).ToLeaf()) != election.Manifest.Census.Root)
        {
            throw new ArgumentException(
                "this identity is not in the election's census with this weight at this place",
                nameof(path)
            );
        }

        var randomness = RandomScalars();
        var multiplier = election.Rule.Multiply ? weight : 1UL;
        var votes = new ulong[circuit.Options];
        for (var i = 0; i < choices.Length; i++)
        {
            votes[i] = choices[i] * multiplier;
        }

        var witness = new Witness(election, identity.NullifierIn(election), head)
        {
            Secret = identity.SecretInField,
            Weight = weight,
            Path = path,
            Choices = choices.ToArray(),
            Randomness = randomness,
            Next = Encrypt(election.Key, votes, randomness),
        };
        var opening = new BallotOpening(choices.ToArray(), weight, [.. randomness.Select(scalar => scalar.ToHex())]);
        return new PreparedBallot(Prove(witness), opening);
    }

    /// <summary>
    /// A re-encryption of what stands in a slot. Anyone can make one; it changes nothing, and nobody can tell it from a
    /// vote.
    /// </summary>
    public Ballot ReEncrypt(Election election, Fr nullifier, SlotHead head)
    {
        CheckCircuit(election);
        if (election.Manifest.Revoting != Revoting.Deniable)
        {
            throw new ArgumentException("this election takes one ballot for each voter", nameof(election));
        }

        var randomness = RandomScalars();
        var next = head.Vote.Ciphertexts.Select((old, i) => old.ReEncrypt(election.Key, randomness[i]));
        return Prove(
            new Witness(election, nullifier, head)
            {
                IsReEncryption = true,
                // With b = 1 the circuit asks for some voter's numbers and compares them with nothing.
                Secret = VoterIdentity.Create().SecretInField,
                Weight = uint.MaxValue,
                Path = new MerkleProof(0, []),
                Choices = SomeAllowedChoices(election),
                Randomness = randomness,
                Next = EncryptedVote.Encode([.. next]),
            }
        );
    }

    /// <summary>Whether a ballot's ciphertexts are the encryption of exactly what its opening says.</summary>
    /// <remarks>For another device than the one that made the ballot: it needs the election and nothing secret.</remarks>
    public static bool Matches(Election election, Ballot ballot, BallotOpening opening)
    {
        var options = election.Circuit.Options;
        if (
            opening.Randomness.Count != options
            || election.Manifest.Rule.Problem([.. opening.Choices], election.Options, opening.Weight) is not null
        )
        {
            return false;
        }

        var randomness = new Scalar[options];
        var votes = new ulong[options];
        for (var i = 0; i < options; i++)
        {
            if (!Scalar.TryParseHex(opening.Randomness[i], out randomness[i]))
            {
                return false;
            }

            votes[i] =
                i < opening.Choices.Count
                    ? opening.Choices[i] * (election.Rule.Multiply ? (ulong)opening.Weight : 1)
                    : 0;
        }

        return Encrypt(election.Key, votes, randomness).Bytes.AsSpan().SequenceEqual(ballot.Ciphertexts);
    }

    private static EncryptedVote Encrypt(EdwardsPoint key, ulong[] votes, Scalar[] randomness) =>
        EncryptedVote.Encode([.. votes.Select((vote, i) => Ciphertext.Encrypt(key, vote, randomness[i]))]);

    private static uint[] SomeAllowedChoices(Election election)
    {
        var choices = new uint[election.Options];
        choices[0] = election.Rule.MinimumTotal > 0 ? 1u : 0u;
        return choices;
    }

    private Scalar[] RandomScalars()
    {
        var scalars = new Scalar[circuit.Options];
        for (var i = 0; i < scalars.Length; i++)
        {
            scalars[i] = Scalar.Random();
        }

        return scalars;
    }

    private void CheckCircuit(Election election)
    {
        if (election.Circuit != circuit)
        {
            throw new ArgumentException(
                $"this election votes with {election.Circuit.Name}, not {circuit.Name}",
                nameof(election)
            );
        }
    }

    private Ballot Prove(Witness witness)
    {
        var inputs = witness.ToInputs();
        if (!program.TrySolve(inputs, out var wires, out var refusal))
        {
            throw new System.Diagnostics.UnreachableException($"the circuit refuses a checked ballot: {refusal}");
        }

        var proof = prover.Prove(wires);
        var signals = BallotStatement.PublicSignals(
            witness.Election,
            witness.Nullifier,
            witness.Occupied,
            witness.Previous,
            witness.Next
        );
        // A fault in this device's arithmetic must not leave the device: it could cost the voter the vote or the secret.
        if (!circuit.Verifier.Verify(signals, proof))
        {
            throw new System.Diagnostics.UnreachableException("a proof that was just made does not hold");
        }

        return new Ballot(witness.Nullifier, witness.Next.Bytes, proof.ToBytes(), witness.Replaces);
    }

    /// <summary>The circuit's inputs by their names in circuits/ballot.circom.</summary>
    private sealed class Witness(Election election, Fr nullifier, SlotHead? head)
    {
        private readonly int options = election.Circuit.Options;

        public Election Election => election;
        public Fr Nullifier => nullifier;
        public long? Replaces => head?.Index;
        public bool Occupied => head is not null;
        public EncryptedVote Previous { get; } = head?.Vote ?? EncryptedVote.Empty(election.Circuit.Options);
        public required EncryptedVote Next { get; init; }
        public bool IsReEncryption { get; init; }
        public required Fr Secret { get; init; }
        public required uint Weight { get; init; }
        public required MerkleProof Path { get; init; }
        public required uint[] Choices { get; init; }
        public required Scalar[] Randomness { get; init; }

        public Dictionary<string, Fr[]> ToInputs()
        {
            var rule = election.Rule;
            var siblings = new Fr[BallotCircuit.CensusDepth];
            Path.Siblings.CopyTo(siblings, 0);
            var choices = new Fr[options];
            for (var i = 0; i < Choices.Length; i++)
            {
                choices[i] = Fr.From(Choices[i]);
            }

            election.Key.ToAffine(out var keyX, out var keyY);
            return new Dictionary<string, Fr[]>(StringComparer.Ordinal)
            {
                ["root"] = [election.Manifest.Census.Root],
                ["scope"] = [election.Scope],
                ["key"] = [keyX, keyY],
                ["occupied"] = [Flag(Occupied)],
                ["nullifier"] = [nullifier],
                ["options"] = [Fr.From((ulong)election.Options)],
                ["maxValue"] = [Fr.From(rule.MaximumChoice)],
                ["minTotal"] = [Fr.From(rule.MinimumTotal)],
                ["maxTotal"] = [Fr.From(rule.MaximumTotal)],
                ["square"] = [Flag(rule.Square)],
                ["multiply"] = [Flag(rule.Multiply)],
                ["budgetIsWeight"] = [Flag(rule.BudgetIsWeight)],
                ["previous"] = Previous.Signals.ToArray(),
                ["secret"] = [Secret],
                ["weight"] = [Fr.From(Weight)],
                ["depth"] = [Fr.From((ulong)Path.Siblings.Length)],
                ["index"] = [Fr.From(Path.Index)],
                ["siblings"] = siblings,
                ["choice"] = choices,
                ["r"] = [.. Randomness.Select(InField)],
                ["b"] = [Flag(IsReEncryption)],
            };
        }

        private static Fr Flag(bool value) => value ? Fr.One : Fr.Zero;

        private static Fr InField(Scalar scalar) =>
            Fr.TryDecode(scalar.ToBytes(), out var element)
                ? element
                : throw new System.Diagnostics.UnreachableException("l is below r");
    }
}
