using System.Diagnostics.CodeAnalysis;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Eip712;

/// <summary>A member's type, parsed: of the ABI and without parts, a struct by its name, or an array of such.</summary>
internal abstract record FieldType
{
    private FieldType() { }

    public sealed record Atom(AbiType Type) : FieldType;

    public sealed record Struct(string Name) : FieldType;

    /// <summary>T[k], or T[] when the length is null.</summary>
    public sealed record List(FieldType Element, int? Length) : FieldType;

    /// <summary>The name of the struct that this is, or is an array of; null when there is none.</summary>
    public string? StructName =>
        this switch
        {
            Struct { Name: var name } => name,
            List { Element: var element } => element.StructName,
            _ => null,
        };

    /// <summary>Parses a type; whether the struct that it names is defined is not looked up.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out FieldType? type) =>
        TryParse(text, TypedDataTypes.MaximumDepth, out type);

    private static bool TryParse(ReadOnlySpan<char> text, int depth, [NotNullWhen(true)] out FieldType? type)
    {
        type = null;
        if (depth == 0)
        {
            return false;
        }

        if (AbiType.TrySplitArray(text, out var inner, out var length))
        {
            type = TryParse(inner, depth - 1, out var element) ? new List(element, length) : null;
        }
        else if (AbiType.TryParseAtom(text, out var atom))
        {
            type = new Atom(atom);
        }
        else if (TypedDataTypes.IsName(text) && text is not ("uint" or "int" or "function" or "byte"))
        {
            // The names above are types of Solidity that the standard does not have; they are never structs.
            type = new Struct(text.ToString());
        }

        return type is not null;
    }
}
