using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Tests.BabyJubjub;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Hashing;

public sealed class PoseidonTests
{
    /// <summary>The definition, round by round, from the generated constants.</summary>
    private static Fr ByDefinition(Fr[] inputs)
    {
        var parameters = PoseidonParameters.Generate(inputs.Length + 1);
        var t = parameters.Width;
        Fr[] state = [Fr.Zero, .. inputs];
        for (var round = 0; round < PoseidonParameters.FullRounds + parameters.PartialRounds; round++)
        {
            var isFull =
                round < PoseidonParameters.FullRounds / 2
                || round >= (PoseidonParameters.FullRounds / 2) + parameters.PartialRounds;
            for (var i = 0; i < t; i++)
            {
                state[i] += parameters.RoundConstants[(round * t) + i];
                state[i] = i == 0 || isFull ? state[i].Power(5) : state[i];
            }

            state =
            [
                .. Enumerable
                    .Range(0, t)
                    .Select(i =>
                        Enumerable
                            .Range(0, t)
                            .Aggregate(Fr.Zero, (sum, j) => sum + (parameters.Matrix[i, j] * state[j]))
                    ),
            ];
        }

        return state[0];
    }

    [Fact]
    public void Hashes_agree_with_circomlibjs_for_1_to_16_inputs()
    {
        var cases = Fixture.Read("poseidon.json").List("cases");
        foreach (var known in cases)
        {
            Assert.Equal(known!["output"].Fr(), Poseidon.Hash(known["inputs"].Frs()));
        }

        Assert.Equal(16, cases.Select(known => known!.List("inputs").Count).Distinct().Count());
    }

    [Fact]
    public void The_cheaper_form_agrees_with_the_definition_for_every_width()
    {
        for (var count = 1; count <= Poseidon.MaximumInputs; count++)
        {
            var random = Enumerable.Range(0, count).Select(_ => Fr.Random()).ToArray();
            Assert.Equal(ByDefinition(random), Poseidon.Hash(random));
            var edges = Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Fr.Zero : -Fr.One).ToArray();
            Assert.Equal(ByDefinition(edges), Poseidon.Hash(edges));
        }
    }

    [OracleFact]
    public void Hashes_of_random_inputs_agree_with_circomlibjs()
    {
        var inputs = Enumerable
            .Range(0, 160)
            .Select(i => Enumerable.Range(0, 1 + (i % 16)).Select(_ => Fr.Random()).ToArray())
            .ToArray();
        var answers = Oracle.Ask(
            "poseidon",
            [.. inputs.Select(list => new JsonArray([.. list.Select(x => JsonValue.Create(x.ToString()))]))]
        );
        for (var i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(answers[i].Fr(), Poseidon.Hash(inputs[i]));
        }
    }

    [Fact]
    public void A_hash_allocates_nothing()
    {
        Fr[] inputs = [Fr.One, Fr.One];
        Poseidon.Hash(inputs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Poseidon.Hash(inputs);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Other_numbers_of_inputs_are_refused(int count) =>
        Assert.Throws<ArgumentException>(() => Poseidon.Hash(new Fr[count]));
}
