using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance;

/// <summary>A contribution that an issuer of the constitution attested, read from either format.</summary>
internal static class AttestedContribution
{
    /// <summary>The schema's fields: an EAS schema whose text is `bytes32 space,bytes32 member,string category,uint64 points,uint64 time,string reference`.</summary>
    private static readonly AbiType[] Fields =
    [
        AbiType.Parse("bytes32"),
        AbiType.Parse("bytes32"),
        AbiType.Parse("string"),
        AbiType.Parse("uint64"),
        AbiType.Parse("uint64"),
        AbiType.Parse("string"),
    ];

    /// <param name="digest">What makes the attestation known again: SHA-256 of the statement that was signed, or the UID.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> attestation,
        ContributionSource source,
        DateTimeOffset at,
        [NotNullWhen(true)] out ContributionStatement? statement,
        out byte[] digest,
        [NotNullWhen(false)] out string? problem
    )
    {
        problem =
            source.Format == ContributionFormat.Jws
                ? ReadJws(attestation, source, out statement, out digest)
                : ReadEas(attestation, source, at, out statement, out digest);
        if (problem is null && statement is null)
        {
            problem = "the attestation says nothing";
        }

        problem ??=
            !source.Categories.Contains(statement!.Category, StringComparer.Ordinal)
                ? $"the source {source.Id} does not attest this category"
            : !SpaceRules.IsText(statement.Reference, Weights.Contribution.MaximumReference)
                ? "a contribution has a reference of 1 to 200 characters"
            : statement.Date > DateOnly.FromDateTime(at.UtcDateTime) ? "a contribution is not dated in the future"
            : null;
        statement = problem is null ? statement : null;
        return problem is null;
    }

    private static string? ReadJws(
        ReadOnlySpan<byte> attestation,
        ContributionSource source,
        out ContributionStatement? statement,
        out byte[] digest
    )
    {
        (statement, digest) = (null, []);
        if (
            !Jws.TryVerify(
                Encoding.UTF8.GetString(attestation),
                ContributionStatement.Type,
                out var signer,
                out var payload,
                out var problem
            )
        )
        {
            return problem;
        }

        if (!source.Issuers.Contains(signer, StringComparer.Ordinal))
        {
            return $"the source {source.Id} does not trust this issuer";
        }

        // Of what was signed, not of the signature: signing it again makes no second contribution.
        digest = SHA256.HashData(payload);
        return StrictJson.TryParse(payload, out statement, out problem) ? null : problem;
    }

    private static string? ReadEas(
        ReadOnlySpan<byte> attestation,
        ContributionSource source,
        DateTimeOffset at,
        out ContributionStatement? statement,
        out byte[] digest
    )
    {
        (statement, digest) = (null, []);
        var trusted = new AttestationSource(
            source.Id,
            AttestationFormat.Eas,
            source.Issuers,
            Assurance: 1,
            Types: [source.Schema!]
        );
        if (
            !EasVerifier.TryReadMessage(
                attestation,
                new VerificationContext(at, trusted),
                out var message,
                out var refusal
            )
        )
        {
            return refusal.ToString();
        }

        if (!AbiDecoder.TryDecode(Fields, message.Data, out var values, out var problem))
        {
            return "the attestation's data: " + problem;
        }

        if (
            values
                is not [
                    AbiValue.Bytes space,
                    AbiValue.Bytes member,
                    AbiValue.Text category,
                    AbiValue.Number points,
                    AbiValue.Number time,
                    AbiValue.Text reference,
                ]
            || !Fr.TryDecode(member.Value, out var commitment)
            || time.Value > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        )
        {
            return "the attestation's data is not a space, a commitment, a category, points, a time and a reference";
        }

        digest = message.Uid();
        var day = DateTimeOffset.FromUnixTimeSeconds((long)time.Value).UtcDateTime;
        statement = new ContributionStatement(
            space.Value,
            commitment,
            category.Value,
            (ulong)points.Value,
            DateOnly.FromDateTime(day),
            reference.Value
        );
        return null;
    }
}
