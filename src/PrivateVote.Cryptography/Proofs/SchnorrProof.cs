using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Cryptography.Proofs;

/// <summary>Knowledge of x with X = x·B, B the base of Baby Jubjub; 64 bytes: c ‖ s.</summary>
/// <remarks>
/// C. Schnorr 1991, made non-interactive by Fiat and Shamir with the whole statement hashed (D. Bernhard, O. Pereira,
/// B. Warinschi, eprint 2016/771).
/// <list type="table">
/// <item><term>commit</term><description>A = w·B, w hedged (<see cref="ProofNonce"/>)</description></item>
/// <item><term>challenge</term><description>c = Transcript "schnorr": "context" bytes, "prover" number, "generator" B,
/// "public-key" X, "commitment" A; Challenge("challenge")</description></item>
/// <item><term>response</term><description>s = w + c·x</description></item>
/// <item><term>verify</term><description>A = s·B - c·X gives the same c; X in the subgroup, not the identity</description></item>
/// </list>
/// Two answers to one A give x = (s - s')/(c - c'): the proof is one of knowledge. Nothing but a proof for the same
/// context and the same prover's index is accepted, so a copied or an old proof is worth nothing to anyone else.
/// </remarks>
public sealed record SchnorrProof(Scalar Challenge, Scalar Response)
{
    /// <summary>Bytes of an encoded proof.</summary>
    public const int Size = 64;

    /// <summary>Proves knowledge of <paramref name="secret"/>; constant time in it.</summary>
    /// <exception cref="ArgumentException">The public key is not secret·B.</exception>
    public static SchnorrProof Prove(
        in Scalar secret,
        in EdwardsPoint publicKey,
        ReadOnlySpan<byte> contextId,
        int proverIndex
    )
    {
        if (EdwardsPoint.MultiplyBase(in secret) != publicKey)
        {
            throw new ArgumentException("The public key does not belong to the secret.", nameof(publicKey));
        }

        using var transcript = Statement(in publicKey, contextId, proverIndex);
        var nonce = ProofNonce.Draw(in secret, transcript);
        transcript.Append("commitment", EdwardsPoint.MultiplyBase(in nonce));
        var challenge = transcript.Challenge("challenge");
        return new SchnorrProof(challenge, nonce + (challenge * secret));
    }

    /// <summary>Whether this proves knowledge of the key's secret, by this prover, in this context.</summary>
    public bool Verify(in EdwardsPoint publicKey, ReadOnlySpan<byte> contextId, int proverIndex)
    {
        if (proverIndex < 0 || publicKey.IsIdentity || !publicKey.IsInSubgroup())
        {
            return false;
        }

        using var transcript = Statement(in publicKey, contextId, proverIndex);
        transcript.Append(
            "commitment",
            EdwardsPoint.SumOfProductsVariable([EdwardsPoint.Base, publicKey], [Response, -Challenge])
        );
        return transcript.Challenge("challenge") == Challenge;
    }

    /// <summary>c ‖ s, 64 bytes.</summary>
    public byte[] ToBytes() => [.. Challenge.ToBytes(), .. Response.ToBytes()];

    /// <summary>Reads exactly 64 bytes, two canonical scalars.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SchnorrProof? proof)
    {
        proof =
            bytes.Length == Size
            && Scalar.TryDecode(bytes[..Scalar.Size], out var challenge)
            && Scalar.TryDecode(bytes[Scalar.Size..], out var response)
                ? new SchnorrProof(challenge, response)
                : null;
        return proof is not null;
    }

    private static Transcript Statement(in EdwardsPoint publicKey, ReadOnlySpan<byte> contextId, int proverIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(proverIndex);
        var transcript = new Transcript("schnorr");
        transcript.Append("context", contextId);
        transcript.Append("prover", (ulong)proverIndex);
        transcript.Append("generator", EdwardsPoint.Base);
        transcript.Append("public-key", in publicKey);
        return transcript;
    }
}
