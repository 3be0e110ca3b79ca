using System.Runtime.CompilerServices;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>Poseidon hashes of the same number of inputs, eight at once: a hash in each lane of one permutation.</summary>
internal sealed class PoseidonLanes<TPath>
    where TPath : struct, ILanePath<Bn254Scalar>
{
    /// <summary>Hashes of one call.</summary>
    public const int Count = Lanes.Count;

    private readonly int _inputs;
    private readonly PoseidonPermutation<PrimeFieldLanes<Bn254Scalar, TPath>> _permutation;

    /// <summary>For 1 to 16 inputs a hash.</summary>
    public PoseidonLanes(int inputs)
    {
        _inputs = inputs;
        _permutation = PoseidonPermutation<PrimeFieldLanes<Bn254Scalar, TPath>>.Create(
            PoseidonParameters.Generate(inputs + 1),
            element =>
            {
                PrimeFieldLanes<Bn254Scalar, TPath>.Broadcast(out var lanes, in element);
                return lanes;
            }
        );
    }

    /// <summary>
    /// results[k] = the hash of the k-th group of <paramref name="inputs"/>, which holds the inputs of 1 to 8 hashes one
    /// after another. Fewer than eight take as long as eight.
    /// </summary>
    [SkipLocalsInit]
    public void Hash(ReadOnlySpan<Fr> inputs, Span<Fr> results)
    {
        Span<PrimeFieldLanes<Bn254Scalar, TPath>> state =
            stackalloc PrimeFieldLanes<Bn254Scalar, TPath>[PoseidonParameters.MaximumWidth];
        Span<Fr> column = stackalloc Fr[Count];
        state[0] = PrimeFieldLanes<Bn254Scalar, TPath>.Zero;
        for (var i = 0; i < _inputs; i++)
        {
            for (var lane = 0; lane < Count; lane++)
            {
                // Lanes beyond the last hash repeat it.
                column[lane] = inputs[(Math.Min(lane, results.Length - 1) * _inputs) + i];
            }

            PrimeFieldLanes<Bn254Scalar, TPath>.Load(out state[i + 1], column);
        }

        _permutation.Hash(out var hashes, state[..(_inputs + 1)]);
        hashes.Store(column);
        column[..results.Length].CopyTo(results);
    }
}
