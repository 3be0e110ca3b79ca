using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class KeyFileTests
{
    private const int Cost = 1 << 10;
    private const string Passphrase = "correct horse";
    private const string Kind = "trustee";
    private static readonly byte[] Secret = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
    private static readonly byte[] File = KeyFile.Encrypt(Secret, Passphrase, Kind, Cost);

    [Fact]
    public void A_file_made_by_another_program_opens()
    {
        var vector = VectorFile.Read(SharedVectors.Fixture("key-file.json"));
        Assert.True(
            KeyFile.TryDecrypt(
                Encoding.UTF8.GetBytes(vector.Text("file")),
                vector.Text("passphrase"),
                vector.Text("kind"),
                out var secret,
                out var refusal
            ),
            refusal
        );
        Assert.Equal(vector.Hex("secret"), secret);
    }

    [Fact]
    public void The_secret_comes_back_under_its_passphrase()
    {
        Assert.True(KeyFile.TryDecrypt(File, Passphrase, Kind, out var secret, out _));
        Assert.Equal(Secret, secret);

        var usual = KeyFile.Encrypt(Secret, Passphrase, Kind);
        Assert.Contains($"\"n\":{KeyFile.DefaultCost},", Encoding.UTF8.GetString(usual), StringComparison.Ordinal);
        Assert.True(KeyFile.TryDecrypt(usual, Passphrase, Kind, out secret, out _));
        Assert.Equal(Secret, secret);
    }

    [Fact]
    public void A_wrong_passphrase_is_said_plainly()
    {
        foreach (var wrong in new[] { "", "correct horsf", "Correct horse", "correct horse ", "\ud800" })
        {
            Assert.False(KeyFile.TryDecrypt(File, wrong, Kind, out var secret, out var refusal));
            Assert.Null(secret);
            Assert.Equal("the passphrase is wrong, or the key file was changed", refusal);
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_named_as_such_and_cannot_be_relabelled()
    {
        Assert.False(KeyFile.TryDecrypt(File, Passphrase, "identity", out _, out var refusal));
        Assert.Equal("this key file holds a key of kind \"trustee\", not \"identity\"", refusal);
        AssertRefused(Change("kind", "identity"), "identity");
    }

    [Fact]
    public void Two_files_of_one_secret_share_nothing()
    {
        var other = KeyFile.Encrypt(Secret, Passphrase, Kind, Cost);
        foreach (var name in new[] { "salt", "nonce", "ciphertext" })
        {
            Assert.NotEqual((string?)JsonNode.Parse(File)![name], (string?)JsonNode.Parse(other)![name]);
        }
    }

    [Theory]
    [InlineData("format", "privatevote-key/2")]
    [InlineData("kind", "a \"b\"")]
    [InlineData("kind", "")]
    [InlineData("n", 0)]
    [InlineData("n", -1024)]
    [InlineData("n", 512)]
    [InlineData("n", 1025)]
    [InlineData("n", 1 << 19)]
    [InlineData("n", 1 << 30)]
    [InlineData("n", 1L << 40)]
    [InlineData("n", "1024")]
    [InlineData("salt", "")]
    [InlineData("salt", "AAAA")]
    [InlineData("salt", "AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("nonce", "AAAA")]
    [InlineData("nonce", null)]
    [InlineData("ciphertext", "")]
    [InlineData("ciphertext", "AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("r", 8)]
    public void A_hostile_file_is_refused_before_it_takes_memory(string name, object? value)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(Change(name, value), Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_file_too_long_or_not_a_key_file_is_refused()
    {
        AssertRefused(new byte[1 << 20], Kind);
        AssertRefused([], Kind);
        AssertRefused("{}"u8.ToArray(), Kind);
        AssertRefused([.. File, .. Enumerable.Repeat((byte)' ', 1 << 20)], Kind);
    }

    [Fact]
    public void Every_change_of_one_byte_is_refused()
    {
        // The newline at the end is the one byte that may differ: JSON takes any white space there.
        for (var i = 0; i < File.Length - 1; i++)
        {
            var spoilt = File.ToArray();
            spoilt[i] ^= 1;
            AssertRefused(spoilt, Kind);
        }
    }

    [Fact]
    public void Misuse_is_an_exception()
    {
        Assert.Throws<ArgumentException>(() => KeyFile.Encrypt([], Passphrase, Kind, Cost));
        Assert.Throws<ArgumentException>(() =>
            KeyFile.Encrypt(new byte[KeyFile.MaximumSecretSize + 1], Passphrase, Kind, Cost)
        );
        Assert.Throws<ArgumentException>(() => KeyFile.Encrypt(Secret, "", Kind, Cost));
        Assert.Throws<ArgumentException>(() => KeyFile.Encrypt(Secret, Passphrase, "A kind", Cost));
        Assert.Throws<ArgumentException>(() => KeyFile.Encrypt(Secret, Passphrase, Kind, 1000));
        Assert.Throws<ArgumentException>(() => KeyFile.Encrypt(Secret, Passphrase, Kind, 1 << 20));
    }

    private static byte[] Change(string name, object? value)
    {
        var json = JsonNode.Parse(File)!.AsObject();
        json[name] = value switch
        {
            string text => JsonValue.Create(text),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            _ => null,
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static void AssertRefused(byte[] file, string kind)
    {
        Assert.False(KeyFile.TryDecrypt(file, Passphrase, kind, out var secret, out var refusal));
        Assert.Null(secret);
        Assert.False(string.IsNullOrEmpty(refusal));
    }
}
