using PrivateVote.Cryptography.Standard;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Cli.Files;

/// <summary>Sources as people write them into options: `ID=FORMAT:ISSUER`.</summary>
internal static class SourceText
{
    /// <param name="uniqueness">What all of them share that can, if anything.</param>
    public static IReadOnlyList<AttestationSource> Parse(IEnumerable<string> given, string? uniqueness)
    {
        var sources = new List<AttestationSource>();
        foreach (var text in given)
        {
            var (id, format, issuer) = Split(text);
            var known = sources.FindIndex(source => source.Id == id);
            if (known < 0)
            {
                sources.Add(Trust(new AttestationSource(id, format, [], 1), issuer));
            }
            else if (sources[known].Format == format)
            {
                sources[known] = Trust(sources[known], issuer);
            }
            else
            {
                throw new Failure($"--source: '{id}' is one source, and has one format");
            }
        }

        return [.. sources.Select(source => Once(source, uniqueness))];
    }

    /// <summary>
    /// One person once in each source, and in all that share a name. Proofs of membership and stamps tell people apart by what
    /// no other source knows.
    /// </summary>
    private static AttestationSource Once(AttestationSource source, string? shared) =>
        source.Format is AttestationFormat.Semaphore or AttestationFormat.HumanPassport ? source
        : shared is not null ? source with { Uniqueness = shared }
        // Within a schema, and within an issuer, is not enough here.
        : source.Format == AttestationFormat.Eas || source.Issuers.Count > 1 ? source with { Uniqueness = source.Id }
        : source;

    private static AttestationSource Trust(AttestationSource source, string issuer) =>
        source.Format == AttestationFormat.Semaphore
            ? source with
            {
                Roots = [.. source.Roots ?? [], RootOf(issuer)],
            }
            : source with
            {
                Issuers = [.. source.Issuers, issuer],
            };

    /// <summary>A root as Semaphore writes it, decimal, or in hexadecimal digits.</summary>
    public static string RootOf(string text) =>
        Fr.TryParseHex(text, out var root) || Fr.TryParseDecimal(text, out root)
            ? root.ToHex()
            : throw new Failure($"'{text}' is no group's root: a number below r, decimal or 0x and 64 digits");

    private static (string Id, AttestationFormat Format, string Issuer) Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (equals < 1 || colon < equals || colon + 1 == text.Length)
        {
            throw new Failure($"--source is ID=FORMAT:ISSUER, not '{text}'");
        }

        var name = text[(equals + 1)..colon];
        foreach (var format in Enum.GetValues<AttestationFormat>())
        {
            if (AttestationFormatForm.NameOf(format) == name && format != AttestationFormat.WorldId)
            {
                return (text[..equals], format, text[(colon + 1)..]);
            }
        }

        throw new Failure(
            name == AttestationFormatForm.NameOf(AttestationFormat.WorldId)
                ? "--source: World ID has an app, an action and roots: write it into the plan's file"
                : $"--source: '{name}' is none of {string.Join(", ", Enum.GetValues<AttestationFormat>().Select(AttestationFormatForm.NameOf))}"
        );
    }
}
