namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Many linear combinations of wires in flat arrays. Constraint k is the combinations k, k + 1, k + 2: a·b = c.
/// </summary>
internal sealed class LinearCombinations
{
    private readonly int[] starts;
    private readonly int[] wires;
    private readonly int[] indexes;
    private readonly Fr[] coefficients;
    private readonly Fr[] inverses;
    private readonly int one;
    private readonly int minusOne;

    /// <param name="starts">Where each combination starts in the two next arrays, and at last their length.</param>
    /// <param name="wires">The wire of each term.</param>
    /// <param name="indexes">The coefficient of each term, by its index.</param>
    /// <param name="coefficients">The distinct coefficients, none of them zero.</param>
    public LinearCombinations(int[] starts, int[] wires, int[] indexes, Fr[] coefficients)
    {
        this.starts = starts;
        this.wires = wires;
        this.indexes = indexes;
        this.coefficients = coefficients;
        inverses = [.. coefficients];
        Fr.InvertBatch(inverses);
        one = Array.IndexOf(coefficients, Fr.One);
        minusOne = Array.IndexOf(coefficients, -Fr.One);
    }

    /// <summary>The wires that a combination adds up.</summary>
    public ReadOnlySpan<int> WiresOf(int combination) => wires.AsSpan(starts[combination]..starts[combination + 1]);

    public ref readonly Fr Coefficient(int index) => ref coefficients[index];

    public ref readonly Fr InverseOfCoefficient(int index) => ref inverses[index];

    /// <summary>The value of a combination. Wires that are not known yet hold zero, so that they add nothing.</summary>
    public void Evaluate(int combination, ReadOnlySpan<Fr> witness, out Fr sum)
    {
        sum = Fr.Zero;
        var terms = WiresOf(combination);
        var termIndexes = indexes.AsSpan(starts[combination], terms.Length);
        for (var i = 0; i < terms.Length; i++)
        {
            ref readonly var value = ref witness[terms[i]];
            var index = termIndexes[i];
            if (index == one)
            {
                Fr.Add(out sum, in sum, in value);
            }
            else if (index == minusOne)
            {
                Fr.Subtract(out sum, in sum, in value);
            }
            else
            {
                Fr.Multiply(out var term, in coefficients[index], in value);
                Fr.Add(out sum, in sum, in term);
            }
        }
    }

    /// <summary>a·b - c of a constraint, which is zero where the constraint holds.</summary>
    public void EvaluateConstraint(int constraint, ReadOnlySpan<Fr> witness, out Fr difference)
    {
        Evaluate(constraint, witness, out var a);
        Evaluate(constraint + 1, witness, out var b);
        Evaluate(constraint + 2, witness, out var c);
        Fr.Multiply(out difference, in a, in b);
        Fr.Subtract(out difference, in difference, in c);
    }
}
