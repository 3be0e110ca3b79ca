using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Cryptography.Proofs;

/// <summary>
/// One x with X = x·B and D_i = x·R_i for every i: equal discrete logarithms, one response for all; 64 bytes: c ‖ s.
/// </summary>
/// <remarks>
/// D. Chaum, T. Pedersen, "Wallet databases with observers", 1992; strong Fiat-Shamir (eprint 2016/771).
/// <list type="table">
/// <item><term>commit</term><description>A = w·B and A_i = w·R_i for every i, w hedged</description></item>
/// <item><term>challenge</term><description>c = Transcript of the proof's name: "context" bytes, "prover" number,
/// "generator" B, "public-key" X, "bases" all R_i, "images" all D_i, "commitment" A, "commitments" all A_i;
/// Challenge("challenge")</description></item>
/// <item><term>response</term><description>s = w + c·x</description></item>
/// <item><term>verify</term><description>A = s·B - c·X and A_i = s·R_i - c·D_i give the same c; X and every D_i in the
/// subgroup, X not the identity</description></item>
/// </list>
/// Sound: two answers (c, s), (c', s') to the same commitments give x = (s - s')/(c - c') that satisfies every equation at
/// once, with no random combination of the options. The check of the subgroup is needed: a D_i with a part of order 8
/// would pass whenever c is a multiple of 8. The R_i must be in the subgroup too; they are sums of what the ballot circuit
/// computed, or decoded with a check.
/// </remarks>
public sealed record ChaumPedersenProof(Scalar Challenge, Scalar Response)
{
    /// <summary>Bytes of an encoded proof.</summary>
    public const int Size = 64;

    /// <summary>The transcript's label for decryption shares.</summary>
    internal const string DecryptionLabel = "chaum-pedersen";

    /// <summary>Proves D_i = secret·R_i for all i; constant time in the secret.</summary>
    /// <exception cref="ArgumentException">The key is not secret·B, or not one D for each R, or none.</exception>
    public static ChaumPedersenProof Prove(
        in Scalar secret,
        in EdwardsPoint publicKey,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<EdwardsPoint> images,
        ReadOnlySpan<byte> contextId,
        int proverIndex
    ) => Prove(DecryptionLabel, in secret, in publicKey, bases, images, contextId, proverIndex);

    /// <summary>Whether this proves D_i = x·R_i for all i and the x of the key, by this prover, in this context.</summary>
    public bool Verify(
        in EdwardsPoint publicKey,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<EdwardsPoint> images,
        ReadOnlySpan<byte> contextId,
        int proverIndex
    ) => Verify(DecryptionLabel, in publicKey, bases, images, contextId, proverIndex);

    /// <summary>The same for a proof of another name, so that neither stands for the other.</summary>
    public static ChaumPedersenProof Prove(
        string label,
        in Scalar secret,
        in EdwardsPoint publicKey,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<EdwardsPoint> images,
        ReadOnlySpan<byte> contextId,
        int proverIndex
    )
    {
        if (bases.Length != images.Length || bases.IsEmpty)
        {
            throw new ArgumentException("One image for each base, and at least one.", nameof(images));
        }

        if (EdwardsPoint.MultiplyBase(in secret) != publicKey)
        {
            throw new ArgumentException("The public key does not belong to the secret.", nameof(publicKey));
        }

        using var transcript = Statement(label, in publicKey, bases, images, contextId, proverIndex);
        var nonce = ProofNonce.Draw(in secret, transcript);
        var commitments = new EdwardsPoint[bases.Length];
        for (var i = 0; i < bases.Length; i++)
        {
            commitments[i] = EdwardsPoint.Multiply(in bases[i], in nonce);
        }

        var challenge = Challenged(transcript, EdwardsPoint.MultiplyBase(in nonce), commitments);
        return new ChaumPedersenProof(challenge, nonce + (challenge * secret));
    }

    /// <summary>The same for a proof of another name.</summary>
    public bool Verify(
        string label,
        in EdwardsPoint publicKey,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<EdwardsPoint> images,
        ReadOnlySpan<byte> contextId,
        int proverIndex
    )
    {
        if (
            bases.Length != images.Length
            || bases.IsEmpty
            || proverIndex < 0
            || publicKey.IsIdentity
            || !publicKey.IsInSubgroup()
            || !AreInSubgroup(images)
        )
        {
            return false;
        }

        using var transcript = Statement(label, in publicKey, bases, images, contextId, proverIndex);
        var negated = -Challenge;
        var commitments = new EdwardsPoint[bases.Length];
        for (var i = 0; i < bases.Length; i++)
        {
            commitments[i] = EdwardsPoint.SumOfProductsVariable([bases[i], images[i]], [Response, negated]);
        }

        var commitment = EdwardsPoint.SumOfProductsVariable([EdwardsPoint.Base, publicKey], [Response, negated]);
        return Challenged(transcript, in commitment, commitments) == Challenge;
    }

    /// <summary>c ‖ s, 64 bytes.</summary>
    public byte[] ToBytes() => [.. Challenge.ToBytes(), .. Response.ToBytes()];

    /// <summary>Reads exactly 64 bytes, two canonical scalars.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ChaumPedersenProof? proof)
    {
        proof =
            bytes.Length == Size
            && Scalar.TryDecode(bytes[..Scalar.Size], out var challenge)
            && Scalar.TryDecode(bytes[Scalar.Size..], out var response)
                ? new ChaumPedersenProof(challenge, response)
                : null;
        return proof is not null;
    }

    private static bool AreInSubgroup(ReadOnlySpan<EdwardsPoint> points)
    {
        foreach (ref readonly var point in points)
        {
            if (!point.IsInSubgroup())
            {
                return false;
            }
        }

        return true;
    }

    private static Transcript Statement(
        string label,
        in EdwardsPoint publicKey,
        ReadOnlySpan<EdwardsPoint> bases,
        ReadOnlySpan<EdwardsPoint> images,
        ReadOnlySpan<byte> contextId,
        int proverIndex
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(proverIndex);
        var transcript = new Transcript(label);
        transcript.Append("context", contextId);
        transcript.Append("prover", (ulong)proverIndex);
        transcript.Append("generator", EdwardsPoint.Base);
        transcript.Append("public-key", in publicKey);
        transcript.Append("bases", bases);
        transcript.Append("images", images);
        return transcript;
    }

    private static Scalar Challenged(
        Transcript transcript,
        in EdwardsPoint commitment,
        ReadOnlySpan<EdwardsPoint> commitments
    )
    {
        transcript.Append("commitment", in commitment);
        transcript.Append("commitments", commitments);
        return transcript.Challenge("challenge");
    }
}
