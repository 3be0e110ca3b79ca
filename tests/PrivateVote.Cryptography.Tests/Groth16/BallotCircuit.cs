using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>One of the ballot circuits with its committed files, and inputs for it from a small made-up census.</summary>
internal sealed class BallotCircuit
{
    public const int Depth = 20;

    private static readonly Lazy<BallotCircuit> LazySmall = new(() => new BallotCircuit(3));
    private static readonly Lazy<BallotCircuit> LazyLarge = new(() => new BallotCircuit(8));

    private readonly Lazy<ProvingKey> provingKey;

    private BallotCircuit(int options)
    {
        Options = options;
        using var stream = File.OpenRead(PathOf("witness"));
        Program = WitnessProgram.Load(stream);
        provingKey = new Lazy<ProvingKey>(() =>
        {
            using var zkey = File.OpenRead(PathOf("zkey"));
            return ProvingKey.Load(zkey);
        });
    }

    public static BallotCircuit Small => LazySmall.Value;

    public static BallotCircuit Large => LazyLarge.Value;

    public int Options { get; }

    public WitnessProgram Program { get; }

    public ProvingKey ProvingKey => provingKey.Value;

    public static BallotCircuit Get(int options) => options == 3 ? Small : Large;

    public string PathOf(string extension) =>
        Path.Combine(SharedVectors.RepositoryRoot, "circuits", "artifacts", $"ballot-{Options}.{extension}");

    /// <summary>A vote for the first option by a member of weight 5, who is the fourth of ten.</summary>
    public Dictionary<string, Fr[]> Vote(Scalar? secret = null, Scalar? key = null)
    {
        var member = secret ?? Scalar.Random();
        var secretInFr = ToFr(member);
        var scope = Fr.From(123);
        EdwardsPoint.MultiplyBase(key ?? Scalar.Random()).ToAffine(out var keyX, out var keyY);
        var choice = new Fr[Options];
        choice[0] = Fr.One;
        var inputs = new Dictionary<string, Fr[]>
        {
            ["scope"] = [scope],
            ["key"] = [keyX, keyY],
            ["occupied"] = [Fr.Zero],
            ["options"] = [Fr.From((ulong)Options)],
            ["maxValue"] = [Fr.One],
            ["minTotal"] = [Fr.One],
            ["maxTotal"] = [Fr.One],
            ["square"] = [Fr.Zero],
            ["multiply"] = [Fr.One],
            ["budgetIsWeight"] = [Fr.Zero],
            ["previous"] = [.. Enumerable.Range(0, Options).SelectMany(_ => Signals(Ciphertext.Identity))],
            ["choice"] = choice,
            ["r"] = [.. Enumerable.Range(0, Options).Select(_ => ToFr(Scalar.Random()))],
            ["b"] = [Fr.Zero],
        };
        Enrol(inputs, in secretInFr, Fr.From(5));
        return inputs;
    }

    /// <summary>
    /// Puts a member into the census, and root, place and nullifier into the inputs: all fits, whatever secret and weight are.
    /// </summary>
    public static void Enrol(Dictionary<string, Fr[]> inputs, in Fr secret, in Fr weight)
    {
        var (siblings, index, depth, root) = Place(Leaf(in secret, in weight));
        inputs["root"] = [root];
        inputs["nullifier"] = [Poseidon.Hash(inputs["scope"][0], secret)];
        inputs["secret"] = [secret];
        inputs["weight"] = [weight];
        inputs["depth"] = [depth];
        inputs["index"] = [index];
        inputs["siblings"] = siblings;
    }

    /// <summary>A stranger's re-encryption of something that stands in the slot of somebody's vote.</summary>
    public Dictionary<string, Fr[]> ReEncryption()
    {
        var key = Scalar.Random();
        var point = EdwardsPoint.MultiplyBase(key);
        var inputs = Vote(key: key);
        inputs["occupied"] = [Fr.One];
        inputs["previous"] =
        [
            .. Enumerable
                .Range(0, Options)
                .SelectMany(i => Signals(Ciphertext.Encrypt(in point, (ulong)i, Scalar.Random()))),
        ];
        inputs["secret"] = [Fr.From(77)];
        inputs["weight"] = [Fr.One];
        inputs["depth"] = [Fr.Zero];
        inputs["index"] = [Fr.Zero];
        inputs["siblings"] = new Fr[Depth];
        inputs["choice"] = new Fr[Options];
        inputs["b"] = [Fr.One];
        return inputs;
    }

    public Fr[] Solve(IReadOnlyDictionary<string, Fr[]> inputs)
    {
        Assert.True(Program.TrySolve(inputs, out var witness, out var refusal), refusal);
        return witness;
    }

    /// <summary>The sentence with which the program refuses these inputs.</summary>
    public string Refusal(IReadOnlyDictionary<string, Fr[]> inputs)
    {
        Assert.False(Program.TrySolve(inputs, out var witness, out var refusal));
        Assert.Null(witness);
        return refusal;
    }

    public Fr[] Signals(ReadOnlySpan<Fr> witness) => witness.Slice(1, Program.PublicCount).ToArray();

    /// <summary>The wire of an input.</summary>
    public int WireOf(string input, int position = 0) =>
        Program.Inputs.Single(entry => entry.Name == input).FirstWire + position;

    public static Fr ToFr(in Scalar scalar) => Fr.FromBigInteger(scalar.ToBigInteger());

    public static Fr Leaf(in Fr secret, in Fr weight)
    {
        EdwardsPoint.MultiplyBase(Scalar.FromBigInteger(secret.ToBigInteger())).ToAffine(out var x, out var y);
        return Poseidon.Hash(Poseidon.Hash(x, y), weight, Fr.One);
    }

    /// <summary>Puts a leaf among nine others: 20 siblings, index, depth and root as the circuit takes them.</summary>
    public static (Fr[] Siblings, Fr Index, Fr Depth, Fr Root) Place(in Fr leaf)
    {
        var leaves = Enumerable.Range(1, 10).Select(i => Fr.From((ulong)i)).ToArray();
        leaves[3] = leaf;
        var tree = LeanImt.Build(leaves);
        var proof = tree.Prove(3);
        var siblings = new Fr[Depth];
        proof.Siblings.CopyTo(siblings, 0);
        return (siblings, Fr.From(proof.Index), Fr.From((ulong)proof.Siblings.Length), tree.Root);
    }

    /// <summary>Inputs as snarkjs takes them: decimal strings, arrays of arrays flat.</summary>
    public static JsonObject ToSnarkjs(IReadOnlyDictionary<string, Fr[]> inputs) =>
        new(
            inputs.Select(entry =>
                KeyValuePair.Create<string, JsonNode?>(
                    entry.Key,
                    new JsonArray([.. entry.Value.Select(value => JsonValue.Create(Text(value)))])
                )
            )
        );

    private static string Text(in Fr value) => value.ToBigInteger().ToString(CultureInfo.InvariantCulture);

    private static Fr[] Signals(in Ciphertext ciphertext)
    {
        ciphertext.R.ToAffine(out var rx, out var ry);
        ciphertext.S.ToAffine(out var sx, out var sy);
        return [rx, ry, sx, sy];
    }
}
