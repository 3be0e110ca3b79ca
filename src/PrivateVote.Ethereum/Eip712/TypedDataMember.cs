namespace PrivateVote.Ethereum.Eip712;

/// <summary>A member of a struct: its name and its type as the standard writes it, such as <c>Person[2][]</c>.</summary>
public sealed record TypedDataMember(string Name, string Type);
