using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace PrivateVote.Cryptography.BabyJubjub;

/// <summary>
/// A point of Baby Jubjub, the twisted Edwards curve 168700·x^2 + y^2 = 1 + 168696·x^2·y^2 over Fr, in circomlib's form.
/// </summary>
/// <remarks>
/// <para>Parameters (EIP-2494; iden3, "Baby Jubjub elliptic curve"): order 8·l with l prime of 251 bits; the base point
/// is circomlib's <c>Base8</c> = 8·G, of order l. Encoded: x ‖ y, 64 bytes, each 32 bytes big-endian.</para>
/// <para>Incompatible relatives: gnark and others write the isomorphic curve with a = -1, whose x coordinates are those
/// here times a square root of -168700; EIP-2494's generator G has order 8·l and is not used.</para>
/// <para>Inside, a point is held on that isomorphic curve: x' = s·x with s^2 = -168700 turns the equation into
/// -x'^2 + y^2 = 1 + d'·x'^2·y^2 with d' = -168696/168700, and saves a quarter of every addition (see
/// <see cref="ExtendedPoint{F}"/>). All inputs and outputs are in circomlib's form.</para>
/// <para>168700 is a square in Fr and 168696 is not, so the addition has no exceptions on any points of the curve.</para>
/// <c>default(EdwardsPoint)</c> is no point: it equals only itself, and encoding it throws.
/// </remarks>
public readonly partial struct EdwardsPoint : IEquatable<EdwardsPoint>
{
    /// <summary>Bytes of an encoded point.</summary>
    public const int Size = 64;

    private readonly ExtendedPoint<Fr> _point;

    private EdwardsPoint(in ExtendedPoint<Fr> point) => _point = point;

    /// <summary>The neutral element (0, 1).</summary>
    public static EdwardsPoint Identity { get; } = new(ExtendedPoint<Fr>.Identity);

    /// <summary>circomlib's Base8, a generator of the subgroup of prime order l.</summary>
    public static EdwardsPoint Base { get; } =
        FromAffine(
            Fr.FromBigInteger(
                BigInteger.Parse("5299619240641551281634865583518297030282874472190772894086521144482721001553", null)
            ),
            Fr.FromBigInteger(
                BigInteger.Parse("16950150798460657717958625567821834550301663161624707787222815936182638968203", null)
            )
        );

    /// <summary>Whether this is (0, 1).</summary>
    public bool IsIdentity => _point.X.IsZero && _point.Y == _point.Z && !_point.Z.IsZero;

    /// <summary>
    /// Whether this lies in the subgroup of prime order l (the identity does): whether l·this is the identity.
    /// </summary>
    public bool IsInSubgroup() => MultiplyByOrder(in this).IsIdentity;

    /// <summary>2·this.</summary>
    public EdwardsPoint Double()
    {
        ExtendedPoint<Fr>.Double(out var result, in _point);
        return new EdwardsPoint(in result);
    }

    public static EdwardsPoint operator +(in EdwardsPoint p, in EdwardsPoint q)
    {
        PreparedPoint<Fr>.Prepare(out var prepared, in q._point, in CurveConstants.TwoD);
        ExtendedPoint<Fr>.Add(out var result, in p._point, in prepared);
        return new EdwardsPoint(in result);
    }

    public static EdwardsPoint operator -(in EdwardsPoint p, in EdwardsPoint q) => p + (-q);

    public static EdwardsPoint operator -(in EdwardsPoint p)
    {
        ExtendedPoint<Fr>.Negate(out var result, in p._point);
        return new EdwardsPoint(in result);
    }

    public static bool operator ==(in EdwardsPoint p, in EdwardsPoint q) => p.Equals(q);

    public static bool operator !=(in EdwardsPoint p, in EdwardsPoint q) => !p.Equals(q);

    /// <summary>Whether both are the same affine point.</summary>
    public bool Equals(EdwardsPoint other) =>
        _point.X * other._point.Z == other._point.X * _point.Z
        && _point.Y * other._point.Z == other._point.Y * _point.Z
        && _point.Z.IsZero == other._point.Z.IsZero;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is EdwardsPoint other && Equals(other);

    /// <summary>A hash of the affine coordinates; costs an inversion.</summary>
    public override int GetHashCode()
    {
        var inverse = _point.Z.Inverse();
        return HashCode.Combine(_point.X * inverse, _point.Y * inverse);
    }

    /// <summary>The affine coordinates in hexadecimal.</summary>
    public override string ToString()
    {
        if (_point.Z.IsZero)
        {
            return "(no point)";
        }

        ToAffine(out var x, out var y);
        return $"({x.ToHex()}, {y.ToHex()})";
    }

    /// <summary>Numbers of the curve; in a class of their own, so that they exist before any static point is made.</summary>
    private static class CurveConstants
    {
        /// <summary>s with s^2 = -168700: maps x of circomlib's form to x of the form with a = -1.</summary>
        public static readonly Fr Scale = Fr.FromBigInteger(
            BigInteger.Parse("6360561867910373094066688120553762416144456282423235903351243436111059670888", null)
        );

        public static readonly Fr InverseScale = Scale.Inverse();

        public static readonly Fr A = Fr.From(168700);

        public static readonly Fr D = Fr.From(168696);

        /// <summary>2d' = -2·168696/168700.</summary>
        public static readonly Fr TwoD = -(D + D) * A.Inverse();
    }
}
