using System.Globalization;
using PrivateVote.Ethereum;

namespace PrivateVote.Identity.Attestations;

/// <summary>The forms of a <see cref="Challenge"/> that are signed outside of JWS.</summary>
public static class ControlMessage
{
    /// <summary>The space as an address: the `aud` of a key binding, the `URI` of the text for wallets.</summary>
    public static string SpaceUrn(byte[] space) => "urn:privatevote:space:" + Hex.Format(space);

    /// <summary>
    /// Sign-In with Ethereum (ERC-4361) text of a challenge: wallets show it, and check the domain. One challenge, account and
    /// chain has one text.
    /// </summary>
    /// <param name="address">The account that signs.</param>
    /// <param name="chainId">The chain that its DID names; 1 where it names none.</param>
    public static string ToSiwe(Challenge challenge, Address address, ulong chainId)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        var commitment = challenge.Commitment.ToHex();
        List<string> resources = [SpaceUrn(challenge.Space), "urn:privatevote:commitment:" + commitment];
        var statement = $"Become a member with the identity commitment {commitment}";
        if (challenge.Replaces is { } replaced)
        {
            resources.Add("urn:privatevote:commitment:" + replaced.ToHex());
            statement += $" instead of {replaced.ToHex()}";
        }

        return $"{challenge.Domain} wants you to sign in with your Ethereum account:\n"
            + $"{address}\n\n"
            + $"{statement}.\n\n"
            + $"URI: {SpaceUrn(challenge.Space)}\n"
            + "Version: 1\n"
            + string.Create(CultureInfo.InvariantCulture, $"Chain ID: {chainId}\n")
            + $"Nonce: {Convert.ToHexStringLower(challenge.Digest())}\n"
            + $"Issued At: {Moment(challenge.IssuedAt)}\n"
            + $"Expiration Time: {Moment(challenge.Expires)}\n"
            + "Resources:"
            + string.Concat(resources.Select(resource => "\n- " + resource));
    }

    private static string Moment(DateTimeOffset value) => PrivateVote.Cryptography.Standard.MomentForm.ToText(value);
}
