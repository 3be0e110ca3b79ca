using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// The constants of circomlib's Poseidon for one width t, made from nothing but t and the numbers of rounds.
/// </summary>
/// <remarks>
/// Reference: L. Grassi, D. Khovratovich, C. Rechberger, A. Roy, M. Schofnegger, "Poseidon: a new hash function for
/// zero-knowledge proof systems", eprint 2019/458, appendix F (parameters by the Grain LFSR) and section 2.3 (Cauchy
/// matrix); the reference script is generate_params_poseidon.sage of its authors. 128-bit security, S-box x^5.
/// </remarks>
internal sealed class PoseidonParameters
{
    public const int FullRounds = 8;
    public const int MaximumWidth = 17;

    private const int FieldBits = 254;

    /// <summary>circomlib's numbers of partial rounds for t = 2, 3, .., 17.</summary>
    private static ReadOnlySpan<byte> PartialRoundsByWidth =>
        [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

    private PoseidonParameters(int width, int partialRounds, Fr[] roundConstants, Fr[,] matrix)
    {
        Width = width;
        PartialRounds = partialRounds;
        RoundConstants = roundConstants;
        Matrix = matrix;
    }

    /// <summary>t: the number of field elements of the state.</summary>
    public int Width { get; }

    public int PartialRounds { get; }

    /// <summary>t constants for each of the 8 + R_P rounds.</summary>
    public Fr[] RoundConstants { get; }

    /// <summary>The t x t matrix of the linear layer: new[i] = sum over j of Matrix[i, j]·old[j].</summary>
    public Fr[,] Matrix { get; }

    /// <summary>Generates the constants for a width of 2 to 17.</summary>
    public static PoseidonParameters Generate(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumWidth);
        var partialRounds = PartialRoundsByWidth[width - 2];
        var grain = new Grain(width, partialRounds);
        var roundConstants = new Fr[width * (FullRounds + partialRounds)];
        for (var i = 0; i < roundConstants.Length; i++)
        {
            // Numbers that are not below r are thrown away.
            while (!Fr.TryDecode(grain.NextNumber(), out roundConstants[i])) { }
        }

        return new PoseidonParameters(width, partialRounds, roundConstants, CauchyMatrix(width, grain));
    }

    /// <summary>
    /// M[i, j] = 1/(x_i + y_j) for 2t distinct elements of the generator, here reduced instead of thrown away.
    /// </summary>
    private static Fr[,] CauchyMatrix(int width, Grain grain)
    {
        var elements = new Fr[2 * width];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = Fr.ReduceWide(grain.NextNumber());
        }

        // The script draws again where two are equal, and where the matrix fails its tests for infinitely long subspace
        // trails; for circomlib's sixteen widths the first draw is the one (the known answers of the hash show it).
        if (elements.Distinct().Count() != elements.Length)
        {
            throw new UnreachableException("the generator gives distinct elements for every width of circomlib");
        }

        var inverses = new Fr[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
            {
                inverses[(i * width) + j] = elements[i] + elements[width + j];
            }
        }

        Fr.InvertBatch(inverses);
        var matrix = new Fr[width, width];
        for (var i = 0; i < width * width; i++)
        {
            matrix[i / width, i % width] = inverses[i];
        }

        return matrix;
    }

    /// <summary>
    /// The 80-bit Grain LFSR, b_(i+80) = b_(i+62) + b_(i+51) + b_(i+38) + b_(i+23) + b_(i+13) + b_i, in self-shrinking
    /// mode: of each pair of bits the second is used if the first is 1.
    /// </summary>
    private sealed class Grain
    {
        /// <summary>The highest tap is 18 below the top, so 16 steps depend on the bits before them only.</summary>
        private const int Stride = 16;

        private readonly byte[] _number = new byte[Fr.Size];

        // Bits b_i to b_(i+63), and b_(i+64) to b_(i+79); lowest first.
        private ulong _low;
        private ulong _high;

        // Pairs of bits not looked at yet, the earlier bit lower.
        private uint _pairs;
        private int _pairCount;

        public Grain(int width, int partialRounds)
        {
            var position = 0;
            Seed(1, 2, ref position); // a prime field
            Seed(0, 4, ref position); // S-box x^alpha
            Seed(FieldBits, 12, ref position);
            Seed((uint)width, 12, ref position);
            Seed(FullRounds, 10, ref position);
            Seed((uint)partialRounds, 10, ref position);
            Seed((1 << 30) - 1, 30, ref position);
            for (var discarded = 0; discarded < 160; discarded += Stride)
            {
                NextBits();
            }
        }

        /// <summary>The next 254 bits as 32 bytes, big-endian; valid until the next call.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public ReadOnlySpan<byte> NextNumber()
        {
            Array.Clear(_number);

            // Most significant first; the number fills the low 254 of 256 bits.
            for (var position = 256 - FieldBits; position < 256; )
            {
                if (_pairCount == 0)
                {
                    _pairs = NextBits();
                    _pairCount = Stride / 2;
                }

                var pair = _pairs & 3;
                _pairs >>= 2;
                _pairCount--;
                if ((pair & 1) == 1)
                {
                    _number[position >> 3] |= (byte)((pair >> 1) << (7 - (position & 7)));
                    position++;
                }
            }

            return _number;
        }

        private void Seed(uint value, int length, ref int position)
        {
            for (var bit = length - 1; bit >= 0; bit--, position++)
            {
                ulong one = (value >> bit) & 1;
                if (position < 64)
                {
                    _low |= one << position;
                }
                else
                {
                    _high |= one << (position - 64);
                }
            }
        }

        private uint NextBits()
        {
            var from62 = (_low >> 62) | (_high << 2);
            var from51 = (_low >> 51) | (_high << 13);
            var bits = (from62 ^ from51 ^ (_low >> 38) ^ (_low >> 23) ^ (_low >> 13) ^ _low) & 0xffff;
            _low = (_low >> Stride) | (_high << 48);
            _high = bits;
            return (uint)bits;
        }
    }
}
