using System.Globalization;
using System.Net;
using PrivateVote.Elections;

namespace PrivateVote.Client;

/// <summary>A service does not do what it was asked to, and says why (problem+json, RFC 9457).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The stable number, such as `E2104`; empty when the answer had none.</param>
/// <param name="sentence">What was wrong, as the service says it.</param>
public sealed class ServiceException(HttpStatusCode status, string code, string sentence)
    : Exception(code.Length > 0 ? $"{code} {sentence}" : sentence)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The rule that the service refuses by, where it is one; null for what is the service's own affair.</summary>
    /// <remarks>It is the service's word: whoever relies on it applies the rules to a log they replayed.</remarks>
    public Refusal? Refusal { get; } = RefusalOf(code, sentence);

    /// <summary>Whether it refuses by a rule, or because an attestation is not good (`E4…`): asking again does not help.</summary>
    public bool IsRefusal => Refusal is not null || Code.StartsWith("E4", StringComparison.Ordinal);

    private static Refusal? RefusalOf(string code, string sentence) =>
        code.StartsWith('E')
        && int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Enum.IsDefined((RefusalCode)number)
            ? new Refusal((RefusalCode)number, sentence)
            : null;
}

/// <summary>The service could not be reached, or did not answer in time, for as long as the client was ready to wait.</summary>
public sealed class ServiceUnreachableException(string message, Exception? inner = null) : IOException(message, inner);
