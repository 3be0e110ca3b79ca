namespace PrivateVote.Ethereum.Rpc;

/// <summary>Text from outside, as it may stand in a message or a log.</summary>
internal static class SafeText
{
    private const int MaximumLength = 200;

    /// <summary>At most 200 characters, of printable ASCII; others are question marks.</summary>
    public static string Line(string text) =>
        string.Create(
            Math.Min(text.Length, MaximumLength),
            text,
            static (line, given) =>
            {
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = given[i] is >= ' ' and <= '~' ? given[i] : '?';
                }
            }
        );
}
