using System.Security.Cryptography;
using System.Text;

namespace PrivateVote.Ethereum.Tests;

/// <summary>Keys that are the same in every run.</summary>
internal static class TestKeys
{
    public static byte[] PrivateKeyOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));

    public static EthereumKey Of(string name) => EthereumKey.FromPrivateKey(PrivateKeyOf(name));
}
