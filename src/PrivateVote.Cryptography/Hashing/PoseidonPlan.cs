using System.Diagnostics;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// Turns the constants of the definition into those of <see cref="PoseidonPermutation{F}"/>, where the three changes of
/// variables are explained.
/// </summary>
internal sealed class PoseidonPlan
{
    private const int HalfFull = PoseidonParameters.FullRounds / 2;

    private readonly int _t;
    private readonly Fr[,] _matrix;

    /// <summary>The true state is _scale[i] times the state that the permutation holds.</summary>
    private readonly Fr[] _scale;

    public PoseidonPlan(PoseidonParameters parameters)
    {
        _t = parameters.Width;
        _matrix = parameters.Matrix;
        _scale = Enumerable.Repeat(Fr.One, _t).ToArray();
        var partialRounds = parameters.PartialRounds;
        FullConstants = new Fr[PoseidonParameters.FullRounds * _t];
        FullMatrices = new Fr[PoseidonParameters.FullRounds * _t * (_t - 1)];
        Partial = new Fr[partialRounds * ((2 * _t) - 1)];

        var constants = parameters.RoundConstants.ToArray();
        PushConstantsForward(constants, partialRounds);
        for (var round = 0; round < HalfFull; round++)
        {
            var matrix = round < HalfFull - 1 ? _matrix : JoinedMatrix(partialRounds);
            PlanFullRound(round, constants.AsSpan(round * _t, _t), matrix);
        }

        PlanPartialRounds(constants.AsSpan(HalfFull * _t, partialRounds * _t), partialRounds);
        for (var round = HalfFull; round < 2 * HalfFull; round++)
        {
            PlanFullRound(round, constants.AsSpan((round + partialRounds) * _t, _t), _matrix);
        }
    }

    /// <summary>t for each full round.</summary>
    public Fr[] FullConstants { get; }

    /// <summary>t rows of t - 1 for each full round.</summary>
    public Fr[] FullMatrices { get; }

    /// <summary>For each partial round the constant, t - 1 of the row, t - 1 of the column.</summary>
    public Fr[] Partial { get; }

    /// <summary>What element 0 is to be multiplied by after the last round.</summary>
    public Fr OutputScale => _scale[0];

    /// <summary>S(x + (0, c')) = S(x) + (0, c') in a partial round, so M·(0, c') joins the next round's constants.</summary>
    private void PushConstantsForward(Span<Fr> constants, int partialRounds)
    {
        for (var round = HalfFull; round < HalfFull + partialRounds; round++)
        {
            var here = constants.Slice(round * _t, _t);
            var next = constants.Slice((round + 1) * _t, _t);
            for (var i = 0; i < _t; i++)
            {
                for (var j = 1; j < _t; j++)
                {
                    next[i] += _matrix[i, j] * here[j];
                }
            }

            here[1..].Clear();
        }
    }

    /// <summary>diag(1, M'^R_P)·M: what the partial rounds leave to the full round before them.</summary>
    private Fr[,] JoinedMatrix(int partialRounds)
    {
        var power = new Fr[_t, _t];
        for (var i = 0; i < _t; i++)
        {
            power[i, i] = Fr.One;
        }

        var block = Block();
        for (var bit = 31 - int.LeadingZeroCount(partialRounds); bit >= 0; bit--)
        {
            power = Product(power, power);
            power = ((partialRounds >> bit) & 1) == 0 ? power : Product(power, block);
        }

        return Product(power, _matrix);
    }

    private void PlanFullRound(int round, ReadOnlySpan<Fr> constants, Fr[,] matrix)
    {
        var inverses = _scale.ToArray();
        Fr.InvertBatch(inverses);
        for (var j = 0; j < _t; j++)
        {
            FullConstants[(round * _t) + j] = constants[j] * inverses[j];
        }

        // Columns by the scale after S; then rows so that the first column is all ones.
        var after = Array.ConvertAll(_scale, FifthPower);
        for (var i = 0; i < _t; i++)
        {
            _scale[i] = inverses[i] = matrix[i, 0] * after[0];
        }

        Fr.InvertBatch(inverses);
        for (var i = 0; i < _t; i++)
        {
            for (var j = 1; j < _t; j++)
            {
                FullMatrices[(((round * _t) + i) * (_t - 1)) + j - 1] = matrix[i, j] * after[j] * inverses[i];
            }
        }
    }

    private void PlanPartialRounds(ReadOnlySpan<Fr> constants, int partialRounds)
    {
        var width = (2 * _t) - 1;
        var inverseBlock = Inverse(Block());

        // Unscaled: row v·M'^-k and column M'^(k-1)·w for the k-th round from the end. Index 0 of both is not used.
        var row = new Fr[_t];
        var column = new Fr[_t];
        for (var j = 1; j < _t; j++)
        {
            row[j] = _matrix[0, j];
            column[j] = _matrix[j, 0];
        }

        var block = Block();
        for (var round = partialRounds - 1; round >= 0; round--)
        {
            row = RowTimes(row, inverseBlock);
            var plan = Partial.AsSpan(round * width, width);
            row.AsSpan(1).CopyTo(plan[1..]);
            column.AsSpan(1).CopyTo(plan[_t..]);
            column = TimesColumn(block, column);
        }

        // Scaled: only element 0 changes its scale from round to round.
        var inverses = _scale.ToArray();
        Fr.InvertBatch(inverses);
        for (var round = 0; round < partialRounds; round++)
        {
            var plan = Partial.AsSpan(round * width, width);
            plan[0] = constants[round * _t] * inverses[0];
            var after = FifthPower(_scale[0]);
            _scale[0] = _matrix[0, 0] * after;
            inverses[0] = _scale[0].Inverse();
            for (var j = 1; j < _t; j++)
            {
                plan[j] *= _scale[j] * inverses[0];
                plan[_t - 1 + j] *= after * inverses[j];
            }
        }
    }

    /// <summary>diag(1, M').</summary>
    private Fr[,] Block()
    {
        var block = (Fr[,])_matrix.Clone();
        for (var i = 1; i < _t; i++)
        {
            block[0, i] = block[i, 0] = Fr.Zero;
        }

        block[0, 0] = Fr.One;
        return block;
    }

    private Fr[] RowTimes(Fr[] row, Fr[,] matrix)
    {
        var result = new Fr[_t];
        for (var i = 0; i < _t; i++)
        {
            for (var j = 0; j < _t; j++)
            {
                result[j] += row[i] * matrix[i, j];
            }
        }

        return result;
    }

    private Fr[] TimesColumn(Fr[,] matrix, Fr[] column)
    {
        var result = new Fr[_t];
        for (var i = 0; i < _t; i++)
        {
            for (var j = 0; j < _t; j++)
            {
                result[i] += matrix[i, j] * column[j];
            }
        }

        return result;
    }

    private Fr[,] Product(Fr[,] a, Fr[,] b)
    {
        var product = new Fr[_t, _t];
        for (var i = 0; i < _t; i++)
        {
            for (var k = 0; k < _t; k++)
            {
                for (var j = 0; j < _t; j++)
                {
                    product[i, j] += a[i, k] * b[k, j];
                }
            }
        }

        return product;
    }

    /// <summary>The inverse by Gauss-Jordan elimination; leading minors of a Cauchy matrix are not zero: no pivoting.</summary>
    private Fr[,] Inverse(Fr[,] source)
    {
        var left = (Fr[,])source.Clone();
        var right = new Fr[_t, _t];
        for (var i = 0; i < _t; i++)
        {
            right[i, i] = Fr.One;
        }

        for (var pivot = 0; pivot < _t; pivot++)
        {
            if (left[pivot, pivot].IsZero)
            {
                throw new UnreachableException("every square part of a Cauchy matrix is regular");
            }

            var inverse = left[pivot, pivot].Inverse();
            for (var j = 0; j < _t; j++)
            {
                left[pivot, j] *= inverse;
                right[pivot, j] *= inverse;
            }

            for (var i = 0; i < _t; i++)
            {
                var factor = left[i, pivot];
                if (i == pivot || factor.IsZero)
                {
                    continue;
                }

                for (var j = 0; j < _t; j++)
                {
                    left[i, j] -= factor * left[pivot, j];
                    right[i, j] -= factor * right[pivot, j];
                }
            }
        }

        return right;
    }

    private static Fr FifthPower(Fr x) => x * x * (x * x) * x;
}
