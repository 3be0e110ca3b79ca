using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Eip712;

/// <summary>
/// <c>hashStruct(s) = keccak256(typeHash ‖ encodeData(s))</c> of EIP-712. Each member is one word: the ABI's for what has no
/// parts, keccak256 of bytes and of a string's UTF-8, hashStruct of a struct, and keccak256 of the elements' words for an
/// array.
/// </summary>
internal static class StructHash
{
    /// <summary>The hash, 32 bytes; the refusal begins with the path of what is wrong, such as <c>.to.wallet: </c>.</summary>
    public static bool TryCompute(
        TypedDataTypes types,
        string name,
        AbiValue value,
        [NotNullWhen(true)] out byte[]? hash,
        [NotNullWhen(false)] out string? refusal
    )
    {
        hash = new byte[AbiWord.Size];
        if (TryEncodeStruct(types, name, value, TypedDataTypes.MaximumDepth, hash, out refusal))
        {
            return true;
        }

        hash = null;
        return false;
    }

    private static bool TryEncodeStruct(
        TypedDataTypes types,
        string name,
        AbiValue value,
        int depth,
        Span<byte> word,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (value is not AbiValue.Struct { Members: var values })
        {
            refusal = $": the value is not a {name}";
            return false;
        }

        var members = types.MembersOf(name);
        var fields = types.FieldsOf(name);
        var data = new byte[AbiWord.Size * (1 + fields.Length)];
        types.TypeHash(name).CopyTo(data, 0);
        for (var i = 0; i < fields.Length; i++)
        {
            if (!values.TryGetValue(members[i].Name, out var member))
            {
                refusal = $": {name} lacks {members[i].Name}";
                return false;
            }

            if (
                !TryEncode(
                    types,
                    fields[i],
                    member,
                    depth - 1,
                    data.AsSpan(AbiWord.Size * (1 + i), AbiWord.Size),
                    out refusal
                )
            )
            {
                refusal = $".{members[i].Name}{refusal}";
                return false;
            }
        }

        if (values.Count != fields.Length)
        {
            refusal = $": there are members that {name} does not have";
            return false;
        }

        Keccak256.Hash(data).CopyTo(word);
        refusal = null;
        return true;
    }

    private static bool TryEncode(
        TypedDataTypes types,
        FieldType type,
        AbiValue value,
        int depth,
        Span<byte> word,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (depth == 0)
        {
            refusal = $": nested deeper than {TypedDataTypes.MaximumDepth}";
            return false;
        }

        switch (type, value)
        {
            case (FieldType.Struct { Name: var name }, _):
                return TryEncodeStruct(types, name, value, depth, word, out refusal);
            case (FieldType.List list, AbiValue.List { Items: var items }):
                return TryEncodeList(types, list, items, depth, word, out refusal);
            case (FieldType.Atom { Type: AbiType.Bytes }, AbiValue.Bytes { Value: var bytes }):
                Keccak256.Hash(bytes).CopyTo(word);
                refusal = null;
                return true;
            case (FieldType.Atom { Type: AbiType.Text }, AbiValue.Text { Value: var text }):
                if (!AbiWord.TryEncodeText(text, out var utf8))
                {
                    refusal = ": the text is not valid Unicode";
                    return false;
                }

                Keccak256.Hash(utf8).CopyTo(word);
                refusal = null;
                return true;
            case (FieldType.Atom { Type: var atom }, _):
                var encoded = AbiWord.TryEncode(atom, value, word, out refusal);
                refusal = refusal is null ? null : $": {refusal}";
                return encoded;
            default:
                refusal = ": the value is not an array";
                return false;
        }
    }

    private static bool TryEncodeList(
        TypedDataTypes types,
        FieldType.List list,
        IReadOnlyList<AbiValue> items,
        int depth,
        Span<byte> word,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (list.Length is { } length && items.Count != length)
        {
            refusal = $": the array does not have {length} elements";
            return false;
        }

        var data = new byte[AbiWord.Size * items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var element = data.AsSpan(AbiWord.Size * i, AbiWord.Size);
            if (!TryEncode(types, list.Element, items[i], depth - 1, element, out refusal))
            {
                refusal = $"[{i}]{refusal}";
                return false;
            }
        }

        Keccak256.Hash(data).CopyTo(word);
        refusal = null;
        return true;
    }
}
