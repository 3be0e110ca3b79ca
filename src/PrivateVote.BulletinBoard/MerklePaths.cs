using System.Numerics;

namespace PrivateVote.BulletinBoard;

/// <summary>
/// Which subtrees the proofs of RFC 6962 sections 2.1.1 and 2.1.2 consist of, as ranges of leaves from the leaf upwards.
/// Where their hashes come from is another matter: a tree in memory, or tiles.
/// </summary>
internal static class MerklePaths
{
    /// <summary>Leaves start to end - 1.</summary>
    public readonly record struct Range(long Start, long End)
    {
        public long Size => End - Start;
    }

    /// <summary>The audit path of a leaf in the tree of the size; 0 &lt;= index &lt; size.</summary>
    public static List<Range> Inclusion(long index, long size)
    {
        var path = new List<Range>();
        long start = 0;
        var end = size;
        while (end - start > 1)
        {
            var middle = start + LeftSize(end - start);
            if (index < middle)
            {
                path.Add(new(middle, end));
                end = middle;
            }
            else
            {
                path.Add(new(start, middle));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>
    /// The consistency proof between two sizes, and before it always the subtree that the path begins with, which the
    /// RFC leaves out where it is the whole old tree; 0 &lt; old &lt;= new.
    /// </summary>
    public static List<Range> Consistency(long oldSize, long newSize)
    {
        var path = new List<Range>();
        long start = 0;
        var end = newSize;
        while (oldSize != end)
        {
            var middle = start + LeftSize(end - start);
            if (oldSize <= middle)
            {
                path.Add(new(middle, end));
                end = middle;
            }
            else
            {
                path.Add(new(start, middle));
                start = middle;
            }
        }

        path.Add(new(start, end));
        path.Reverse();
        return path;
    }

    /// <summary>Whether that first subtree is the whole old tree, whose hash the verifier knows.</summary>
    public static bool BeginsWithOld(long oldSize, long newSize) => oldSize == newSize || BitOperations.IsPow2(oldSize);

    /// <summary>The largest power of two below the size, which is at least 2: k of RFC 6962 section 2.1.</summary>
    public static long LeftSize(long size) => 1L << BitOperations.Log2((ulong)size - 1);
}
