using System.Text;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// A World ID 3 proof (docs.world.org/world-id, worldcoin/world-id-contracts): somebody whom the protocol verified, and nobody
/// learns who, wants this commitment in the census.
/// </summary>
/// <remarks>
/// <para>
/// The JSON is what IDKit hands to an app: `merkle_root`, `nullifier_hash` (0x and hexadecimal, below r), `proof`, which is
/// the ABI encoding of uint256[8], 0x and 512 digits in the order of EIP-197, and `verification_level`.
/// </para>
/// <para>
/// Public signals in the circuit's order: root, nullifier, h(signal), external nullifier, where h(x) = keccak256(x) >> 8. The
/// Solidity function `verifyProof` takes the two in the middle the other way round. The external nullifier is
/// h(h(app id as text) as 32 bytes ‖ action as text).
/// </para>
/// <para>
/// The level is only what the presenter says: what was verified about a person follows from the group, which is the root. A
/// source therefore lists roots of the group that it means, and roots of the last while, since the group's root changes
/// as people join.
/// </para>
/// </remarks>
public sealed class WorldIdVerifier : IAttestationVerifier
{
    /// <summary>Bytes of the longest proof that is read: IDKit's is under 1000.</summary>
    public const int MaximumLength = 4096;

    /// <summary>The depth of World ID's tree, and of the circuit whose key is built in.</summary>
    public const int Depth = 30;

    private static readonly Lazy<Verifier> BuiltIn = SemaphoreKeys.Read("world-id.keys.json")[Depth];

    private readonly Lazy<Verifier> verifier;

    /// <summary>A verifier of production proofs, with the key that World ID's contracts have as constants.</summary>
    public WorldIdVerifier()
        : this(BuiltIn) { }

    /// <summary>A verifier under the key of another tree; the key has four public signals.</summary>
    /// <exception cref="ArgumentException">Another number of public signals.</exception>
    public WorldIdVerifier(VerificationKey key)
        : this(new Lazy<Verifier>(new Verifier(RequireKey(key)))) { }

    private WorldIdVerifier(Lazy<Verifier> verifier) => this.verifier = verifier;

    public AttestationFormat Format => AttestationFormat.WorldId;

    /// <summary>What an app's action is in the circuit; a person has one nullifier within it.</summary>
    /// <param name="appId">`app_` and so on, as the developer portal gives it.</param>
    /// <param name="action">The action's identifier; may be empty.</param>
    public static Fr ExternalNullifier(string appId, string action)
    {
        ArgumentNullException.ThrowIfNull(appId);
        ArgumentNullException.ThrowIfNull(action);
        var app = SemaphoreNumbers.HashToField(Encoding.UTF8.GetBytes(appId));
        return SemaphoreNumbers.HashToField([.. app.ToBytes(), .. Encoding.UTF8.GetBytes(action)]);
    }

    /// <summary>
    /// The hash of a registration's signal. The signal that IDKit is given is the commitment as 0x and 64 digits, which it takes
    /// for the 32 bytes that they spell.
    /// </summary>
    public static Fr SignalHash(Fr commitment) => SemaphoreNumbers.HashToField(commitment.ToBytes());

    public bool Recognizes(ReadOnlySpan<byte> attestation) =>
        ForeignJson.TryParseObject(attestation, MaximumLength, out var root, out _)
        && root.Has("merkle_root")
        && root.Has("nullifier_hash");

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Source is not { AppId: { } appId, Action: { } action })
        {
            return new IdentityRefusal(
                IdentityCode.OtherScope,
                "a World ID proof is only known to hold for the app id and the action of a source: both are needed"
            );
        }

        return context.Challenge is { } challenge
            ? Verify(attestation, context, ExternalNullifier(appId, action), SignalHash(challenge.Commitment))
            : new IdentityRefusal(
                IdentityCode.OtherSignal,
                "a World ID proof is only known to hold for the commitment that it signals: a challenge is needed"
            );
    }

    /// <summary>Verifies a proof for a signal that is given by its hash.</summary>
    internal AttestationOutcome Verify(
        ReadOnlySpan<byte> attestation,
        VerificationContext context,
        Fr externalNullifier,
        Fr signalHash
    )
    {
        if (attestation.Length > MaximumLength)
        {
            return new IdentityRefusal(IdentityCode.TooLarge, $"a World ID proof has at most {MaximumLength} bytes");
        }

        if (!StrictJson.TryParse<ProofJson>(attestation, out var json, out var refusal))
        {
            return Malformed(refusal);
        }

        if (!TryParseNumber(json.MerkleRoot, out var root) || !TryParseNumber(json.NullifierHash, out var nullifier))
        {
            return Malformed("root and nullifier are 0x and hexadecimal digits of a number below r");
        }

        if (
            !Hex.TryDecodeAnyCase(json.Proof, Proof.Size, out var encoding) || !Proof.TryDecode(encoding, out var proof)
        )
        {
            return Malformed("the proof is not 0x and 512 digits, of points on their curves, B in its subgroup");
        }

        if (context.Source is { } source)
        {
            if (!root.IsAmong(source.Roots))
            {
                return new IdentityRefusal(
                    IdentityCode.UnknownRoot,
                    "the root is not among those that the space accepts"
                );
            }

            if (source.Types is { } levels && !levels.Contains(json.VerificationLevel))
            {
                return new IdentityRefusal(IdentityCode.TypeNotTrusted, "the space does not accept this level");
            }
        }

        // A proof of another signal, of another action and one of nothing at all look the same.
        return verifier.Value.Verify([root, nullifier, signalHash, externalNullifier], in proof)
            ? new Personhood(
                Format,
                root.ToHex(),
                nullifier.ToHex(),
                "world-id:" + externalNullifier.ToHex(),
                nullifier.ToHex(),
                null,
                null,
                null
            )
            : new IdentityRefusal(
                IdentityCode.InvalidProof,
                "the World ID proof does not hold for this commitment and this app's action"
            );
    }

    /// <summary>IDKit pads numbers to 64 digits; some wallets do not.</summary>
    private static bool TryParseNumber(string text, out Fr number)
    {
        number = default;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && text.Length is > 2 and <= 66
            && Fr.TryParseHex("0x" + text[2..].PadLeft(64, '0'), out number);
    }

    private static VerificationKey RequireKey(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.PublicCount == SemaphoreKeys.PublicCount
            ? key
            : throw new ArgumentException(
                $"a key of World ID has {SemaphoreKeys.PublicCount} public signals",
                nameof(key)
            );
    }

    private static IdentityRefusal Malformed(string reason) =>
        new(IdentityCode.MalformedAttestation, $"malformed World ID proof: {reason}");

    private sealed record ProofJson(
        [property: System.Text.Json.Serialization.JsonPropertyName("merkle_root")] string MerkleRoot,
        [property: System.Text.Json.Serialization.JsonPropertyName("nullifier_hash")] string NullifierHash,
        [property: System.Text.Json.Serialization.JsonPropertyName("proof")] string Proof,
        [property: System.Text.Json.Serialization.JsonPropertyName("verification_level")] string VerificationLevel
    );
}
