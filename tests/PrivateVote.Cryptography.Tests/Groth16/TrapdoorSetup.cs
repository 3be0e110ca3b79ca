using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>
/// A setup whose secrets were kept, which therefore proves anything: the simulator of the zero-knowledge proof of eprint
/// 2016/260. Its exponents can be chosen to make degenerate keys.
/// </summary>
internal sealed class TrapdoorSetup
{
    private readonly Fr alpha = Fr.Random();
    private readonly Fr[] inputs;

    public TrapdoorSetup(int publicCount)
    {
        inputs = new Fr[publicCount + 1];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Fr.Random();
        }
    }

    public Fr Beta { get; init; } = Fr.Random();

    public Fr Gamma { get; init; } = Fr.Random();

    public Fr Delta { get; init; } = Fr.Random();

    public VerificationKey Key
    {
        get
        {
            Assert.True(TryCreate(out var key, out var refusal), refusal);
            return key!;
        }
    }

    public G1Affine Alpha => P(in alpha);

    public bool TryCreate(out VerificationKey? key, out string? refusal) =>
        VerificationKey.TryCreate(
            P(in alpha),
            Q(Beta),
            Q(Gamma),
            Q(Delta),
            [.. inputs.Select(i => P(in i))],
            out key,
            out refusal
        );

    public static G1Affine P(in Fr k) => G1.MultiplyVariable(in G1.Generator, in k).ToAffine();

    public static G2Affine Q(in Fr k) => G2.MultiplyVariable(in G2.Generator, in k).ToAffine();

    /// <summary>The discrete logarithm of IC_0 + Σ s_i·IC_i.</summary>
    public Fr Sum(ReadOnlySpan<Fr> signals)
    {
        var sum = inputs[0];
        for (var i = 0; i < signals.Length; i++)
        {
            sum += inputs[i + 1] * signals[i];
        }

        return sum;
    }

    /// <summary>A proof that holds for any signals: C = (ab - αβ - γL)/δ.</summary>
    public Proof Prove(ReadOnlySpan<Fr> signals)
    {
        var (a, b) = (Fr.Random(), Fr.Random());
        var c = ((a * b) - (alpha * Beta) - (Gamma * Sum(signals))) * Delta.Inverse();
        return new Proof(P(in a), Q(in b), P(in c));
    }

    /// <summary>The verification equation by its definition, without any of the verifier's checks.</summary>
    public bool EquationHolds(ReadOnlySpan<Fr> signals, in Proof proof) =>
        Pairing.Product([-proof.A, Alpha, P(Sum(signals)), proof.C], [proof.B, Q(Beta), Q(Gamma), Q(Delta)]) == Gt.One;

    public (Fr[] PublicSignals, Proof Proof)[] Batch(int count)
    {
        var batch = new (Fr[], Proof)[count];
        for (var i = 0; i < count; i++)
        {
            var signals = new Fr[inputs.Length - 1];
            for (var j = 0; j < signals.Length; j++)
            {
                // Zeros and small numbers among them, as in ballots.
                signals[j] = (j % 3) switch
                {
                    0 => Fr.Random(),
                    1 => Fr.From((ulong)i),
                    _ => Fr.Zero,
                };
            }

            batch[i] = (signals, Prove(signals));
        }

        return batch;
    }
}
