using System.Buffers.Binary;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;

namespace PrivateVote.Identity.Attestations;

/// <summary>What an off-chain attestation of the Ethereum Attestation Service says: the struct that its attester signs.</summary>
/// <param name="Version">0 (legacy), 1 or 2; version 0 is not in what is signed.</param>
/// <param name="Schema">The schema's UID, 32 bytes.</param>
/// <param name="Recipient">Whom it is about.</param>
/// <param name="Time">When it was made, in seconds since 1970.</param>
/// <param name="ExpirationTime">From then on it does not hold, in seconds since 1970; 0 for no end.</param>
/// <param name="Revocable">Whether the attester says that it may be revoked.</param>
/// <param name="RefUid">The UID of an attestation that it refers to, 32 bytes; zeros for none.</param>
/// <param name="Data">The schema's values, ABI-encoded; not looked into here.</param>
/// <param name="Salt">32 bytes, in version 2 only.</param>
public sealed record EasMessage(
    int Version,
    byte[] Schema,
    Address Recipient,
    ulong Time,
    ulong ExpirationTime,
    bool Revocable,
    byte[] RefUid,
    byte[] Data,
    byte[]? Salt
)
{
    public const int NewestVersion = 2;

    /// <summary>Bytes of schema, reference and salt.</summary>
    public const int WordSize = 32;

    private const string Members =
        "bytes32 schema,address recipient,uint64 time,uint64 expirationTime,bool revocable,bytes32 refUID,bytes data";

    /// <summary>
    /// What an attester of this version may have signed: the struct's type and what the attestation calls its primary type. The
    /// SDK changed names within version 0; once it named a primary type that it did not define.
    /// </summary>
    internal static IReadOnlyList<EasSigningType> SigningTypes(int version) =>
        version switch
        {
            0 => Legacy,
            1 => Version1,
            2 => Version2,
            _ => [],
        };

    private static readonly EasSigningType[] Legacy =
    [
        new("Attestation", "Attestation", TypedDataTypes.Define($"Attestation({Members})")),
        new("Attestation", "Attest", TypedDataTypes.Define($"Attest({Members})")),
        new("Attest", "Attest", TypedDataTypes.Define($"Attest({Members})")),
    ];

    private static readonly EasSigningType[] Version1 =
    [
        new("Attest", "Attest", TypedDataTypes.Define($"Attest(uint16 version,{Members})")),
    ];

    private static readonly EasSigningType[] Version2 =
    [
        new("Attest", "Attest", TypedDataTypes.Define($"Attest(uint16 version,{Members},bytes32 salt)")),
    ];

    /// <summary>
    /// The attestation's UID, 32 bytes: keccak256 of the packed version (not in version 0), schema UID <em>as text</em>,
    /// recipient, a zero attester, time, expiration, revocability, reference, data, salt (in version 2) and four zero bytes
    /// (`getOffchainUID` of eas-sdk). The text is taken in lower case, so that one attestation has one UID.
    /// </summary>
    public byte[] Uid()
    {
        Span<byte> version = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(version, (ushort)Version);
        Span<byte> times = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(times, Time);
        BinaryPrimitives.WriteUInt64BigEndian(times[8..], ExpirationTime);
        return Keccak256.Hash([
            .. Version == 0 ? [] : version,
            .. Encoding.ASCII.GetBytes(Hex.Encode(Schema)),
            .. Recipient.ToBytes(),
            .. Address.Zero.ToBytes(),
            .. times,
            Revocable ? (byte)1 : (byte)0,
            .. RefUid,
            .. Data,
            .. Salt ?? [],
            0,
            0,
            0,
            0,
        ]);
    }

    /// <summary>The typed data that an attester signs in this domain.</summary>
    internal TypedData Typed(EasSigningType type, TypedDataDomain domain)
    {
        var members = new Dictionary<string, AbiValue>(StringComparer.Ordinal)
        {
            ["schema"] = Schema,
            ["recipient"] = Recipient,
            ["time"] = Time,
            ["expirationTime"] = ExpirationTime,
            ["revocable"] = Revocable,
            ["refUID"] = RefUid,
            ["data"] = Data,
        };
        if (Version > 0)
        {
            members["version"] = (long)Version;
        }

        if (Salt is { } salt)
        {
            members["salt"] = salt;
        }

        return TypedData.Create(type.Types, type.Struct, domain, new AbiValue.Struct(members));
    }
}

/// <summary>One way in which attestations of a version were signed.</summary>
/// <param name="PrimaryType">What the attestation's JSON says.</param>
/// <param name="Struct">The struct that is hashed.</param>
internal sealed record EasSigningType(string PrimaryType, string Struct, TypedDataTypes Types);

/// <summary>An off-chain attestation as it is passed on: what was signed, for which domain, its UID, signature and signer.</summary>
/// <param name="Type">By what type it says that it was signed.</param>
/// <param name="Signer">Who the attestation says signed it.</param>
internal sealed record EasAttestation(
    TypedDataDomain Domain,
    EasSigningType Type,
    EasMessage Message,
    byte[] Uid,
    EthereumSignature Signature,
    Address Signer
);
