using System.Runtime.Intrinsics;
using PrivateVote.Cryptography.Fields;

namespace PrivateVote.Cryptography.Tests.Fields;

/// <summary>How elements get from memory into lanes and back when no arithmetic is done to them.</summary>
public sealed class LaneRowsTests
{
    [Fact]
    public void Rows_become_columns()
    {
        var rows = new Vector512<ulong>[8];
        for (var i = 0; i < 8; i++)
        {
            rows[i] = Vector512.Create(Enumerable.Range(0, 8).Select(j => (ulong)((8 * i) + j)).ToArray());
        }

        var columns = new Vector512<ulong>[8];
        LaneRows.Transpose(
            rows[0],
            rows[1],
            rows[2],
            rows[3],
            rows[4],
            rows[5],
            rows[6],
            rows[7],
            ref columns[0],
            ref columns[4]
        );
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(rows[i / 8][i % 8], columns[i % 8][i / 8]);
        }
    }

    [Fact]
    public void Packed_limbs_come_out_as_they_went_in()
    {
        PackAndUnpack<ScalarLanes<Bn254Base>>(64, 0);
        if (Avx2Lanes<Bn254Base>.IsSupported)
        {
            PackAndUnpack<Avx2Lanes<Bn254Base>>(52, 47);
        }

        if (Avx512Lanes<Bn254Base>.IsSupported)
        {
            PackAndUnpack<Avx512Lanes<Bn254Base>>(52, 47);
        }
    }

    /// <summary>With ones and with zeros in all bits that a value at rest may use, and a pattern.</summary>
    private static void PackAndUnpack<TPath>(int bits, int highest)
        where TPath : struct, ILanePath<Bn254Base>
    {
        var mask = ulong.MaxValue >> (64 - bits);
        var top = highest == 0 ? 0 : ulong.MaxValue >> (64 - highest);
        foreach (var word in new[] { 0UL, ulong.MaxValue, 0x0123456789abcdefUL })
        {
            LaneLimbs limbs;
            limbs.Limb0 = Vector512.Create(word & mask);
            limbs.Limb1 = Vector512.Create(~word & mask);
            limbs.Limb2 = Vector512.Create((word * 3) & mask);
            limbs.Limb3 = Vector512.Create((word * 7) & mask);
            limbs.Limb4 = Vector512.Create(word & top);
            TPath.Pack(out var words, in limbs);
            TPath.Unpack(out var result, in words);
            Assert.Equal(limbs, result);
        }
    }
}
