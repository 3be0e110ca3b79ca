using System.Globalization;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>The block whose state is asked for: by its number, its hash (EIP-1898) or a name.</summary>
public readonly record struct Block
{
    private readonly string? _text;
    private readonly bool _isHash;

    private Block(string text, bool isHash = false) => (_text, _isHash) = (text, isHash);

    /// <summary>The newest block; the default value too.</summary>
    public static Block Latest => new("latest");

    /// <summary>The newest block and the transactions that wait.</summary>
    public static Block Pending => new("pending");

    /// <summary>The newest block that cannot be taken back without a third of all stake being slashed.</summary>
    public static Block Finalized => new("finalized");

    public static Block At(ulong number) => new("0x" + number.ToString("x", CultureInfo.InvariantCulture));

    /// <summary>This very block, and no other that takes its place.</summary>
    /// <param name="hash">32 bytes.</param>
    public static Block Of(byte[] hash) => new(Hex.Encode(hash), isHash: true);

    /// <summary>As a parameter: an object for a hash, else text.</summary>
    internal JsonNode ToJson() => _isHash ? new JsonObject { ["blockHash"] = ToString() } : ToString();

    public override string ToString() => _text ?? Latest.ToString();
}
