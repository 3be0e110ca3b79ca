namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// A field type that holds <see cref="Width"/> independent elements: one in <see cref="PrimeField{TModulus}"/>, eight in
/// <see cref="PrimeFieldLanes{TModulus, TPath}"/>. What is written over it runs alone and in lanes.
/// </summary>
public interface ILanes<TSelf, TElement> : IField<TSelf>
    where TSelf : unmanaged, ILanes<TSelf, TElement>
    where TElement : unmanaged
{
    /// <summary>Elements side by side, 1 to 8.</summary>
    static abstract int Width { get; }

    /// <summary>Puts <see cref="Width"/> elements side by side.</summary>
    static abstract void Load(out TSelf result, ReadOnlySpan<TElement> elements);

    /// <summary>Takes the <see cref="Width"/> elements apart.</summary>
    void Store(Span<TElement> elements);

    /// <summary>Bit j is set when lane j is zero.</summary>
    static abstract byte ZeroMask(in TSelf a);

    /// <summary>In lane j: a where bit j of the mask is set, else b; without a branch.</summary>
    static abstract void Select(out TSelf result, byte mask, in TSelf a, in TSelf b);
}
