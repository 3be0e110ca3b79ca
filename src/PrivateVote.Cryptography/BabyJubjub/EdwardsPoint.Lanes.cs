using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.BabyJubjub;

/// <content>Up to eight points side by side; see <see cref="PointSums"/>.</content>
public readonly partial struct EdwardsPoint
{
    /// <summary>Puts up to eight points into lanes as second operands; the lanes that are left get the identity.</summary>
    internal static void PrepareLanes<TPath>(
        out PreparedPoint<PrimeFieldLanes<Bn254Scalar, TPath>> prepared,
        ReadOnlySpan<EdwardsPoint> points
    )
        where TPath : struct, ILanePath<Bn254Scalar>
    {
        Span<Fr> x = stackalloc Fr[Lanes.Count];
        Span<Fr> y = stackalloc Fr[Lanes.Count];
        Span<Fr> t = stackalloc Fr[Lanes.Count];
        Span<Fr> z = stackalloc Fr[Lanes.Count];
        var identity = ExtendedPoint<Fr>.Identity;
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            ref readonly var point = ref identity;
            if (lane < points.Length)
            {
                point = ref points[lane]._point;
            }

            x[lane] = point.X;
            y[lane] = point.Y;
            t[lane] = point.T;
            z[lane] = point.Z;
        }

        ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>> side;
        PrimeFieldLanes<Bn254Scalar, TPath>.Load(out side.X, x);
        PrimeFieldLanes<Bn254Scalar, TPath>.Load(out side.Y, y);
        PrimeFieldLanes<Bn254Scalar, TPath>.Load(out side.T, t);
        PrimeFieldLanes<Bn254Scalar, TPath>.Load(out side.Z, z);
        PrimeFieldLanes<Bn254Scalar, TPath>.Broadcast(out var twoD, in CurveConstants.TwoD);
        PreparedPoint<PrimeFieldLanes<Bn254Scalar, TPath>>.Prepare(out prepared, in side, in twoD);
    }

    /// <summary>Takes the first lanes apart, one for each of up to eight points.</summary>
    internal static void StoreLanes<TPath>(
        in ExtendedPoint<PrimeFieldLanes<Bn254Scalar, TPath>> side,
        Span<EdwardsPoint> points
    )
        where TPath : struct, ILanePath<Bn254Scalar>
    {
        Span<Fr> x = stackalloc Fr[Lanes.Count];
        Span<Fr> y = stackalloc Fr[Lanes.Count];
        Span<Fr> t = stackalloc Fr[Lanes.Count];
        Span<Fr> z = stackalloc Fr[Lanes.Count];
        side.X.Store(x);
        side.Y.Store(y);
        side.T.Store(t);
        side.Z.Store(z);
        for (var lane = 0; lane < points.Length; lane++)
        {
            points[lane] = new EdwardsPoint(
                new ExtendedPoint<Fr>
                {
                    X = x[lane],
                    Y = y[lane],
                    T = t[lane],
                    Z = z[lane],
                }
            );
        }
    }
}
