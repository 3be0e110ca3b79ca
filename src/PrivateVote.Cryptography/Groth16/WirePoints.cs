using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>The points of a proving key that are multiplied by wires, without those at infinity.</summary>
/// <param name="Points">The points.</param>
/// <param name="Wires">The wire of each, rising.</param>
internal sealed record WirePoints<F>(AffinePoint<F>[] Points, int[] Wires)
    where F : unmanaged, IField<F>
{
    /// <summary>Prepares Σ wire·point.</summary>
    public MultiScalarMultiplication<F> Multiply(ReadOnlySpan<Fr> witness) => new(Points, Wires, witness);
}
