using System.Numerics;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

/// <summary>Typed data with nested structs and arrays, from a seed.</summary>
internal static class RandomTypedData
{
    public static TypedData Make(HashedNumbers random)
    {
        // Each struct refers to later ones only, and each but the first is referred to, as ethers asks.
        var count = 1 + random.Below(4);
        var structs = new Dictionary<string, IReadOnlyList<TypedDataMember>>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var members = new List<TypedDataMember>();
            for (var next = i + 1; next < count; next++)
            {
                if (next == i + 1 || random.Coin())
                {
                    members.Add(new TypedDataMember($"m{members.Count}", Name(next) + Dimensions(random)));
                }
            }

            for (var more = random.Below(4); more >= 0; more--)
            {
                members.Add(new TypedDataMember($"m{members.Count}", RandomAbi.Atom(random) + Dimensions(random)));
            }

            structs.Add(Name(i), members);
        }

        var message = (AbiValue.Struct)Value(random, structs, Name(0));
        var types = TypedDataTypes.TryCreate(structs, out var made, out var refusal)
            ? made
            : throw new InvalidOperationException(refusal);
        return TypedData.Create(types, Name(0), Domain(random), message);
    }

    private static TypedDataDomain Domain(HashedNumbers random) =>
        new(
            random.Coin() ? RandomAbi.Text(random) : null,
            random.Coin() ? "1" : null,
            random.Coin() ? new BigInteger(random.Bytes(6), isUnsigned: true) : null,
            random.Coin() ? new Address(random.Bytes(Address.Size)) : null,
            random.Coin() ? random.Bytes(32) : null
        );

    private static string Name(int index) => $"Type{"CADB"[index]}";

    private static string Dimensions(HashedNumbers random) =>
        random.Below(6) switch
        {
            0 => "[]",
            1 => "[2]",
            2 => "[2][]",
            3 => "[][3]",
            _ => "",
        };

    private static AbiValue Value(
        HashedNumbers random,
        Dictionary<string, IReadOnlyList<TypedDataMember>> structs,
        string type
    )
    {
        if (AbiType.TrySplitArray(type, out var element, out var length))
        {
            var name = element.ToString();
            return Enumerable.Range(0, length ?? random.Below(4)).Select(_ => Value(random, structs, name)).ToArray();
        }

        return structs.TryGetValue(type, out var members)
            ? members.ToDictionary(
                member => member.Name,
                member => Value(random, structs, member.Type),
                StringComparer.Ordinal
            )
            : RandomAbi.Value(random, AbiType.Parse(type));
    }
}
