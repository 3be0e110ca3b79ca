using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Jose;

/// <summary>
/// A selectively disclosable JWT (RFC 9901) in compact form: the issuer's JWT, disclosures, and perhaps the holder's key
/// binding JWT, joined by <c>~</c>. Reading verifies no signature.
/// </summary>
public sealed class SdJwt
{
    /// <summary>Disclosures at most.</summary>
    public const int MaximumDisclosures = 256;

    private SdJwt(CompactJws issued, IReadOnlyList<string> disclosures, CompactJws? keyBinding, string bound)
    {
        Issued = issued;
        Disclosures = disclosures;
        KeyBinding = keyBinding;
        BoundHash = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(bound)));
    }

    /// <summary>The issuer's JWT.</summary>
    public CompactJws Issued { get; }

    /// <summary>As they were written, in base64url.</summary>
    public IReadOnlyList<string> Disclosures { get; }

    /// <summary>The holder's JWT; null where the last <c>~</c> ends the text.</summary>
    public CompactJws? KeyBinding { get; }

    /// <summary>
    /// What <c>sd_hash</c> of the key binding has to be: SHA-256 over everything up to and including the last <c>~</c>, in base64url.
    /// </summary>
    public string BoundHash { get; }

    /// <summary>Whether the bytes have the outer form.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> text) =>
        CompactJws.BeginsAsObject(text) && text.Contains((byte)'~');

    /// <summary>Splits and decodes; verifies nothing.</summary>
    /// <param name="maximumLength">Characters of the whole.</param>
    public static bool TryParse(
        string text,
        int maximumLength,
        [NotNullWhen(true)] out SdJwt? sdJwt,
        [NotNullWhen(false)] out IdentityRefusal? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        sdJwt = null;
        if (text.Length > maximumLength)
        {
            refusal = new(IdentityCode.TooLarge, $"the SD-JWT is over {maximumLength} characters");
            return false;
        }

        var parts = text.Split('~');
        if (parts.Length is < 2 or > MaximumDisclosures + 2)
        {
            refusal = new(
                IdentityCode.MalformedAttestation,
                $"an SD-JWT is a JWT, up to {MaximumDisclosures} disclosures and a key binding, joined by ~"
            );
            return false;
        }

        CompactJws? keyBinding = null;
        if (
            !CompactJws.TryParse(parts[0], maximumLength, out var issued, out refusal)
            || (parts[^1].Length > 0 && !CompactJws.TryParse(parts[^1], maximumLength, out keyBinding, out refusal))
        )
        {
            return false;
        }

        sdJwt = new SdJwt(issued, parts[1..^1], keyBinding, text[..(text.Length - parts[^1].Length)]);
        refusal = null;
        return true;
    }
}
