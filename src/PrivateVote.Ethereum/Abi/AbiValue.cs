using System.Numerics;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// A value of a contract's argument or of a member of typed data. Values are equal when their contents are. Numbers,
/// addresses, booleans, bytes and texts convert by themselves: <c>[recipient, amount, data]</c>.
/// </summary>
public abstract record AbiValue
{
    private AbiValue() { }

    /// <summary>uintN or intN; its range is checked against the type when it is encoded.</summary>
    public sealed record Number(BigInteger Value) : AbiValue;

    /// <summary>address.</summary>
    public sealed record Account(Address Value) : AbiValue;

    /// <summary>bool.</summary>
    public sealed record Flag(bool Value) : AbiValue;

    /// <summary>bytes or bytesN.</summary>
    public sealed record Bytes(byte[] Value) : AbiValue
    {
        public bool Equals(Bytes? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(Value);
            return hash.ToHashCode();
        }
    }

    /// <summary>string: valid Unicode, encoded as UTF-8.</summary>
    public sealed record Text(string Value) : AbiValue;

    /// <summary>An array of either kind, or a tuple: its components in order.</summary>
    public sealed record List(IReadOnlyList<AbiValue> Items) : AbiValue
    {
        public bool Equals(List? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var item in Items)
            {
                hash.Add(item);
            }

            return hash.ToHashCode();
        }
    }

    /// <summary>A struct of typed data: each member by its name.</summary>
    public sealed record Struct(IReadOnlyDictionary<string, AbiValue> Members) : AbiValue
    {
        public bool Equals(Struct? other) =>
            other is not null
            && Members.Count == other.Members.Count
            && Members.All(member => other.Members.TryGetValue(member.Key, out var value) && value == member.Value);

        public override int GetHashCode() =>
            Members.Aggregate(Members.Count, (hash, member) => hash ^ HashCode.Combine(member.Key, member.Value));
    }

    public static implicit operator AbiValue(BigInteger value) => new Number(value);

    public static implicit operator AbiValue(int value) => new Number(value);

    public static implicit operator AbiValue(long value) => new Number(value);

    public static implicit operator AbiValue(ulong value) => new Number(value);

    public static implicit operator AbiValue(Address value) => new Account(value);

    public static implicit operator AbiValue(bool value) => new Flag(value);

    public static implicit operator AbiValue(byte[] value) => new Bytes(value);

    public static implicit operator AbiValue(string value) => new Text(value);

    public static implicit operator AbiValue(AbiValue[] items) => new List(items);

    public static implicit operator AbiValue(Dictionary<string, AbiValue> members) => new Struct(members);
}
