namespace PrivateVote.Cryptography.BabyJubjub;

public readonly partial struct EdwardsPoint
{
    /// <summary>The point with these affine coordinates, which must satisfy the curve's equation.</summary>
    /// <exception cref="ArgumentException">The coordinates are not on the curve.</exception>
    public static EdwardsPoint FromAffine(in Fr x, in Fr y) =>
        TryFromAffine(in x, in y, out var point)
            ? point
            : throw new ArgumentException("The coordinates are not on Baby Jubjub.", nameof(x));

    /// <summary>The affine coordinates; for the identity (0, 1).</summary>
    public void ToAffine(out Fr x, out Fr y)
    {
        ThrowIfDefault();
        WriteAffine(_point.Z.Inverse(), out x, out y);
    }

    /// <summary>
    /// Affine coordinates of many points with one inversion; <paramref name="x"/> and <paramref name="y"/> have the length
    /// of <paramref name="points"/>.
    /// </summary>
    public static void ToAffineBatch(ReadOnlySpan<EdwardsPoint> points, Span<Fr> x, Span<Fr> y)
    {
        if (x.Length != points.Length || y.Length != points.Length)
        {
            throw new ArgumentException("One x and one y for each point.", nameof(points));
        }

        var inverses = InvertZ(points);
        for (var i = 0; i < points.Length; i++)
        {
            points[i].WriteAffine(in inverses[i], out x[i], out y[i]);
        }
    }

    /// <summary>Writes x ‖ y, 64 bytes.</summary>
    public void Encode(Span<byte> destination)
    {
        ToAffine(out var x, out var y);
        x.Encode(destination[..Fr.Size]);
        y.Encode(destination[Fr.Size..Size]);
    }

    /// <summary>x ‖ y, 64 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Encode(bytes);
        return bytes;
    }

    /// <summary>Writes the encodings of all points one after another, 64 bytes each, with one inversion.</summary>
    public static void EncodeBatch(ReadOnlySpan<EdwardsPoint> points, Span<byte> destination)
    {
        if (destination.Length != points.Length * Size)
        {
            throw new ArgumentException("64 bytes for each point.", nameof(destination));
        }

        var inverses = InvertZ(points);
        for (var i = 0; i < points.Length; i++)
        {
            points[i].WriteAffine(in inverses[i], out var x, out var y);
            x.Encode(destination.Slice(i * Size, Fr.Size));
            y.Encode(destination.Slice((i * Size) + Fr.Size, Fr.Size));
        }
    }

    /// <summary>
    /// Reads x ‖ y, exactly 64 bytes: both canonical and on the curve. The subgroup is not checked and the identity is
    /// accepted: for points that a proof already vouches for.
    /// </summary>
    public static bool TryDecodeUnchecked(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = default;
        return bytes.Length == Size
            && Fr.TryDecode(bytes[..Fr.Size], out var x)
            && Fr.TryDecode(bytes[Fr.Size..], out var y)
            && TryFromAffine(in x, in y, out point);
    }

    /// <summary>
    /// Reads x ‖ y, exactly 64 bytes: canonical, on the curve, in the subgroup of prime order, and not the identity: for
    /// keys, commitments and decryption shares.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        if (TryDecodeUnchecked(bytes, out point) && !point.IsIdentity && point.IsInSubgroup())
        {
            return true;
        }

        point = default;
        return false;
    }

    /// <summary>
    /// The point with these affine coordinates, if they are on the curve. The subgroup is not checked, as in
    /// <see cref="TryDecodeUnchecked"/>.
    /// </summary>
    public static bool TryFromAffine(in Fr x, in Fr y, out EdwardsPoint point)
    {
        var xx = x * x;
        var yy = y * y;
        if ((CurveConstants.A * xx) + yy != Fr.One + (CurveConstants.D * xx * yy))
        {
            point = default;
            return false;
        }

        var scaled = x * CurveConstants.Scale;
        point = new EdwardsPoint(
            new ExtendedPoint<Fr>
            {
                X = scaled,
                Y = y,
                T = scaled * y,
                Z = Fr.One,
            }
        );
        return true;
    }

    private void WriteAffine(in Fr inverseOfZ, out Fr x, out Fr y)
    {
        x = _point.X * inverseOfZ * CurveConstants.InverseScale;
        y = _point.Y * inverseOfZ;
    }

    private static Fr[] InvertZ(ReadOnlySpan<EdwardsPoint> points)
    {
        var inverses = new Fr[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            points[i].ThrowIfDefault();
            inverses[i] = points[i]._point.Z;
        }

        Fr.InvertBatch(inverses);
        return inverses;
    }

    private void ThrowIfDefault()
    {
        if (_point.Z.IsZero)
        {
            throw new ArgumentException("default(EdwardsPoint) is not a point of the curve.");
        }
    }
}
