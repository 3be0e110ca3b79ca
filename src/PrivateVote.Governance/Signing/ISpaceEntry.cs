namespace PrivateVote.Governance;

/// <summary>The body of an entry of a space's log: it names the space, so that it is of no use in another's.</summary>
public interface ISpaceEntry
{
    /// <summary>The space's id.</summary>
    byte[] Space { get; }
}
