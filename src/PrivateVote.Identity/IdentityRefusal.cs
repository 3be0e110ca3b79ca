namespace PrivateVote.Identity;

/// <summary>Why an attestation or a proof of control is not taken. The numbers are stable, written `E4103`.</summary>
public enum IdentityCode
{
    // 40xx: form
    MalformedAttestation = 4001,
    UnknownFormat = 4002,
    UnsupportedDid = 4003,
    MalformedDid = 4004,
    TooLarge = 4005,

    // 41xx: what the issuer says
    BadIssuerSignature = 4101,
    UnsupportedAlgorithm = 4102,
    IssuerMismatch = 4103,
    IssuerNotTrusted = 4104,
    Expired = 4105,
    NotYetValid = 4106,
    TypeNotTrusted = 4107,
    NoSubject = 4108,
    ClaimMissing = 4109,
    BadDisclosure = 4110,

    // 42xx: control of the subject
    NoControl = 4201,
    BadControl = 4202,
    OtherChallenge = 4203,

    // 43xx: zero-knowledge proofs of membership
    InvalidProof = 4301,
    UnknownRoot = 4302,
    OtherScope = 4303,
    OtherSignal = 4304,

    // 44xx: what only somebody else can say
    Revoked = 4401,
    StatusUnavailable = 4402,
    DocumentNeeded = 4403,
    DocumentUnavailable = 4404,
}

/// <summary>A refusal: a value, never an exception.</summary>
/// <param name="Code">The stable number: which check failed.</param>
/// <param name="Reason">One sentence, which never quotes the attestation or a secret.</param>
public sealed record IdentityRefusal(IdentityCode Code, string Reason)
{
    /// <summary>With <see cref="IdentityCode.DocumentNeeded"/>: the DID whose document names the key.</summary>
    public string? NeededDid { get; init; }

    public override string ToString() => $"E{(int)Code} {Reason}";
}
