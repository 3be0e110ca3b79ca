using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Tests.Attestations;

internal static class Sources
{
    public static AttestationSource Make(
        AttestationFormat format,
        string issuer,
        string? uniqueClaim = null,
        IReadOnlyList<string>? types = null
    ) => new("source", format, [issuer], Assurance: 1, Types: types, UniqueClaim: uniqueClaim);
}
