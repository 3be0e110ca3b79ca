using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;
using PrivateVote.Identity.Json;

namespace PrivateVote.Identity.Online;

/// <summary>
/// W3C Bitstring Status List 1.0: the list is a credential of the issuer, with a bit for each of its credentials. It is verified
/// as any credential is (`vc+jwt` or `eddsa-jcs-2022`), and has to be by the issuer of what is asked about.
/// </summary>
/// <remarks>
/// Fetching a list tells its host that somebody holds one of its credentials, not which: a list has at least 131 072 bits (16 KB,
/// section 6.1), and a shorter one is refused.
/// </remarks>
public sealed class BitstringStatusSource(IDidWebFetcher fetcher) : IStatusSource
{
    /// <summary>Bytes of a status list credential.</summary>
    public const int MaximumLength = 512 * 1024;

    /// <summary>Bytes of the bitstring, decompressed: 2^26 bits. A list that grows beyond it is not read to its end.</summary>
    public const int MaximumListLength = 8 * 1024 * 1024;

    /// <summary>Bytes of the bitstring at least.</summary>
    public const int MinimumListLength = 16 * 1024;

    private readonly IssuerDocuments _documents = new(fetcher);

    public bool Knows(StatusReference status) => status is BitstringStatus;

    public async Task<StatusAnswer> AskAsync(StatusReference status, DateTimeOffset now, CancellationToken cancellation)
    {
        if (status is not BitstringStatus asked)
        {
            throw new ArgumentException("not a bitstring status", nameof(status));
        }

        var (body, problem) = await fetcher.FetchAsync(asked.List, MaximumLength, cancellation).ConfigureAwait(false);
        if (body is null)
        {
            return StatusAnswer.Unavailable($"the status list: {problem}");
        }

        var ((credential, refusal), _) = await _documents
            .VerifyAsync<(SecuredCredential? Credential, IdentityRefusal? Refusal)>(
                context =>
                    SecuredCredential.TryVerify(body, MaximumLength, context, out var secured, out var refusal)
                        ? (secured, null)
                        : (null, refusal),
                outcome => outcome.Refusal,
                refusal => (null, refusal),
                new VerificationContext(now),
                cancellation
            )
            .ConfigureAwait(false);
        return credential is null
            ? StatusAnswer.Unavailable($"the status list: {refusal!.Reason}")
            : Read(credential, asked, now);
    }

    private static StatusAnswer Read(SecuredCredential list, BitstringStatus asked, DateTimeOffset now)
    {
        if (!SubjectId.TryParse(asked.Issuer, out var issuer, out _) || issuer.UniqueValue != list.Issuer.UniqueValue)
        {
            return StatusAnswer.Unavailable("the status list is of another issuer");
        }

        if (list.CheckTimes(now) is not null)
        {
            return StatusAnswer.Unavailable("the status list is not of this time");
        }

        var subject = list.Credential.Subject;
        if (
            !list.Credential.Types.Contains("BitstringStatusListCredential")
            || !subject.TryGetText("type", out var type)
            || type != "BitstringStatusList"
            || !HasPurpose(subject, asked.Purpose)
        )
        {
            return StatusAnswer.Unavailable("the status list is not one, or is for another purpose");
        }

        if (!subject.TryGetText("encodedList", out var encoded) || !TryDecode(encoded, out var bits))
        {
            return StatusAnswer.Unavailable(
                $"the status list is not {MinimumListLength} to {MaximumListLength} bytes, compressed, in base64url"
            );
        }

        // The first index is the leftmost bit.
        if (asked.Index < 0 || asked.Index / 8 >= bits.Length)
        {
            return StatusAnswer.Unavailable("the status list has no such index");
        }

        var isSet = (bits[asked.Index / 8] & (0x80 >> (int)(asked.Index % 8))) != 0;
        return !isSet ? StatusAnswer.Valid
            : asked.Purpose == "suspension" ? StatusAnswer.Suspended
            : StatusAnswer.Revoked;
    }

    private static bool HasPurpose(JsonElement subject, string purpose) =>
        subject.TryGetProperty("statusPurpose", out var member)
        && (member.ValueKind == JsonValueKind.Array ? member.EnumerateArray().ToArray() : [member]).Any(one =>
            one.ValueKind == JsonValueKind.String && one.GetString() == purpose
        );

    private static bool TryDecode(string encoded, [NotNullWhen(true)] out byte[]? bits)
    {
        bits = null;
        if (!encoded.StartsWith('u') || !Base64Url.TryDecode(encoded.AsSpan(1), out var compressed))
        {
            return false;
        }

        var buffer = new byte[MaximumListLength + 1];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
            var length = gzip.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length is < MinimumListLength or > MaximumListLength)
            {
                return false;
            }

            bits = buffer[..length];
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
