using System.Security.Cryptography;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class EthereumKeyTests
{
    private static readonly byte[] Digest = SHA256.HashData("digest"u8);

    [Fact]
    public void A_signature_is_by_its_signer_and_reads_back()
    {
        using var key = TestKeys.Of("signer");
        var signature = key.SignDigest(Digest);
        Assert.True(signature.IsBy(key.Address, Digest));
        Assert.False(signature.IsBy(key.Address, SHA256.HashData("another"u8)));
        Assert.InRange(signature.V, 27, 28);

        Assert.True(EthereumSignature.TryParse(signature.ToString(), out var fromText));
        Assert.True(EthereumSignature.TryParse(signature.ToBytes(), out var fromBytes));
        Assert.Equal(signature, fromText);
        Assert.Equal(signature, fromBytes);

        byte[] bare = [.. signature.R, .. signature.S, (byte)signature.Parity];
        Assert.True(EthereumSignature.TryParse(bare, out var fromBare));
        Assert.Equal(signature, fromBare);
        Assert.Equal(signature.ToString(), fromBare.ToString());
    }

    [Fact]
    public void Malformed_signatures_are_refused()
    {
        using var key = TestKeys.Of("signer");
        var bytes = key.SignDigest(Digest).ToBytes();
        AssertRefused([]);
        AssertRefused(bytes.AsSpan(0, 64));
        AssertRefused([.. bytes, 0]);
        foreach (var v in new byte[] { 2, 26, 29, 31, 37, 255 })
        {
            AssertRefused([.. bytes[..64], v]);
        }

        // s above n/2, s = 0, r = 0, r = n or more.
        AssertRefused([.. bytes[..32], 0xff, .. bytes[33..]]);
        AssertRefused([.. bytes[..32], .. new byte[32], bytes[64]]);
        AssertRefused([.. new byte[32], .. bytes[32..]]);
        AssertRefused([.. Enumerable.Repeat((byte)0xff, 32), .. bytes[32..]]);
        Assert.Throws<ArgumentException>(() => EthereumSignature.Create(bytes.AsSpan(0, 64), 27));
        Assert.Throws<ArgumentException>(() => EthereumSignature.Create(new byte[64], 0));
    }

    [Fact]
    public void Damaged_signatures_are_refused_or_are_by_somebody_else()
    {
        using var key = TestKeys.Of("signer");
        var signature = key.SignDigest(Digest);
        var other = Address.FromPublicKey(key.PublicKey);
        foreach (var damaged in Mutations.Of(signature.ToBytes(), 2000, "signatures"))
        {
            if (EthereumSignature.TryParse(damaged, out var read) && !read.Equals(signature))
            {
                Assert.False(read.IsBy(other, Digest));
            }
        }
    }

    [Fact]
    public void Personal_messages_are_those_of_eip_191()
    {
        // ethers' documentation of hashMessage, and web3's of accounts.hashMessage.
        Assert.Equal(
            "0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2",
            Hex.Encode(PersonalMessage.Digest("Hello World"))
        );
        using var key = TestKeys.Of("signer");
        Assert.True(key.SignPersonalMessage("Hello World").IsBy(key.Address, PersonalMessage.Digest("Hello World"u8)));
        Assert.False(key.SignPersonalMessage("Hello World").IsBy(key.Address, PersonalMessage.Digest("Hello World ")));
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var key = EthereumKey.Generate();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.SignDigest(Digest));
        Assert.Throws<ArgumentException>(() => EthereumKey.FromPrivateKey(new byte[32]));
        Assert.Throws<ArgumentException>(() => EthereumKey.FromPrivateKey(new byte[31]));
    }

    private static void AssertRefused(ReadOnlySpan<byte> bytes)
    {
        Assert.False(EthereumSignature.TryParse(bytes, out var signature));
        Assert.Null(signature);
        Assert.False(EthereumSignature.TryParse(Hex.Encode(bytes), out _));
    }
}
