using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// A Semaphore v4 proof (docs.semaphore.pse.dev, npm @semaphore-protocol/proof 4): somebody of a group, and nobody learns who,
/// wants this commitment in the census.
/// </summary>
/// <remarks>
/// <para>
/// The JSON is what `generateProof` gives: `merkleTreeDepth` (1 to 32, the circuit's), `merkleTreeRoot`, `nullifier` (below r),
/// `message`, `scope` (below 2^256) as decimal strings, and `points`, the proof as eight decimal strings below p in the order
/// of EIP-197. The circuit's public signals are root, nullifier, h(message), h(scope) with h(x) = keccak256(x as 32
/// bytes big-endian) >> 8.
/// </para>
/// <para>
/// Semaphore takes numbers, `0x` hexadecimal and text for message and scope; text that is no number becomes its UTF-8,
/// padded with zeros behind to 32 bytes. A registration needs numbers only: the message is the identity commitment, the
/// scope is <see cref="RegistrationScope"/>. So the proof is bound to the commitment, and a member of the group has one
/// nullifier in each space.
/// </para>
/// </remarks>
public sealed class SemaphoreVerifier : IAttestationVerifier
{
    public const int MinimumDepth = 1;
    public const int MaximumDepth = 32;

    /// <summary>Bytes of the longest proof that is read: the longest that Semaphore writes is under 1200.</summary>
    public const int MaximumLength = 4096;

    private const int PointCount = Proof.Size / Fp.Size;

    private static readonly IReadOnlyDictionary<int, Lazy<Verifier>> Verifiers = SemaphoreKeys.Read(
        "semaphore-v4.keys.json"
    );

    public AttestationFormat Format => AttestationFormat.Semaphore;

    /// <summary>
    /// The scope of registrations in a space: keccak256("PrivateVote/v1/registration" ‖ space) >> 8. It is below r, so that every
    /// client of Semaphore takes it as a number.
    /// </summary>
    /// <param name="space">The space's id, 32 bytes.</param>
    /// <exception cref="ArgumentException">The id is not 32 bytes.</exception>
    public static Fr RegistrationScope(ReadOnlySpan<byte> space) =>
        space.Length == 32
            ? SemaphoreNumbers.HashToField([.. "PrivateVote/v1/registration"u8, .. space])
            : throw new ArgumentException("the id of a space is 32 bytes", nameof(space));

    public bool Recognizes(ReadOnlySpan<byte> attestation) =>
        ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out _)
        && root.Has("merkleTreeDepth")
        && root.Has("points");

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (attestation.Length > MaximumLength)
        {
            return new IdentityRefusal(IdentityCode.TooLarge, $"a Semaphore proof has at most {MaximumLength} bytes");
        }

        if (!StrictJson.TryParse<ProofJson>(attestation, out var json, out var refusal))
        {
            return Malformed(refusal);
        }

        if (!Verifiers.TryGetValue(json.MerkleTreeDepth, out var verifier))
        {
            return Malformed($"the depth of the tree is from {MinimumDepth} to {MaximumDepth}");
        }

        if (
            !Fr.TryParseDecimal(json.MerkleTreeRoot, out var root)
            || !Fr.TryParseDecimal(json.Nullifier, out var nullifier)
        )
        {
            return Malformed("root and nullifier are decimal numbers below r");
        }

        if (
            !SemaphoreNumbers.TryParseWord(json.Message, out var message)
            || !SemaphoreNumbers.TryParseWord(json.Scope, out var scope)
        )
        {
            return Malformed("message and scope are decimal numbers below 2^256");
        }

        if (!TryReadProof(json.Points, out var proof))
        {
            return Malformed(
                "the points are eight decimal numbers below p, of points on their curves, B in its subgroup"
            );
        }

        return CheckBinding(root, message, scope, context) is { } unbound ? unbound
            : !verifier.Value.Verify(
                [root, nullifier, SemaphoreNumbers.HashToField(message), SemaphoreNumbers.HashToField(scope)],
                in proof
            )
                ? new IdentityRefusal(IdentityCode.InvalidProof, "the Semaphore proof does not hold")
            : new Personhood(
                Format,
                root.ToHex(),
                nullifier.ToHex(),
                "semaphore:" + Hex.Encode(scope),
                nullifier.ToHex(),
                null,
                null,
                null
            );
    }

    /// <summary>The cheap checks, before the pairing.</summary>
    private static IdentityRefusal? CheckBinding(Fr root, byte[] message, byte[] scope, VerificationContext context)
    {
        if (context.Source is { } source && !root.IsAmong(source.Roots))
        {
            return new IdentityRefusal(
                IdentityCode.UnknownRoot,
                "the root is not among the group roots that the space accepts"
            );
        }

        if (context.Challenge is not { } challenge)
        {
            return null;
        }

        if (!RegistrationScope(challenge.Space).ToBytes().AsSpan().SequenceEqual(scope))
        {
            return new IdentityRefusal(IdentityCode.OtherScope, "the scope is not that of registrations in this space");
        }

        return challenge.Commitment.ToBytes().AsSpan().SequenceEqual(message)
            ? null
            : new IdentityRefusal(
                IdentityCode.OtherSignal,
                "the message is not the identity commitment of the challenge"
            );
    }

    private static bool TryReadProof(IReadOnlyList<string> points, out Proof proof)
    {
        proof = default;
        if (points.Count != PointCount)
        {
            return false;
        }

        Span<byte> encoding = stackalloc byte[Proof.Size];
        for (var i = 0; i < PointCount; i++)
        {
            if (!Fp.TryParseDecimal(points[i], out var coordinate))
            {
                return false;
            }

            coordinate.Encode(encoding[(i * Fp.Size)..]);
        }

        return Proof.TryDecode(encoding, out proof);
    }

    private static IdentityRefusal Malformed(string reason) =>
        new(IdentityCode.MalformedAttestation, $"malformed Semaphore proof: {reason}");

    private sealed record ProofJson(
        int MerkleTreeDepth,
        string MerkleTreeRoot,
        string Nullifier,
        string Message,
        string Scope,
        IReadOnlyList<string> Points
    );
}
