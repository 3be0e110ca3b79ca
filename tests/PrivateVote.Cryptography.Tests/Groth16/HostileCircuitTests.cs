using System.Numerics;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>
/// Votes that break one rule each and are otherwise consistent: they have no witness. Then forged witnesses, in which
/// everything is made to fit but the one constraint that is the defence.
/// </summary>
public sealed class HostileCircuitTests
{
    private static readonly BallotCircuit Circuit = BallotCircuit.Small;

    private static readonly BigInteger SubgroupOrder = Scalar.Modulus;

    private const string NoWitness = "no witness has these inputs";

    public static TheoryData<string, string> SecretsAndWeights =>
        new()
        {
            { $"{SubgroupOrder}", "5" },
            { $"{SubgroupOrder + 77}", "5" },
            { $"{Fr.Modulus - 1}", "5" },
            { "77", "0" },
            { "77", $"{BigInteger.One << 32}" },
            { "77", $"{Fr.Modulus - 1}" },
        };

    [Theory]
    [MemberData(nameof(SecretsAndWeights))]
    public void Secrets_from_l_on_and_weights_out_of_range_have_no_witness_though_the_census_holds_them(
        string secret,
        string weight
    )
    {
        var inputs = Circuit.Vote();
        BallotCircuit.Enrol(inputs, Parse(secret), Parse(weight));
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
    }

    [Fact]
    public void The_greatest_secret_and_the_greatest_weight_have_a_witness()
    {
        var inputs = Circuit.Vote();
        BallotCircuit.Enrol(
            inputs,
            Fr.FromBigInteger(SubgroupOrder - 1),
            Fr.FromBigInteger((BigInteger.One << 32) - 1)
        );
        Circuit.Solve(inputs);
    }

    [Theory]
    // maxValue, minTotal, maxTotal, choices: each breaks one bound of the rule.
    [InlineData(1, 0, 3, new[] { 2, 0, 0 })]
    [InlineData(1, 0, 3, new[] { -1, 0, 0 })]
    [InlineData(1, 0, 3, new[] { 1, 1, -1 })]
    [InlineData(1, 2, 3, new[] { 1, 0, 0 })]
    [InlineData(1, 1, 1, new[] { 0, 0, 0 })]
    [InlineData(1, 1, 1, new[] { 1, 1, 0 })]
    [InlineData(9, 0, 9, new[] { 9, 1, 0 })]
    [InlineData(65535, 0, 65535, new[] { 65535, 65535, 65535 })]
    public void Choices_and_totals_beyond_the_rule_have_no_witness(int most, int least, int budget, int[] choices)
    {
        var inputs = Rule(most, least, budget, choices);
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 3, new[] { 1, 1, 1 })]
    [InlineData(9, 0, 9, new[] { 9, 0, 0 })]
    [InlineData(65535, 0, 196605, new[] { 65535, 65535, 65535 })]
    public void Choices_and_totals_at_the_bounds_have_a_witness(int most, int least, int budget, int[] choices) =>
        Circuit.Solve(Rule(most, least, budget, choices));

    [Fact]
    public void A_budget_is_not_exceeded_by_wrapping_around()
    {
        // i^2 = -1: under a quadratic rule the choice i would give one credit back.
        var i = Fr.From(5).Power((Fr.Modulus - 1) / 4);
        Assert.Equal(-Fr.One, i * i);
        var inputs = Rule(65535, 0, 3, [2, 0, 0]);
        inputs["square"] = [Fr.One];
        inputs["choice"][1] = i;
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);

        // A choice of which a multiple is small: half of r rounded up, twice.
        inputs = Rule(65535, 0, 3, [0, 0, 0]);
        inputs["choice"][0] = Fr.FromBigInteger((Fr.Modulus + 1) / 2);
        inputs["choice"][1] = inputs["choice"][0];
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);

        // The weight as budget, exceeded by one.
        inputs = Rule(65535, 0, 0, [5, 1, 0]);
        inputs["budgetIsWeight"] = [Fr.One];
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
        inputs["choice"][1] = Fr.Zero;
        Circuit.Solve(inputs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void An_option_that_the_election_does_not_have_cannot_be_chosen(int options)
    {
        var inputs = Rule(1, 0, 3, [0, 0, 1]);
        inputs["options"] = [Fr.From((ulong)options)];
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_longer_than_its_depth_or_than_the_circuit_has_no_witness()
    {
        var inputs = Circuit.Vote();
        inputs["siblings"][7] = Fr.One;
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);

        inputs = Circuit.Vote();
        inputs["index"][0] += Fr.From(1 << 10);
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);

        inputs = Circuit.Vote();
        inputs["index"][0] += Fr.From(1 << BallotCircuit.Depth);
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);

        // For a depth above 20 the gadget underneath computes the root 0.
        inputs = Circuit.Vote();
        inputs["depth"] = [Fr.From(BallotCircuit.Depth + 1)];
        inputs["root"] = [Fr.Zero];
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
    }

    [Fact]
    public void An_inner_node_is_not_a_leaf()
    {
        // A census of two is what a member would have to be whose leaf were the node above them: Poseidon of two inputs.
        var inputs = Circuit.Vote();
        var (secret, weight) = (inputs["secret"][0], inputs["weight"][0]);
        EdwardsPoint.MultiplyBase(Scalar.FromBigInteger(secret.ToBigInteger())).ToAffine(out var x, out var y);
        var node = Poseidon.Hash(Poseidon.Hash(x, y), weight);
        (inputs["siblings"], var index, var depth, var root) = BallotCircuit.Place(in node);
        (inputs["index"], inputs["depth"], inputs["root"]) = ([index], [depth], [root]);
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);

        // And a leaf does not stand one level higher than it does.
        inputs = Circuit.Vote();
        inputs["siblings"] = [.. inputs["siblings"][1..], Fr.Zero];
        inputs["depth"][0] -= Fr.One;
        inputs["index"] = [Fr.One];
        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_slot_another_root_and_an_empty_slot_to_re_encrypt_have_no_witness()
    {
        foreach (var name in new[] { "nullifier", "root" })
        {
            var inputs = Circuit.Vote();
            inputs[name][0] += Fr.One;
            Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
        }

        var reEncryption = Circuit.ReEncryption();
        reEncryption["occupied"] = [Fr.Zero];
        Assert.StartsWith(NoWitness, Circuit.Refusal(reEncryption), StringComparison.Ordinal);

        var between = Circuit.ReEncryption();
        between["b"] = [Fr.From(2)];
        Assert.StartsWith(NoWitness, Circuit.Refusal(between), StringComparison.Ordinal);
    }

    /// <summary>
    /// The forgery that the like-named gadget of @zk-kit/circuits 0.4.0 allows: where the bit x of the index may be any
    /// number, a node with the sibling s is hashed as (node + x·(s - node), s - x·(s - node)), which is any pair with the
    /// sum node + s. A stranger takes the pair of two members.
    /// </summary>
    [Fact]
    public void Membership_cannot_be_forged_with_an_index_signal_that_is_neither_0_nor_1()
    {
        var stranger = Circuit.Vote();
        var node = BallotCircuit.Leaf(stranger["secret"][0], stranger["weight"][0]);
        var member = BallotCircuit.Leaf(Fr.From(1234), Fr.From(5));
        (stranger["siblings"], var index, _, var root) = BallotCircuit.Place(in member);
        stranger["root"] = [root];
        Assert.Equal(Fr.From(3), index);

        // The member is the right child; its left neighbour is the first sibling.
        var (left, right) = (stranger["siblings"][0], member);
        var sibling = left + right - node;
        var x = (left - node) * (sibling - node).Inverse();
        Assert.Equal(right, sibling - (x * (sibling - node)));
        stranger["siblings"][0] = sibling;
        stranger["index"] = [Fr.From(2) + x];
        Assert.StartsWith(NoWitness, Circuit.Refusal(stranger), StringComparison.Ordinal);

        var forgery = new Forgery(Circuit.Program, "index", 0);
        var witness = forgery.Solve(
            stranger,
            position =>
                position == 0 ? x
                : position == 1 ? Fr.One
                : Fr.Zero
        );
        forgery.AssertOnlyBitsAreBroken(witness);
    }

    [Theory]
    [InlineData("weight", "4294967296")]
    [InlineData("weight", "-1")]
    [InlineData("secret", "2736030358979909402780800718157159386076813972158567259200215660948447373041")]
    [InlineData("r", "-1")]
    public void Numbers_out_of_range_cannot_be_forged_with_a_bit_that_is_neither_0_nor_1(string input, string value)
    {
        var number = Parse(value);
        var inputs = Rule(1, 1, 1, [0, 1, 0]);
        inputs["multiply"] = [Fr.Zero];
        switch (input)
        {
            case "weight":
                BallotCircuit.Enrol(inputs, inputs["secret"][0], in number);
                break;
            case "secret":
                BallotCircuit.Enrol(inputs, in number, inputs["weight"][0]);
                break;
            default:
                inputs[input][0] = number;
                break;
        }

        Assert.StartsWith(NoWitness, Circuit.Refusal(inputs), StringComparison.Ordinal);
        var forgery = new Forgery(Circuit.Program, input, 0);
        forgery.AssertOnlyBitsAreBroken(forgery.SolveWithLowestBits(inputs));
    }

    private static Dictionary<string, Fr[]> Rule(int most, int least, int budget, int[] choices)
    {
        var inputs = Circuit.Vote();
        inputs["maxValue"] = [Fr.FromBigInteger(most)];
        inputs["minTotal"] = [Fr.FromBigInteger(least)];
        inputs["maxTotal"] = [Fr.FromBigInteger(budget)];
        inputs["choice"] = [.. choices.Select(choice => Fr.FromBigInteger(choice))];
        return inputs;
    }

    private static Fr Parse(string value) =>
        Fr.FromBigInteger(BigInteger.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
}
