using System.Numerics;
using System.Text;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Tests.BabyJubjub;

namespace PrivateVote.Cryptography.Tests.Hashing;

public sealed class HashToFieldTests
{
    private static readonly byte[] Tag = "PrivateVote/v1/test"u8.ToArray();

    [Fact]
    public void Expansion_agrees_with_the_RFC()
    {
        var known = Fixture.Read("expand-message-xmd.json");
        var tag = Encoding.ASCII.GetBytes(known["tag"]!.GetValue<string>());
        foreach (var vector in known.List("cases"))
        {
            var expected = Convert.FromHexString(vector!["output"]!.GetValue<string>());
            var output = new byte[expected.Length];
            var message = Encoding.ASCII.GetBytes(vector["message"]!.GetValue<string>());
            HashToField.ExpandMessageXmdSha256(message, tag, output);
            Assert.Equal(expected, output);
        }
    }

    [Fact]
    public void Field_elements_are_48_expanded_bytes_reduced()
    {
        foreach (var message in new[] { "", "a", new string('z', 200) }.Select(Encoding.ASCII.GetBytes))
        {
            var bytes = new byte[48];
            HashToField.ExpandMessageXmdSha256(message, Tag, bytes);
            var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
            Assert.Equal(number % Fr.Modulus, HashToField.ToFr(message, Tag).ToBigInteger());
            Assert.Equal(number % Scalar.Modulus, HashToField.ToScalar(message, Tag).ToBigInteger());
        }
    }

    [Fact]
    public void The_output_depends_on_the_tag_and_on_its_own_length()
    {
        var (ten, twenty) = (new byte[10], new byte[20]);
        HashToField.ExpandMessageXmdSha256("m"u8, Tag, ten);
        HashToField.ExpandMessageXmdSha256("m"u8, Tag, twenty);
        Assert.NotEqual(ten, twenty[..10]);
        Assert.NotEqual(HashToField.ToFr("m"u8, Tag), HashToField.ToFr("m"u8, "other"u8));
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(256, 32)]
    [InlineData(1, 0)]
    [InlineData(1, 8161)]
    public void Tags_and_outputs_of_other_lengths_are_refused(int tagLength, int outputLength) =>
        Assert.Throws<ArgumentException>(() =>
            HashToField.ExpandMessageXmdSha256("m"u8, new byte[tagLength], new byte[outputLength])
        );

    [Fact]
    public void The_longest_tag_and_output_are_accepted() =>
        HashToField.ExpandMessageXmdSha256("m"u8, new byte[255], new byte[8160]);
}
