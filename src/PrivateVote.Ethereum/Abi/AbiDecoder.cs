using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// Strict decoding of the contract ABI: what decodes is what <see cref="AbiEncoder"/> writes, byte for byte.
/// </summary>
/// <remarks>
/// Refused, though a contract may take it: offsets that leave gaps, overlap or go back; padding that is not zero; a bool
/// other than 0 and 1; a number or an address with bits above its size; text that is not UTF-8; bytes that are left over.
/// So a call that is shown decoded has no second meaning, and the work is bounded by the data's size.
/// </remarks>
public static class AbiDecoder
{
    /// <summary>Decodes a contract's arguments or results; the refusal is a sentence.</summary>
    public static bool TryDecode(
        IReadOnlyList<AbiType> types,
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out IReadOnlyList<AbiValue>? values,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(types);
        values = null;
        if (!TryReadSequence(types, types.Count, data, out var items, out var length, out refusal))
        {
            return false;
        }

        if (length != data.Length)
        {
            refusal = "there are bytes after the last value";
            return false;
        }

        values = items;
        refusal = null;
        return true;
    }

    /// <summary>As the other, for one value.</summary>
    public static bool TryDecode(
        AbiType type,
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out AbiValue? value,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = TryDecode([type], data, out var values, out refusal) ? values[0] : null;
        return value is not null;
    }

    /// <summary>
    /// Reads <paramref name="count"/> components from the data's start; when there is one type only, it is that of all.
    /// </summary>
    private static bool TryReadSequence(
        IReadOnlyList<AbiType> types,
        int count,
        ReadOnlySpan<byte> data,
        out AbiValue[] items,
        out int length,
        [NotNullWhen(false)] out string? refusal
    )
    {
        items = [];
        length = 0;
        var heads = types.Count == count ? types.Sum(type => type.HeadSize) : count * types[0].HeadSize;
        if (heads > data.Length)
        {
            refusal = "the data is shorter than its values";
            return false;
        }

        items = new AbiValue[count];
        var head = 0;
        var tail = (int)heads;
        for (var i = 0; i < count; i++)
        {
            var type = types.Count == count ? types[i] : types[0];
            int read;
            if (!type.IsDynamic)
            {
                if (!TryRead(type, data[head..], out var item, out read, out refusal))
                {
                    return false;
                }

                items[i] = item;
                head += read;
                continue;
            }

            if (!TryReadLength(data[head..], out var offset) || offset != tail)
            {
                refusal = "an offset is not where the values before it end";
                return false;
            }

            if (!TryRead(type, data[tail..], out var value, out read, out refusal))
            {
                return false;
            }

            items[i] = value;
            head += AbiWord.Size;
            tail += read;
        }

        length = tail;
        refusal = null;
        return true;
    }

    private static bool TryRead(
        AbiType type,
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out AbiValue? value,
        out int length,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = null;
        switch (type)
        {
            case AbiType.Bytes:
            case AbiType.Text:
                return TryReadBytes(type, data, out value, out length, out refusal);
            case AbiType.List { Length: null, Element: var element }:
                if (!TryReadLength(data, out var count))
                {
                    length = 0;
                    refusal = "the length of an array is missing or too large";
                    return false;
                }

                return TryReadParts([element], count, AbiWord.Size, data, out value, out length, out refusal);
            case AbiType.List { Length: { } fixedCount, Element: var element }:
                return TryReadParts([element], fixedCount, 0, data, out value, out length, out refusal);
            case AbiType.Tuple { Components: var components }:
                return TryReadParts(components, components.Count, 0, data, out value, out length, out refusal);
            default:
                length = AbiWord.Size;
                value = data.Length < AbiWord.Size ? null : ReadWord(type, data[..AbiWord.Size]);
                refusal = value is null ? $"a word is missing, or is not a {type}" : null;
                return value is not null;
        }
    }

    private static bool TryReadParts(
        IReadOnlyList<AbiType> types,
        int count,
        int start,
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out AbiValue? value,
        out int length,
        [NotNullWhen(false)] out string? refusal
    )
    {
        var read = TryReadSequence(types, count, data[start..], out var items, out length, out refusal);
        value = read ? new AbiValue.List(items) : null;
        length += start;
        return read;
    }

    private static bool TryReadBytes(
        AbiType type,
        ReadOnlySpan<byte> data,
        [NotNullWhen(true)] out AbiValue? value,
        out int length,
        [NotNullWhen(false)] out string? refusal
    )
    {
        value = null;
        length = 0;
        if (!TryReadLength(data, out var size) || size > data.Length - AbiWord.Size)
        {
            refusal = "the length of bytes or of a text is missing or too large";
            return false;
        }

        var padded = (size + AbiWord.Size - 1) & -AbiWord.Size;
        var content = data[AbiWord.Size..];
        if (content.Length < padded || content[size..padded].ContainsAnyExcept((byte)0))
        {
            refusal = "bytes or a text are not filled up to a word with zeros";
            return false;
        }

        var bytes = content[..size];
        if (type is AbiType.Text && !Utf8.IsValid(bytes))
        {
            refusal = "a text is not valid UTF-8";
            return false;
        }

        value = type is AbiType.Text ? Encoding.UTF8.GetString(bytes) : bytes.ToArray();
        length = AbiWord.Size + padded;
        refusal = null;
        return true;
    }

    private static AbiValue? ReadWord(AbiType type, ReadOnlySpan<byte> word)
    {
        switch (type)
        {
            case AbiType.Number number:
                var value = new BigInteger(word, isUnsigned: !number.Signed, isBigEndian: true);
                return AbiWord.IsInRange(number, value) ? value : null;
            case AbiType.Account:
                return word[..^Address.Size].ContainsAnyExcept((byte)0) ? null : new Address(word[^Address.Size..]);
            case AbiType.Flag:
                return word[..^1].ContainsAnyExcept((byte)0) || word[^1] > 1 ? null : word[^1] == 1;
            case AbiType.FixedBytes { Size: var size }:
                return word[size..].ContainsAnyExcept((byte)0) ? null : new AbiValue.Bytes(word[..size].ToArray());
            default:
                throw new ArgumentException($"{type} is not a type of one word", nameof(type));
        }
    }

    /// <summary>A length or an offset: a word below 2^31.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> data, out int length)
    {
        length = 0;
        if (data.Length < AbiWord.Size || data[..(AbiWord.Size - 4)].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32BigEndian(data[(AbiWord.Size - 4)..]);
        return length >= 0;
    }
}
