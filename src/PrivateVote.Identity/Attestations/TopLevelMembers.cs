using System.Text.Json;

namespace PrivateVote.Identity.Attestations;

/// <summary>Recognises a format by the names of its members, before anything is parsed in earnest.</summary>
internal static class TopLevelMembers
{
    /// <summary>
    /// Whether the bytes are a JSON object that has all of these members. Reads as far as it needs; what is wrong behind that
    /// is for the format's verifier to say.
    /// </summary>
    public static bool AreIn(ReadOnlySpan<byte> utf8, params ReadOnlySpan<string> names)
    {
        var missing = names.Length;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (missing > 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                foreach (var name in names)
                {
                    missing -= reader.ValueTextEquals(name) ? 1 : 0;
                }

                reader.Skip();
            }

            return missing <= 0;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A name with a lone surrogate in an escape.
            return false;
        }
    }
}
