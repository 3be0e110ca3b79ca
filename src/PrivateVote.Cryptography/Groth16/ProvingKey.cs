using PrivateVote.Cryptography.Bn254;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>
/// What proofs of one circuit are made with: a snarkjs key (.zkey) for Groth16 over BN254.
/// </summary>
/// <remarks>
/// Memory: 64 bytes for each point in G1 and 128 in G2 that is not at infinity, about the size of the file. Immutable and
/// safe to share.
/// <para>
/// Reading checks the form, every coordinate and every point's curve, and all that <see cref="Groth16.VerificationKey"/>
/// checks. That the points belong to the circuit is known by the file's digest, or by verifying the setup with snarkjs:
/// a key that somebody else made up could give proofs that say something about the witness.
/// </para>
/// </remarks>
public sealed class ProvingKey
{
    internal ProvingKey(
        VerificationKey verificationKey,
        byte[] digest,
        byte[] circuitHash,
        int contributionCount,
        int wireCount,
        in G1Affine beta,
        in G1Affine delta,
        EvaluationDomain domain,
        QuotientRows rows,
        WirePoints<Fp> a,
        WirePoints<Fp> b1,
        WirePoints<Fp2> b2,
        WirePoints<Fp> c,
        G1Affine[] h
    )
    {
        VerificationKey = verificationKey;
        Digest = digest;
        CircuitHash = circuitHash;
        ContributionCount = contributionCount;
        WireCount = wireCount;
        (Beta, Delta) = (beta, delta);
        (Domain, Rows) = (domain, rows);
        (A, B1, B2, C, H) = (a, b1, b2, c, h);
    }

    /// <summary>The key that the proofs are verified with.</summary>
    public VerificationKey VerificationKey { get; }

    /// <summary>SHA-256 of the file, 32 bytes.</summary>
    public byte[] Digest { get; }

    /// <summary>snarkjs' "circuit hash", 64 bytes: BLAKE2b of the key before any contribution to phase 2.</summary>
    public byte[] CircuitHash { get; }

    /// <summary>How many contributions to phase 2 the file records, beacons included; at least one.</summary>
    public int ContributionCount { get; }

    /// <summary>How many values a witness has.</summary>
    public int WireCount { get; }

    internal G1Affine Beta { get; }

    internal G1Affine Delta { get; }

    internal EvaluationDomain Domain { get; }

    internal QuotientRows Rows { get; }

    internal WirePoints<Fp> A { get; }

    internal WirePoints<Fp> B1 { get; }

    internal WirePoints<Fp2> B2 { get; }

    internal WirePoints<Fp> C { get; }

    internal G1Affine[] H { get; }

    /// <summary>Reads a .zkey from the stream's position to its end, once, without seeking.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is malformed, for another proof system or curve, or unsafe: the message says which. A key to whose phase 2
    /// nobody contributed is refused, since its maker can forge proofs.
    /// </exception>
    public static ProvingKey Load(Stream zkey)
    {
        ArgumentNullException.ThrowIfNull(zkey);
        using var reader = new ZkeyReader(zkey);
        return reader.Read();
    }
}
