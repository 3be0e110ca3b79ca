using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Service;

/// <summary>Asks for a challenge.</summary>
/// <param name="Commitment">The identity commitment to enter.</param>
/// <param name="Replaces">The same person's commitment that it replaces; null for none.</param>
/// <param name="Subject">The DID that will sign; for an Ethereum account the answer has the text for its wallet.</param>
public sealed record ChallengeRequest(
    [property: JsonConverter(typeof(FrForm))] Fr Commitment,
    [property: JsonConverter(typeof(FrForm))] Fr? Replaces = null,
    string? Subject = null
);

/// <summary>A challenge, and what each way of showing control signs of it. All of it follows from the challenge.</summary>
/// <param name="Digest">SHA-256 of the challenge's bytes.</param>
/// <param name="Message">The EIP-4361 text, where the subject is an Ethereum account; else null.</param>
/// <param name="Semaphore">What a Semaphore proof is made with.</param>
/// <param name="WorldId">What a World ID proof is made with, for each such source of the space.</param>
/// <param name="KeyBinding">What the key binding of an SD-JWT names.</param>
public sealed record ChallengeAnswer(
    Challenge Challenge,
    [property: JsonConverter(typeof(DigestForm))] byte[] Digest,
    string? Message,
    SemaphoreBinding Semaphore,
    IReadOnlyList<WorldIdBinding> WorldId,
    KeyBinding KeyBinding
)
{
    /// <summary>What follows from a challenge: the service answers with it, and the client makes it anew instead of believing it.</summary>
    /// <param name="subject">Who will sign; null where it was not said.</param>
    public static ChallengeAnswer Of(Challenge challenge, Space space, SubjectId? subject)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(space);
        var digest = challenge.Digest();
        var commitment = challenge.Commitment.ToHex();
        return new ChallengeAnswer(
            challenge,
            digest,
            subject?.Account is { } account ? ControlMessage.ToSiwe(challenge, account, subject.ChainId) : null,
            new SemaphoreBinding(SemaphoreVerifier.RegistrationScope(space.Id).ToHex(), commitment),
            [
                .. space
                    .Body.Personhood.Sources.Where(source => source.Format == AttestationFormat.WorldId)
                    .Select(source => new WorldIdBinding(source.Id, source.AppId!, source.Action!, commitment)),
            ],
            new KeyBinding(Base64Url.Encode(digest), ControlMessage.SpaceUrn(space.Id))
        );
    }
}

/// <summary>Both as `0x` and 64 hexadecimal digits, as @semaphore-protocol/core takes them.</summary>
/// <param name="Scope">The same for everybody who registers in the space: one person has one nullifier there.</param>
/// <param name="Message">The identity commitment to enter.</param>
public sealed record SemaphoreBinding(string Scope, string Message);

/// <param name="Source">The id of the source in the space's policy.</param>
/// <param name="Signal">The identity commitment to enter, 32 bytes, `0x` and 64 hexadecimal digits.</param>
public sealed record WorldIdBinding(string Source, string AppId, string Action, string Signal);

/// <param name="Nonce">base64url of the challenge's digest.</param>
/// <param name="Audience">The space, as `urn:privatevote:space:0x…`.</param>
public sealed record KeyBinding(string Nonce, string Audience);
