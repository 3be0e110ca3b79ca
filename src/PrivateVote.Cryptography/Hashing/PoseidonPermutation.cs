using System.Diagnostics;
using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// The Poseidon hash of t - 1 inputs in a form that costs fewer multiplications: once for one hash (F = Fr) and for
/// several hashes in lanes. Same function as the definition, S-box for S-box; a test compares both.
/// </summary>
/// <remarks>
/// The definition: rounds state = M·S(state + c), where S raises every element (4 rounds at either end) or only
/// element 0 (R_P rounds between) to the fifth power. Three changes of variables, all linear:
/// <list type="number">
/// <item>In a partial round the constants of elements 1.. commute with S and move through M into the next round
/// (eprint 2019/458, appendix B): one constant a round is left.</item>
/// <item>M = P·B with B = diag(1, M') and P sparse: identity but for its first row and column. B commutes with a partial S
/// and joins the round before (same appendix). The k-th partial round from the end is left with the row v·M'^-k and the
/// column M'^(k-1)·w, for M = (m, v; w, M').</item>
/// <item>Scaling an element before S by e scales it by e^5 after S. Choosing the scales makes the first column of every
/// dense matrix, and the corner of every sparse one, all ones: t multiplications less in a full round, one less in a
/// partial round.</item>
/// </list>
/// So a full round costs 3t + t(t - 1) multiplications, a partial round 3 + 2(t - 1). For t = 3: 516 instead of the
/// definition's 828, and 437 reductions over a field that reduces a sum of products once.
/// </remarks>
internal sealed class PoseidonPermutation<F>
    where F : unmanaged, IField<F>
{
    private const int HalfFull = PoseidonParameters.FullRounds / 2;

    private readonly int _width;
    private readonly int _partialRounds;

    /// <summary>t constants for each full round.</summary>
    private readonly F[] _fullConstants;

    /// <summary>t rows of t - 1 for each full round, the first column of ones left out.</summary>
    private readonly F[] _fullMatrices;

    /// <summary>For each partial round: the constant, t - 1 of the row, t - 1 of the column.</summary>
    private readonly F[] _partial;

    private readonly F _outputScale;

    private PoseidonPermutation(PoseidonParameters parameters, PoseidonPlan plan, Func<Fr, F> lift)
    {
        _width = parameters.Width;
        _partialRounds = parameters.PartialRounds;
        _fullConstants = Array.ConvertAll(plan.FullConstants, x => lift(x));
        _fullMatrices = Array.ConvertAll(plan.FullMatrices, x => lift(x));
        _partial = Array.ConvertAll(plan.Partial, x => lift(x));
        _outputScale = lift(plan.OutputScale);
    }

    /// <summary>Prepares the constants; <paramref name="lift"/> puts one element into F (into every lane of it).</summary>
    public static PoseidonPermutation<F> Create(PoseidonParameters parameters, Func<Fr, F> lift) =>
        new(parameters, new PoseidonPlan(parameters), lift);

    /// <summary>
    /// result = Poseidon(state[1], .., state[t - 1]); state[0] must be zero. <paramref name="state"/> has t elements and is
    /// destroyed.
    /// </summary>
    [SkipLocalsInit]
    public void Hash(out F result, Span<F> state)
    {
        var t = _width;
        if (state.Length != t)
        {
            throw new UnreachableException("the state has as many elements as the permutation is wide");
        }

        Span<F> next = stackalloc F[PoseidonParameters.MaximumWidth];
        next = next[..t];
        ReadOnlySpan<F> constants = _fullConstants;
        ReadOnlySpan<F> matrices = _fullMatrices;
        for (var round = 0; round < HalfFull; round++)
        {
            FullRound(state, next, constants.Slice(round * t, t), matrices.Slice(round * t * (t - 1), t * (t - 1)));
        }

        ReadOnlySpan<F> partial = _partial;
        for (var round = 0; round < _partialRounds; round++)
        {
            PartialRound(state, partial.Slice(round * ((2 * t) - 1), (2 * t) - 1));
        }

        for (var round = HalfFull; round < (2 * HalfFull) - 1; round++)
        {
            FullRound(state, next, constants.Slice(round * t, t), matrices.Slice(round * t * (t - 1), t * (t - 1)));
        }

        // Of the last round only the first row is needed.
        const int Last = (2 * HalfFull) - 1;
        SubstituteAll(state, constants.Slice(Last * t, t));
        DotWithOne(out result, matrices.Slice(Last * t * (t - 1), t - 1), state);
        F.Multiply(out result, in result, in _outputScale);
    }

    private static void FullRound(Span<F> state, Span<F> next, ReadOnlySpan<F> constants, ReadOnlySpan<F> matrix)
    {
        SubstituteAll(state, constants);
        for (var i = 0; i < state.Length; i++)
        {
            DotWithOne(out next[i], matrix.Slice(i * (state.Length - 1), state.Length - 1), state);
        }

        next.CopyTo(state);
    }

    private static void SubstituteAll(Span<F> state, ReadOnlySpan<F> constants)
    {
        for (var j = 0; j < state.Length; j++)
        {
            F.Add(out state[j], in state[j], in constants[j]);
            FifthPower(ref state[j]);
        }
    }

    /// <summary>result = state[0] + sum of row[j - 1]·state[j].</summary>
    private static void DotWithOne(out F result, ReadOnlySpan<F> row, ReadOnlySpan<F> state)
    {
        F.SumOfProducts(out var sum, row, state[1..]);
        F.Add(out result, in state[0], in sum);
    }

    private static void PartialRound(Span<F> state, ReadOnlySpan<F> constants)
    {
        F.Add(out state[0], in state[0], in constants[0]);
        FifthPower(ref state[0]);
        var row = constants[1..state.Length];
        var column = constants[state.Length..];
        DotWithOne(out var first, row, state);
        for (var j = 1; j < state.Length; j++)
        {
            F.Multiply(out var product, in column[j - 1], in state[0]);
            F.Add(out state[j], in state[j], in product);
        }

        state[0] = first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FifthPower(ref F x)
    {
        F.Square(out var power, in x);
        F.Square(out power, in power);
        F.Multiply(out x, in x, in power);
    }
}
