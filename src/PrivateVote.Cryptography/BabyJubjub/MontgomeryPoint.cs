namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// An affine point of Baby Jubjub in Montgomery's form v^2 = u^3 + 168698·u^2 + u: u = (1 + y)/(1 - y), v = u/x
/// (EIP-2494). Opposite points share u. The identity and the point of order two have no such coordinates.
/// </summary>
internal readonly struct MontgomeryPoint(Fr u, Fr v)
{
    /// <summary>The curve's 168698.</summary>
    public static readonly Fr A = Fr.From(168698);

    public readonly Fr U = u;
    public readonly Fr V = v;
}
