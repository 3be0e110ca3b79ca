using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Ethereum.Tests;

public sealed class AddressTests
{
    // The examples of EIP-55.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x8617E340B3D01FA5F11F306F4090FD50E238070D")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void The_checksum_is_that_of_eip_55(string text)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
        Assert.True(Address.TryParse(text.ToLowerInvariant(), out var lower));
        Assert.True(Address.TryParse("0x" + text[2..].ToUpperInvariant(), out var upper));
        Assert.Equal(address, lower);
        Assert.Equal(address, upper);
    }

    [Fact]
    public void Every_letter_of_a_mixed_checksum_counts()
    {
        const string Text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        for (var i = 2; i < Text.Length; i++)
        {
            if (char.IsAsciiLetter(Text[i]))
            {
                Assert.False(Address.TryParse(Text[..i] + (char)(Text[i] ^ 0x20) + Text[(i + 1)..], out _));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0X52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE70")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EEg")]
    [InlineData(" 0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE７")]
    public void What_is_not_40_digits_is_refused(string text)
    {
        Assert.False(Address.TryParse(text, out var address));
        Assert.True(address.IsZero);
        Assert.Throws<FormatException>(() => Address.Parse(text));
    }

    [Fact]
    public void An_address_is_the_same_of_both_forms_of_a_key()
    {
        // The key of EIP-712's example, keccak256("cow").
        var publicKey = Secp256k1.PublicKey(Keccak256.Hash("cow"u8));
        Assert.True(Secp256k1.TryUncompress(publicKey, out var uncompressed));
        Assert.Equal("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", Address.FromPublicKey(publicKey).ToString());
        Assert.Equal(Address.FromPublicKey(publicKey), Address.FromPublicKey(uncompressed));
        Assert.Throws<ArgumentException>(() => Address.FromPublicKey(publicKey.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new Address(new byte[21]));
    }

    [Fact]
    public void Bytes_and_text_come_back_and_order_is_that_of_the_bytes() =>
        Prop.ForAll<byte[], byte[]>(
                (x, y) =>
                {
                    var a = new Address(SHA256Of(x));
                    var b = new Address(SHA256Of(y));
                    Assert.Equal(a, new Address(a.ToBytes()));
                    Assert.Equal(a, Address.Parse(a.ToString()));
                    Assert.Equal(
                        Math.Sign(a.ToBytes().AsSpan().SequenceCompareTo(b.ToBytes())),
                        Math.Sign(a.CompareTo(b))
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    private static byte[] SHA256Of(byte[] seed) => System.Security.Cryptography.SHA256.HashData(seed)[..Address.Size];
}
