using System.Buffers.Binary;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// Encoding of the contract ABI (Solidity documentation, "Contract ABI Specification", "Formal Specification of the Encoding"):
/// heads of all components, then the tails of the dynamic ones in the same order, every offset counted from the first head.
/// </summary>
public static class AbiEncoder
{
    /// <summary>The values as a contract's arguments; a whole number of words of 32 bytes.</summary>
    /// <exception cref="ArgumentException">A value is not of its type.</exception>
    public static byte[] Encode(IReadOnlyList<AbiType> types, IReadOnlyList<AbiValue> values)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(values);
        using var output = new MemoryStream();
        WriteSequence(output, types, values);
        return output.ToArray();
    }

    /// <summary>As the other, of one value.</summary>
    /// <exception cref="ArgumentException">The value is not of the type.</exception>
    public static byte[] Encode(AbiType type, AbiValue value) => Encode([type], [value]);

    /// <summary>
    /// The packed encoding (the same document, "Non-standard Packed Mode"): numbers in their own size, texts and bytes
    /// without length or padding, elements of arrays in whole words. Two different lists of values can have one encoding
    /// when more than one of them is of no fixed size.
    /// </summary>
    /// <exception cref="ArgumentException">A value is not of its type, or a type is a tuple or an array of such.</exception>
    public static byte[] EncodePacked(IReadOnlyList<AbiType> types, IReadOnlyList<AbiValue> values)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(values);
        RequireCount(types.Count, values);
        using var output = new MemoryStream();
        for (var i = 0; i < types.Count; i++)
        {
            WritePacked(output, types[i], values[i]);
        }

        return output.ToArray();
    }

    private static void WriteSequence(MemoryStream output, IReadOnlyList<AbiType> types, IReadOnlyList<AbiValue> values)
    {
        RequireCount(types.Count, values);
        var start = output.Position;
        var heads = types.Sum(type => type.HeadSize);
        var tail = start + heads;
        // A sequence that is not dynamic is written into a head that is there already.
        output.SetLength(Math.Max(output.Length, tail));
        var head = start;
        Span<byte> word = stackalloc byte[AbiWord.Size];
        for (var i = 0; i < types.Count; i++)
        {
            output.Position = head;
            if (types[i].IsDynamic)
            {
                WriteLength(output, tail - start, word);
                output.Position = tail;
                Write(output, types[i], values[i]);
                tail = output.Length;
            }
            else
            {
                Write(output, types[i], values[i]);
            }

            head += types[i].HeadSize;
        }

        output.Position = tail;
    }

    private static void Write(MemoryStream output, AbiType type, AbiValue value)
    {
        Span<byte> word = stackalloc byte[AbiWord.Size];
        switch (type, value)
        {
            case (AbiType.Bytes, AbiValue.Bytes { Value: var bytes }):
                WriteBytes(output, bytes, word);
                break;
            case (AbiType.Text, AbiValue.Text { Value: var text }):
                WriteBytes(output, Utf8Of(text), word);
                break;
            case (AbiType.List list, AbiValue.List { Items: var items }):
                if (list.Length is null)
                {
                    WriteLength(output, items.Count, word);
                }
                else
                {
                    RequireCount(list.Length.Value, items);
                }

                WriteSequence(output, [.. Enumerable.Repeat(list.Element, items.Count)], items);
                break;
            case (AbiType.Tuple { Components: var components }, AbiValue.List { Items: var items }):
                WriteSequence(output, components, items);
                break;
            default:
                EncodeWord(type, value, word);
                output.Write(word);
                break;
        }
    }

    private static void WritePacked(MemoryStream output, AbiType type, AbiValue value)
    {
        Span<byte> word = stackalloc byte[AbiWord.Size];
        switch (type, value)
        {
            case (AbiType.Bytes, AbiValue.Bytes { Value: var bytes }):
                output.Write(bytes);
                break;
            case (AbiType.Text, AbiValue.Text { Value: var text }):
                output.Write(Utf8Of(text));
                break;
            case (AbiType.List list, AbiValue.List { Items: var items }):
                RequireCount(list.Length ?? items.Count, items);
                foreach (var item in items)
                {
                    EncodeWord(list.Element, item, word);
                    output.Write(word);
                }

                break;
            default:
                EncodeWord(type, value, word);
                output.Write(
                    type switch
                    {
                        AbiType.FixedBytes { Size: var size } => word[..size],
                        AbiType.Number { Bits: var bits } => word[^(bits / 8)..],
                        AbiType.Account => word[^Address.Size..],
                        _ => word[^1..],
                    }
                );
                break;
        }
    }

    private static void WriteBytes(MemoryStream output, ReadOnlySpan<byte> bytes, Span<byte> word)
    {
        WriteLength(output, bytes.Length, word);
        output.Write(bytes);
        word.Clear();
        output.Write(word[..(-bytes.Length & (AbiWord.Size - 1))]);
    }

    private static void WriteLength(MemoryStream output, long length, Span<byte> word)
    {
        word.Clear();
        BinaryPrimitives.WriteInt64BigEndian(word[^8..], length);
        output.Write(word);
    }

    private static void EncodeWord(AbiType type, AbiValue value, Span<byte> word)
    {
        if (!AbiWord.TryEncode(type, value, word, out var refusal))
        {
            throw new ArgumentException(refusal, nameof(value));
        }
    }

    private static byte[] Utf8Of(string text) =>
        AbiWord.TryEncodeText(text, out var utf8)
            ? utf8
            : throw new ArgumentException("the text is not valid Unicode", nameof(text));

    private static void RequireCount(int count, IReadOnlyList<AbiValue> values)
    {
        if (values.Count != count)
        {
            throw new ArgumentException($"there are {values.Count} values for {count} types", nameof(values));
        }
    }
}
