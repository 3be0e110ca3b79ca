using System.Numerics;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Eip712;

/// <summary>
/// EIP712Domain: what keeps a signature for one contract, chain or application from being one for another. A member that is
/// null is not part of the domain's type, which is not the same as being empty.
/// </summary>
/// <param name="Name">The application's name.</param>
/// <param name="Version">The version of its messages.</param>
/// <param name="ChainId">EIP-155 chain id, below 2^256.</param>
/// <param name="VerifyingContract">The contract that will check the signature.</param>
/// <param name="Salt">32 bytes, where nothing else tells two domains apart.</param>
public sealed record TypedDataDomain(
    string? Name = null,
    string? Version = null,
    BigInteger? ChainId = null,
    Address? VerifyingContract = null,
    byte[]? Salt = null
)
{
    /// <summary>The type's name.</summary>
    public const string TypeName = "EIP712Domain";

    /// <summary>Every member that the standard knows, in its order.</summary>
    internal static readonly TypedDataMember[] Known =
    [
        new("name", "string"),
        new("version", "string"),
        new("chainId", "uint256"),
        new("verifyingContract", "address"),
        new("salt", "bytes32"),
    ];

    /// <summary>The members that are present.</summary>
    internal AbiValue.Struct ToValue()
    {
        var members = new Dictionary<string, AbiValue>(StringComparer.Ordinal);
        if (Name is { } name)
        {
            members["name"] = name;
        }

        if (Version is { } version)
        {
            members["version"] = version;
        }

        if (ChainId is { } chainId)
        {
            members["chainId"] = chainId;
        }

        if (VerifyingContract is { } contract)
        {
            members["verifyingContract"] = contract;
        }

        if (Salt is { } salt)
        {
            members["salt"] = salt;
        }

        return new AbiValue.Struct(members);
    }

    /// <summary>The type of a domain that has these members, in the standard's order.</summary>
    internal static TypedDataMember[] TypeOf(ICollection<string> names) =>
        [.. Known.Where(member => names.Contains(member.Name))];
}
