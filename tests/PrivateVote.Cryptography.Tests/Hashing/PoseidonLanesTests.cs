using PrivateVote.Cryptography.Fields;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Tests.BabyJubjub;

namespace PrivateVote.Cryptography.Tests.Hashing;

/// <summary>Eight hashes at once are the hashes one by one, on every path that this processor has.</summary>
public sealed class PoseidonLanesTests
{
    private delegate void Batch(ReadOnlySpan<Fr> inputs, Span<Fr> results);

    private static readonly (string Name, bool IsSupported, Func<int, Batch> ForInputs)[] All =
    [
        ("scalar", true, inputs => new PoseidonLanes<ScalarLanes<Bn254Scalar>>(inputs).Hash),
        ("avx2", Avx2Lanes<Bn254Scalar>.IsSupported, inputs => new PoseidonLanes<Avx2Lanes<Bn254Scalar>>(inputs).Hash),
        (
            "avx512",
            Avx512Lanes<Bn254Scalar>.IsSupported,
            inputs => new PoseidonLanes<Avx512Lanes<Bn254Scalar>>(inputs).Hash
        ),
    ];

    public static TheoryData<string> Paths => [.. All.Where(path => path.IsSupported).Select(path => path.Name)];

    private static Func<int, Batch> Path(string name) => All.Single(path => path.Name == name).ForInputs;

    private static Fr[] OneByOne(Fr[] inputs, int width) =>
        [.. inputs.Chunk(width).Select(group => Poseidon.Hash(group))];

    [Theory, MemberData(nameof(Paths))]
    public void Lanes_agree_with_circomlibjs(string path)
    {
        foreach (var known in Fixture.Read("poseidon.json").List("cases"))
        {
            var inputs = known!["inputs"].Frs();
            var results = new Fr[8];
            Path(path)(inputs.Length)([.. Enumerable.Repeat(inputs, 8).SelectMany(x => x)], results);
            Assert.All(results, result => Assert.Equal(known["output"].Fr(), result));
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Lanes_agree_with_single_hashes_for_every_width(string path)
    {
        Fr[] edges = [Fr.Zero, -Fr.One, Fr.One, (-Fr.One) * Fr.From(2).Inverse(), -Fr.From(2)];
        for (var width = 1; width <= Poseidon.MaximumInputs; width++)
        {
            var batch = Path(path)(width);
            Fr[] random = [.. Enumerable.Range(0, 8 * width).Select(_ => Fr.Random())];
            Fr[] extreme = [.. Enumerable.Range(0, 8 * width).Select(i => edges[i * 7 / 3 % edges.Length])];
            foreach (var inputs in new[] { random, extreme })
            {
                var results = new Fr[8];
                batch(inputs, results);
                Assert.Equal(OneByOne(inputs, width), results);
            }
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Fewer_than_eight_hashes_fill_no_more_than_their_places(string path)
    {
        var batch = Path(path)(2);
        for (var count = 1; count <= 8; count++)
        {
            Fr[] inputs = [.. Enumerable.Range(0, 2 * count).Select(_ => Fr.Random())];
            var results = new Fr[count];
            batch(inputs, results);
            Assert.Equal(OneByOne(inputs, 2), results);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void A_batch_of_any_length_agrees_with_single_hashes(int width)
    {
        for (var count = 0; count <= 20; count++)
        {
            Fr[] inputs = [.. Enumerable.Range(0, width * count).Select(_ => Fr.Random())];
            var results = new Fr[count];
            Poseidon.HashBatch(inputs, results);
            Assert.Equal(OneByOne(inputs, width), results);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(34, 2)]
    public void A_batch_with_other_numbers_of_inputs_is_refused(int inputs, int results) =>
        Assert.Throws<ArgumentException>(() => Poseidon.HashBatch(new Fr[inputs], new Fr[results]));
}
