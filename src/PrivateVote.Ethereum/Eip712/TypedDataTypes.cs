using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Eip712;

/// <summary>
/// The struct types of typed data (EIP-712), each by its name, with <c>encodeType</c> and <c>typeHash</c>. Structs may refer
/// to each other, and to themselves through arrays.
/// </summary>
public sealed class TypedDataTypes
{
    /// <summary>Structs and arrays inside each other, in a type's name and in a value.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Struct types, EIP712Domain included.</summary>
    public const int MaximumStructs = 64;

    /// <summary>Members of one struct.</summary>
    public const int MaximumMembers = 128;

    /// <summary>Characters of a name of a struct or of a member, and of a type.</summary>
    public const int MaximumNameLength = 128;

    private readonly FrozenDictionary<string, Definition> _structs;

    private TypedDataTypes(FrozenDictionary<string, Definition> structs) => _structs = structs;

    /// <summary>The structs' names.</summary>
    public IEnumerable<string> Names => _structs.Keys.Order(StringComparer.Ordinal);

    /// <summary>Checks names, types and references; the refusal is a sentence.</summary>
    public static bool TryCreate(
        IReadOnlyDictionary<string, IReadOnlyList<TypedDataMember>> structs,
        [NotNullWhen(true)] out TypedDataTypes? types,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(structs);
        types = null;
        if (structs.Count > MaximumStructs)
        {
            refusal = $"there are more than {MaximumStructs} types";
            return false;
        }

        var definitions = new Dictionary<string, Definition>(StringComparer.Ordinal);
        foreach (var (name, members) in structs)
        {
            if (!TryDefine(name, members, structs, out var definition, out refusal))
            {
                return false;
            }

            definitions.Add(name, definition);
        }

        foreach (var (name, definition) in definitions)
        {
            definition.Encoded = Encode(name, definitions);
            definition.Hash = Keccak256.Hash(Encoding.ASCII.GetBytes(definition.Encoded));
        }

        types = new TypedDataTypes(definitions.ToFrozenDictionary(StringComparer.Ordinal));
        refusal = null;
        return true;
    }

    /// <summary>
    /// The types of definitions as <c>encodeType</c> writes one struct, for constants:
    /// <c>Define("Mail(Person from,string contents)", "Person(string name,address wallet)")</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A definition is malformed, or names a type that is not among them.</exception>
    public static TypedDataTypes Define(params ReadOnlySpan<string> definitions)
    {
        var structs = new Dictionary<string, IReadOnlyList<TypedDataMember>>(StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            var open = definition.IndexOf('(', StringComparison.Ordinal);
            if (open < 0 || definition[^1] != ')')
            {
                throw new ArgumentException($"malformed type: {definition}", nameof(definitions));
            }

            var members = definition[(open + 1)..^1]
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(member => member.Split(' '))
                .Select(parts => new TypedDataMember(parts[^1], parts[0]));
            structs.Add(definition[..open], [.. members]);
        }

        return TryCreate(structs, out var types, out var refusal)
            ? types
            : throw new ArgumentException(refusal, nameof(definitions));
    }

    public bool Contains(string name) => _structs.ContainsKey(name);

    /// <summary>The members in the order in which they are encoded.</summary>
    /// <exception cref="ArgumentException">There is no such struct.</exception>
    public IReadOnlyList<TypedDataMember> MembersOf(string name) => Get(name).Members;

    /// <summary>
    /// <c>Mail(Person from,string contents)Person(string name,address wallet)</c>: the struct, then those that it refers to
    /// directly or not, sorted by name.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such struct.</exception>
    public string EncodeType(string name) => Get(name).Encoded;

    /// <summary>keccak256 of <see cref="EncodeType"/>, 32 bytes.</summary>
    /// <exception cref="ArgumentException">There is no such struct.</exception>
    public byte[] TypeHash(string name) => [.. Get(name).Hash];

    /// <summary>
    /// Names are ASCII identifiers, so that a type's encoding can be read in one way only; with @, which signatures over verifiable
    /// credentials have in names (EthereumEip712Signature2021).
    /// </summary>
    internal static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaximumNameLength
        && !char.IsAsciiDigit(text[0])
        && !text.ContainsAnyExcept(NameCharacters);

    internal FieldType[] FieldsOf(string name) => Get(name).Fields;

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$@"
    );

    private Definition Get(string name) =>
        _structs.TryGetValue(name, out var definition)
            ? definition
            : throw new ArgumentException($"there is no type {name}", nameof(name));

    private static bool TryDefine(
        string name,
        IReadOnlyList<TypedDataMember> members,
        IReadOnlyDictionary<string, IReadOnlyList<TypedDataMember>> structs,
        [NotNullWhen(true)] out Definition? definition,
        [NotNullWhen(false)] out string? refusal
    )
    {
        definition = null;
        if (!IsName(name) || !FieldType.TryParse(name, out var self) || self is not FieldType.Struct)
        {
            refusal = "a type's name is not an identifier, or is that of a type that the standard has";
            return false;
        }

        if (members.Count > MaximumMembers)
        {
            refusal = $"{name} has more than {MaximumMembers} members";
            return false;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new FieldType[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            if (!IsName(members[i].Name) || !names.Add(members[i].Name))
            {
                refusal = $"a member's name in {name} is not an identifier, or is there twice";
                return false;
            }

            if (
                members[i].Type.Length > MaximumNameLength
                || !FieldType.TryParse(members[i].Type, out var field)
                || (field.StructName is { } reference && !structs.ContainsKey(reference))
            )
            {
                refusal = $"the type of {name}.{members[i].Name} is not known";
                return false;
            }

            fields[i] = field;
        }

        definition = new Definition([.. members], fields);
        refusal = null;
        return true;
    }

    private static string Encode(string name, Dictionary<string, Definition> definitions)
    {
        var referred = new SortedSet<string>(StringComparer.Ordinal);
        Collect(name);
        referred.Remove(name);
        return string.Concat(referred.Prepend(name).Select(EncodeAlone));

        void Collect(string current)
        {
            // Depth is at most the number of structs: each is entered once.
            if (referred.Add(current))
            {
                foreach (var field in definitions[current].Fields)
                {
                    if (field.StructName is { } reference)
                    {
                        Collect(reference);
                    }
                }
            }
        }

        string EncodeAlone(string current) =>
            $"{current}({string.Join(',', definitions[current].Members.Select(member => $"{member.Type} {member.Name}"))})";
    }

    private sealed class Definition(IReadOnlyList<TypedDataMember> members, FieldType[] fields)
    {
        public IReadOnlyList<TypedDataMember> Members { get; } = members;

        public FieldType[] Fields { get; } = fields;

        public string Encoded { get; set; } = "";

        public byte[] Hash { get; set; } = [];
    }
}
