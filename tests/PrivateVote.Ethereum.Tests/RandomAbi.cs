using System.Numerics;
using PrivateVote.Ethereum.Abi;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

/// <summary>Types of the ABI and values of them, from a seed; the ends of ranges come often.</summary>
internal static class RandomAbi
{
    public static AbiType Atom(HashedNumbers random) =>
        random.Below(8) switch
        {
            0 => new AbiType.Number(false, 256),
            1 => new AbiType.Number(false, 8 * (1 + random.Below(32))),
            2 => new AbiType.Number(true, 8 * (1 + random.Below(32))),
            3 => new AbiType.Account(),
            4 => new AbiType.Flag(),
            5 => new AbiType.FixedBytes(1 + random.Below(32)),
            6 => new AbiType.Bytes(),
            _ => new AbiType.Text(),
        };

    public static AbiType Type(HashedNumbers random, int depth) =>
        depth == 0
            ? Atom(random)
            : random.Below(5) switch
            {
                0 => new AbiType.List(Type(random, depth - 1), null),
                1 => new AbiType.List(Type(random, depth - 1), 1 + random.Below(3)),
                2 => new AbiType.Tuple([
                    .. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => Type(random, depth - 1)),
                ]),
                _ => Atom(random),
            };

    public static AbiValue Value(HashedNumbers random, AbiType type) =>
        type switch
        {
            AbiType.Number number => Number(random, number),
            AbiType.Account => new Address(random.Bytes(Address.Size)),
            AbiType.Flag => random.Coin(),
            AbiType.FixedBytes { Size: var size } => random.Bytes(size),
            AbiType.Bytes => random.Bytes(random.Below(70)),
            AbiType.Text => Text(random),
            AbiType.List { Element: var element, Length: var length } => Enumerable
                .Range(0, length ?? random.Below(4))
                .Select(_ => Value(random, element))
                .ToArray(),
            AbiType.Tuple { Components: var components } => components
                .Select(component => Value(random, component))
                .ToArray(),
            _ => throw new ArgumentException("not a type", nameof(type)),
        };

    public static string Text(HashedNumbers random) =>
        string.Concat(
            Enumerable.Range(0, random.Below(30)).Select(_ => random.Pick("a", "Z", " ", "é", "漢", "😀", "\n", "\""))
        );

    private static BigInteger Number(HashedNumbers random, AbiType.Number type)
    {
        var values = BigInteger.One << type.Bits;
        var smallest = type.Signed ? -(values / 2) : BigInteger.Zero;
        return smallest
            + random.Below(4) switch
            {
                0 => 0,
                1 => values - 1,
                2 => values / 2,
                _ => new BigInteger(random.Bytes(type.Bits / 8), isUnsigned: true),
            };
    }
}
