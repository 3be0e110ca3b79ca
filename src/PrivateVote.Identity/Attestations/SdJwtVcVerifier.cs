using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Jose;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) with key binding (RFC 9901 section 7.3): the issuer's JWT of type <c>dc+sd-jwt</c> (earlier
/// <c>vc+sd-jwt</c>), disclosures, and a JWT of type <c>kb+jwt</c> by the key in <c>cnf</c> over the challenge.
/// </summary>
/// <remarks>
/// The key binding's <c>nonce</c> is base64url(<see cref="Challenge.Digest"/>), its <c>aud</c> <see cref="ControlMessage.SpaceUrn"/>, its
/// <c>iat</c> within the challenge's time and not after now, a minute aside; <c>sd_hash</c> covers everything before it.
/// The subject is the key in <c>cnf</c>, as a did:key, whatever <c>sub</c> says. Issuers that give one person several credentials, each with a
/// key of its own, tell people apart only by a claim: a source of such an issuer names one.
/// </remarks>
public sealed class SdJwtVcVerifier : IAttestationVerifier
{
    public const string Type = "dc+sd-jwt";
    public const string KeyBindingType = "kb+jwt";

    private const string EarlierType = "vc+sd-jwt";

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>What the issuer has to say openly (SD-JWT VC section 3.2.2.2).</summary>
    private static readonly string[] NeverDisclosed = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

    public AttestationFormat Format => AttestationFormat.SdJwtVc;

    /// <summary>Whether a claim of this name is the issuer's to say openly, or has no name of its own.</summary>
    internal static bool IsNeverDisclosed(string name) => NeverDisclosed.Contains(name) || Disclosures.IsReserved(name);

    public bool Recognizes(ReadOnlySpan<byte> attestation) => SdJwt.LooksLike(attestation);

    public AttestationOutcome Verify(ReadOnlySpan<byte> attestation, VerificationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (
            !SdJwt.TryParse(
                Encoding.Latin1.GetString(attestation),
                AttestationVerifiers.MaximumLength,
                out var sdJwt,
                out var refusal
            )
        )
        {
            return refusal;
        }

        if (sdJwt.Issued.Type is not (Type or EarlierType))
        {
            return new IdentityRefusal(IdentityCode.UnknownFormat, $"typ of the issuer's JWT is not {Type}");
        }

        if (!TryReadIssued(sdJwt, context, out var issuer, out var claims, out refusal))
        {
            return refusal;
        }

        if (!claims.TryGetText("vct", out var type))
        {
            return new IdentityRefusal(IdentityCode.MalformedAttestation, "the credential has no vct");
        }

        if (SourceRule.CheckTypes(context.Source, [type]) is { } otherType)
        {
            return otherType;
        }

        if (!Moments.TryGetNumeric(claims, "nbf", out var from) || !Moments.TryGetNumeric(claims, "exp", out var until))
        {
            return new IdentityRefusal(IdentityCode.MalformedAttestation, "nbf or exp is not a number of seconds");
        }

        if (SourceRule.CheckTimes(context.Now, from, until) is { } otherTime)
        {
            return otherTime;
        }

        if (!claims.TryGetProperty("cnf", out var confirmation) || !confirmation.Has("jwk"))
        {
            return new IdentityRefusal(IdentityCode.NoSubject, "the credential is not bound to a key (cnf.jwk)");
        }

        if (!Jwk.TryParse(confirmation.GetProperty("jwk"), out var holder, out var problem))
        {
            return new IdentityRefusal(IdentityCode.MalformedAttestation, $"cnf: {problem}");
        }

        if (CheckKeyBinding(sdJwt, holder, context) is { } unbound)
        {
            return unbound;
        }

        if (
            !SubjectId.TryParse(holder.ToString(), out var subject, out refusal)
            || !SourceRule.TryUniqueValue(context.Source, subject, claims, out var unique, out refusal)
        )
        {
            return refusal;
        }

        // Token status lists are not asked about here; a source that wants the status gets no answer.
        var status = claims.Has("status") ? new UnknownStatus() : null;
        return new Personhood(Format, issuer.Text, subject.Text, issuer.UniqueValue, unique, null, until, status);
    }

    private static bool TryReadIssued(
        SdJwt sdJwt,
        VerificationContext context,
        [NotNullWhen(true)] out SubjectId? issuer,
        out JsonElement claims,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        issuer = null;
        claims = default;
        var jws = sdJwt.Issued;
        if (
            !ForeignJson.TryParseObject(
                jws.Payload,
                AttestationVerifiers.MaximumLength,
                out var payload,
                out var problem
            )
        )
        {
            refusal = new(IdentityCode.MalformedAttestation, problem);
            return false;
        }

        // Without iss, the issuer is whose key kid names in full.
        var named =
            payload.TryGetText("iss", out var iss) ? iss
            : payload.Has("iss") ? ""
            : IssuerKey.DidOf(jws.KeyId ?? "");
        if (!IssuerKey.TryParse(named, out issuer, out refusal))
        {
            return false;
        }

        if (!IssuerKey.TryFind(issuer, jws.KeyId, context, out var key, out refusal))
        {
            return false;
        }

        if (jws.Verify(key) is { } bad)
        {
            refusal = bad;
            return false;
        }

        if (!Disclosures.TryApply(payload, sdJwt.Disclosures, out claims, out var disclosed, out refusal))
        {
            return false;
        }

        // Nor may parts of them depend on what is disclosed: a cnf with two digests would be bound to whichever key is shown.
        var (open, shown) = (payload, claims);
        refusal =
            disclosed.Any(IsNeverDisclosed) || NeverDisclosed.Any(name => !IsSame(open, shown, name))
                ? new(IdentityCode.BadDisclosure, "a claim is disclosed that the issuer has to say openly")
                : null;
        return refusal is null;
    }

    private static bool IsSame(JsonElement before, JsonElement after, string name) =>
        !before.TryGetProperty(name, out var open)
        || (after.TryGetProperty(name, out var shown) && JsonElement.DeepEquals(open, shown));

    private static IdentityRefusal? CheckKeyBinding(SdJwt sdJwt, DidKey holder, VerificationContext context)
    {
        if (sdJwt.KeyBinding is not { } binding)
        {
            return context.Challenge is null
                ? null
                : new(IdentityCode.NoControl, "the holder of the credential did not bind it to the challenge");
        }

        if (binding.Type != KeyBindingType)
        {
            return new(IdentityCode.BadControl, $"typ of the key binding is not {KeyBindingType}");
        }

        if (binding.Verify(holder, IdentityCode.BadControl) is { } bad)
        {
            return bad with { Code = IdentityCode.BadControl };
        }

        if (
            !ForeignJson.TryParseObject(
                binding.Payload,
                AttestationVerifiers.MaximumLength,
                out var claims,
                out var problem
            )
        )
        {
            return new(IdentityCode.BadControl, problem);
        }

        if (
            !Moments.TryGetNumeric(claims, "iat", out var made)
            || made is null
            || !claims.TryGetText("aud", out var audience)
            || !claims.TryGetText("nonce", out var nonce)
            || !claims.TryGetText("sd_hash", out var hash)
        )
        {
            return new(IdentityCode.BadControl, "the key binding has not iat, aud, nonce and sd_hash");
        }

        if (hash != sdJwt.BoundHash)
        {
            return new(IdentityCode.BadControl, "the key binding is of another presentation");
        }

        if (context.Challenge is not { } challenge)
        {
            return null;
        }

        if (nonce != Base64Url.Encode(challenge.Digest()) || audience != ControlMessage.SpaceUrn(challenge.Space))
        {
            return new(IdentityCode.OtherChallenge, "the key binding is for another challenge");
        }

        return made < challenge.IssuedAt - Skew || made > challenge.Expires || made > context.Now + Skew
            ? new(IdentityCode.BadControl, "the key binding was not made within the challenge's time")
            : null;
    }
}
