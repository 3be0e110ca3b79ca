using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// The points 1·step, 2·step, .., n·step in lanes, to be added to many centers: center ± k·step for all k costs 4.5
/// multiplications a point and one inversion.
/// </summary>
/// <remarks>
/// The affine law of Montgomery's form: the chord through (u1, v1) and (u2, ±v2) has slope L = (±v2 - v1)/(u2 - u1) and
/// meets the curve again at u3 = L^2 - A - u1 - u2. Public points only: the law's exceptions are for the caller to avoid.
/// Memory: 120 bytes a step, and 40 for each <see cref="Workspace"/>.
/// </remarks>
internal abstract class MontgomerySteps(EdwardsPoint step, int count)
{
    /// <summary>Prepares <paramref name="count"/> steps, a multiple of eight, on the path of this process.</summary>
    public static MontgomerySteps Create(in EdwardsPoint step, int count) =>
        Lanes.Path switch
        {
            LanePath.Avx512 => new MontgomerySteps<Avx512Lanes<Bn254Scalar>>(in step, count),
            LanePath.Avx2 => new MontgomerySteps<Avx2Lanes<Bn254Scalar>>(in step, count),
            _ => new MontgomerySteps<ScalarLanes<Bn254Scalar>>(in step, count),
        };

    /// <summary>(2n + 1)·step: from a center to the next without a common neighbour.</summary>
    public EdwardsPoint Stride => EdwardsPoint.MultiplyVariable(in step, Scalar.From((2 * (ulong)count) + 1));

    /// <summary>What one caller at a time computes in; the results stand here.</summary>
    public sealed class Workspace(int count)
    {
        /// <summary>Products of differences, in the form of the steps' path.</summary>
        internal readonly LaneLimbs[] Prefixes = new LaneLimbs[count / Lanes.Count];

        /// <summary>Plus[k] = the lowest word of u (<see cref="Fr.L0"/>) of center + (k + 1)·step.</summary>
        public ulong[] Plus { get; } = new ulong[count];

        /// <summary>Minus[k] = the lowest word of u of center - (k + 1)·step.</summary>
        public ulong[] Minus { get; } = new ulong[count];
    }

    /// <summary>
    /// Fills the workspace, or false with the number k when center = (k + 1)·step or its negative, where the law has no
    /// answer.
    /// </summary>
    public abstract bool TryNeighbours(in MontgomeryPoint center, Workspace workspace, out int equal);
}

/// <summary>The steps on one path.</summary>
internal sealed class MontgomerySteps<TPath> : MontgomerySteps
    where TPath : struct, ILanePath<Bn254Scalar>
{
    private readonly PrimeFieldLanes<Bn254Scalar, TPath>[] _u;
    private readonly PrimeFieldLanes<Bn254Scalar, TPath>[] _minusU;
    private readonly PrimeFieldLanes<Bn254Scalar, TPath>[] _v;

    /// <summary>Prepares <paramref name="count"/> steps, a multiple of eight.</summary>
    public MontgomerySteps(in EdwardsPoint step, int count)
        : base(step, count)
    {
        var multiples = new EdwardsPoint[count];
        multiples[0] = step;
        for (var k = 1; k < count; k++)
        {
            multiples[k] = multiples[k - 1] + step;
        }

        var points = EdwardsPoint.ToMontgomeryBatch(multiples);
        _u = new PrimeFieldLanes<Bn254Scalar, TPath>[count / Lanes.Count];
        _minusU = new PrimeFieldLanes<Bn254Scalar, TPath>[_u.Length];
        _v = new PrimeFieldLanes<Bn254Scalar, TPath>[_u.Length];
        Span<Fr> column = stackalloc Fr[Lanes.Count];
        for (var i = 0; i < _u.Length; i++)
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                column[lane] = points[(i * Lanes.Count) + lane].U;
            }

            PrimeFieldLanes<Bn254Scalar, TPath>.Load(out _u[i], column);
            PrimeFieldLanes<Bn254Scalar, TPath>.Negate(out _minusU[i], in _u[i]);
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                column[lane] = points[(i * Lanes.Count) + lane].V;
            }

            PrimeFieldLanes<Bn254Scalar, TPath>.Load(out _v[i], column);
        }
    }

    [SkipLocalsInit]
    public override bool TryNeighbours(in MontgomeryPoint center, Workspace workspace, out int equal)
    {
        PrimeFieldLanes<Bn254Scalar, TPath>.Broadcast(out var u, in center.U);
        PrimeFieldLanes<Bn254Scalar, TPath>.Broadcast(out var v, in center.V);
        PrimeFieldLanes<Bn254Scalar, TPath>.Broadcast(out var rest, -(MontgomeryPoint.A + center.U));

        // Montgomery's trick: every difference is inverted from the inverse of their product.
        var prefixes = MemoryMarshal.Cast<LaneLimbs, PrimeFieldLanes<Bn254Scalar, TPath>>(workspace.Prefixes.AsSpan());
        var product = PrimeFieldLanes<Bn254Scalar, TPath>.One;
        for (var i = 0; i < prefixes.Length; i++)
        {
            prefixes[i] = product;
            PrimeFieldLanes<Bn254Scalar, TPath>.SubtractUnreduced(out var difference, in _u[i], in u);
            PrimeFieldLanes<Bn254Scalar, TPath>.Multiply(out product, in product, in difference);
        }

        if (PrimeFieldLanes<Bn254Scalar, TPath>.ZeroMask(in product) != 0)
        {
            equal = IndexOf(in u);
            return false;
        }

        PrimeFieldLanes<Bn254Scalar, TPath>.Invert(out var inverse, in product);
        for (var i = prefixes.Length - 1; i >= 0; i--)
        {
            PrimeFieldLanes<Bn254Scalar, TPath>.Multiply(out var inverted, in inverse, in prefixes[i]);
            PrimeFieldLanes<Bn254Scalar, TPath>.SubtractUnreduced(out var difference, in _u[i], in u);
            PrimeFieldLanes<Bn254Scalar, TPath>.Multiply(out inverse, in inverse, in difference);
            PrimeFieldLanes<Bn254Scalar, TPath>.AddUnreduced(out var minusU, in rest, in _minusU[i]);

            PrimeFieldLanes<Bn254Scalar, TPath>.SubtractUnreduced(out var slope, in _v[i], in v);
            Third(in slope, in inverted, in minusU, workspace.Plus.AsSpan(i * Lanes.Count, Lanes.Count));
            PrimeFieldLanes<Bn254Scalar, TPath>.AddUnreduced(out slope, in _v[i], in v);
            Third(in slope, in inverted, in minusU, workspace.Minus.AsSpan(i * Lanes.Count, Lanes.Count));
        }

        equal = -1;
        return true;
    }

    /// <summary>words = those of (rise·inverse)^2 + minusU; rise and minusU are unreduced, at most 4q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Third(
        in PrimeFieldLanes<Bn254Scalar, TPath> rise,
        in PrimeFieldLanes<Bn254Scalar, TPath> inverse,
        in PrimeFieldLanes<Bn254Scalar, TPath> minusU,
        Span<ulong> words
    )
    {
        PrimeFieldLanes<Bn254Scalar, TPath>.Multiply(out var u, in rise, in inverse);
        PrimeFieldLanes<Bn254Scalar, TPath>.Square(out u, in u);
        PrimeFieldLanes<Bn254Scalar, TPath>.AddUnreduced(out u, in u, in minusU);
        u.StoreLowestWords(words);
    }

    private int IndexOf(in PrimeFieldLanes<Bn254Scalar, TPath> u)
    {
        for (var i = 0; ; i++)
        {
            var mask = PrimeFieldLanes<Bn254Scalar, TPath>.EqualMask(in _u[i], in u);
            if (mask != 0)
            {
                return (i * Lanes.Count) + BitOperations.TrailingZeroCount(mask);
            }
        }
    }
}
