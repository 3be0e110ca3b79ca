using System.Text;

namespace PrivateVote.Ethereum.Tests;

/// <summary>The JSON of typed data with one member x.</summary>
internal static class TypedDataJsonText
{
    public static byte[] Of(string type, string value) =>
        Encoding.UTF8.GetBytes(
            """{"types":{"EIP712Domain":[{"name":"name","type":"string"}],"A":[{"name":"x","type":"""
                + $"\"{type}\""
                + """}]},"primaryType":"A","domain":{"name":"n"},"message":{"x":"""
                + value
                + "}}"
        );
}
