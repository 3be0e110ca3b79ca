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
}
