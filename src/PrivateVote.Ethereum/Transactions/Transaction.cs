using System.Numerics;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Transactions;

/// <summary>A transaction that is not signed yet: legacy with EIP-155, or EIP-1559 with an empty access list.</summary>
public sealed record Transaction
{
    private const byte MarketType = 0x02;
    private const int FirstLegacyV = 35;

    /// <summary>EIP-155 chain id, 1 or more.</summary>
    public required BigInteger ChainId { get; init; }

    /// <summary>The number of transactions that the sender sent before.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Null creates a contract of the data.</summary>
    public required Address? To { get; init; }

    /// <summary>In wei, below 2^256.</summary>
    public BigInteger Value { get; init; }

    public byte[] Data { get; init; } = [];

    public required ulong GasLimit { get; init; }

    public required TransactionFee Fee { get; init; }

    /// <summary>What is signed, 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">A number is negative or does not fit 256 bits, or the chain id is 0.</exception>
    public byte[] Digest() => Keccak256.Hash(Write(null));

    /// <summary>The signed transaction, as it is broadcast.</summary>
    /// <exception cref="InvalidOperationException">A number is negative or does not fit 256 bits, or the chain id is 0.</exception>
    public SignedTransaction Sign(EthereumKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SignedTransaction(Write(key.SignDigest(Digest())));
    }

    private byte[] Write(EthereumSignature? signature)
    {
        Require(ChainId.Sign > 0 && IsWord(ChainId), "the chain id is 0 or too large");
        Require(IsWord(Value), "the value is negative or too large");
        return Fee switch
        {
            TransactionFee.Legacy legacy => WriteLegacy(legacy, signature),
            TransactionFee.Market market => WriteMarket(market, signature),
            _ => throw new InvalidOperationException("there is no fee"),
        };
    }

    /// <summary>EIP-155: what is signed ends with the chain id and two zeros; v is 35 + 2·chain id + parity.</summary>
    private byte[] WriteLegacy(TransactionFee.Legacy fee, EthereumSignature? signature)
    {
        Require(IsWord(fee.GasPrice), "the gas price is negative or too large");
        return Rlp.EncodeList(
            Rlp.Encode(Nonce),
            Rlp.Encode(fee.GasPrice),
            Rlp.Encode(GasLimit),
            Rlp.Encode(To?.ToBytes()),
            Rlp.Encode(Value),
            Rlp.Encode(Data),
            Rlp.Encode(signature is null ? ChainId : FirstLegacyV + (2 * ChainId) + signature.Parity),
            Rlp.Encode(signature is null ? 0 : Number(signature.R)),
            Rlp.Encode(signature is null ? 0 : Number(signature.S))
        );
    }

    /// <summary>EIP-1559: 0x02 and the list, to which the signature is appended.</summary>
    private byte[] WriteMarket(TransactionFee.Market fee, EthereumSignature? signature)
    {
        Require(IsWord(fee.MaxFeePerGas) && IsWord(fee.MaxPriorityFeePerGas), "a fee for gas is negative or too large");
        Require(fee.MaxPriorityFeePerGas <= fee.MaxFeePerGas, "the tip is more than the maximum");
        byte[][] fields =
        [
            Rlp.Encode(ChainId),
            Rlp.Encode(Nonce),
            Rlp.Encode(fee.MaxPriorityFeePerGas),
            Rlp.Encode(fee.MaxFeePerGas),
            Rlp.Encode(GasLimit),
            Rlp.Encode(To?.ToBytes()),
            Rlp.Encode(Value),
            Rlp.Encode(Data),
            Rlp.EncodeList(),
        ];
        byte[][] signed = signature is null
            ? fields
            :
            [
                .. fields,
                Rlp.Encode(signature.Parity),
                Rlp.Encode(Number(signature.R)),
                Rlp.Encode(Number(signature.S)),
            ];
        return [MarketType, .. Rlp.EncodeList(signed)];
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static bool IsWord(BigInteger number) => number.Sign >= 0 && number.GetBitLength() <= 256;

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidOperationException(fault);
        }
    }
}
