using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.ElGamal;

/// <summary>
/// Finds m in m·B for 0 &lt;= m &lt;= a maximum: D. Shanks's baby steps and giant steps.
/// </summary>
/// <remarks>
/// With T baby steps, every m is i·(2T + 1) + j with |j| &lt;= T, as a point and its negative share their entry. So the search
/// computes P - i·(2T + 1)·B for i = 0, 1, .. and looks each up: small results are found first. Points are added in affine
/// Montgomery coordinates, 1,025 to an inversion. T is a power of two near the square root of half the maximum, at most
/// 2^24. Memory: 16 bytes for each of the T entries, 256 MiB at most. Safe for concurrent searches; variable time, for
/// results that are to be published.
/// </remarks>
public sealed class DiscreteLogarithm
{
    /// <summary>The largest maximum: 2^48.</summary>
    public const ulong Limit = 1UL << 48;

    private const int HalfBatch = BabyStepTable.HalfBatch;

    private readonly ulong _maximum;
    private readonly BabyStepTable _table;

    /// <summary>2T + 1.</summary>
    private readonly ulong _stride;
    private readonly MontgomeryPoint[] _steps;
    private readonly EdwardsPoint _batchStride;

    /// <summary>Prepares the search, with the table where none of its size is in use.</summary>
    public DiscreteLogarithm(ulong maximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, Limit);
        _maximum = maximum;
        _table = BabyStepTable.Get(BabyStepTable.LogFor(maximum));
        _stride = (2 * (ulong)_table.Count) + 1;
        var giant = EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From(_stride));
        _steps = BabyStepTable.Multiples(in giant);
        _batchStride = EdwardsPoint.MultiplyVariable(in giant, Scalar.From((2 * HalfBatch) + 1));
    }

    /// <summary>
    /// The exponent of <paramref name="point"/>, or false if no number up to the maximum is it.
    /// <paramref name="progress"/> is told the part of the range that was searched, from 0 to 1.
    /// </summary>
    public bool TryFind(in EdwardsPoint point, out ulong exponent, IProgress<double>? progress = null)
    {
        exponent = 0;
        if (point.IsIdentity)
        {
            return true;
        }

        if (!point.IsInSubgroup())
        {
            return false;
        }

        var plus = new Fr[HalfBatch];
        var minus = new Fr[HalfBatch];
        var last = (_maximum + (ulong)_table.Count) / _stride;
        var reported = 0.0;

        // The center stands HalfBatch giant steps below the point, then moves a batch on.
        var center = point - EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From(_stride * HalfBatch));
        for (ulong i = HalfBatch; i <= last + HalfBatch; i += (2 * HalfBatch) + 1)
        {
            if (TryBatch(in point, in center, i, plus, minus, out exponent))
            {
                return true;
            }

            center -= _batchStride;
            var part = Math.Min(1, (double)(i + HalfBatch) / (last + 1));
            if (progress is not null && part - reported >= 0.01)
            {
                progress.Report(reported = part);
            }
        }

        return false;
    }

    /// <summary>Looks up point - i'·(2T + 1)·B for all i' from i - HalfBatch to i + HalfBatch; center is that for i.</summary>
    private bool TryBatch(
        in EdwardsPoint point,
        in EdwardsPoint center,
        ulong i,
        Fr[] plus,
        Fr[] minus,
        out ulong exponent
    )
    {
        if (center.IsIdentity)
        {
            return IsExponent(in point, (long)(i * _stride), out exponent);
        }

        var affine = EdwardsPoint.ToMontgomeryBatch([center])[0];
        if (!MontgomeryPoint.TryNeighbours(in affine, _steps, plus, minus, out var equal))
        {
            // center = ±(equal + 1) giant steps: one of the two neighbours at that distance is the identity.
            var distance = (ulong)equal + 1;
            return IsExponent(in point, (long)((i - distance) * _stride), out exponent)
                || IsExponent(in point, (long)((i + distance) * _stride), out exponent);
        }

        // Upwards, so that of all matches the first is the likeliest.
        for (var k = HalfBatch - 1; k >= 0; k--)
        {
            if (TryEntry(in point, in plus[k], i - (ulong)k - 1, out exponent))
            {
                return true;
            }
        }

        if (TryEntry(in point, in affine.U, i, out exponent))
        {
            return true;
        }

        for (var k = 0; k < HalfBatch; k++)
        {
            if (TryEntry(in point, in minus[k], i + (ulong)k + 1, out exponent))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryEntry(in EdwardsPoint point, in Fr u, ulong i, out ulong exponent)
    {
        var probe = 0;
        while (_table.Find(in u, ref probe) is var j and > 0)
        {
            var around = (long)(i * _stride);
            if (IsExponent(in point, around + j, out exponent) || IsExponent(in point, around - j, out exponent))
            {
                return true;
            }
        }

        exponent = 0;
        return false;
    }

    private bool IsExponent(in EdwardsPoint point, long candidate, out ulong exponent)
    {
        exponent = 0;
        if (
            candidate < 0
            || (ulong)candidate > _maximum
            || EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From((ulong)candidate)) != point
        )
        {
            return false;
        }

        exponent = (ulong)candidate;
        return true;
    }
}
