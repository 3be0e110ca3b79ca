using System.Text;
using System.Text.RegularExpressions;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Tests;

public sealed class JwsTests
{
    private const string Type = "privatevote-test+json";

    private static readonly byte[] Payload = "{\"vote\":1}"u8.ToArray();

    public static TheoryData<KeyType> KeyTypes => [.. Enum.GetValues<KeyType>()];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void What_a_key_signs_verifies_under_its_did(KeyType type)
    {
        var key = Keys.Make(type);
        var jws = Jws.Sign(key, Payload, Type);

        Assert.True(Jws.TryVerify(jws, Type, out var signer, out var payload, out var refusal), refusal);
        Assert.Equal(key.PublicKey.ToString(), signer);
        Assert.Equal(Payload, payload);
        Assert.Null(refusal);
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void Every_truncation_is_refused(KeyType type)
    {
        var jws = Jws.Sign(Keys.Make(type), Payload, Type);
        for (var length = 0; length < jws.Length; length++)
        {
            AssertRefused(jws[..length]);
        }
    }

    [Fact]
    public void Every_change_of_one_character_is_refused()
    {
        var jws = Jws.Sign(Keys.Make(KeyType.Ed25519), Payload, Type);
        for (var i = 0; i < jws.Length; i++)
        {
            foreach (var c in "A_=. \né")
            {
                if (jws[i] != c)
                {
                    AssertRefused(string.Concat(jws.AsSpan(0, i), c.ToString(), jws.AsSpan(i + 1)));
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"None","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"HS256","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"eddsa","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"Ed25519","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"DID","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"DID#","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"DID#key-1","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID#","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":null,"typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"another"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":""}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"TYP"}""")]
    [InlineData("""{"kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"TYP","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"TYP","b64":false}""")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"TYP","jwk":{"kty":"OKP"}}""")]
    [InlineData("""{"alg":"EdDSA","alg":"EdDSA","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"alg":"none","\u0061lg":"EdDSA","kid":"KID","typ":"TYP"}""")]
    [InlineData("""{"Alg":"EdDSA","kid":"KID","typ":"TYP"}""")]
    [InlineData("""["EdDSA","KID","TYP"]""")]
    [InlineData("null")]
    [InlineData("")]
    public void A_header_that_is_not_exactly_ours_is_refused_though_the_signature_is_good(string template)
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        var header = template
            .Replace("KID", key.PublicKey.KeyId, StringComparison.Ordinal)
            .Replace("DID", key.Did, StringComparison.Ordinal)
            .Replace("TYP", Type, StringComparison.Ordinal);
        AssertRefused(SignRaw(key, Encoding.UTF8.GetBytes(header)));
    }

    [Fact]
    public void The_same_header_with_nothing_wrong_is_taken()
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        var header = $$"""{"typ":"{{Type}}","kid":"{{key.PublicKey.KeyId}}","alg":"EdDSA"}""";
        Assert.True(Jws.TryVerify(SignRaw(key, Encoding.UTF8.GetBytes(header)), Type, out _, out _, out _));
    }

    [Fact]
    public void A_header_that_is_not_utf8_is_refused()
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"EdDSA","kid":"{{key.PublicKey.KeyId}}","typ":"x"}""");
        header[^3] = 0xff;
        AssertRefused(SignRaw(key, header));
    }

    [Fact]
    public void A_kid_of_another_did_is_refused()
    {
        using var mallory = RoleKey.FromSeed(new byte[32]);
        using var alice = RoleKey.FromSeed(Enumerable.Repeat((byte)1, 32).ToArray());

        // Mallory signs and claims to be Alice, wholly or by half.
        var fragment = mallory.Did["did:key:".Length..];
        foreach (var kid in new[] { alice.PublicKey.KeyId, $"{alice.Did}#{fragment}" })
        {
            var header = $$"""{"alg":"EdDSA","kid":"{{kid}}","typ":"{{Type}}"}""";
            AssertRefused(SignRaw(mallory, Encoding.UTF8.GetBytes(header)));
        }
    }

    [Fact]
    public void A_signature_with_s_above_the_order_is_refused()
    {
        using var key = RoleKey.FromSeed(new byte[32]);
        var jws = key.Sign(Payload, Type);
        var cut = jws.LastIndexOf('.') + 1;
        Assert.True(Base64Url.TryDecode(jws.AsSpan(cut), out var signature));
        AddOrder(signature.AsSpan(32));

        AssertRefused(jws[..cut] + Base64Url.Encode(signature));
    }

    [Fact]
    public void A_key_prints_its_did_and_never_its_secret()
    {
        var seed = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        using var key = RoleKey.FromSeed(seed);
        Assert.Equal(key.Did, $"{key}");
        Assert.Equal(seed, key.ExportSeed());
        Assert.DoesNotMatch(new Regex("0102030405"), key.ToString());
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var key = RoleKey.Create();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Payload, Type));
        Assert.Throws<ObjectDisposedException>(() => key.ExportSeed());
    }

    [Fact]
    public void Two_new_keys_differ()
    {
        using var one = RoleKey.Create();
        using var other = RoleKey.Create();
        Assert.NotEqual(one.Did, other.Did);
    }

    private static string SignRaw(RoleKey key, byte[] header)
    {
        var signed = $"{Base64Url.Encode(header)}.{Base64Url.Encode(Payload)}";
        return $"{signed}.{Base64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static void AssertRefused(string jws)
    {
        Assert.False(Jws.TryVerify(jws, Type, out var signer, out var payload, out var refusal));
        Assert.Null(signer);
        Assert.Null(payload);
        Assert.False(string.IsNullOrEmpty(refusal));
    }

    private static void AddOrder(Span<byte> littleEndian)
    {
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            carry += littleEndian[i] + order[i];
            littleEndian[i] = (byte)carry;
            carry >>= 8;
        }
    }
}
