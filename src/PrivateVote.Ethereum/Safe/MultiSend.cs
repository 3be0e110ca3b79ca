using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Safe;

/// <summary>
/// Several calls as one: a delegatecall of <c>multiSend(bytes)</c>, whose bytes are the calls one after another: operation (1
/// byte), to (20), value (32), length of the data (32), data.
/// </summary>
public static class MultiSend
{
    /// <summary>Calls of the longest list that is read.</summary>
    public const int MaximumCalls = 1024;

    private const int HeaderSize = 1 + Address.Size + AbiWord.Size + AbiWord.Size;

    /// <summary>MultiSend 1.3.0, at its canonical address.</summary>
    public static readonly Address V130 = Address.Parse("0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761");

    /// <summary>MultiSendCallOnly 1.3.0, which takes no delegatecalls, at its canonical address.</summary>
    public static readonly Address CallOnlyV130 = Address.Parse("0x40A2aCCbd92BCA938b02010E17A5b8929b49130D");

    /// <summary>MultiSend 1.4.1, at its canonical address.</summary>
    public static readonly Address V141 = Address.Parse("0x38869bf66a61cF6bDB996A6aE40D5853Fd43B526");

    /// <summary>MultiSendCallOnly 1.4.1, which takes no delegatecalls, at its canonical address.</summary>
    public static readonly Address CallOnlyV141 = Address.Parse("0x9641d764fc13c8B624c04430C7356C1C7C8102e2");

    /// <summary>Whether a delegatecall to this address runs the calls that it lists and does nothing else.</summary>
    public static bool IsCanonical(Address address) =>
        address == V130 || address == CallOnlyV130 || address == V141 || address == CallOnlyV141;

    /// <summary>The canonical contract that goes with a Safe's version and takes these calls.</summary>
    public static Address ContractFor(SafeVersion version, IEnumerable<SafeCall> calls)
    {
        var onlyCalls = calls.All(call => call.Operation == SafeOperation.Call);
        return version >= SafeVersion.V141 ? (onlyCalls ? CallOnlyV141 : V141) : (onlyCalls ? CallOnlyV130 : V130);
    }

    /// <summary>One call as it is; several as one delegatecall of the contract.</summary>
    /// <exception cref="ArgumentException">There is no call, or a value is out of range.</exception>
    public static SafeCall Combine(IReadOnlyList<SafeCall> calls, Address contract)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return calls.Count switch
        {
            0 => throw new ArgumentException("there is no call", nameof(calls)),
            1 => calls[0],
            _ => new SafeCall(contract, 0, SafeFunctions.MultiSend.EncodeCall(Pack(calls)), SafeOperation.DelegateCall),
        };
    }

    /// <summary>
    /// The calls in call data of multiSend; refuses an operation that is not 0 or 1, and anything that is cut or left over.
    /// </summary>
    public static bool TrySplit(
        ReadOnlySpan<byte> callData,
        [NotNullWhen(true)] out IReadOnlyList<SafeCall>? calls,
        [NotNullWhen(false)] out string? refusal
    )
    {
        calls = null;
        if (!SafeFunctions.MultiSend.TryDecodeCall(callData, out var arguments, out refusal))
        {
            return false;
        }

        var read = new List<SafeCall>();
        for (ReadOnlySpan<byte> rest = ((AbiValue.Bytes)arguments[0]).Value; !rest.IsEmpty; )
        {
            if (!TryTake(ref rest, out var call) || read.Count == MaximumCalls)
            {
                refusal = "the list of calls is malformed or too long";
                return false;
            }

            read.Add(call);
        }

        calls = read;
        return true;
    }

    private static byte[] Pack(IReadOnlyList<SafeCall> calls)
    {
        using var packed = new MemoryStream();
        foreach (var call in calls)
        {
            packed.Write(
                AbiEncoder.EncodePacked(
                    [Byte, Account, Word, Word, Bytes],
                    [(int)call.Operation, call.To, call.Value, call.Data.Length, call.Data]
                )
            );
        }

        return packed.ToArray();
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, [NotNullWhen(true)] out SafeCall? call)
    {
        call = null;
        if (rest.Length < HeaderSize || rest[0] > (byte)SafeOperation.DelegateCall)
        {
            return false;
        }

        var to = new Address(rest.Slice(1, Address.Size));
        var value = Number(rest.Slice(1 + Address.Size, AbiWord.Size));
        var length = Number(rest[(HeaderSize - AbiWord.Size)..HeaderSize]);
        if (length > rest.Length - HeaderSize)
        {
            return false;
        }

        var end = HeaderSize + (int)length;
        call = new SafeCall(to, value, rest[HeaderSize..end].ToArray(), (SafeOperation)rest[0]);
        rest = rest[end..];
        return true;
    }

    private static BigInteger Number(ReadOnlySpan<byte> word) => new(word, isUnsigned: true, isBigEndian: true);

    private static readonly AbiType Byte = AbiType.Parse("uint8");
    private static readonly AbiType Account = AbiType.Parse("address");
    private static readonly AbiType Word = AbiType.Parse("uint256");
    private static readonly AbiType Bytes = AbiType.Parse("bytes");
}
