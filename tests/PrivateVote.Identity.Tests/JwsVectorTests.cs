using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests;

/// <summary>Signatures made by other people's software, and ours compared with them.</summary>
public sealed class JwsVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllBytes(SharedVectors.Fixture("did-key-jws.json")))
        .RootElement;

    private static readonly string Type = Text(Vectors, "type");

    [Fact]
    public void A_jws_made_by_another_program_verifies()
    {
        foreach (var test in Vectors.GetProperty("made").EnumerateArray())
        {
            Assert.True(
                Jws.TryVerify(Text(test, "jws"), Type, out var signer, out var payload, out var refusal),
                refusal
            );
            Assert.Equal(Text(test, "did"), signer);
            Assert.Equal(Text(Vectors, "payload"), Encoding.UTF8.GetString(payload));
        }
    }

    [Fact]
    public void Where_signing_is_deterministic_ours_is_the_same_byte_for_byte()
    {
        var payload = Encoding.UTF8.GetBytes(Text(Vectors, "payload"));
        foreach (var test in Vectors.GetProperty("made").EnumerateArray())
        {
            var key = Keys.Make(Enum.Parse<KeyType>(Text(test, "type")));
            var ours = Jws.Sign(key, payload, Type);
            var theirs = Text(test, "jws");
            if (key.PublicKey.Type is KeyType.Ed25519 or KeyType.Secp256k1)
            {
                Assert.Equal(theirs, ours);
            }
            else
            {
                Assert.Equal(theirs[..theirs.LastIndexOf('.')], ours[..ours.LastIndexOf('.')]);
            }
        }
    }

    [Fact]
    public void The_signatures_of_the_rfcs_verify_though_their_headers_are_not_ours()
    {
        foreach (var test in Vectors.GetProperty("published").EnumerateArray())
        {
            var jws = Text(test, "jws");
            var key = DidKey.FromPublicKey(
                Enum.Parse<KeyType>(Text(test, "type")),
                Convert.FromHexString(Text(test, "publicKey"))
            );
            var cut = jws.LastIndexOf('.');
            Assert.True(Base64Url.TryDecode(jws.AsSpan(cut + 1), out var signature));
            Assert.True(key.Verify(Encoding.ASCII.GetBytes(jws[..cut]), signature), Text(test, "name"));
            Assert.False(Jws.TryVerify(jws, Type, out _, out _, out var refusal));
            Assert.Contains("alg, kid and typ", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Es256k_with_high_s_is_refused()
    {
        var jws = Text(Vectors.GetProperty("made")[1], "jws");
        var cut = jws.LastIndexOf('.') + 1;
        Assert.True(Base64Url.TryDecode(jws.AsSpan(cut), out var signature));
        var order = Convert.FromHexString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        var borrow = 0;
        for (var i = 31; i >= 0; i--)
        {
            var difference = order[i] - signature[32 + i] - borrow;
            signature[32 + i] = (byte)difference;
            borrow = difference < 0 ? 1 : 0;
        }

        var other = string.Concat(jws.AsSpan(0, cut), Base64Url.Encode(signature));
        Assert.False(Jws.TryVerify(other, Type, out _, out _, out var refusal));
        Assert.Equal("the signature of the JWS does not verify", refusal);
    }

    [Fact]
    public void A_jws_of_one_key_type_does_not_verify_as_another()
    {
        // The header of one and the signature of another: same lengths for ES256 and ES256K and EdDSA.
        var made = Vectors.GetProperty("made").EnumerateArray().Select(test => Text(test, "jws").Split('.')).ToList();
        foreach (var (index, one) in made.Index())
        {
            foreach (var other in made.Where((_, i) => i != index))
            {
                Assert.False(Jws.TryVerify($"{one[0]}.{one[1]}.{other[2]}", Type, out _, out _, out _));
            }
        }
    }

    [Fact]
    public void A_payload_of_any_bytes_comes_back_as_it_was()
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        foreach (var payload in new byte[][] { [], [0], [0xff, 0xfe], new byte[100_000] })
        {
            Assert.True(Jws.TryVerify(key.Sign(payload, Type), Type, out _, out var back, out _));
            Assert.Equal(payload, back);
        }
    }

    [Fact]
    public void Huge_and_deeply_nested_headers_are_refused_before_they_are_read()
    {
        var nested = new string('[', 100_000) + new string(']', 100_000);
        foreach (var header in new[] { nested, new string(' ', 100_000), $$"""{"alg":{{nested}}}""" })
        {
            var encoded = Base64Url.Encode(Encoding.UTF8.GetBytes(header));
            Assert.False(Jws.TryVerify($"{encoded}.AAAA.AAAA", Type, out _, out _, out var refusal));
            Assert.Contains("too long", refusal, StringComparison.Ordinal);
        }

        Assert.False(Jws.TryVerify(new string('.', 20_000_000), Type, out _, out _, out _));
        Assert.False(Jws.TryVerify(new string('.', 1_000_000), Type, out _, out _, out _));
    }

    [Fact]
    public void A_type_that_is_not_a_name_is_misuse()
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        foreach (var type in new[] { "", "two words", "é", new string('a', 101) })
        {
            Assert.Throws<ArgumentException>(() => key.Sign([], type));
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
