namespace PrivateVote.Cryptography.Fields;

/// <summary>Multiples by small public integers, by doubling and adding, for fields without a shorter way.</summary>
internal static class SmallMultiples
{
    /// <summary>The largest sum of the factors' sizes.</summary>
    public const int Bound = 24;

    /// <summary>m·a + n·b.</summary>
    public static void Combine<F>(out F result, int m, in F a, int n, in F b)
        where F : unmanaged, IField<F>
    {
        Multiply(out var left, in a, Math.Abs(m));
        Multiply(out var right, in b, Math.Abs(n));
        if (m < 0)
        {
            F.Negate(out left, in left);
        }

        if (n < 0)
        {
            F.Subtract(out result, in left, in right);
        }
        else
        {
            F.Add(out result, in left, in right);
        }
    }

    /// <summary>factor·a.</summary>
    private static void Multiply<F>(out F result, in F a, int factor)
        where F : unmanaged, IField<F>
    {
        if (factor == 0)
        {
            result = F.Zero;
            return;
        }

        var multiple = a;
        for (var bit = int.Log2(factor) - 1; bit >= 0; bit--)
        {
            F.Double(out multiple, in multiple);
            if (((factor >> bit) & 1) != 0)
            {
                F.Add(out multiple, in multiple, in a);
            }
        }

        result = multiple;
    }
}
