using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Safe;

/// <summary>
/// A payload as people write it into a file: <c>{"calls": [{"to", "value", "data", "operation"}]}</c>, one call or several. The
/// value is in wei, decimal digits as a text or as a number; the operation is 0 (call) or 1 (delegatecall), and 0 when it is
/// absent.
/// </summary>
public static class PayloadFile
{
    /// <summary>Bytes of the longest file that is read.</summary>
    public const int MaximumSize = 4 * 1024 * 1024;

    /// <summary>Decimal digits of 2^256.</summary>
    private const int MaximumDigits = 78;

    private static readonly BigInteger ValueLimit = BigInteger.One << 256;

    /// <summary>The calls; the refusal says which member of which call is wrong.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out IReadOnlyList<SafeCall>? calls,
        [NotNullWhen(false)] out string? refusal
    )
    {
        calls = null;
        if (!StrictJson.TryParse<Contents>(utf8, out var contents, out refusal))
        {
            return false;
        }

        if (contents.Calls.Count is 0 or > MultiSend.MaximumCalls)
        {
            refusal = $"a payload has 1 to {MultiSend.MaximumCalls} calls";
            return false;
        }

        var read = new List<SafeCall>();
        foreach (var written in contents.Calls)
        {
            if (!TryReadCall(written, out var call, out refusal))
            {
                refusal = $"call {read.Count + 1}: {refusal}";
                return false;
            }

            read.Add(call);
        }

        calls = read;
        return true;
    }

    /// <summary>One call from its parts as text; the refusal says which is wrong.</summary>
    /// <param name="to">0x and 40 digits.</param>
    /// <param name="value">Decimal digits.</param>
    /// <param name="data">0x and digits.</param>
    /// <param name="operation">0 or 1.</param>
    /// <param name="call">The call.</param>
    /// <param name="refusal">A sentence.</param>
    public static bool TryReadCall(
        string to,
        string value,
        string data,
        int operation,
        [NotNullWhen(true)] out SafeCall? call,
        [NotNullWhen(false)] out string? refusal
    )
    {
        ArgumentNullException.ThrowIfNull(value);
        call = null;
        refusal = null;
        if (!Address.TryParse(to, out var address))
        {
            refusal = "to is an address, 0x and 40 hexadecimal digits, with a right EIP-55 checksum if of mixed case";
        }
        else if (
            value.Length is 0 or > MaximumDigits
            || value.AsSpan().ContainsAnyExceptInRange('0', '9')
            || BigInteger.Parse(value, CultureInfo.InvariantCulture) >= ValueLimit
        )
        {
            refusal = "value is a number of wei, decimal digits below 2^256";
        }
        else if (!Hex.TryDecodeAnyCase(data, out var bytes))
        {
            refusal = "data is 0x and an even number of hexadecimal digits";
        }
        else if (operation is not (0 or 1))
        {
            refusal = "operation is 0 for a call or 1 for a delegatecall";
        }
        else
        {
            var wei = BigInteger.Parse(value, CultureInfo.InvariantCulture);
            call = new SafeCall(address, wei, bytes, (SafeOperation)operation);
        }

        return refusal is null;
    }

    private static bool TryReadCall(
        WrittenCall? written,
        [NotNullWhen(true)] out SafeCall? call,
        [NotNullWhen(false)] out string? refusal
    )
    {
        if (written is null)
        {
            call = null;
            refusal = "null is no call";
            return false;
        }

        var value = written.Value.ValueKind switch
        {
            JsonValueKind.String => written.Value.GetString()!,
            JsonValueKind.Number => written.Value.GetRawText(),
            _ => "",
        };
        return TryReadCall(written.To, value, written.Data, written.Operation, out call, out refusal);
    }

    private sealed record Contents(IReadOnlyList<WrittenCall> Calls);

    private sealed record WrittenCall(string To, JsonElement Value, string Data, int Operation = 0);
}
