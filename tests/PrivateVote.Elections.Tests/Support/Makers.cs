using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Elections.Tests.Support;

/// <summary>The proving keys of this checkout, loaded once for all tests.</summary>
internal static class Makers
{
    private static readonly Lazy<BallotMaker> Ballot3 = new(() => Load("ballot-3"));
    private static readonly Lazy<BallotMaker> Ballot8 = new(() => Load("ballot-8"));

    public static BallotMaker For(BallotCircuit circuit) => circuit.Options == 3 ? Ballot3.Value : Ballot8.Value;

    private static BallotMaker Load(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "circuits");
        using var key = File.OpenRead(Path.Combine(folder, name + ".zkey"));
        using var witness = File.OpenRead(Path.Combine(folder, name + ".witness"));
        Assert.True(BallotCircuit.TryFind(name, out var circuit));
        return BallotMaker.Load(circuit, key, witness);
    }
}
