using System.Text;
using PrivateVote.Cryptography.Standard;

namespace Scenarios.Tests.Council;

/// <summary>A record with another amount in its manifest, which is base64url inside the organizer's signature.</summary>
internal static class SwappedRecord
{
    public static string Of(string record, int ether)
    {
        var line = record.Split('\n').Single(text => text.Contains("\"manifest\"", StringComparison.Ordinal));
        var payload = line.Split('"')[^2].Split('.')[1];
        Assert.True(Base64Url.TryDecode(payload, out var bytes));
        var manifest = Encoding.UTF8.GetString(bytes);
        var other = manifest.Replace($"\"value\":\"{ether}\"", "\"value\":\"9999\"", StringComparison.Ordinal);
        Assert.NotEqual(manifest, other);
        return record.Replace(payload, Base64Url.Encode(Encoding.UTF8.GetBytes(other)), StringComparison.Ordinal);
    }
}
