using System.Text.Json.Serialization;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Attestations;

/// <summary>What kind of attestation it is. In JSON by the names that its standard uses for itself.</summary>
[JsonConverter(typeof(AttestationFormatForm))]
public enum AttestationFormat
{
    /// <summary>W3C Verifiable Credential 2.0, signed as a JWT: `vc+jwt`.</summary>
    VcJwt,

    /// <summary>SD-JWT VC with key binding (RFC 9901): `dc+sd-jwt`.</summary>
    SdJwtVc,

    /// <summary>W3C Verifiable Credential with a Data Integrity proof: `eddsa-jcs-2022`.</summary>
    DataIntegrity,

    /// <summary>Ethereum Attestation Service, off-chain, versions 0 to 2: `eas`.</summary>
    Eas,

    /// <summary>A stamp of Human Passport: `human-passport`.</summary>
    HumanPassport,

    /// <summary>A Semaphore v4 proof of membership: `semaphore`.</summary>
    Semaphore,

    /// <summary>A World ID 3 proof: `world-id`.</summary>
    WorldId,
}

/// <summary>The names of the formats.</summary>
public sealed class AttestationFormatForm : TextForm<AttestationFormat>
{
    private static readonly Dictionary<AttestationFormat, string> Names = new()
    {
        [AttestationFormat.VcJwt] = "vc+jwt",
        [AttestationFormat.SdJwtVc] = "dc+sd-jwt",
        [AttestationFormat.DataIntegrity] = "eddsa-jcs-2022",
        [AttestationFormat.Eas] = "eas",
        [AttestationFormat.HumanPassport] = "human-passport",
        [AttestationFormat.Semaphore] = "semaphore",
        [AttestationFormat.WorldId] = "world-id",
    };

    /// <summary>The name as it stands in JSON.</summary>
    public static string NameOf(AttestationFormat format) => Names[format];

    protected override string Expected => "one of " + string.Join(", ", Names.Values);

    protected override bool TryParse(ReadOnlySpan<char> text, out AttestationFormat value)
    {
        foreach (var (format, name) in Names)
        {
            if (text.SequenceEqual(name))
            {
                value = format;
                return true;
            }
        }

        value = default;
        return false;
    }

    protected override string Format(AttestationFormat value) => NameOf(value);
}
