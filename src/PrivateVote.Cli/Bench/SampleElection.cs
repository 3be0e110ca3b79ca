using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Identity;

namespace PrivateVote.Cli.Bench;

/// <summary>
/// An election with as many options as its circuit has: 1,000 weighted voters who give scores, with deniable re-voting.
/// Its ballots stand on top of others, so that no part of the circuit is idle.
/// </summary>
internal sealed class SampleElection
{
    private const int Voters = 1_000;
    private const uint HighestScore = 5;

    private readonly VoterIdentity[] identities;
    private readonly Census census = new();
    private readonly SlotHead head;

    /// <param name="circuitName">`ballot-3` or `ballot-8`.</param>
    /// <param name="ballots">How many ballots are really proved, 1 to 1,000; where more are measured, these repeat.</param>
    public SampleElection(string circuitName, int ballots)
    {
        Circuit = BallotCircuit.TryFind(circuitName, out var circuit)
            ? circuit
            : throw new ArgumentException($"there is no circuit {circuitName}", nameof(circuitName));
        var folder = Path.Combine(AppContext.BaseDirectory, "circuits");
        using (var key = File.OpenRead(Path.Combine(folder, circuitName + ".zkey")))
        {
            Prover = new Prover(ProvingKey.Load(key));
        }

        using (var program = File.OpenRead(Path.Combine(folder, circuitName + ".witness")))
        {
            Program = WitnessProgram.Load(program);
        }

        Maker = new BallotMaker(circuit, Program, Prover);
        identities = [.. Enumerable.Range(0, Voters).Select(_ => VoterIdentity.Create())];
        if (
            census.AddAll([.. identities.Select((voter, i) => new CensusMember(voter.Commitment, Weight(i)))]) is { } no
        )
        {
            throw new InvalidOperationException(no.ToString());
        }

        Election = Open(circuit, census);
        var standing = Enumerable
            .Range(0, circuit.Options)
            .Select(_ => Ciphertext.Encrypt(Election.Key, 1, Scalar.Random()));
        head = new SlotHead(0, EncryptedVote.Encode([.. standing]));
        Ballots = [.. Enumerable.Range(0, ballots).Select(MakeBallot)];
    }

    public BallotCircuit Circuit { get; }

    public Election Election { get; }

    public WitnessProgram Program { get; }

    public Prover Prover { get; }

    /// <summary>What voters of any election with this circuit make ballots with.</summary>
    public BallotMaker Maker { get; }

    public SampleBallot[] Ballots { get; }

    /// <summary>So many ballots, the distinct ones over and over.</summary>
    public Ballot[] Repeat(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Ballots[i % Ballots.Length].Ballot)];

    /// <summary>The score of a voter for each option, the vote alone: encryption, witness, proof and its check.</summary>
    public PreparedBallot Vote(int voter) =>
        Maker.Vote(Election, identities[voter], Weight(voter), census.Prove(voter), Scores(voter), head);

    /// <summary>A proof from the circuit's inputs: witness and proof.</summary>
    public Proof Prove(SampleBallot ballot) =>
        Program.TrySolve(ballot.Inputs, out var witness, out var refusal)
            ? Prover.Prove(witness)
            : throw new InvalidOperationException(refusal);

    /// <summary>What a server does with the proof of a ballot: decodes ciphertexts and proof, and verifies.</summary>
    public bool Verify(Ballot ballot) =>
        TryDecode(ballot, out var entry) && Circuit.Verifier.Verify(entry.Signals, entry.Proof);

    /// <summary>The same for many ballots at once, as a record's verifier does it, on one thread.</summary>
    public bool Verify(IReadOnlyList<Ballot> ballots)
    {
        var batch = new (Fr[], UncheckedProof)[ballots.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            if (
                !TryReadSignals(ballots[i], out var signals)
                || !UncheckedProof.TryDecode(ballots[i].Proof, out var proof)
            )
            {
                return false;
            }

            batch[i] = (signals, proof);
        }

        var (malformed, invalid) = Circuit.Verifier.Examine(batch, maxDegreeOfParallelism: 1);
        return malformed.Count == 0 && invalid.Count == 0;
    }

    private bool TryDecode(Ballot ballot, out (Fr[] Signals, Proof Proof) entry)
    {
        entry = default;
        return TryReadSignals(ballot, out entry.Signals) && Proof.TryDecode(ballot.Proof, out entry.Proof);
    }

    private bool TryReadSignals(Ballot ballot, out Fr[] signals)
    {
        if (!EncryptedVote.TryDecode(ballot.Ciphertexts, Circuit.Options, out var next))
        {
            signals = [];
            return false;
        }

        signals = BallotStatement.PublicSignals(Election, ballot.Nullifier, occupied: true, head.Vote, next);
        return true;
    }

    private static uint Weight(int voter) => 1 + ((uint)voter % 100);

    private uint[] Scores(int voter) =>
        [.. Enumerable.Range(0, Circuit.Options).Select(i => (uint)(voter + i) % (HighestScore + 1))];

    private SampleBallot MakeBallot(int voter)
    {
        var (ballot, opening) = Vote(voter);
        if (!TryDecode(ballot, out var entry))
        {
            throw new InvalidOperationException("a ballot that was just made cannot be read");
        }

        var inputs = BallotInputs.Of(Circuit, entry.Signals, identities[voter], census.Prove(voter), opening);
        return new SampleBallot(ballot, entry.Signals, entry.Proof, inputs);
    }

    private static Election Open(BallotCircuit circuit, Census census)
    {
        using var organizer = RoleKey.Create();
        using var log = NoteSigner.Create("example.org/log");
        var manifest = new Manifest(
            Manifest.CurrentProtocol,
            "PrivateVote bench",
            organizer.Did,
            new byte[32],
            "An election to measure",
            [.. Enumerable.Range(1, circuit.Options).Select(i => new Option($"Option {i}"))],
            new BallotRule(VotingMethod.Score, WeightMode.Multiply, HighestScore),
            new CensusSummary(census.Root, census.Members.Count, census.TotalWeight),
            new CircuitReference(circuit.Name, circuit.VerificationKey.Digest),
            new CommitteeReference(
                new byte[32],
                new byte[32],
                [organizer.Did],
                [1],
                1,
                EdwardsPoint.MultiplyBase(Scalar.Random()).ToBytes()
            ),
            log.VerifierKey,
            Revoting.Deniable,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1),
            1,
            new PassRule(PassKind.Plurality)
        );
        return Election.TryOpen(StrictJson.Serialize(manifest), out var election, out var refusal)
            ? election
            : throw new InvalidOperationException(refusal.ToString());
    }
}
