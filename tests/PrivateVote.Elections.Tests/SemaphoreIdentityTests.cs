using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.TestSupport;

namespace PrivateVote.Elections.Tests;

/// <summary>Identities of @semaphore-protocol/core are ours, by the same private key.</summary>
public class SemaphoreIdentityTests
{
    /// <summary>By @semaphore-protocol/core 4.14.2.</summary>
    [Fact]
    public void A_text_that_Semaphore_takes_for_a_key_gives_its_commitment()
    {
        var identity = SemaphoreIdentity.FromPrivateKey("privateKey"u8);
        Assert.Equal(
            "11372478937056182347300323057848769551333725898578571354328589544822167334484",
            identity.Commitment.ToString()
        );
        Assert.True(SemaphoreIdentity.TryImport("cHJpdmF0ZUtleQ==", out var imported));
        Assert.Equal(identity.Commitment, imported.Commitment);
    }

    [OracleFact]
    public void Hundreds_of_keys_of_every_length_give_Semaphores_scalars_and_commitments()
    {
        var random = new HashedNumbers("semaphore identities");
        // Keys of 32 bytes, as Semaphore makes them, and of each length up to three blocks of the hash.
        var keys = Enumerable.Range(0, 500).Select(i => random.Bytes(i < 200 ? 32 : i - 199)).ToArray();
        var texts = new[] { "a", "secret", "投票の秘密", "é😀", new string('x', 1000), "cHJpdmF0ZUtleQ==" };
        var answers = NodeOracle.Ask(
            "semaphore.mjs",
            new JsonObject
            {
                ["identities"] = new JsonArray([
                    .. keys.Select(key => new JsonObject { ["hex"] = Convert.ToHexStringLower(key) }),
                    .. texts.Select(text => new JsonObject { ["text"] = text }),
                ]),
            }
        )["identities"]!.AsArray();
        Assert.Equal(keys.Length + texts.Length, answers.Count);
        foreach (var (key, theirs) in keys.Concat(texts.Select(Encoding.UTF8.GetBytes)).Zip(answers))
        {
            var identity = SemaphoreIdentity.FromPrivateKey(key);
            Assert.Equal((string?)theirs!["scalar"], identity.Secret.ToString());
            Assert.Equal((string?)theirs["commitment"], identity.Commitment.ToString());
            Assert.Equal((string?)theirs["imported"], identity.Commitment.ToString());
            Assert.True(SemaphoreIdentity.TryImport((string)theirs["exported"]!, out var imported));
            Assert.Equal(identity.Commitment, imported.Commitment);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("cHJpdmF0ZUtleQ")]
    [InlineData("cHJpdmF0ZUtleR==")]
    [InlineData("cHJpdmF0ZUtleQ==\n")]
    [InlineData(" cHJpdmF0ZUtleQ==")]
    [InlineData("cHJpdmF0ZUtle_==")]
    [InlineData("{\"privateKey\":\"\"}")]
    public void Only_canonical_base64_is_imported(string exported) =>
        Assert.False(SemaphoreIdentity.TryImport(exported, out _));

    [Fact]
    public void A_private_key_is_neither_empty_nor_long()
    {
        Assert.Throws<ArgumentException>(() => SemaphoreIdentity.FromPrivateKey([]));
        Assert.Throws<ArgumentException>(() => SemaphoreIdentity.FromPrivateKey(new byte[1025]));
        Assert.False(SemaphoreIdentity.TryImport(Convert.ToBase64String(new byte[1025]), out _));
        Assert.True(SemaphoreIdentity.TryImport(Convert.ToBase64String(new byte[1024]), out _));
    }
}
