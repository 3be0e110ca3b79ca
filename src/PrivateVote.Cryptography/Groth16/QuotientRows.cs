namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// The matrices A and B of the circuit, as a proving key holds them: row i of A times the witness is what the i-th
/// constraint multiplies by row i of B.
/// </summary>
/// <remarks>Entries in the order of the file, each a coefficient by its index, a row and a wire.</remarks>
internal sealed class QuotientRows
{
    private readonly Entry[] a;
    private readonly Entry[] b;
    private readonly Fr[] coefficients;
    private readonly int one;

    public QuotientRows(Entry[] a, Entry[] b, Fr[] coefficients)
    {
        (this.a, this.b, this.coefficients) = (a, b, coefficients);
        one = Array.IndexOf(coefficients, Fr.One);
    }

    /// <summary>A times the witness, a value for each point of the domain.</summary>
    public void EvaluateA(ReadOnlySpan<Fr> witness, Span<Fr> values) => Evaluate(a, witness, values);

    /// <summary>B times the witness.</summary>
    public void EvaluateB(ReadOnlySpan<Fr> witness, Span<Fr> values) => Evaluate(b, witness, values);

    private void Evaluate(Entry[] entries, ReadOnlySpan<Fr> witness, Span<Fr> values)
    {
        values.Clear();
        foreach (ref readonly var entry in entries.AsSpan())
        {
            ref readonly var value = ref witness[entry.Wire];
            ref var sum = ref values[entry.Row];
            if (entry.Coefficient == one)
            {
                Fr.Add(out sum, in sum, in value);
            }
            else
            {
                Fr.Multiply(out var term, in value, in coefficients[entry.Coefficient]);
                Fr.Add(out sum, in sum, in term);
            }
        }
    }

    internal readonly record struct Entry(int Row, int Wire, int Coefficient);
}
