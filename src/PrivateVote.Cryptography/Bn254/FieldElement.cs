using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>What towers and curves need of a field beside its arithmetic, for any field.</summary>
internal static class FieldElement
{
    /// <summary>Whether an element is zero, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero<F>(in F element)
        where F : unmanaged, IField<F> => F.IsZeroEverywhere(in element);

    /// <summary>Whether two elements are equal, in every lane.</summary>
    public static bool AreEqual<F>(in F a, in F b)
        where F : unmanaged, IField<F>
    {
        F.Subtract(out var difference, in a, in b);
        return F.IsZeroEverywhere(in difference);
    }

    /// <summary>
    /// The element for a 256-bit constant, most significant limb first, by doubling and adding one: the one way that
    /// works for every field without asking how it represents its elements. Meant for constants, once.
    /// </summary>
    public static F Constant<F>(ulong l3, ulong l2, ulong l1, ulong l0)
        where F : unmanaged, IField<F>
    {
        ReadOnlySpan<ulong> limbs = [l3, l2, l1, l0];
        var one = F.One;
        var sum = F.Zero;
        foreach (var limb in limbs)
        {
            for (var bit = 63; bit >= 0; bit--)
            {
                F.Double(out sum, in sum);
                if (((limb >> bit) & 1) != 0)
                {
                    F.Add(out sum, in sum, in one);
                }
            }
        }

        return sum;
    }
}
