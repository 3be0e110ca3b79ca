using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Hashing;

/// <summary>
/// The Poseidon hash over Fr with circomlib's parameters: x^5, 8 full rounds, R_P by width; 1 to 16 inputs, one output.
/// </summary>
/// <remarks>
/// Reference: eprint 2019/458. State (0, inputs), output element 0, as circomlib's <c>Poseidon(n)</c> template, circomlibjs,
/// poseidon-lite and Semaphore compute it. The constants of each width are made at its first use (see
/// <see cref="PoseidonParameters"/>). Constant time: no branch depends on an input.
/// </remarks>
public static class Poseidon
{
    /// <summary>The largest number of inputs.</summary>
    public const int MaximumInputs = PoseidonParameters.MaximumWidth - 1;

    private static readonly Lazy<PoseidonPermutation<Fr>>[] Permutations = Enumerable
        .Range(1, MaximumInputs)
        .Select(inputs => new Lazy<PoseidonPermutation<Fr>>(() =>
            PoseidonPermutation<Fr>.Create(PoseidonParameters.Generate(inputs + 1), x => x)
        ))
        .ToArray();

    /// <summary><see cref="PoseidonLanes{TPath}.Hash"/> on the path of this process, for 1, 2, .. inputs.</summary>
    private static readonly Lazy<LaneHash>[] InLanes = Enumerable
        .Range(1, MaximumInputs)
        .Select(inputs => new Lazy<LaneHash>(() =>
            Lanes.Path switch
            {
                LanePath.Avx512 => new PoseidonLanes<Avx512Lanes<Bn254Scalar>>(inputs).Hash,
                LanePath.Avx2 => new PoseidonLanes<Avx2Lanes<Bn254Scalar>>(inputs).Hash,
                _ => new PoseidonLanes<ScalarLanes<Bn254Scalar>>(inputs).Hash,
            }
        ))
        .ToArray();

    private delegate void LaneHash(ReadOnlySpan<Fr> inputs, Span<Fr> results);

    /// <summary>The hash of 1 to 16 field elements; the number of inputs is part of what is hashed.</summary>
    public static Fr Hash(params ReadOnlySpan<Fr> inputs)
    {
        if (inputs.Length is < 1 or > MaximumInputs)
        {
            throw new ArgumentException("Poseidon takes 1 to 16 inputs.", nameof(inputs));
        }

        Span<Fr> state = stackalloc Fr[PoseidonParameters.MaximumWidth];
        state[0] = Fr.Zero;
        inputs.CopyTo(state[1..]);
        Permutations[inputs.Length - 1].Value.Hash(out var result, state[..(inputs.Length + 1)]);
        return result;
    }

    /// <summary>
    /// Many hashes of the same number of inputs, eight at once where the processor has wide vectors: results[k] is the hash
    /// of the k-th group of <paramref name="inputs"/>, which holds 1 to 16 inputs for each result, one group after another.
    /// </summary>
    public static void HashBatch(ReadOnlySpan<Fr> inputs, Span<Fr> results)
    {
        if (results.IsEmpty && inputs.IsEmpty)
        {
            return;
        }

        var width = results.IsEmpty ? 0 : inputs.Length / results.Length;
        if (width is < 1 or > MaximumInputs || width * results.Length != inputs.Length)
        {
            throw new ArgumentException("Poseidon takes 1 to 16 inputs for each result.", nameof(inputs));
        }

        var done = 0;
        if (Lanes.Path != LanePath.Scalar)
        {
            // A single hash that is left over is cheaper alone.
            var hash = InLanes[width - 1].Value;
            while (results.Length - done > 1)
            {
                var count = Math.Min(Lanes.Count, results.Length - done);
                hash(inputs.Slice(done * width, count * width), results.Slice(done, count));
                done += count;
            }
        }

        for (; done < results.Length; done++)
        {
            results[done] = Hash(inputs.Slice(done * width, width));
        }
    }
}
