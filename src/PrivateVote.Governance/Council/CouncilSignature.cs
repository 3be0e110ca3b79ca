using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;

namespace PrivateVote.Governance;

/// <summary>
/// An owner's signature as a file, for who collects them. Nothing in it is believed: who executes computes the hash again from the
/// verified record, and the rest only says early what does not belong together.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Safe">EIP-55.</param>
/// <param name="Version">Of the Safe's contract.</param>
/// <param name="Threshold">How many had to sign when this was made: who executes notices when it has changed.</param>
/// <param name="Signer">EIP-55.</param>
/// <param name="Signature">r ‖ s ‖ v, 65 bytes.</param>
/// <param name="Basis">What decided on the payload (<see cref="VotedPayload.Basis"/>); null for a rejection.</param>
public sealed record CouncilSignature(
    string Format,
    ulong ChainId,
    string Safe,
    string Version,
    ulong Nonce,
    [property: JsonConverter(typeof(DigestForm))] byte[] SafeTxHash,
    int Threshold,
    string Signer,
    [property: JsonConverter(typeof(BytesForm))] byte[] Signature,
    [property: JsonConverter(typeof(DigestForm))] byte[]? Basis = null
)
{
    public const string CurrentFormat = "privatevote-owner-signature/1";

    /// <summary>Bytes of the longest file that is read.</summary>
    public const int MaximumSize = 4096;

    /// <summary>Reads a file and the signature in it.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> file,
        [NotNullWhen(true)] out CouncilSignature? read,
        [NotNullWhen(true)] out EthereumSignature? signature,
        [NotNullWhen(false)] out string? refusal
    )
    {
        signature = null;
        if (!StrictJson.TryParse(file, out read, out refusal))
        {
            return false;
        }

        if (read.Format != CurrentFormat)
        {
            refusal = $"its format is not {CurrentFormat}";
            return false;
        }

        if (!EthereumSignature.TryParse(read.Signature, out signature))
        {
            refusal = "its signature is not r, s and v, 65 bytes, with a low s";
            return false;
        }

        refusal = null;
        return true;
    }
}
