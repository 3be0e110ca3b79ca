using System.Collections.Concurrent;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.ElGamal;

/// <summary>
/// Finds m in m·B for 0 &lt;= m &lt;= a maximum: D. Shanks's baby steps and giant steps, in lanes and on all processors.
/// </summary>
/// <remarks>
/// With T baby steps, every m is i·(2T + 1) + j with |j| &lt;= T, as a point and its negative share their entry. So the search
/// computes P - i·(2T + 1)·B for i = 0, 1, .. and looks each up: small results are found first. Points are added in affine
/// Montgomery coordinates, 8,193 to an inversion. T is a power of two near the square root of half the maximum, at most
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
    private readonly MontgomerySteps _steps;
    private readonly EdwardsPoint _batchStride;

    /// <summary>Prepares the search, with the table where none of its size is in use.</summary>
    public DiscreteLogarithm(ulong maximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, Limit);
        _maximum = maximum;
        _table = BabyStepTable.Get(BabyStepTable.LogFor(maximum));
        _stride = (2 * (ulong)_table.Count) + 1;
        var giant = EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From(_stride));
        _steps = MontgomerySteps.Create(in giant, HalfBatch);
        _batchStride = _steps.Stride;
    }

    /// <summary>
    /// The exponent of <paramref name="point"/>, or false if no number up to the maximum is it.
    /// <paramref name="progress"/> is told the part of the range that was searched, from 0 to 1, by one thread at a time.
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

        // Pieces are given out in ascending order; with one answer there is no other, whoever finds it.
        var last = (_maximum + (ulong)_table.Count) / _stride;
        var batches = (long)(last / BabyStepTable.Batch) + 1;
        var search = new Search(point, batches, progress);
        Parallel.ForEach(
            Partitioner.Create(0, batches, BabyStepTable.BatchesInPiece),
            () => new MontgomerySteps.Workspace(HalfBatch),
            (range, state, workspace) =>
            {
                SearchPiece(search, range.Item1, range.Item2, state, workspace);
                return workspace;
            },
            _ => { }
        );
        exponent = search.Exponent.GetValueOrDefault();
        return search.Exponent is not null;
    }

    private void SearchPiece(
        Search search,
        long from,
        long to,
        ParallelLoopState state,
        MontgomerySteps.Workspace workspace
    )
    {
        // The first center stands HalfBatch giant steps below the point.
        var i = ((ulong)from * BabyStepTable.Batch) + HalfBatch;
        var center = search.Point - EdwardsPoint.MultiplyVariable(EdwardsPoint.Base, Scalar.From(_stride * i));
        for (var batch = from; batch < to && !state.ShouldExitCurrentIteration; batch++)
        {
            if (TryBatch(in search.Point, in center, i, workspace, out var exponent))
            {
                search.Exponent = exponent;
                state.Stop();
                return;
            }

            center -= _batchStride;
            i += BabyStepTable.Batch;
            search.ReportBatch();
        }
    }

    /// <summary>Looks up point - i'·(2T + 1)·B for all i' from i - HalfBatch to i + HalfBatch; center is that for i.</summary>
    private bool TryBatch(
        in EdwardsPoint point,
        in EdwardsPoint center,
        ulong i,
        MontgomerySteps.Workspace workspace,
        out ulong exponent
    )
    {
        if (center.IsIdentity)
        {
            return IsExponent(in point, (long)(i * _stride), out exponent);
        }

        var affine = EdwardsPoint.ToMontgomeryBatch([center])[0];
        if (!_steps.TryNeighbours(in affine, workspace, out var equal))
        {
            // center = ±(equal + 1) giant steps: one of the two neighbours at that distance is the identity.
            var distance = (ulong)equal + 1;
            return IsExponent(in point, (long)((i - distance) * _stride), out exponent)
                || IsExponent(in point, (long)((i + distance) * _stride), out exponent);
        }

        // Upwards, so that of all matches the first is the likeliest.
        var (plus, minus) = (workspace.Plus, workspace.Minus);
        for (var k = HalfBatch - 1; k >= 0; k--)
        {
            if (_table.MayContain(plus[k]) && TryEntry(in point, plus[k], i - (ulong)k - 1, out exponent))
            {
                return true;
            }
        }

        if (TryEntry(in point, affine.U.L0, i, out exponent))
        {
            return true;
        }

        for (var k = 0; k < HalfBatch; k++)
        {
            if (_table.MayContain(minus[k]) && TryEntry(in point, minus[k], i + (ulong)k + 1, out exponent))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryEntry(in EdwardsPoint point, ulong word, ulong i, out ulong exponent)
    {
        var probe = 0;
        while (_table.Find(word, ref probe) is var j and > 0)
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

    /// <summary>What the processors share in one search.</summary>
    private sealed class Search(EdwardsPoint point, long batches, IProgress<double>? progress)
    {
        public readonly EdwardsPoint Point = point;

        private readonly Lock _gate = new();
        private long _done;
        private double _reported;

        /// <summary>The answer, read when all processors are done; written at most once, or with the same value.</summary>
        public ulong? Exponent { get; set; }

        public void ReportBatch()
        {
            if (progress is null)
            {
                return;
            }

            lock (_gate)
            {
                var part = (double)++_done / batches;
                if (part - _reported >= 0.01)
                {
                    progress.Report(_reported = part);
                }
            }
        }
    }
}
