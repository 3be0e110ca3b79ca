using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Identity.Dids;

namespace PrivateVote.Identity;

/// <summary>Who an attestation is about, or who issued it: a DID, or an Ethereum account's address.</summary>
/// <remarks>
/// One person is one value, whatever format and spelling named them: every Ethereum account (an address, did:pkh:eip155 of
/// any chain, did:ethr, did:key and did:jwk of secp256k1) is <c>eip155:0x</c> and 40 lower-case digits; another did:key or
/// did:jwk is the did:key of its key; any other DID is itself, with the digits of percent-encoding in upper case.
/// </remarks>
public sealed class SubjectId
{
    private const int MaximumLength = 2048;

    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789"
    );

    private static readonly SearchValues<char> IdentifierCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:"
    );

    private SubjectId(string text, string uniqueValue, DidKey? key, Address? account, ulong chainId = 1)
    {
        Text = text;
        UniqueValue = uniqueValue;
        Key = key;
        Account = account;
        ChainId = chainId;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The one spelling; see the remarks.</summary>
    public string UniqueValue { get; }

    /// <summary>The key that a did:key or did:jwk is.</summary>
    public DidKey? Key { get; }

    /// <summary>The Ethereum account; that of the key for secp256k1.</summary>
    public Address? Account { get; }

    /// <summary>The chain that the DID names; 1 where it names none.</summary>
    public ulong ChainId { get; }

    /// <summary>`did:web` and the like; `address` for an address.</summary>
    public string Method => Text.StartsWith("did:", StringComparison.Ordinal) ? MethodOf(Text) : "address";

    /// <summary>The one spelling of an Ethereum account.</summary>
    public static string Canonical(Address account) => "eip155:" + Hex.Encode(account.ToBytes());

    /// <summary>The one spelling of a DID or address.</summary>
    public static bool TryCanonical(
        string text,
        [NotNullWhen(true)] out string? uniqueValue,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        uniqueValue = TryParse(text, out var id, out refusal) ? id.UniqueValue : null;
        return uniqueValue is not null;
    }

    /// <summary>Parses a DID without path, query and fragment, or an address.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out SubjectId? id,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        id = null;
        if (Address.TryParse(text, out var address))
        {
            id = new SubjectId(text, Canonical(address), null, address);
            refusal = null;
            return true;
        }

        if (!IsDid(text))
        {
            refusal = new(IdentityCode.MalformedDid, "this is neither a DID without a fragment nor an address");
            return false;
        }

        switch (MethodOf(text))
        {
            case "did:key":
                return Take(
                    text,
                    DidKey.TryParse(text, out var key, out var problem),
                    key,
                    problem,
                    out id,
                    out refusal
                );
            case "did:jwk":
                return Take(text, DidJwk.TryParse(text, out key, out problem), key, problem, out id, out refusal);
            case "did:pkh" when !text.StartsWith("did:pkh:eip155:", StringComparison.Ordinal):
                refusal = new(IdentityCode.UnsupportedDid, "of did:pkh only accounts of eip155 are supported");
                return false;
            case "did:pkh" or "did:ethr":
                if (!EthereumDid.TryParse(text, out address, out var chainId))
                {
                    refusal = new(
                        IdentityCode.MalformedDid,
                        "malformed DID: not an Ethereum account, or its checksum is wrong"
                    );
                    return false;
                }

                id = new SubjectId(text, Canonical(address), null, address, chainId);
                refusal = null;
                return true;
            case "did:web" when !DidWeb.TryParse(text, out _, out problem):
                refusal = new(IdentityCode.MalformedDid, problem);
                return false;
            default:
                id = new SubjectId(text, InUpperCaseEscapes(text), null, null);
                refusal = null;
                return true;
        }
    }

    private static bool Take(
        string text,
        bool parsed,
        DidKey? key,
        string? problem,
        [NotNullWhen(true)] out SubjectId? id,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        if (!parsed || key is null)
        {
            id = null;
            refusal = new(IdentityCode.MalformedDid, problem ?? "malformed DID");
            return false;
        }

        Address? account = key.Type == KeyType.Secp256k1 ? Address.FromPublicKey(key.PublicKey) : null;
        id = new SubjectId(text, account is { } address ? Canonical(address) : key.ToString(), key, account);
        refusal = null;
        return true;
    }

    /// <summary>DID Core section 3.1: <c>did:method:identifier</c>.</summary>
    private static bool IsDid(string text)
    {
        if (text.Length > MaximumLength || !text.StartsWith("did:", StringComparison.Ordinal))
        {
            return false;
        }

        var end = text.IndexOf(':', 4);
        if (end < 5 || text.AsSpan(4, end - 4).ContainsAnyExcept(MethodCharacters) || text[^1] == ':')
        {
            return false;
        }

        var rest = text.AsSpan(end + 1);
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '%')
            {
                if (i + 2 >= rest.Length || !char.IsAsciiHexDigit(rest[i + 1]) || !char.IsAsciiHexDigit(rest[i + 2]))
                {
                    return false;
                }

                i += 2;
            }
            else if (!IdentifierCharacters.Contains(rest[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string MethodOf(string did) => did[..did.IndexOf(':', 4)];

    private static string InUpperCaseEscapes(string did)
    {
        if (!did.Contains('%', StringComparison.Ordinal))
        {
            return did;
        }

        var characters = did.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (characters[i] == '%')
            {
                characters[i + 1] = char.ToUpperInvariant(characters[i + 1]);
                characters[i + 2] = char.ToUpperInvariant(characters[i + 2]);
            }
        }

        return new string(characters);
    }
}
