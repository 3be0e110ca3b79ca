using PrivateVote.Cryptography.BabyJubjub;

namespace PrivateVote.Cryptography.ElGamal;

/// <summary>Running sums of ciphertexts, one for each option, in lanes: R and S of four options are one addition.</summary>
/// <remarks>Not for concurrent use.</remarks>
public sealed class CiphertextSums
{
    private readonly PointSums _sums;

    // R and S of each option in turn, as they are added.
    private readonly EdwardsPoint[] _points;

    /// <summary>Sums of nothing.</summary>
    public CiphertextSums(int options)
        : this(PointSums.Create(2 * options)) { }

    private CiphertextSums(PointSums sums)
    {
        _sums = sums;
        _points = new EdwardsPoint[sums.Count];
    }

    /// <summary>Adds a ciphertext to each option's sum.</summary>
    /// <exception cref="ArgumentException">There is not one for each option.</exception>
    public void Add(IReadOnlyList<Ciphertext> ciphertexts) => _sums.Add(Points(ciphertexts));

    /// <summary>Takes a ciphertext from each option's sum.</summary>
    /// <exception cref="ArgumentException">There is not one for each option.</exception>
    public void Subtract(IReadOnlyList<Ciphertext> ciphertexts) => _sums.Subtract(Points(ciphertexts));

    /// <summary>The sums as they are now.</summary>
    public Ciphertext[] ToCiphertexts()
    {
        var points = _sums.ToPoints();
        var ciphertexts = new Ciphertext[points.Length / 2];
        for (var i = 0; i < ciphertexts.Length; i++)
        {
            ciphertexts[i] = new Ciphertext(points[2 * i], points[(2 * i) + 1]);
        }

        return ciphertexts;
    }

    /// <summary>The same sums, which go on apart from these.</summary>
    public CiphertextSums Copy() => new(_sums.Copy());

    private ReadOnlySpan<EdwardsPoint> Points(IReadOnlyList<Ciphertext> ciphertexts)
    {
        ArgumentNullException.ThrowIfNull(ciphertexts);
        if (2 * ciphertexts.Count != _points.Length)
        {
            throw new ArgumentException("There is one ciphertext for each option.", nameof(ciphertexts));
        }

        for (var i = 0; i < ciphertexts.Count; i++)
        {
            _points[2 * i] = ciphertexts[i].R;
            _points[(2 * i) + 1] = ciphertexts[i].S;
        }

        return _points;
    }
}
