using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class Keccak256Tests
{
    // The empty string and "abc": the Keccak team's submission to SHA-3; the event signature: the ERC-20 standard.
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(
        "Transfer(address,address,uint256)",
        "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    )]
    public void Hashes_are_the_published_ones(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text))));
}
