namespace PrivateVote.Ethereum.Safe;

/// <summary>Why a person should look twice at a call.</summary>
public enum CallConcern
{
    /// <summary>Code of another contract runs as the Safe's own.</summary>
    DelegateCall,

    /// <summary>The Safe's owners change.</summary>
    Owners,

    /// <summary>How many owners must sign changes.</summary>
    Threshold,

    /// <summary>A module is switched on or off: modules move funds without signatures.</summary>
    Modules,

    /// <summary>The guard changes, which can forbid any transaction of the Safe.</summary>
    Guard,

    /// <summary>The fallback handler changes, which answers for the Safe.</summary>
    FallbackHandler,

    /// <summary>A hash is approved in the name of the Safe.</summary>
    ApprovedHash,

    /// <summary>The code behind the Safe or behind another proxy is exchanged.</summary>
    Upgrade,

    /// <summary>Powers over another contract change hands: ownership or roles.</summary>
    Powers,

    /// <summary>Somebody may spend tokens later.</summary>
    Approval,

    /// <summary>Somebody may spend as many tokens later as the Safe will ever have.</summary>
    UnlimitedApproval,

    /// <summary>The Safe calls itself, as only its owners can have it do.</summary>
    SelfCall,

    /// <summary>Ether leaves the Safe.</summary>
    Ether,

    /// <summary>Tokens leave the Safe, or are moved by it.</summary>
    Tokens,

    /// <summary>The selector is not one that is known here.</summary>
    UnknownFunction,

    /// <summary>The selector is known, but what follows is not its arguments.</summary>
    MalformedArguments,
}
