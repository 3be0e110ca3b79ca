using System.Diagnostics.CodeAnalysis;
using PrivateVote.Identity.Dids;

namespace PrivateVote.Identity.Attestations;

/// <summary>The key of an issuer that a DID URL names.</summary>
internal static class IssuerKey
{
    /// <summary>Whether an issuer is named by an address of the web, which says no key.</summary>
    public static bool IsWebAddress(string issuer) =>
        issuer.StartsWith("https://", StringComparison.Ordinal)
        || issuer.StartsWith("http://", StringComparison.Ordinal);

    /// <summary>Who issued it, by a DID.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out SubjectId? issuer,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        if (!IsWebAddress(text))
        {
            return SubjectId.TryParse(text, out issuer, out refusal);
        }

        issuer = null;
        refusal = new(
            IdentityCode.UnsupportedDid,
            "the issuer is named by an address of the web, which says no key: issuers with a DID are taken"
        );
        return false;
    }

    /// <summary>
    /// The key of an issuer that the source trusts: <paramref name="keyId"/> is a DID URL of exactly <paramref name="issuer"/> (or only
    /// its fragment); null is taken where the DID is a single key.
    /// </summary>
    public static bool TryFind(
        SubjectId issuer,
        string? keyId,
        VerificationContext context,
        [NotNullWhen(true)] out DidKey? key,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        key = null;
        // Before any document is asked for: nobody makes us fetch what they like.
        refusal = SourceRule.CheckIssuer(context.Source, issuer);
        if (refusal is not null)
        {
            return false;
        }

        var own =
            issuer.Key is null ? null
            : issuer.Method == "did:jwk" ? issuer.Text + DidJwk.Fragment
            : issuer.Key.KeyId;
        if (keyId is null)
        {
            key = issuer.Key;
            refusal = key is null ? new(IdentityCode.IssuerMismatch, "kid does not say which key of the issuer") : null;
            return key is not null;
        }

        var url = keyId.StartsWith('#') ? issuer.Text + keyId : keyId;
        var mark = url.IndexOf('#', StringComparison.Ordinal);
        if (mark < 0 || url[..mark] != issuer.Text)
        {
            refusal = new(IdentityCode.IssuerMismatch, "the key that signed is not named as one of the issuer's");
            return false;
        }

        if (own is not null)
        {
            key = url == own ? issuer.Key : null;
            refusal = key is null
                ? new(IdentityCode.IssuerMismatch, "the key that signed is not the one that the issuer's DID is")
                : null;
            return key is not null;
        }

        if (issuer.Method != "did:web")
        {
            refusal = new(
                IdentityCode.UnsupportedDid,
                $"keys of issuers of {issuer.Method} are not known here; of did:key, did:jwk and did:web they are"
            );
            return false;
        }

        if (context.Keys is null || !context.Keys.TryGetValue(url, out var didKey))
        {
            refusal = new(IdentityCode.DocumentNeeded, $"the document of {issuer.Text} has to say what the key is")
            {
                NeededDid = issuer.Text,
            };
            return false;
        }

        if (!DidKey.TryParse(didKey, out key, out var problem))
        {
            refusal = new(IdentityCode.MalformedDid, problem);
            return false;
        }

        return true;
    }

    /// <summary>The DID of a DID URL, without its fragment.</summary>
    public static string DidOf(string url) => url.Split('#', 2)[0];
}
