using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Ethereum.SignIn;
using PrivateVote.Identity.Dids;

namespace PrivateVote.Identity.Attestations;

/// <summary>The forms of a <see cref="Challenge"/> that are signed outside of JWS.</summary>
public static class ControlMessage
{
    private static readonly TypedDataTypes Types = TypedDataTypes.Define(
        "Registration(address account,string host,bytes32 space,bytes32 commitment,bytes32 replaces,bytes32 nonce,uint64 expires)"
    );

    /// <summary>The space as an address: the `aud` of a key binding, the `URI` of the text for wallets.</summary>
    public static string SpaceUrn(byte[] space) => "urn:privatevote:space:" + Hex.Encode(space);

    /// <summary>
    /// Sign-In with Ethereum text (EIP-4361) of a challenge: wallets show it, and check the domain. One challenge, account and
    /// chain has one text.
    /// </summary>
    /// <param name="address">The account that signs.</param>
    /// <param name="chainId">The chain that its DID names; 1 where it names none.</param>
    /// <exception cref="ArgumentException">The challenge's domain is not a host, perhaps with a port.</exception>
    public static string ToSiwe(Challenge challenge, Address address, ulong chainId) =>
        TryToSiwe(challenge, address, chainId, out var text)
            ? text
            : throw new ArgumentException("the challenge's domain is not a host", nameof(challenge));

    /// <summary>
    /// The challenge as typed data (EIP-712) for wallets that sign that instead of a text. Its nonce is
    /// <see cref="Challenge.Digest"/>; `replaces` is zero where nothing is replaced.
    /// </summary>
    /// <param name="address">The account that signs.</param>
    /// <param name="chainId">The chain that its DID names; 1 where it names none.</param>
    public static TypedData ToTypedData(Challenge challenge, Address address, ulong chainId)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        return TypedData.Create(
            Types,
            "Registration",
            new TypedDataDomain("PrivateVote", "1", chainId),
            new AbiValue.Struct(
                new Dictionary<string, AbiValue>
                {
                    ["account"] = address,
                    ["host"] = challenge.Domain,
                    ["space"] = challenge.Space,
                    ["commitment"] = challenge.Commitment.ToBytes(),
                    ["replaces"] = (challenge.Replaces ?? Fr.Zero).ToBytes(),
                    ["nonce"] = challenge.Digest(),
                    ["expires"] = challenge.Expires.ToUnixTimeSeconds(),
                }
            )
        );
    }

    internal static bool TryToSiwe(
        Challenge challenge,
        Address address,
        ulong chainId,
        [NotNullWhen(true)] out string? text
    )
    {
        ArgumentNullException.ThrowIfNull(challenge);
        text = null;
        if (!HostName.IsValidWithPort(challenge.Domain))
        {
            return false;
        }

        var commitment = challenge.Commitment.ToHex();
        List<string> resources = [SpaceUrn(challenge.Space), "urn:privatevote:commitment:" + commitment];
        var statement = $"Become a member with the identity commitment {commitment}";
        if (challenge.Replaces is { } replaced)
        {
            resources.Add("urn:privatevote:commitment:" + replaced.ToHex());
            statement += $" instead of {replaced.ToHex()}";
        }

        text = new SignInMessage
        {
            Domain = challenge.Domain,
            Address = address,
            Statement = statement + ".",
            Uri = SpaceUrn(challenge.Space),
            ChainId = chainId,
            Nonce = Convert.ToHexStringLower(challenge.Digest()),
            IssuedAt = SignInTime.From(challenge.IssuedAt),
            ExpirationTime = SignInTime.From(challenge.Expires),
            Resources = resources,
        }.ToText();
        return true;
    }
}
