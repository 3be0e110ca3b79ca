using PrivateVote.Client;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Cli.Files;

/// <summary>What a voter needs of an election, wherever it is kept.</summary>
internal abstract class VotingPlace : IDisposable
{
    public abstract Election Election { get; }

    /// <summary>Where the election stands.</summary>
    public abstract Phase Phase { get; }

    /// <summary>A member of the census with the path that a ballot is proved with, or null.</summary>
    /// <param name="position">The member's position from 0, if the voter says it.</param>
    public abstract CensusPlace? Find(Fr commitment, int? position);

    /// <summary>What stands in a slot, or null.</summary>
    public abstract SlotHead? HeadOf(Fr nullifier);

    public abstract void Dispose();
}

/// <summary>By a replay of the whole record.</summary>
internal sealed class ReplayedVotingPlace(KeptElection kept) : VotingPlace
{
    public override Election Election => kept.Election;

    public override Phase Phase => kept.Log.Phase;

    public override CensusPlace? Find(Fr commitment, int? position)
    {
        var census = kept.Log.Census;
        return census.Find(commitment) is { } found && found == (position ?? found)
            ? new CensusPlace(found, census.Members[found].Weight, census.Prove(found))
            : null;
    }

    public override SlotHead? HeadOf(Fr nullifier)
    {
        var box = kept.Log.Box!;
        return box.HeadOf(nullifier) is { } head ? new SlotHead(head, box.PreviousOf(nullifier, out _)) : null;
    }

    public override void Dispose() => kept.Dispose();
}

/// <summary>By what a service shows to be so: the manifest by its id, the census by its root, a slot by an inclusion proof.</summary>
internal sealed class ServedVotingPlace : VotingPlace
{
    private readonly ServiceClient service;

    public ServedVotingPlace(Uri address, LogReference log)
    {
        if (log.Kind != LogKind.Election)
        {
            throw new Failure("voters name the election, not its committee: --election ID");
        }

        service = new ServiceClient(address);
        Client = ElectionClient.OpenAsync(service, log.Id).GetAwaiter().GetResult();
    }

    public ElectionClient Client { get; }

    public override Election Election => Client.Election;

    /// <summary>The service's word, to save a proof that it would refuse.</summary>
    public override Phase Phase => Client.SummaryAsync().GetAwaiter().GetResult().Phase;

    public override CensusPlace? Find(Fr commitment, int? position) =>
        (position is { } at ? Client.FindMemberAsync(commitment, at) : Client.FindMemberAsync(commitment))
            .GetAwaiter()
            .GetResult();

    public override SlotHead? HeadOf(Fr nullifier) => Client.HeadOfAsync(nullifier).GetAwaiter().GetResult();

    public override void Dispose() => service.Dispose();
}
