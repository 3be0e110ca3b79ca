namespace PrivateVote.BulletinBoard;

/// <summary>
/// A log served tiles or a bundle that do not belong to the tree of its checkpoint, or did not serve them. It says which.
/// </summary>
public sealed class BadTileException : Exception
{
    /// <param name="paths">What was served: one path, or the tiles of the tree's right edge together.</param>
    public BadTileException(IReadOnlyList<TilePath> paths, string reason)
        : base($"{string.Join(", ", paths)}: {reason}")
    {
        Paths = paths;
        Reason = reason;
    }

    /// <summary>The tiles or the bundle in question.</summary>
    public IReadOnlyList<TilePath> Paths { get; }

    /// <summary>What is wrong with them.</summary>
    public string Reason { get; }
}
