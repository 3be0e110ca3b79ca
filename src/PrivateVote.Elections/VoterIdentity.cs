using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Hashing;

namespace PrivateVote.Elections;

/// <summary>
/// A voter's identity: Semaphore v4's. secret is uniform in [0, l), A = secret·B8, commitment = Poseidon2(A.x, A.y).
/// </summary>
public sealed class VoterIdentity
{
    private VoterIdentity(Scalar secret)
    {
        Secret = secret;
        EdwardsPoint.MultiplyBase(secret).ToAffine(out var x, out var y);
        Commitment = Poseidon.Hash(x, y);
    }

    /// <summary>The secret scalar; whoever holds it votes as this voter.</summary>
    public Scalar Secret { get; }

    public Fr Commitment { get; }

    public static VoterIdentity Create() => new(Scalar.Random());

    public static VoterIdentity FromSecret(Scalar secret) => new(secret);

    /// <summary>The secret as the circuit's field sees it; l is below r, so it is the same number.</summary>
    public Fr SecretInField =>
        Fr.TryDecode(Secret.ToBytes(), out var element)
            ? element
            : throw new System.Diagnostics.UnreachableException("l is below r");

    /// <summary>The one nullifier this voter has in an election.</summary>
    public Fr NullifierIn(Election election) => Poseidon.Hash(election.Scope, SecretInField);
}
