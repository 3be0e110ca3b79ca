using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Bn254;

/// <summary>What towers and curves need of a field beside its arithmetic, for any field.</summary>
internal static class FieldElement
{
    /// <summary>
    /// Whether a single element is zero: zero is the only element whose representation has no bit set, since elements
    /// are fully reduced at rest. (For lanes: whether every lane is zero.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero<F>(in F element)
        where F : unmanaged, IField<F>
    {
        ref var words = ref Unsafe.As<F, ulong>(ref Unsafe.AsRef(in element));
        var bits = 0UL;
        for (var i = 0; i < Unsafe.SizeOf<F>() / sizeof(ulong); i++)
        {
            bits |= Unsafe.Add(ref words, i);
        }

        return bits == 0;
    }

    /// <summary>Whether two single elements are equal, by their representations.</summary>
    public static bool AreEqual<F>(in F a, in F b)
        where F : unmanaged, IField<F>
    {
        F.Subtract(out var difference, in a, in b);
        return IsZero(in difference);
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
