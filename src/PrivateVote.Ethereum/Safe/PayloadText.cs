using System.Globalization;
using System.Numerics;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;

namespace PrivateVote.Ethereum.Safe;

/// <summary>A payload in words, the same wherever a person reads one.</summary>
public static class PayloadText
{
    private const int WeiDigits = 18;

    /// <summary>Hexadecimal digits of unknown data that are shown.</summary>
    private const int ShownDigits = 138;

    /// <summary>Calls with their arguments, what leaves the Safe, and the flags, one line each.</summary>
    public static IReadOnlyList<string> Lines(PayloadAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var lines = new List<string>();
        Add(lines, analysis.Calls, "");
        foreach (var moved in analysis.Moved)
        {
            lines.Add(
                moved.Token is { } token
                    ? $"leaves the Safe: {moved.Amount} units of token {token} to {moved.Recipient}"
                    : $"leaves the Safe: {Ether(moved.Amount)} to {moved.Recipient}"
            );
        }

        foreach (var flag in analysis.Flags)
        {
            lines.Add($"{(flag.Danger ? "DANGER" : "note  ")} call {flag.Call}: {flag.Text}");
        }

        return lines;
    }

    /// <summary>An amount of wei, and the same in ether.</summary>
    public static string Ether(BigInteger wei)
    {
        var digits = wei.ToString(CultureInfo.InvariantCulture).PadLeft(WeiDigits + 1, '0');
        var fraction = digits[^WeiDigits..].TrimEnd('0');
        return $"{wei} wei ({digits[..^WeiDigits]}{(fraction.Length > 0 ? "." : "")}{fraction} ether)";
    }

    /// <summary>A call in one line: what is called where, with which arguments, and what is paid.</summary>
    public static string Line(DecodedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var kind = call.Call.Operation == SafeOperation.DelegateCall ? "delegatecall of" : "call of";
        var value = call.Call.Value.IsZero ? "" : $" with {Ether(call.Call.Value)}";
        if (call.Call.Data.Length == 0 && call.Call.Operation == SafeOperation.Call)
        {
            return call.Call.Value.IsZero ? $"empty call of {call.Call.To}" : $"pays{value[5..]} to {call.Call.To}";
        }

        return $"{kind} {call.Call.To}{value}: {Data(call)}";
    }

    private static string Data(DecodedCall call)
    {
        if (call.Calls.Count > 0)
        {
            return $"multiSend of {call.Calls.Count} calls";
        }

        if (call.Function is null || call.Arguments.Count != call.Function.Parameters.Count)
        {
            var hex = Hex.Encode(call.Call.Data);
            return $"{call.Call.Data.Length} bytes {(hex.Length > ShownDigits ? hex[..ShownDigits] + "…" : hex)}";
        }

        var arguments = call.Function.Parameters.Zip(call.Arguments, (name, value) => $"{name} {Text(value)}");
        return $"{call.Function.Name}({string.Join(", ", arguments)})";
    }

    private static string Text(AbiValue value) =>
        value switch
        {
            AbiValue.List { Items: var items } => $"[{string.Join(", ", items.Select(Text))}]",
            AbiValue.Text { Value: var text } => $"\"{SafeText.Line(text)}\"",
            AbiValue.Struct => "{…}",
            _ => AbiText.Format(value),
        };

    private static void Add(List<string> lines, IReadOnlyList<DecodedCall> calls, string path)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            lines.Add($"call {path}{i + 1}: {Line(calls[i])}");
            Add(lines, calls[i].Calls, $"{path}{i + 1}.");
        }
    }
}
