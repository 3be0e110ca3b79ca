using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PrivateVote.Ethereum.SignIn;

/// <summary>
/// The message of Sign-In with Ethereum (EIP-4361), version 1: what a wallet shows readably and signs as a personal message
/// (EIP-191). Its text and its fields determine each other byte for byte.
/// </summary>
public sealed record SignInMessage
{
    /// <summary>Characters, all ASCII, of the longest message.</summary>
    public const int MaximumLength = 8192;

    private const string Asks = " wants you to sign in with your Ethereum account:";

    /// <summary>The scheme of the origin, such as https; usually absent.</summary>
    public string? Scheme { get; init; }

    /// <summary>Who asks: host and port.</summary>
    public required string Domain { get; init; }

    public required Address Address { get; init; }

    /// <summary>What the person agrees to, one line of ASCII; letters, digits, spaces and the reserved characters of URIs.</summary>
    public string? Statement { get; init; }

    /// <summary>What the signing is for.</summary>
    public required string Uri { get; init; }

    /// <summary>EIP-155 chain id that contract accounts are looked up on.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>At least 8 letters and digits, chosen by who asks.</summary>
    public required string Nonce { get; init; }

    public required SignInTime IssuedAt { get; init; }

    public SignInTime? ExpirationTime { get; init; }

    public SignInTime? NotBefore { get; init; }

    /// <summary>May be empty, which is not the same as absent.</summary>
    public string? RequestId { get; init; }

    /// <summary>URIs; may be empty, which is not the same as absent.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Whether the time is not before the first, and is before the second, of the times that the message names.</summary>
    public bool IsTimely(DateTimeOffset now) =>
        (NotBefore is null || now >= NotBefore.Time) && (ExpirationTime is null || now < ExpirationTime.Time);

    /// <summary>What is signed, 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">A field is not what EIP-4361 says.</exception>
    public byte[] Digest() => PersonalMessage.Digest(ToText());

    /// <summary>The message's text: lines with line feeds between them and none at the end.</summary>
    /// <exception cref="InvalidOperationException">A field is not what EIP-4361 says.</exception>
    public string ToText()
    {
        if (FindFault() is { } fault)
        {
            throw new InvalidOperationException(fault);
        }

        var text = Write();
        return text.Length <= MaximumLength
            ? text
            : throw new InvalidOperationException($"a message has at most {MaximumLength} characters");
    }

    /// <summary>Parses a message; the refusal is a sentence.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out SignInMessage? message,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        message = null;
        if (text.Length > MaximumLength)
        {
            refusal = $"a message has at most {MaximumLength} characters";
            return false;
        }

        refusal = new Reader(text.Split('\n')).Read(out var read);
        if (refusal is not null || (refusal = read!.FindFault()) is not null)
        {
            return false;
        }

        if (read.Write() != text)
        {
            refusal = "the message is not written as its fields would be";
            return false;
        }

        message = read;
        return true;
    }

    /// <summary>Two messages are equal when their texts are.</summary>
    public bool Equals(SignInMessage? other) => other is not null && Write() == other.Write();

    public override int GetHashCode() => Write().GetHashCode(StringComparison.Ordinal);

    private string? FindFault() =>
        Scheme is { } scheme && !SignInGrammar.IsScheme(scheme) ? "the scheme is not one of a URI"
        : !SignInGrammar.IsDomain(Domain) ? "the domain is not the authority of a URI, without user information"
        : Statement is { } statement && !SignInGrammar.IsStatement(statement)
            ? "the statement is empty or has characters that EIP-4361 does not allow"
        : !SignInGrammar.IsUri(Uri) ? "the URI is not one"
        : !SignInGrammar.IsNonce(Nonce) ? "the nonce is not at least 8 letters and digits"
        : RequestId is { } id && !SignInGrammar.IsRequestId(id) ? "the request id has characters that are not allowed"
        : Resources is { } resources && !resources.All(uri => SignInGrammar.IsUri(uri)) ? "a resource is not a URI"
        : null;

    private string Write()
    {
        var text = new StringBuilder();
        if (Scheme is not null)
        {
            text.Append(Scheme).Append("://");
        }

        text.Append(Domain).Append(Asks).Append('\n').Append(Address).Append("\n\n");
        if (Statement is not null)
        {
            text.Append(Statement).Append('\n');
        }

        text.Append("\nURI: ").Append(Uri);
        text.Append("\nVersion: 1\nChain ID: ").Append(ChainId.ToString(CultureInfo.InvariantCulture));
        text.Append("\nNonce: ").Append(Nonce);
        text.Append("\nIssued At: ").Append(IssuedAt.Text);
        if (ExpirationTime is not null)
        {
            text.Append("\nExpiration Time: ").Append(ExpirationTime.Text);
        }

        if (NotBefore is not null)
        {
            text.Append("\nNot Before: ").Append(NotBefore.Text);
        }

        if (RequestId is not null)
        {
            text.Append("\nRequest ID: ").Append(RequestId);
        }

        if (Resources is not null)
        {
            text.Append("\nResources:");
            foreach (var resource in Resources)
            {
                text.Append("\n- ").Append(resource);
            }
        }

        return text.ToString();
    }

    /// <summary>Takes a message's lines one after another.</summary>
    private sealed class Reader(string[] lines)
    {
        private int _next;

        /// <summary>Null when every line was read, else what is wrong.</summary>
        public string? Read(out SignInMessage? message)
        {
            message = null;
            var first = Take();
            if (first is null || !first.EndsWith(Asks, StringComparison.Ordinal))
            {
                return "the first line does not ask to sign in with an Ethereum account";
            }

            var origin = first[..^Asks.Length];
            var end = origin.IndexOf("://", StringComparison.Ordinal);
            var addressLine = Take();
            if (!Address.TryParse(addressLine, out var address) || address.ToString() != addressLine)
            {
                return "the second line is not an address with its EIP-55 checksum";
            }

            if (Take() is not "")
            {
                return "there is no empty line after the address";
            }

            var statement = Take();
            if (statement is "")
            {
                statement = null;
            }
            else if (Take() is not "")
            {
                return "there is no empty line after the statement";
            }

            if (Field("URI: ") is not { } uri)
            {
                return "the line of the URI is missing";
            }

            if (Field("Version: ") is not "1")
            {
                return "the version is not 1";
            }

            if (!ulong.TryParse(Field("Chain ID: "), NumberStyles.None, CultureInfo.InvariantCulture, out var chainId))
            {
                return "the chain id is missing, or is not a number below 2^64";
            }

            if (Field("Nonce: ") is not { } nonce)
            {
                return "the nonce is missing";
            }

            if (!TryTime("Issued At: ", out var issuedAt) || issuedAt is null)
            {
                return "the time of issue is missing, or is not a time of RFC 3339";
            }

            if (!TryTime("Expiration Time: ", out var expirationTime))
            {
                return "the expiration time is not a time of RFC 3339";
            }

            if (!TryTime("Not Before: ", out var notBefore))
            {
                return "the time before which it is not valid is not a time of RFC 3339";
            }

            var requestId = Field("Request ID: ");
            var resources = TakeResources();
            if (_next != lines.Length)
            {
                return "there are lines that EIP-4361 does not have, or not in this order";
            }

            message = new SignInMessage
            {
                Scheme = end >= 0 ? origin[..end] : null,
                Domain = end >= 0 ? origin[(end + 3)..] : origin,
                Address = address,
                Statement = statement,
                Uri = uri,
                ChainId = chainId,
                Nonce = nonce,
                IssuedAt = issuedAt,
                ExpirationTime = expirationTime,
                NotBefore = notBefore,
                RequestId = requestId,
                Resources = resources,
            };
            return null;
        }

        private string? Take() => _next < lines.Length ? lines[_next++] : null;

        /// <summary>What follows the prefix, if the next line has it.</summary>
        private string? Field(string prefix) =>
            _next < lines.Length && lines[_next].StartsWith(prefix, StringComparison.Ordinal)
                ? lines[_next++][prefix.Length..]
                : null;

        /// <summary>True with null when the next line is another field.</summary>
        private bool TryTime(string prefix, out SignInTime? time)
        {
            time = null;
            return Field(prefix) is not { } text || SignInTime.TryParse(text, out time);
        }

        private List<string>? TakeResources()
        {
            if (_next == lines.Length || lines[_next] != "Resources:")
            {
                return null;
            }

            _next++;
            var resources = new List<string>();
            while (Field("- ") is { } resource)
            {
                resources.Add(resource);
            }

            return resources;
        }
    }
}
