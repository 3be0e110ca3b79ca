using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Half = System.Runtime.Intrinsics.Vector256<ulong>;
using Row = System.Runtime.Intrinsics.Vector512<ulong>;

namespace PrivateVote.Cryptography.Fields;

/// <summary>
/// Rows of eight words into lanes and back: memory keeps the words of one item side by side, lanes keep the same word of
/// eight items side by side.
/// </summary>
internal static class LaneRows
{
    /// <summary>columns[j] gets word j of each of the eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        Row r0,
        Row r1,
        Row r2,
        Row r3,
        Row r4,
        Row r5,
        Row r6,
        Row r7,
        ref Row columns0,
        ref Row columns4
    )
    {
        if (Avx512F.IsSupported)
        {
            // Pairs of rows by words; then fours and eights of rows by pairs of words.
            var a0 = Avx512F.UnpackLow(r0, r1);
            var a1 = Avx512F.UnpackHigh(r0, r1);
            var a2 = Avx512F.UnpackLow(r2, r3);
            var a3 = Avx512F.UnpackHigh(r2, r3);
            var a4 = Avx512F.UnpackLow(r4, r5);
            var a5 = Avx512F.UnpackHigh(r4, r5);
            var a6 = Avx512F.UnpackLow(r6, r7);
            var a7 = Avx512F.UnpackHigh(r6, r7);
            Quarters(a0, a2, a4, a6, ref columns0, ref columns4);
            Quarters(a1, a3, a5, a7, ref Unsafe.Add(ref columns0, 1), ref Unsafe.Add(ref columns4, 1));
        }
        else
        {
            Transpose(r0.GetLower(), r1.GetLower(), r2.GetLower(), r3.GetLower(), ref columns0, 0);
            Transpose(r4.GetLower(), r5.GetLower(), r6.GetLower(), r7.GetLower(), ref columns0, 1);
            Transpose(r0.GetUpper(), r1.GetUpper(), r2.GetUpper(), r3.GetUpper(), ref columns4, 0);
            Transpose(r4.GetUpper(), r5.GetUpper(), r6.GetUpper(), r7.GetUpper(), ref columns4, 1);
        }
    }

    /// <summary>Columns 0, 2, 4, 6 (or 1, 3, 5, 7) of eight rows that come in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Row a, Row b, Row c, Row d, ref Row columns0, ref Row columns4)
    {
        var even01 = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00);
        var odd01 = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
        var even23 = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        var odd23 = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        columns0 = Avx512F.Shuffle4x128(even01, even23, 0b10_00_10_00);
        Unsafe.Add(ref columns0, 2) = Avx512F.Shuffle4x128(odd01, odd23, 0b10_00_10_00);
        columns4 = Avx512F.Shuffle4x128(even01, even23, 0b11_01_11_01);
        Unsafe.Add(ref columns4, 2) = Avx512F.Shuffle4x128(odd01, odd23, 0b11_01_11_01);
    }

    /// <summary>Four rows of four words into one half of four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(Half r0, Half r1, Half r2, Half r3, ref Row columns, int half)
    {
        ref var column = ref Unsafe.Add(ref Unsafe.As<Row, Half>(ref columns), half);
        if (Avx2.IsSupported)
        {
            var a0 = Avx2.UnpackLow(r0, r1);
            var a1 = Avx2.UnpackHigh(r0, r1);
            var a2 = Avx2.UnpackLow(r2, r3);
            var a3 = Avx2.UnpackHigh(r2, r3);
            column = Avx2.Permute2x128(a0, a2, 0x20);
            Unsafe.Add(ref column, 2) = Avx2.Permute2x128(a1, a3, 0x20);
            Unsafe.Add(ref column, 4) = Avx2.Permute2x128(a0, a2, 0x31);
            Unsafe.Add(ref column, 6) = Avx2.Permute2x128(a1, a3, 0x31);
        }
        else
        {
            for (var j = 0; j < Half.Count; j++)
            {
                Unsafe.Add(ref column, 2 * j) = Vector256.Create(r0[j], r1[j], r2[j], r3[j]);
            }
        }
    }
}
