using System.Buffers.Binary;
using System.Security.Cryptography;
using PrivateVote.Cryptography.Groth16;

namespace PrivateVote.Cryptography.Tests.Groth16;

/// <summary>The committed key is read for what it is, and no damaged one is.</summary>
public sealed class ProvingKeyTests
{
    private static readonly byte[] File = System.IO.File.ReadAllBytes(BallotCircuit.Small.PathOf("zkey"));

    private static readonly Dictionary<int, (int Start, int Length)> Sections = FindSections();

    [Fact]
    public void A_key_is_named_by_its_file_and_says_who_contributed()
    {
        var key = BallotCircuit.Small.ProvingKey;
        Assert.Equal(SHA256.HashData(File), key.Digest);
        Assert.Equal(64, key.CircuitHash.Length);
        Assert.Equal(File.AsSpan(Sections[10].Start, 64).ToArray(), key.CircuitHash);
        Assert.True(key.ContributionCount >= 2);
    }

    [Fact]
    public void A_key_can_come_in_small_pieces()
    {
        using var stream = new Trickle(File);
        Assert.Equal(BallotCircuit.Small.ProvingKey.Digest, ProvingKey.Load(stream).Digest);
    }

    [Theory]
    [InlineData(0, 0, "it does not begin with zkey and version 1")]
    [InlineData(0, 4, "it does not begin with zkey and version 1")]
    [InlineData(0, 8, "it has not 10 sections, as a key for Groth16 has")]
    [InlineData(0, 12, "its first sections are not 1 and 2")]
    [InlineData(1, 0, "it is for another proof system than Groth16")]
    [InlineData(2, 0, "it is for another curve than BN254")]
    [InlineData(2, 4, "it is for another curve than BN254")]
    [InlineData(2, 36, "it is for another curve than BN254")]
    [InlineData(2, 40, "it is for another curve than BN254")]
    [InlineData(2, 80, "its domain of 16385 points is not a power of two up to 2^20")]
    [InlineData(2, 84, "alpha is not on the curve")]
    [InlineData(2, 84 + 64, "beta is not on the curve")]
    [InlineData(2, 84 + 128, "beta is not on the curve")]
    [InlineData(2, 84 + 256, "gamma is not on the curve")]
    [InlineData(2, 84 + 384, "delta is not on the curve")]
    [InlineData(2, 84 + 448, "delta is not on the curve")]
    [InlineData(3, 64, "IC is not on the curve")]
    [InlineData(5, 640, "A is not on the curve")]
    [InlineData(6, 0, "B in G1 is not on the curve")]
    [InlineData(7, 0, "B in G2 is not on the curve")]
    [InlineData(8, 0, "C is not on the curve")]
    [InlineData(9, 64, "H is not on the curve")]
    public void One_changed_bit_is_refused_for_what_it_breaks(int section, int offset, string reason) =>
        Refuse(reason, file => file[(section == 0 ? 0 : Sections[section].Start) + offset] ^= 1);

    [Fact]
    public void Numbers_out_of_bounds_are_refused()
    {
        Refuse("it has a number above 2^31", file => file[Sections[2].Start + 72 + 3] = 255);
        Refuse(
            "37 public signals, 37 wires and 16384 points do not go together",
            file => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Sections[2].Start + 72), 37)
        );
        // A coordinate of p or more; then a row, a wire and a matrix that are not there.
        Refuse(
            "alpha has a number that is not below the modulus",
            file => file.AsSpan(Sections[2].Start + 84, 32).Fill(255)
        );
        foreach (var offset in new[] { 4, 8, 12 })
        {
            Refuse("entry 0 of its matrices is out of bounds", file => file[Sections[4].Start + offset + 2] = 255);
        }

        Refuse(
            "a coefficient has a number that is not below the modulus",
            file => file.AsSpan(Sections[4].Start + 16, 32).Fill(255)
        );
    }

    [Fact]
    public void A_file_that_is_cut_off_or_has_more_is_refused()
    {
        foreach (var length in new[] { 0, 3, 20, 100, Sections[5].Start + 5, File.Length - 1 })
        {
            Refuse("it is cut off", File[..length]);
        }

        Refuse("bytes follow the last section", [.. File, 0]);
    }

    [Fact]
    public void Sections_twice_unknown_short_or_long_are_refused()
    {
        Refuse("section 11 is not known, or there twice", file => file[Sections[9].Start - 12] = 11);
        Refuse("section 3 is not known, or there twice", file => file[Sections[9].Start - 12] = 3);
        Refuse(
            "a section ends too early",
            file => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(Sections[3].Start - 8), Sections[3].Length - 1)
        );
        Refuse(
            "section 3 has 1 bytes too many",
            file => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(Sections[3].Start - 8), Sections[3].Length + 1)
        );
    }

    [Fact]
    public void A_key_to_whose_second_phase_nobody_contributed_is_refused()
    {
        var (start, length) = Sections[10];
        Assert.Equal(File.Length, start + length);
        byte[] without = [.. File[..(start + 64)], 0, 0, 0, 0];
        BinaryPrimitives.WriteInt64LittleEndian(without.AsSpan(start - 8), 68);
        Refused(
            "unsafe proving key: nobody contributed to phase 2 of its setup, and proofs under it can be forged",
            without
        );

        // Nor does it help to name a contribution that left another delta.
        Refuse(
            "its delta is not the one that the last contribution left",
            file => File.AsSpan(Sections[2].Start + 84, 64).CopyTo(file.AsSpan(LastContribution()))
        );
    }

    [Fact]
    public void A_key_under_which_proofs_can_be_forged_is_refused()
    {
        // gamma = delta in G2.
        var changed = File.ToArray();
        var header = changed.AsSpan(Sections[2].Start + 84);
        header.Slice(448, 128).CopyTo(header[256..]);
        var thrown = Assert.Throws<InvalidDataException>(() => ProvingKey.Load(new MemoryStream(changed)));
        Assert.Contains("gamma equals delta", thrown.Message, StringComparison.Ordinal);
    }

    private static int LastContribution()
    {
        var at = Sections[10].Start + 64;
        var count = BinaryPrimitives.ReadInt32LittleEndian(File.AsSpan(at));
        at += 4;
        for (var i = 0; i < count - 1; i++)
        {
            at += (3 * 64) + 128 + 64 + 4;
            at += 4 + BinaryPrimitives.ReadInt32LittleEndian(File.AsSpan(at));
        }

        return at;
    }

    private static Dictionary<int, (int Start, int Length)> FindSections()
    {
        var sections = new Dictionary<int, (int, int)>();
        for (var at = 12; at < File.Length; )
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(File.AsSpan(at + 4));
            sections.Add(BinaryPrimitives.ReadInt32LittleEndian(File.AsSpan(at)), (at + 12, length));
            at += 12 + length;
        }

        return sections;
    }

    private static void Refuse(string reason, Action<byte[]> change)
    {
        var changed = File.ToArray();
        change(changed);
        Refuse(reason, changed);
    }

    private static void Refuse(string reason, byte[] file) => Refused($"malformed proving key: {reason}", file);

    private static void Refused(string message, byte[] file) =>
        Assert.Equal(
            message,
            Assert.Throws<InvalidDataException>(() => ProvingKey.Load(new MemoryStream(file))).Message
        );

    /// <summary>A stream that cannot seek and gives at most 1000 bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes) : Stream
    {
        private int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var taken = Math.Min(Math.Min(count, 1000), bytes.Length - position);
            bytes.AsSpan(position, taken).CopyTo(buffer.AsSpan(offset));
            position += taken;
            return taken;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
