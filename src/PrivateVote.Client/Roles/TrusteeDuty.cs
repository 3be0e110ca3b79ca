using PrivateVote.Elections;

namespace PrivateVote.Client.Roles;

/// <summary>What a trustee has to do next.</summary>
public enum TrusteeDuty
{
    /// <summary>Others come first.</summary>
    Wait,
    Commit,
    Deal,

    /// <summary>Or complain: the trustee's own check of the shares decides.</summary>
    Acknowledge,
    Decrypt,

    /// <summary>Nothing any more.</summary>
    Finished,
}

/// <summary>What follows for a trustee from the state of a log.</summary>
public static class TrusteeDuties
{
    /// <param name="index">The trustee's index in the committee, 1 to n.</param>
    /// <param name="waited">Whether the trustee has waited long enough for dealers who have not dealt yet. Who deals after all is acknowledged again.</param>
    public static TrusteeDuty Next(ElectionLog log, int index, bool waited)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log switch
        {
            { Ceremony: null } => TrusteeDuty.Wait,
            { Ceremony: { } ceremony } when ceremony.CheckNotExcluded(index) is not null => TrusteeDuty.Finished,
            { Phase: Phase.Setup, Census.Members.Count: 0, Ceremony: { } ceremony } => InCeremony(
                ceremony,
                index,
                waited
            ),
            { Phase: Phase.Setup or Phase.Open } => TrusteeDuty.Wait,
            { Phase: Phase.Closed } => log.ShareIndices.Contains(index) ? TrusteeDuty.Wait : TrusteeDuty.Decrypt,
            _ => TrusteeDuty.Finished,
        };
    }

    private static TrusteeDuty InCeremony(Ceremony ceremony, int index, bool waited)
    {
        if (ceremony.EncryptionKeyOf(index) is null)
        {
            return TrusteeDuty.Commit;
        }

        if (ceremony.CommitsRoot.Length == 0)
        {
            return TrusteeDuty.Wait;
        }

        if (ceremony.CommitmentsOf(index) is null)
        {
            return TrusteeDuty.Deal;
        }

        var dealers = ceremony.Dealers.Count;
        var all = dealers + ceremony.Excluded.Count == ceremony.Members.Count;
        return dealers >= ceremony.Threshold && (all || waited) && !ceremony.Acknowledged.Contains(index)
            ? TrusteeDuty.Acknowledge
            : TrusteeDuty.Wait;
    }
}
