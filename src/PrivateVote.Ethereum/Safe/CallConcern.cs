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

    /// <summary>A guard, a fallback handler or the Safe's code is exchanged, or a hash is approved for it.</summary>
    SafeSettings,

    /// <summary>Powers over another contract change hands: ownership, roles, or the code behind a proxy.</summary>
    Powers,

    /// <summary>Somebody may spend tokens later.</summary>
    Approval,

    /// <summary>Ether leaves the Safe.</summary>
    Ether,

    /// <summary>Tokens leave the Safe, or are moved by it.</summary>
    Tokens,

    /// <summary>The selector is not one that is known here.</summary>
    UnknownFunction,

    /// <summary>The selector is known, but what follows is not its arguments.</summary>
    MalformedArguments,
}
