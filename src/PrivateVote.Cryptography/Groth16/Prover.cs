using System.Buffers;
using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// Makes Groth16 proofs (eprint 2016/260, section 3.2) with a key of snarkjs.
/// </summary>
/// <remarks>
/// For a witness w, and r and s fresh from the system's generator for every proof:
/// <list type="table">
/// <item><term>A</term><description>α + Σ w_i·A_i + r·δ</description></item>
/// <item><term>B</term><description>β + Σ w_i·B_i + s·δ, in G2 and, for C, in G1</description></item>
/// <item><term>C</term><description>Σ w_i·C_i over the private wires + Σ h_i·H_i + s·A + r·B - rs·δ</description></item>
/// </list>
/// snarkjs' H_i belong to the Lagrange basis of the shifted domain, so that h_i are the values of a·b - c there, where a, b
/// and c are the polynomials that the witness gives on the domain; the division by the vanishing polynomial, constant on
/// the shifted domain, is in the H_i. A proof says nothing about the witness beyond the public signals, whatever
/// they are, since A and B are uniform and C follows from them.
/// <para>
/// Time depends on the witness: the multiplications skip zeros and touch memory by the digits of the wires. Proofs are made
/// on the voter's own device, and what runs beside it there could read the secret itself. A server must not prove for
/// others. What held the witness is cleared when a proof is done.
/// </para>
/// Safe to use from several threads. Memory for each proof at work: about 20 MiB for a domain of 2^15, and 6 MiB more for
/// each thread; it is rented from the shared pools.
/// </remarks>
public sealed class Prover
{
    private readonly ProvingKey key;

    public Prover(ProvingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        this.key = key;
    }

    /// <summary>How many threads share the work of one proof, at least 1.</summary>
    public int Parallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>
    /// A proof for a witness, whose wires 1 to PublicCount are the public signals. If the witness does not satisfy the
    /// circuit, the proof does not verify.
    /// </summary>
    /// <param name="witness">As many values as the circuit has wires, the first of them 1.</param>
    public Proof Prove(ReadOnlySpan<Fr> witness)
    {
        if (witness.Length != key.WireCount || !witness[0].IsOne)
        {
            throw new ArgumentException($"A witness has {key.WireCount} values, the first of them 1.", nameof(witness));
        }

        using var sumA = key.A.Multiply(witness);
        using var sumB1 = key.B1.Multiply(witness);
        using var sumB2 = key.B2.Multiply(witness);
        using var sumC = key.C.Multiply(witness);
        var size = key.Domain.Size;
        var a = ArrayPool<Fr>.Shared.Rent(size);
        var b = ArrayPool<Fr>.Shared.Rent(size);
        var c = ArrayPool<Fr>.Shared.Rent(size);
        try
        {
            key.Rows.EvaluateA(witness, a.AsSpan(0, size));
            key.Rows.EvaluateB(witness, b.AsSpan(0, size));
            for (var i = 0; i < size; i++)
            {
                Fr.Multiply(out c[i], in a[i], in b[i]);
            }

            var work = new List<Action>
            {
                () => key.Domain.MoveToCoset(a.AsSpan(0, size)),
                () => key.Domain.MoveToCoset(b.AsSpan(0, size)),
                () => key.Domain.MoveToCoset(c.AsSpan(0, size)),
            };
            AddWindows(work, sumB2);
            AddWindows(work, sumA);
            AddWindows(work, sumB1);
            AddWindows(work, sumC);
            WorkList.Run(work, Parallelism);

            for (var i = 0; i < size; i++)
            {
                Fr.Multiply(out a[i], in a[i], in b[i]);
                Fr.Subtract(out a[i], in a[i], in c[i]);
            }

            using var sumH = new MultiScalarMultiplication<Fp>(key.H, indexes: null, a.AsSpan(0, size));
            work.Clear();
            AddWindows(work, sumH);
            WorkList.Run(work, Parallelism);
            return Blind(sumA, sumB1, sumB2, sumC, sumH);
        }
        finally
        {
            ArrayPool<Fr>.Shared.Return(a, clearArray: true);
            ArrayPool<Fr>.Shared.Return(b, clearArray: true);
            ArrayPool<Fr>.Shared.Return(c, clearArray: true);
        }
    }

    private static void AddWindows<F>(List<Action> work, MultiScalarMultiplication<F> sum)
        where F : unmanaged, Fields.IField<F>
    {
        for (var i = 0; i < sum.WindowCount; i++)
        {
            var index = i;
            work.Add(() => sum.SumWindow(index));
        }
    }

    private Proof Blind(
        MultiScalarMultiplication<Fp> sumA,
        MultiScalarMultiplication<Fp> sumB1,
        MultiScalarMultiplication<Fp2> sumB2,
        MultiScalarMultiplication<Fp> sumC,
        MultiScalarMultiplication<Fp> sumH
    )
    {
        var r = Fr.Random();
        var s = Fr.Random();
        var verification = key.VerificationKey;
        sumA.Combine(out var a);
        a = a + verification.Alpha + G1.MultiplyVariable(key.Delta, in r);
        sumB1.Combine(out var b1);
        b1 = b1 + key.Beta + G1.MultiplyVariable(key.Delta, in s);
        sumB2.Combine(out var b2);
        b2 = b2 + verification.Beta + G2.MultiplyVariable(verification.Delta, in s);
        sumC.Combine(out var c);
        sumH.Combine(out var h);
        var affineA = a.ToAffine();
        c =
            c
            + h
            + G1.MultiplyVariable(in affineA, in s)
            + G1.MultiplyVariable(b1.ToAffine(), in r)
            + G1.MultiplyVariable(key.Delta, -(r * s));
        return new Proof(in affineA, b2.ToAffine(), c.ToAffine());
    }
}
