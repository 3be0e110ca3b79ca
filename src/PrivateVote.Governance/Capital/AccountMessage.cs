using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;

namespace PrivateVote.Governance;

/// <summary>
/// The text by which an account agrees to be a member's: signed as a personal message (EIP-191), which every wallet shows. It names the space, the
/// commitment and the account, so that it is of no use for another member or space.
/// </summary>
public static class AccountMessage
{
    /// <param name="commitment">The one that the member has when they enter it.</param>
    public static string ToText(Space space, Fr commitment, Address account)
    {
        ArgumentNullException.ThrowIfNull(space);
        return $"""
            {space.Body.Domain} asks you to show that this account is yours.

            Account: {account}
            Member: {commitment.ToHex()}
            Space: {Hex.Encode(space.Id)}

            Whoever reads the space's log will see that they belong together. This signature allows nothing else.
            """.ReplaceLineEndings("\n");
    }

    public static bool IsSigned(Space space, Fr commitment, Address account, string signature) =>
        EthereumSignature.TryParse(signature.AsSpan(), out var parsed)
        && parsed.IsBy(account, PersonalMessage.Digest(ToText(space, commitment, account)));
}
