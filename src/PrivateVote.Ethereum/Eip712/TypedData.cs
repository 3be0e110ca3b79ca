using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Eip712;

/// <summary>
/// Typed data of EIP-712: a struct and the domain that it is signed for. What exists is valid: every member is there, nothing
/// else is, and every number is in the range of its type.
/// </summary>
public sealed class TypedData
{
    /// <summary>Bytes of the longest JSON that is parsed.</summary>
    public const int MaximumJsonSize = 256 * 1024;

    private readonly byte[] _domainSeparator;
    private readonly byte[] _messageHash;

    private TypedData(
        TypedDataTypes types,
        string primaryType,
        AbiValue.Struct domain,
        AbiValue.Struct message,
        byte[] domainSeparator,
        byte[] messageHash
    )
    {
        Types = types;
        PrimaryType = primaryType;
        Domain = domain;
        Message = message;
        _domainSeparator = domainSeparator;
        _messageHash = messageHash;
    }

    /// <summary>The struct types, EIP712Domain among them.</summary>
    public TypedDataTypes Types { get; }

    /// <summary>The type of the message.</summary>
    public string PrimaryType { get; }

    public AbiValue.Struct Domain { get; }

    public AbiValue.Struct Message { get; }

    /// <summary>hashStruct of the domain, 32 bytes.</summary>
    public byte[] DomainSeparator => [.. _domainSeparator];

    /// <summary>hashStruct of the message, 32 bytes.</summary>
    public byte[] MessageHash => [.. _messageHash];

    /// <summary>What is signed, 32 bytes: keccak256(0x19 ‖ 0x01 ‖ domain separator ‖ message hash).</summary>
    public byte[] Digest => Keccak256.Hash([0x19, 0x01, .. _domainSeparator, .. _messageHash]);

    /// <summary>From code; EIP712Domain is derived from the domain, and is not among the types given.</summary>
    /// <exception cref="ArgumentException">A type or a member is missing, unknown or out of range.</exception>
    public static TypedData Create(
        TypedDataTypes types,
        string primaryType,
        TypedDataDomain domain,
        AbiValue.Struct message
    )
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(domain);
        var structs = types.Names.ToDictionary(name => name, types.MembersOf, StringComparer.Ordinal);
        return TryCreate(structs, primaryType, domain.ToValue(), message, out var typed, out var refusal)
            ? typed
            : throw new ArgumentException(refusal, nameof(message));
    }

    /// <summary>
    /// From types, domain and message as they came. Where EIP712Domain is not among the types, it has the domain's members
    /// in the standard's order.
    /// </summary>
    public static bool TryCreate(
        IReadOnlyDictionary<string, IReadOnlyList<TypedDataMember>> structs,
        string primaryType,
        AbiValue.Struct domain,
        AbiValue.Struct message,
        [NotNullWhen(true)] out TypedData? typed,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(structs);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(message);
        typed = null;
        return TryResolve(structs, [.. domain.Members.Keys], primaryType, out var types, out refusal)
            && TryCreate(types, primaryType, domain, message, out typed, out refusal);
    }

    /// <summary>
    /// Parses the JSON of <c>eth_signTypedData_v4</c>: exactly types, primaryType, domain and message. Numbers are JSON
    /// numbers up to 2^53 - 1, or strings, decimal or 0x and hex digits; bytes and addresses are 0x and hex digits.
    /// </summary>
    /// <remarks>
    /// Stricter than wallets are, so that two programs cannot hash one text differently: no duplicate or unknown members, no
    /// null, no text for a boolean, no bytesN that is shorter or longer than N.
    /// </remarks>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out TypedData? typed,
        [NotNullWhen(false)] out string? refusal
    ) => TypedDataJson.TryParse(utf8, out typed, out refusal);

    /// <summary>The JSON that <c>eth_signTypedData_v4</c> takes; numbers are decimal strings.</summary>
    public byte[] ToJson() => TypedDataJson.Write(this);

    /// <summary>The types with EIP712Domain, checked: a domain has members that the standard knows, with its types.</summary>
    internal static bool TryResolve(
        IReadOnlyDictionary<string, IReadOnlyList<TypedDataMember>> structs,
        IReadOnlyCollection<string> domainMembers,
        string primaryType,
        [NotNullWhen(true)] out TypedDataTypes? types,
        [NotNullWhen(false)] out string? refusal
    )
    {
        types = null;
        var all = structs.ToDictionary(StringComparer.Ordinal);
        if (!all.TryGetValue(TypedDataDomain.TypeName, out var domainType))
        {
            domainType = TypedDataDomain.TypeOf([.. domainMembers]);
            all.Add(TypedDataDomain.TypeName, domainType);
        }

        if (!domainType.All(TypedDataDomain.Known.Contains))
        {
            refusal = "the domain's type has a member that the standard does not know";
            return false;
        }

        if (primaryType == TypedDataDomain.TypeName || !all.ContainsKey(primaryType))
        {
            refusal = "the primary type is not one of the types, or is the domain's";
            return false;
        }

        return TypedDataTypes.TryCreate(all, out types, out refusal);
    }

    internal static bool TryCreate(
        TypedDataTypes types,
        string primaryType,
        AbiValue.Struct domain,
        AbiValue.Struct message,
        [NotNullWhen(true)] out TypedData? typed,
        [NotNullWhen(false)] out string? refusal
    )
    {
        typed = null;
        if (!StructHash.TryCompute(types, TypedDataDomain.TypeName, domain, out var separator, out refusal))
        {
            refusal = $"domain{refusal}";
            return false;
        }

        if (!StructHash.TryCompute(types, primaryType, message, out var hash, out refusal))
        {
            refusal = $"message{refusal}";
            return false;
        }

        typed = new TypedData(types, primaryType, domain, message, separator, hash);
        return true;
    }
}
