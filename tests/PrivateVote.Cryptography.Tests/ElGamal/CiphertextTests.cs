using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Tests.BabyJubjub;
using PrivateVote.Cryptography.Tests.Hashing;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.ElGamal;

public sealed class CiphertextTests
{
    private static readonly Scalar Secret = Scalar.Random();
    private static readonly EdwardsPoint Key = EdwardsPoint.MultiplyBase(Secret);
    private static readonly DiscreteLogarithm Logarithm = new(1 << 20);

    private static ulong Decrypt(Ciphertext ciphertext)
    {
        Assert.True(Logarithm.TryFind(ciphertext.S - EdwardsPoint.Multiply(ciphertext.R, Secret), out var message));
        return message;
    }

    [Fact]
    public void Ciphertexts_agree_with_circomlibjs()
    {
        var fixture = Fixture.Read("elgamal.json");
        var key = fixture["key"].Point();
        Assert.Equal(key, EdwardsPoint.MultiplyBase(fixture["secret"].Scalar()));
        foreach (var known in fixture.List("cases"))
        {
            Assert.Equal(
                new Ciphertext(known!["r"].Point(), known["s"].Point()),
                Ciphertext.Encrypt(key, known["m"]!.GetValue<ulong>(), known["k"].Scalar())
            );
        }
    }

    [Fact]
    public void Sums_of_ciphertexts_encrypt_sums_and_re_encryption_changes_nothing_but_the_bytes() =>
        Prop.ForAll(
                Gen.Choose(0, 1 << 19).Zip(Gen.Choose(0, 1 << 19)).ToArbitrary(),
                pair =>
                {
                    var a = Ciphertext.Encrypt(Key, (ulong)pair.Item1, Scalar.Random());
                    var b = Ciphertext.Encrypt(Key, (ulong)pair.Item2, Scalar.Random());
                    var again = a.ReEncrypt(Key, Scalar.Random());
                    return Decrypt(a + b) == (ulong)(pair.Item1 + pair.Item2)
                        && Decrypt(again) == (ulong)pair.Item1
                        && again != a
                        && a + b - b == a
                        && a + Ciphertext.Identity == a;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Encodings_round_trip_and_others_are_refused()
    {
        var ciphertext = Ciphertext.Encrypt(Key, 5, Scalar.Random());
        var bytes = ciphertext.ToBytes();
        Assert.Equal([.. ciphertext.R.ToBytes(), .. ciphertext.S.ToBytes()], bytes);
        Assert.True(Ciphertext.TryDecodeUnchecked(bytes, out var decoded));
        Assert.Equal(ciphertext, decoded);
        Assert.True(Ciphertext.TryDecodeUnchecked(Ciphertext.Identity.ToBytes(), out decoded));
        Assert.Equal(Ciphertext.Identity, decoded);
        Assert.False(Ciphertext.TryDecodeUnchecked(bytes.AsSpan(1), out _));
        Assert.False(Ciphertext.TryDecodeUnchecked([.. bytes, 0], out _));
        foreach (var position in new[] { 0, 40, 70, 127 })
        {
            var changed = bytes.ToArray();
            changed[position] ^= 0x80;
            Assert.False(Ciphertext.TryDecodeUnchecked(changed, out _));
        }
    }

    [Fact]
    public void The_identity_is_no_key() =>
        Assert.Throws<ArgumentException>(() => Ciphertext.Encrypt(EdwardsPoint.Identity, 1, Scalar.One));

    [OracleFact]
    public void Random_ciphertexts_and_multiples_agree_with_circomlibjs()
    {
        static JsonArray Point(EdwardsPoint point)
        {
            point.ToAffine(out var x, out var y);
            return [x.ToString(), y.ToString()];
        }

        var scalars = Enumerable.Range(0, 12).Select(_ => Scalar.Random()).ToArray();
        var ciphertexts = Oracle.Ask(
            "elgamal",
            [
                .. scalars.Select(k => new JsonObject
                {
                    ["key"] = Point(Key),
                    ["m"] = "77",
                    ["k"] = k.ToString(),
                }),
            ]
        );
        var multiples = Oracle.Ask(
            "multiply",
            [.. scalars.Select(k => new JsonObject { ["point"] = Point(Key), ["k"] = k.ToString() })]
        );
        for (var i = 0; i < scalars.Length; i++)
        {
            var expected = new Ciphertext(ciphertexts[i]![0].Point(), ciphertexts[i]![1].Point());
            Assert.Equal(expected, Ciphertext.Encrypt(Key, 77, scalars[i]));
            Assert.Equal(multiples[i].Point(), EdwardsPoint.Multiply(Key, scalars[i]));
        }
    }
}
