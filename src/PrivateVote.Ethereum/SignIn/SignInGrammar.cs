using System.Buffers;

namespace PrivateVote.Ethereum.SignIn;

/// <summary>What the fields of a sign-in message are made of: EIP-4361's grammar over that of RFC 3986.</summary>
internal static class SignInGrammar
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string LettersAndDigits = Letters + "0123456789";
    private const string Unreserved = LettersAndDigits + "-._~";
    private const string SubDelimiters = "!$&'()*+,;=";
    private const string Reserved = ":/?#[]@" + SubDelimiters;
    private const int MinimumNonceLength = 8;

    private static readonly SearchValues<char> InScheme = SearchValues.Create(LettersAndDigits + "+-.");
    private static readonly SearchValues<char> InAuthority = SearchValues.Create(Unreserved + SubDelimiters + ":[]%");
    private static readonly SearchValues<char> InStatement = SearchValues.Create(Unreserved + Reserved + " ");
    private static readonly SearchValues<char> InUri = SearchValues.Create(Unreserved + Reserved + "%");
    private static readonly SearchValues<char> InRequestId = SearchValues.Create(Unreserved + SubDelimiters + ":@%");
    private static readonly SearchValues<char> InNonce = SearchValues.Create(LettersAndDigits);

    public static bool IsScheme(ReadOnlySpan<char> text) =>
        !text.IsEmpty && char.IsAsciiLetter(text[0]) && !text.ContainsAnyExcept(InScheme);

    /// <summary>An authority without user information, which only misleads a reader about the host.</summary>
    public static bool IsDomain(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExcept(InAuthority) && HasWholeEscapes(text);

    public static bool IsStatement(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(InStatement);

    /// <summary>A scheme, a colon, and characters of a URI with whole percent escapes.</summary>
    public static bool IsUri(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        return colon > 0
            && colon < text.Length - 1
            && IsScheme(text[..colon])
            && !text.ContainsAnyExcept(InUri)
            && HasWholeEscapes(text);
    }

    public static bool IsNonce(ReadOnlySpan<char> text) =>
        text.Length >= MinimumNonceLength && !text.ContainsAnyExcept(InNonce);

    /// <summary>May be empty.</summary>
    public static bool IsRequestId(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(InRequestId) && HasWholeEscapes(text);

    private static bool HasWholeEscapes(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOf('%')) >= 0; text = text[(at + 3)..])
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            {
                return false;
            }
        }

        return true;
    }
}
