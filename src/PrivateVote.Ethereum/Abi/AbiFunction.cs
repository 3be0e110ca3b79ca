using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Abi;

/// <summary>
/// A function of a contract, from its signature with or without names: <c>transfer(address to,uint256 amount)</c>. A call is
/// the selector, 4 bytes, and the encoded arguments.
/// </summary>
public sealed class AbiFunction
{
    public const int SelectorSize = 4;

    private readonly byte[] _selector;

    private AbiFunction(string name, IReadOnlyList<AbiType> types, IReadOnlyList<string> parameters)
    {
        Name = name;
        Types = types;
        Parameters = parameters;
        Signature = $"{name}({string.Join(',', types)})";
        _selector = Keccak256.Hash(Encoding.ASCII.GetBytes(Signature))[..SelectorSize];
    }

    public string Name { get; }

    public IReadOnlyList<AbiType> Types { get; }

    /// <summary>The parameters' names; empty where there is none.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Name and types without names of parameters: what the selector is the hash of.</summary>
    public string Signature { get; }

    /// <summary>The first 4 bytes of keccak256 of the signature.</summary>
    public ReadOnlySpan<byte> Selector => _selector;

    /// <summary>Parses a signature; refuses what is not an identifier, types in parentheses, and names after them.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AbiFunction? function)
    {
        ArgumentNullException.ThrowIfNull(text);
        function = null;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (text.Length > AbiType.MaximumLength || open < 0 || text[^1] != ')' || !IsName(text.AsSpan(0, open)))
        {
            return false;
        }

        var types = new List<AbiType>();
        var parameters = new List<string>();
        for (var rest = text.AsSpan(open + 1, text.Length - open - 2); !rest.IsEmpty; )
        {
            var end = AbiType.EndOfComponent(rest);
            var component = rest[..end];
            var space = component.IndexOf(' ');
            var name = space < 0 ? default : component[(space + 1)..];
            if (
                !AbiType.TryParse(space < 0 ? component : component[..space], out var type)
                || (space >= 0 && !IsName(name))
                || end == rest.Length - 1
            )
            {
                return false;
            }

            types.Add(type);
            parameters.Add(name.ToString());
            rest = end == rest.Length ? default : rest[(end + 1)..];
        }

        function = new AbiFunction(text[..open], types, parameters);
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, for constants.</summary>
    /// <exception cref="FormatException">The text is not a function's signature.</exception>
    public static AbiFunction Parse(string text) =>
        TryParse(text, out var function) ? function : throw new FormatException("malformed signature of a function");

    /// <summary>Call data: the selector and the arguments.</summary>
    /// <exception cref="ArgumentException">An argument is not of its type, or there are too many or too few.</exception>
    public byte[] EncodeCall(params AbiValue[] arguments) => [.. _selector, .. AbiEncoder.Encode(Types, arguments)];

    /// <summary>Whether the data begins with this function's selector.</summary>
    public bool IsCalledBy(ReadOnlySpan<byte> callData) => callData.StartsWith(_selector);

    /// <summary>The arguments of call data; the refusal is a sentence.</summary>
    public bool TryDecodeCall(
        ReadOnlySpan<byte> callData,
        [NotNullWhen(true)] out IReadOnlyList<AbiValue>? arguments,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (IsCalledBy(callData))
        {
            return AbiDecoder.TryDecode(Types, callData[SelectorSize..], out arguments, out refusal);
        }

        arguments = null;
        refusal = $"this is not a call of {Signature}";
        return false;
    }

    public override string ToString() => Signature;

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '$'))
            {
                return false;
            }
        }

        return !text.IsEmpty && !char.IsAsciiDigit(text[0]);
    }
}
