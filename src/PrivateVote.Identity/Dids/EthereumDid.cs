using System.Globalization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;

namespace PrivateVote.Identity.Dids;

/// <summary>
/// DIDs that are Ethereum accounts: <c>did:pkh:eip155:N:0x…</c> (did:pkh method, CAIP-10) and <c>did:ethr:0x…</c>,
/// <c>did:ethr:0xN:0x…</c> (ERC-1056 method). A did:ethr is taken as the account that its identifier is; delegates and changed
/// owners, which only the chain knows, are not asked about.
/// </summary>
/// <remarks>An address of mixed case has to carry the right EIP-55 checksum. A did:ethr may name a compressed public key instead.</remarks>
public static class EthereumDid
{
    public const string PkhPrefix = "did:pkh:";
    public const string EthrPrefix = "did:ethr:";

    private const string Eip155Prefix = "did:pkh:eip155:";

    /// <summary>Parses either method; the chain is 1 where none is named.</summary>
    public static bool TryParse(string text, out Address account, out ulong chainId)
    {
        ArgumentNullException.ThrowIfNull(text);
        account = default;
        chainId = 1;
        if (text.StartsWith(Eip155Prefix, StringComparison.Ordinal))
        {
            return text[Eip155Prefix.Length..].Split(':') is [var chain, var address]
                && ulong.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out chainId)
                && chainId > 0
                && chain[0] != '0'
                && Address.TryParse(address, out account);
        }

        if (!text.StartsWith(EthrPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        return text[EthrPrefix.Length..].Split(':') switch
        {
            [var identifier] => TryParseIdentifier(identifier, out account),
            [var chain, var identifier] => TryParseHexChain(chain, out chainId)
                && TryParseIdentifier(identifier, out account),
            _ => false,
        };
    }

    private static bool TryParseHexChain(string text, out ulong chainId)
    {
        chainId = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out chainId)
            && text == $"0x{chainId:x}"
            && chainId > 0;
    }

    private static bool TryParseIdentifier(string text, out Address account)
    {
        if (Address.TryParse(text, out account))
        {
            return true;
        }

        if (
            !Hex.TryDecodeAnyCase(text, Secp256k1.CompressedPublicKeySize, out var publicKey)
            || !Secp256k1.IsValidPublicKey(publicKey)
        )
        {
            return false;
        }

        account = Address.FromPublicKey(publicKey);
        return true;
    }
}
