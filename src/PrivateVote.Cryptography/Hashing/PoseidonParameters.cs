using System.Diagnostics;

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
    /// The 80-bit Grain LFSR in self-shrinking mode: of each pair of bits the second is used if the first is 1. Bit i of
    /// the register is bit i of <see cref="_register"/>, so that a step shifts to the right.
    /// </summary>
    private sealed class Grain
    {
        private const int Bits = 80;

        private readonly byte[] _number = new byte[Fr.Size];
        private UInt128 _register;

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
            for (var i = 0; i < 160; i++)
            {
                NextBit();
            }
        }

        /// <summary>The next 254 bits as 32 bytes, big-endian; valid until the next call.</summary>
        public ReadOnlySpan<byte> NextNumber()
        {
            Array.Clear(_number);
            for (var i = 0; i < FieldBits; i++)
            {
                while (NextBit() == 0)
                {
                    NextBit();
                }

                // Most significant first; the number fills the low 254 of 256 bits.
                var position = 256 - FieldBits + i;
                _number[position >> 3] |= (byte)(NextBit() << (7 - (position & 7)));
            }

            return _number;
        }

        private void Seed(uint value, int length, ref int position)
        {
            for (var bit = length - 1; bit >= 0; bit--)
            {
                _register |= (UInt128)((value >> bit) & 1) << position++;
            }
        }

        private uint NextBit()
        {
            var low = (ulong)_register;
            var bit = (uint)((low >> 62) ^ (low >> 51) ^ (low >> 38) ^ (low >> 23) ^ (low >> 13) ^ low) & 1;
            _register = (_register >> 1) | ((UInt128)bit << (Bits - 1));
            return bit;
        }
    }
}
