using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// A type of the contract ABI (Solidity documentation, "Contract ABI Specification"), written as in a function's signature:
/// <c>uint256</c>, <c>(address,bytes)[2][]</c>. There are no aliases (<c>uint</c>), no <c>function</c> and no fixed-point
/// types, and a tuple has at least one component.
/// </summary>
public abstract record AbiType
{
    /// <summary>Tuples and arrays inside each other.</summary>
    public const int MaximumDepth = 16;

    /// <summary>Characters of the longest type that is parsed.</summary>
    public const int MaximumLength = 4096;

    /// <summary>Elements of the longest array of fixed size.</summary>
    public const int MaximumFixedSize = 65_536;

    /// <summary>Bytes of the longest head, so that sizes do not overflow.</summary>
    public const int MaximumHeadSize = 1 << 24;

    private AbiType() { }

    /// <summary>uintN or intN, N a multiple of 8 from 8 to 256.</summary>
    public sealed record Number(bool Signed, int Bits) : AbiType
    {
        public override string ToString() => (Signed ? "int" : "uint") + Bits.ToString(CultureInfo.InvariantCulture);
    }

    public sealed record Account : AbiType
    {
        public override string ToString() => "address";
    }

    public sealed record Flag : AbiType
    {
        public override string ToString() => "bool";
    }

    /// <summary>bytesN, N from 1 to 32.</summary>
    public sealed record FixedBytes(int Size) : AbiType
    {
        public override string ToString() => "bytes" + Size.ToString(CultureInfo.InvariantCulture);
    }

    public sealed record Bytes : AbiType
    {
        public override string ToString() => "bytes";
    }

    public sealed record Text : AbiType
    {
        public override string ToString() => "string";
    }

    /// <summary>T[k], or T[] when the length is null.</summary>
    public sealed record List(AbiType Element, int? Length) : AbiType
    {
        public override string ToString() => $"{Element}[{Length?.ToString(CultureInfo.InvariantCulture)}]";
    }

    public sealed record Tuple(IReadOnlyList<AbiType> Components) : AbiType
    {
        public bool Equals(Tuple? other) => other is not null && Components.SequenceEqual(other.Components);

        public override int GetHashCode() =>
            Components.Aggregate(Components.Count, (hash, component) => HashCode.Combine(hash, component));

        public override string ToString() => $"({string.Join(',', Components)})";
    }

    /// <summary>Whether the encoding's length depends on the value, so that a head holds an offset.</summary>
    public bool IsDynamic =>
        this switch
        {
            Bytes or Text or List { Length: null } => true,
            List list => list.Element.IsDynamic,
            Tuple tuple => tuple.Components.Any(component => component.IsDynamic),
            _ => false,
        };

    /// <summary>Bytes of the head: 32 for an offset, else the whole encoding.</summary>
    public long HeadSize =>
        this switch
        {
            _ when IsDynamic => 32,
            List list => list.Length!.Value * list.Element.HeadSize,
            Tuple tuple => tuple.Components.Sum(component => component.HeadSize),
            _ => 32,
        };

    /// <summary>Parses one type; refuses white space, aliases, arrays of fixed size 0, and what is too deep or large.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AbiType? type)
    {
        type = null;
        return text.Length <= MaximumLength && TryParse(text, MaximumDepth, out type);
    }

    /// <summary>As <see cref="TryParse(ReadOnlySpan{char}, out AbiType)"/>, for constants.</summary>
    /// <exception cref="FormatException">The text is not a type.</exception>
    public static AbiType Parse(string text) =>
        TryParse(text, out var type) ? type : throw new FormatException("malformed ABI type");

    /// <summary>A type without parts, by its name: no arrays and no tuples.</summary>
    internal static bool TryParseAtom(ReadOnlySpan<char> text, [NotNullWhen(true)] out AbiType? type)
    {
        type = text switch
        {
            "address" => new Account(),
            "bool" => new Flag(),
            "bytes" => new Bytes(),
            "string" => new Text(),
            _ when text.StartsWith("uint") && TryParseSize(text[4..], 256, out var bits) && bits % 8 == 0 => new Number(
                false,
                bits
            ),
            _ when text.StartsWith("int") && TryParseSize(text[3..], 256, out var bits) && bits % 8 == 0 => new Number(
                true,
                bits
            ),
            _ when text.StartsWith("bytes") && TryParseSize(text[5..], 32, out var size) => new FixedBytes(size),
            _ => null,
        };
        return type is not null;
    }

    /// <summary>Splits <c>T[k]</c> or <c>T[]</c> at its last bracket; false if the text ends otherwise.</summary>
    internal static bool TrySplitArray(ReadOnlySpan<char> text, out ReadOnlySpan<char> element, out int? length)
    {
        element = default;
        length = null;
        var open = text.LastIndexOf('[');
        if (open <= 0 || text[^1] != ']')
        {
            return false;
        }

        element = text[..open];
        var digits = text[(open + 1)..^1];
        if (digits.IsEmpty)
        {
            return true;
        }

        if (!TryParseSize(digits, MaximumFixedSize, out var size))
        {
            return false;
        }

        length = size;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, int depth, [NotNullWhen(true)] out AbiType? type)
    {
        type = null;
        if (depth == 0 || text.IsEmpty)
        {
            return false;
        }

        if (TrySplitArray(text, out var inner, out var length))
        {
            type = TryParse(inner, depth - 1, out var element) ? new List(element, length) : null;
        }
        else if (text[0] == '(' && text[^1] == ')')
        {
            type = TryParseTuple(text[1..^1], depth - 1, out var components) ? new Tuple(components) : null;
        }
        else
        {
            type = TryParseAtom(text, out var atom) ? atom : null;
        }

        if (type?.HeadSize > MaximumHeadSize)
        {
            type = null;
        }

        return type is not null;
    }

    private static bool TryParseTuple(ReadOnlySpan<char> text, int depth, out List<AbiType> components)
    {
        components = [];
        while (true)
        {
            var end = EndOfComponent(text);
            if (!TryParse(text[..end], depth, out var component))
            {
                return false;
            }

            components.Add(component);
            if (end == text.Length)
            {
                return true;
            }

            text = text[(end + 1)..];
        }
    }

    /// <summary>Where the first comma outside of parentheses is, or the text's end.</summary>
    internal static int EndOfComponent(ReadOnlySpan<char> text)
    {
        var open = 0;
        for (var i = 0; i < text.Length; i++)
        {
            open += text[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (text[i] == ',' && open == 0)
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>A decimal number from 1 to the limit, without leading zeros.</summary>
    private static bool TryParseSize(ReadOnlySpan<char> digits, int limit, out int size)
    {
        size = 0;
        return digits.Length is > 0 and <= 5
            && digits[0] != '0'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out size)
            && size <= limit;
    }
}
