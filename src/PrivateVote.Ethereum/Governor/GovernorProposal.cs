using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Governor;

/// <summary>One call of a Governor's proposal.</summary>
/// <param name="Target">The contract.</param>
/// <param name="Value">In wei, 0 to 2^256 - 1.</param>
/// <param name="Data">Selector and arguments.</param>
public sealed record GovernorCall(Address Target, BigInteger Value, byte[] Data);

/// <summary>
/// A proposal of an OpenZeppelin Governor (4.x and 5.x): calls and a description. Its id is keccak256 of the calls and the
/// description's hash, so that whoever knows the payload knows the id.
/// </summary>
public sealed class GovernorProposal
{
    private const string Parameters = "address[] targets,uint256[] values,bytes[] calldatas";

    private static readonly AbiFunction Propose = AbiFunction.Parse($"propose({Parameters},string description)");
    private static readonly AbiFunction Queue = AbiFunction.Parse($"queue({Parameters},bytes32 descriptionHash)");
    private static readonly AbiFunction Execute = AbiFunction.Parse($"execute({Parameters},bytes32 descriptionHash)");

    private readonly AbiValue[] _calls;
    private readonly byte[] _descriptionHash;

    /// <param name="calls">What is executed, in order.</param>
    /// <param name="description">Valid Unicode.</param>
    /// <exception cref="ArgumentException">A value is out of range, or the description is not valid Unicode.</exception>
    public GovernorProposal(IReadOnlyList<GovernorCall> calls, string description)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(description);
        _calls =
        [
            calls.Select(call => (AbiValue)call.Target).ToArray(),
            calls.Select(call => (AbiValue)call.Value).ToArray(),
            calls.Select(call => (AbiValue)call.Data).ToArray(),
        ];
        Calls = calls;
        Description = description;
        // Encoding it refuses what is not valid.
        _ = ProposeCallData();
        _descriptionHash = Keccak256.Hash(Encoding.UTF8.GetBytes(description));
    }

    public IReadOnlyList<GovernorCall> Calls { get; }

    public string Description { get; }

    /// <summary>keccak256 of the description's UTF-8, 32 bytes.</summary>
    public byte[] DescriptionHash => [.. _descriptionHash];

    /// <summary>The number by which the Governor knows the proposal.</summary>
    public BigInteger Id =>
        new(
            Keccak256.Hash(AbiEncoder.Encode(Execute.Types, [.. _calls, _descriptionHash])),
            isUnsigned: true,
            isBigEndian: true
        );

    /// <summary>propose's call data.</summary>
    public byte[] ProposeCallData() => Propose.EncodeCall([.. _calls, Description]);

    /// <summary>queue's call data: for a Governor with a timelock, after the proposal passed.</summary>
    public byte[] QueueCallData() => Queue.EncodeCall([.. _calls, _descriptionHash]);

    /// <summary>execute's call data.</summary>
    public byte[] ExecuteCallData() => Execute.EncodeCall([.. _calls, _descriptionHash]);

    /// <summary>
    /// The salt under which the Governor's queue schedules the proposal in its TimelockController: the Governor's address in
    /// the first 20 bytes, exclusive-or the description's hash.
    /// </summary>
    /// <remarks>Governors before 5.0 take the description's hash alone.</remarks>
    public byte[] TimelockSalt(Address governor)
    {
        var salt = DescriptionHash;
        var address = governor.ToBytes();
        for (var i = 0; i < Address.Size; i++)
        {
            salt[i] ^= address[i];
        }

        return salt;
    }

    /// <summary>The id of the operation in the TimelockController: hashOperationBatch without a predecessor, 32 bytes.</summary>
    /// <param name="salt">32 bytes, from <see cref="TimelockSalt"/> or the description's hash.</param>
    /// <exception cref="ArgumentException">The salt is not 32 bytes.</exception>
    public byte[] TimelockOperationId(byte[] salt) =>
        Keccak256.Hash(AbiEncoder.Encode([.. Execute.Types, Execute.Types[^1]], [.. _calls, new byte[32], salt]));
}
