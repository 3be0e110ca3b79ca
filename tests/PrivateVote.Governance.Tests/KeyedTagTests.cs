using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Cryptography.Standard;
using PrivateVote.TestSupport;

namespace PrivateVote.Governance.Tests;

/// <summary>Keyed uniqueness tags: one for each person and space, provable, and nothing else.</summary>
public sealed class KeyedTagTests
{
    private static readonly byte[] Space = SHA256.HashData("space"u8);
    private static readonly byte[] Person = SHA256.HashData("person"u8);
    private static readonly UniquenessKey Key = UniquenessKey.FromSeed(SHA256.HashData("seed"u8));

    [Fact]
    public void Keys_bases_and_tags_are_those_of_an_independent_implementation()
    {
        var cases = JsonNode.Parse(File.ReadAllText(SharedVectors.Fixture("keyed-tag.json")))!["cases"]!.AsArray();
        Assert.True(cases.Count >= 10);
        foreach (var one in cases)
        {
            Assert.True(Scalar.TryDecode(Bytes(one!, "k", 32), out var k));
            var key = UniquenessKey.FromScalar(k);
            var context = KeyedTag.Context(Bytes(one!, "space", 32), Bytes(one!, "plain", 32));
            Assert.Equal((string)one!["key"]!, Hex.Encode(key.PublicKey.ToBytes()));
            Assert.Equal((string)one["base"]!, Hex.Encode(KeyedTag.BaseOf(context).ToBytes()));
            Assert.Equal(
                (string)one["tag"]!,
                Hex.Encode(key.Tag(context.AsSpan(..32), context.AsSpan(32..)).ToBytes())
            );
        }
    }

    [OracleFact]
    public void Tags_and_proofs_hold_for_an_independent_implementation()
    {
        var keys = Enumerable.Range(0, 20).Select(i => Scalar.Random()).ToArray();
        var request = new JsonArray([
            .. keys.Select(
                (k, i) =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["space"] = Hex.Encode(Space),
                            ["plain"] = Hex.Encode(SHA256.HashData([(byte)i])),
                            ["k"] = Hex.Encode(k.ToBytes()),
                            ["proof"] = Hex.Encode(
                                UniquenessKey.FromScalar(k).Prove(Space, SHA256.HashData([(byte)i]))
                            ),
                        }
            ),
        ]);
        var answers = NodeOracle.Ask("keyed-tag.mjs", request).AsArray();
        for (var i = 0; i < keys.Length; i++)
        {
            var tag = UniquenessKey.FromScalar(keys[i]).Tag(Space, SHA256.HashData([(byte)i]));
            Assert.Equal((string)answers[i]!["tag"]!, Hex.Encode(tag.ToBytes()));
            Assert.True((bool)answers[i]!["proves"]!);
        }
    }

    [Fact]
    public void A_message_becomes_a_point_of_prime_order_always_the_same() =>
        Prop.ForAll(
                Messages,
                message =>
                {
                    var point = HashToPoint.Map(message, "tag"u8);
                    return point.IsInSubgroup()
                        && !point.IsIdentity
                        && point == HashToPoint.Map(message, "tag"u8)
                        && point != HashToPoint.Map(message, "other"u8)
                        && point != HashToPoint.Map([.. message, 0], "tag"u8);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_square_has_a_root_and_the_others_have_none()
    {
        var nonResidue = Fr.From(5);
        Prop.ForAll(
                Gen.OneOf(
                        Gen.Choose(0, 20).Select(i => Fr.From((ulong)i)),
                        Gen.Choose(0, 28).Select(i => Fr.From(5).Power(((Fr.Modulus - 1) >> 28) << i)),
                        Gen.Constant(0).Select(_ => Fr.Random())
                    )
                    .ToArbitrary(),
                value =>
                {
                    var square = value * value;
                    return SquareRoot.TryFind(in square, out var root)
                        && (root == value || root == -value)
                        && (value.IsZero || !SquareRoot.TryFind(square * nonResidue, out _));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_tag_is_proved_for_its_person_space_and_key_and_for_no_other()
    {
        var tag = Key.Tag(Space, Person);
        var proof = Key.Prove(Space, Person);
        var other = UniquenessKey.FromSeed(SHA256.HashData("other"u8));
        Assert.True(tag.Verify(Key.PublicKey, Space, Person, proof));
        Assert.False(tag.Verify(other.PublicKey, Space, Person, proof));
        Assert.False(tag.Verify(Key.PublicKey, Person, Space, proof));
        Assert.False(tag.Verify(Key.PublicKey, Space, SHA256.HashData("another person"u8), proof));
        Assert.False(other.Tag(Space, Person).Verify(Key.PublicKey, Space, Person, proof));
        Assert.False(tag.Verify(Key.PublicKey, Space, Person, other.Prove(Space, Person)));
        Assert.False(tag.Verify(EdwardsPoint.Identity, Space, Person, proof));
        Assert.False(tag.Verify(Key.PublicKey, Space, Person, proof.AsSpan(1)));
        Assert.False(tag.Verify(Key.PublicKey, Space, Person, []));
        for (var bit = 0; bit < 8 * proof.Length; bit += 7)
        {
            var flipped = proof.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(tag.Verify(Key.PublicKey, Space, Person, flipped));
        }
    }

    /// <summary>A tag with a part of order 8 would be a second tag of the same person if it could be proved.</summary>
    [Fact]
    public void There_is_one_tag_that_can_be_proved()
    {
        var low = EdwardsPoint.FromAffine(Fr.Zero, -Fr.One);
        var second = Key.Tag(Space, Person).Point + low;
        Assert.False(KeyedTag.TryDecode(second.ToBytes(), out _));
        Assert.False(new KeyedTag(in second).Verify(Key.PublicKey, Space, Person, Key.Prove(Space, Person)));
        Assert.False(KeyedTag.TryDecode(EdwardsPoint.Identity.ToBytes(), out _));
        Assert.False(KeyedTag.TryDecode(new byte[63], out _));
    }

    /// <summary>The transcript's name tells it apart: a decryption share's proof of the same equations is none.</summary>
    [Fact]
    public void A_proof_of_another_name_proves_no_tag()
    {
        var context = KeyedTag.Context(Space, Person);
        var secret = Scalar.From(12345);
        var key = UniquenessKey.FromScalar(secret);
        var tag = key.Tag(Space, Person);
        var share = ChaumPedersenProof
            .Prove(in secret, key.PublicKey, [KeyedTag.BaseOf(context)], [tag.Point], context, 0)
            .ToBytes();
        Assert.False(tag.Verify(key.PublicKey, Space, Person, share));
        Assert.True(tag.Verify(key.PublicKey, Space, Person, key.Prove(Space, Person)));
    }

    [Fact]
    public void Tags_of_one_person_in_two_spaces_have_nothing_in_common()
    {
        var elsewhere = SHA256.HashData("elsewhere"u8);
        Assert.NotEqual(Key.Tag(Space, Person).ToBytes(), Key.Tag(elsewhere, Person).ToBytes());
        Assert.NotEqual(
            KeyedTag.BaseOf(KeyedTag.Context(Space, Person)),
            KeyedTag.BaseOf(KeyedTag.Context(elsewhere, Person))
        );
    }

    [Fact]
    public void Misuse_is_an_argument_exception()
    {
        Assert.Throws<ArgumentException>(() => UniquenessKey.FromSeed(new byte[31]));
        Assert.Throws<ArgumentException>(() => Key.Tag(new byte[31], Person));
        Assert.Throws<ArgumentException>(() => Key.Prove(Space, new byte[33]));
        Assert.Throws<ArgumentException>(() => UniquenessKey.FromScalar(Scalar.Zero));
    }

    private static Arbitrary<byte[]> Messages =>
        Gen.Choose(0, 200)
            .SelectMany(length => Gen.Choose(0, 255).ListOf(length))
            .Select(list => list.Select(i => (byte)i).ToArray())
            .ToArbitrary();

    private static byte[] Bytes(JsonNode one, string name, int length) =>
        Hex.TryDecode((string)one[name]!, length, out var bytes) ? bytes : throw new FormatException(name);
}
