using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Standard;

public sealed class EcdsaTests
{
    private static readonly JsonElement Vectors = VectorFile.Read(SharedVectors.Fixture("ecdsa.json"));

    [Fact]
    public void Secp256k1_signs_with_the_nonces_of_rfc_6979_and_low_s()
    {
        foreach (var test in Vectors.List("secp256k1"))
        {
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes(test.Text("message")));
            Assert.Equal(test.Hex("publicKey"), Secp256k1.PublicKey(test.Hex("privateKey")));
            Assert.Equal(test.Hex("signature"), Secp256k1.Sign(test.Hex("privateKey"), digest));
            Assert.True(Secp256k1.Verify(test.Hex("publicKey"), digest, test.Hex("signature")));
        }
    }

    [Fact]
    public void Secp256k1_refuses_high_s_zero_and_the_order()
    {
        var privateKey = Enumerable.Repeat((byte)7, 32).ToArray();
        var publicKey = Secp256k1.PublicKey(privateKey);
        var digest = SHA256.HashData("message"u8);
        var signature = Secp256k1.Sign(privateKey, digest);
        Assert.True(Secp256k1.Verify(publicKey, digest, signature));

        Assert.False(Secp256k1.Verify(publicKey, digest, Secp256k1Order.WithOtherS(signature)));
        var order = Secp256k1Order.Value.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(Secp256k1.Verify(publicKey, digest, [.. signature[..32], .. new byte[32]]));
        Assert.False(Secp256k1.Verify(publicKey, digest, [.. new byte[32], .. signature[32..]]));
        Assert.False(Secp256k1.Verify(publicKey, digest, [.. order, .. signature[32..]]));
        Assert.False(Secp256k1.Verify(publicKey, digest, [.. signature[..32], .. order]));
        Assert.False(Secp256k1.Verify(publicKey, digest, new byte[64]));
        Assert.False(Secp256k1.Verify(publicKey, digest, signature.AsSpan(1)));
        Assert.False(Secp256k1.Verify(publicKey, digest, [.. signature, 0]));
        Assert.False(Secp256k1.Verify(publicKey, digest.AsSpan(1), signature));
    }

    [Fact]
    public void Secp256k1_private_keys_are_1_to_the_order_less_1()
    {
        var order = Secp256k1Order.Value.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(Secp256k1.IsValidPrivateKey(new byte[32]));
        Assert.False(Secp256k1.IsValidPrivateKey(order));
        Assert.False(Secp256k1.IsValidPrivateKey(new byte[31]));
        order[^1]--;
        Assert.True(Secp256k1.IsValidPrivateKey(order));
        Assert.Throws<ArgumentException>(() => Secp256k1.PublicKey(new byte[32]));
        Assert.Throws<ArgumentException>(() => Secp256k1.Sign(order, new byte[31]));
    }

    [Fact]
    public void Public_keys_are_points_on_the_curve_in_a_canonical_encoding()
    {
        // y^2 = x^3 + 7 has no solution for x = 5; 06 is the hybrid form; 00 the identity.
        var x = new byte[32];
        x[^1] = 1;
        Assert.True(Secp256k1.IsValidPublicKey([0x02, .. x]));
        Assert.False(Secp256k1.IsValidPublicKey([0x05, .. x]));
        Assert.False(Secp256k1.IsValidPublicKey([0x04, .. x, .. x]));
        x[^1] = 5;
        Assert.False(Secp256k1.IsValidPublicKey([0x02, .. x]));
        Assert.False(Secp256k1.IsValidPublicKey([0x00]));
        Assert.False(Secp256k1.IsValidPublicKey([]));

        var compressed = Vectors.List("nist").First().Hex("publicKey");
        Assert.True(NistEcdsa.P256.IsValidPublicKey(compressed));
        Assert.False(NistEcdsa.P384.IsValidPublicKey(compressed));
        Assert.False(NistEcdsa.P256.IsValidPublicKey([0x00]));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = key.ExportParameters(false).Q;
        Assert.True(NistEcdsa.P256.IsValidPublicKey([0x04, .. q.X!, .. q.Y!]));
        Assert.False(NistEcdsa.P256.IsValidPublicKey([(byte)(0x06 | (q.Y![^1] & 1)), .. q.X!, .. q.Y!]));
        Assert.False(NistEcdsa.P256.IsValidPublicKey([0x04, .. q.Y!, .. q.X!]));
    }

    [Fact]
    public void A_coordinate_not_below_p_is_refused_though_its_remainder_is_on_the_curve()
    {
        var two = new BigInteger(2);
        AssertCanonical(
            BigInteger.Pow(two, 256) - BigInteger.Pow(two, 32) - 977,
            32,
            key => Secp256k1.IsValidPublicKey(key)
        );
        AssertCanonical(
            BigInteger.Pow(two, 256)
                - BigInteger.Pow(two, 224)
                + BigInteger.Pow(two, 192)
                + BigInteger.Pow(two, 96)
                - 1,
            32,
            key => NistEcdsa.P256.IsValidPublicKey(key)
        );
        AssertCanonical(
            BigInteger.Pow(two, 384) - BigInteger.Pow(two, 128) - BigInteger.Pow(two, 96) + BigInteger.Pow(two, 32) - 1,
            48,
            key => NistEcdsa.P384.IsValidPublicKey(key)
        );

        static void AssertCanonical(BigInteger p, int size, Func<byte[], bool> isValid)
        {
            var onCurve = 0;
            for (var x = 0; x < 20; x++)
            {
                onCurve += isValid([0x02, .. BigEndian(x, size)]) ? 1 : 0;
                Assert.False(isValid([0x02, .. BigEndian(p + x, size)]));
            }

            Assert.InRange(onCurve, 5, 15);
        }

        static byte[] BigEndian(BigInteger value, int size)
        {
            var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[size - bytes.Length], .. bytes];
        }
    }

    [Fact]
    public void The_nist_examples_of_rfc_6979_verify()
    {
        foreach (var test in Vectors.List("nist"))
        {
            var algorithm = test.Text("curve") == "P256" ? NistEcdsa.P256 : NistEcdsa.P384;
            var message = Encoding.UTF8.GetBytes(test.Text("message"));
            var signature = test.Hex("signature");
            Assert.Equal(test.Hex("publicKey"), algorithm.PublicKey(test.Hex("privateKey")));
            Assert.True(algorithm.Verify(test.Hex("publicKey"), message, signature));

            signature[^1] ^= 1;
            Assert.False(algorithm.Verify(test.Hex("publicKey"), message, signature));
            Assert.False(algorithm.Verify(test.Hex("publicKey"), message, signature.AsSpan(1)));
        }
    }

    [Fact]
    public void What_a_nist_key_signs_verifies()
    {
        foreach (var algorithm in new[] { NistEcdsa.P256, NistEcdsa.P384 })
        {
            var privateKey = Enumerable.Repeat((byte)9, algorithm.CoordinateSize).ToArray();
            var signature = algorithm.Sign(privateKey, "message"u8);
            Assert.Equal(algorithm.SignatureSize, signature.Length);
            Assert.True(algorithm.Verify(algorithm.PublicKey(privateKey), "message"u8, signature));
            Assert.False(algorithm.Verify(algorithm.PublicKey(privateKey), "another"u8, signature));
            Assert.Throws<ArgumentException>(() => algorithm.PublicKey(privateKey.AsSpan(1)));
            Assert.ThrowsAny<CryptographicException>(() => algorithm.PublicKey(new byte[algorithm.CoordinateSize]));
        }
    }
}
