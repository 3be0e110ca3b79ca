using System.Text.Json;

namespace PrivateVote.Cryptography.Groth16;

/// <summary>The public signals of a proof in snarkjs' form: a JSON array of decimal strings.</summary>
public static class PublicSignals
{
    /// <summary>Reads an array of decimal strings, each below r and without leading zeros; false for anything else.</summary>
    public static bool TryParseSnarkjs(ReadOnlySpan<byte> utf8Json, out Fr[] signals)
    {
        signals = [];
        if (!SnarkjsJson.TryParse(utf8Json, out var document))
        {
            return false;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            var read = new Fr[document.RootElement.GetArrayLength()];
            var next = 0;
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.String || !Fr.TryParseDecimal(entry.GetString(), out read[next++]))
                {
                    return false;
                }
            }

            signals = read;
            return true;
        }
    }

    /// <summary>The array of decimal strings.</summary>
    public static string ToSnarkjsJson(ReadOnlySpan<Fr> signals)
    {
        var texts = new string[signals.Length];
        for (var i = 0; i < signals.Length; i++)
        {
            texts[i] = $"\"{signals[i]}\"";
        }

        return $"[{string.Join(',', texts)}]";
    }
}
