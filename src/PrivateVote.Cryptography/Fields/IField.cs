namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// The arithmetic that towers, curves and permutations are written over.
/// </summary>
/// <remarks>
/// Results are written through <c>out</c> so that no 32-byte value travels by return; a result may alias an operand.
/// An implementation may hold one element or several lanes of independent elements: nothing here branches on a value.
/// </remarks>
public interface IField<TSelf>
    where TSelf : unmanaged, IField<TSelf>
{
    static abstract TSelf Zero { get; }
    static abstract TSelf One { get; }

    static abstract void Add(out TSelf result, in TSelf a, in TSelf b);
    static abstract void Subtract(out TSelf result, in TSelf a, in TSelf b);
    static abstract void Multiply(out TSelf result, in TSelf a, in TSelf b);
    static abstract void Square(out TSelf result, in TSelf a);
    static abstract void Negate(out TSelf result, in TSelf a);
    static abstract void Double(out TSelf result, in TSelf a);

    /// <summary>1/a, and 0 for 0; in time that does not depend on a.</summary>
    static abstract void Invert(out TSelf result, in TSelf a);
}
