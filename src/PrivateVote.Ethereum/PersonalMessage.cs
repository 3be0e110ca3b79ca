using System.Globalization;
using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum;

/// <summary>EIP-191 version 0x45, what wallets call <c>personal_sign</c>.</summary>
public static class PersonalMessage
{
    /// <summary>
    /// keccak256(0x19 ‖ "Ethereum Signed Message:\n" ‖ length of the message in decimal ‖ message), 32 bytes. The prefix keeps
    /// a message from being a transaction.
    /// </summary>
    public static byte[] Digest(ReadOnlySpan<byte> message)
    {
        var length = message.Length.ToString(CultureInfo.InvariantCulture);
        return Keccak256.Hash([
            .. "\u0019Ethereum Signed Message:\n"u8,
            .. Encoding.ASCII.GetBytes(length),
            .. message,
        ]);
    }

    /// <summary>As the other, of the text's UTF-8.</summary>
    public static byte[] Digest(string message) => Digest(Encoding.UTF8.GetBytes(message));
}
