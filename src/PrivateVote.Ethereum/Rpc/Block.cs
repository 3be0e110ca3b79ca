using System.Globalization;

namespace PrivateVote.Ethereum.Rpc;

/// <summary>The block whose state is asked for: by its number or by a name.</summary>
public readonly record struct Block
{
    private readonly string? _text;

    private Block(string text) => _text = text;

    /// <summary>The newest block; the default value too.</summary>
    public static Block Latest => new("latest");

    /// <summary>The newest block and the transactions that wait.</summary>
    public static Block Pending => new("pending");

    /// <summary>The newest block that cannot be taken back without a third of all stake being slashed.</summary>
    public static Block Finalized => new("finalized");

    public static Block At(ulong number) => new("0x" + number.ToString("x", CultureInfo.InvariantCulture));

    public override string ToString() => _text ?? Latest.ToString();
}
