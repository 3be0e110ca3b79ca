using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// Several running sums of points side by side in lanes, each of which every addition adds one point to: an encrypted tally,
/// to which a ballot adds its ciphertexts.
/// </summary>
/// <remarks>
/// One addition of <see cref="ExtendedPoint{F}"/> for each eight sums. The law is complete, so no points are exceptions.
/// Memory: 1,280 bytes for each eight sums. Not for concurrent use.
/// </remarks>
public abstract class PointSums
{
    private protected PointSums(int count) => Count = count;

    /// <summary>The number of sums.</summary>
    public int Count { get; }

    /// <summary>So many sums of nothing, on the path of this process.</summary>
    public static PointSums Create(int count) =>
        Lanes.Path switch
        {
            LanePath.Avx512 => new PointSums<Avx512Lanes<Bn254Scalar>>(count),
            LanePath.Avx2 => new PointSums<Avx2Lanes<Bn254Scalar>>(count),
            _ => new PointSums<ScalarLanes<Bn254Scalar>>(count),
        };

    /// <summary>Adds point i to sum i.</summary>
    /// <exception cref="ArgumentException">There is not one point for each sum.</exception>
    public abstract void Add(ReadOnlySpan<EdwardsPoint> points);

    /// <summary>Takes point i from sum i.</summary>
    /// <exception cref="ArgumentException">There is not one point for each sum.</exception>
    public abstract void Subtract(ReadOnlySpan<EdwardsPoint> points);

    /// <summary>The sums as they are now.</summary>
    public abstract EdwardsPoint[] ToPoints();

    /// <summary>The same sums, which go on apart from these.</summary>
    public abstract PointSums Copy();
}

/// <summary>The sums on one path.</summary>
internal sealed class PointSums<TPath> : PointSums
    where TPath : struct, ILanePath<Bn254Scalar>
{
    // Group g holds sums 8g to 8g + 7; lanes without a sum stay at the identity.
    private readonly ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>[] _groups;

    public PointSums(int count)
        : base(count)
    {
        _groups = new ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>[(count + Lanes.Count - 1) / Lanes.Count];
        Array.Fill(_groups, ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>.Identity);
    }

    private PointSums(PointSums<TPath> other)
        : base(other.Count) => _groups = [.. other._groups];

    public override void Add(ReadOnlySpan<EdwardsPoint> points)
    {
        RequireOneForEach(points);
        for (var group = 0; group < _groups.Length; group++)
        {
            EdwardsPoint.PrepareLanes<TPath>(out var prepared, InGroup(points, group));
            ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>.Add(out _groups[group], in _groups[group], in prepared);
        }
    }

    public override void Subtract(ReadOnlySpan<EdwardsPoint> points)
    {
        RequireOneForEach(points);
        for (var group = 0; group < _groups.Length; group++)
        {
            EdwardsPoint.PrepareLanes<TPath>(out var prepared, InGroup(points, group));
            PreparedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>.Negate(out var negated, in prepared);
            ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>.Add(out _groups[group], in _groups[group], in negated);
        }
    }

    public override EdwardsPoint[] ToPoints()
    {
        var points = new EdwardsPoint[Count];
        for (var group = 0; group < _groups.Length; group++)
        {
            EdwardsPoint.StoreLanes(in _groups[group], InGroup(points, group));
        }

        return points;
    }

    public override PointSums Copy() => new PointSums<TPath>(this);

    private void RequireOneForEach(ReadOnlySpan<EdwardsPoint> points)
    {
        if (points.Length != Count)
        {
            throw new ArgumentException($"There are {Count} sums, and {points.Length} points.", nameof(points));
        }
    }

    private static ReadOnlySpan<EdwardsPoint> InGroup(ReadOnlySpan<EdwardsPoint> points, int group) =>
        points.Slice(group * Lanes.Count, Math.Min(Lanes.Count, points.Length - (group * Lanes.Count)));

    private static Span<EdwardsPoint> InGroup(EdwardsPoint[] points, int group) =>
        points.AsSpan(group * Lanes.Count, Math.Min(Lanes.Count, points.Length - (group * Lanes.Count)));
}
