using System.Diagnostics.CodeAnalysis;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Safe;

/// <summary>Functions that calls are shown with, and what there is to say about each.</summary>
internal static class KnownFunctions
{
    private static readonly Dictionary<string, (AbiFunction Function, CallConcern Concern)> BySelector = Table(
        (CallConcern.Owners, "addOwnerWithThreshold(address owner,uint256 threshold)"),
        (CallConcern.Owners, "removeOwner(address prevOwner,address owner,uint256 threshold)"),
        (CallConcern.Owners, "swapOwner(address prevOwner,address oldOwner,address newOwner)"),
        (CallConcern.Threshold, "changeThreshold(uint256 threshold)"),
        (CallConcern.Modules, "enableModule(address module)"),
        (CallConcern.Modules, "disableModule(address prevModule,address module)"),
        (CallConcern.Modules, "setModuleGuard(address moduleGuard)"),
        (CallConcern.Guard, "setGuard(address guard)"),
        (CallConcern.FallbackHandler, "setFallbackHandler(address handler)"),
        (CallConcern.ApprovedHash, "approveHash(bytes32 hashToApprove)"),
        (CallConcern.Upgrade, "changeMasterCopy(address masterCopy)"),
        (CallConcern.Upgrade, "upgradeTo(address implementation)"),
        (CallConcern.Upgrade, "upgradeToAndCall(address implementation,bytes data)"),
        (CallConcern.Upgrade, "upgrade(address proxy,address implementation)"),
        (CallConcern.Upgrade, "upgradeAndCall(address proxy,address implementation,bytes data)"),
        (CallConcern.Upgrade, "setImplementation(address implementation)"),
        (CallConcern.Upgrade, "diamondCut((address,uint8,bytes4[])[] cuts,address init,bytes data)"),
        (CallConcern.Powers, "changeAdmin(address admin)"),
        (CallConcern.Powers, "changeProxyAdmin(address proxy,address admin)"),
        (CallConcern.Powers, "transferOwnership(address newOwner)"),
        (CallConcern.Powers, "acceptOwnership()"),
        (CallConcern.Powers, "renounceOwnership()"),
        (CallConcern.Powers, "grantRole(bytes32 role,address account)"),
        (CallConcern.Powers, "revokeRole(bytes32 role,address account)"),
        (CallConcern.Powers, "renounceRole(bytes32 role,address account)"),
        (CallConcern.Approval, "approve(address spender,uint256 amount)"),
        (CallConcern.Approval, "increaseAllowance(address spender,uint256 amount)"),
        (CallConcern.Approval, "setApprovalForAll(address operator,bool approved)"),
        (CallConcern.Tokens, "transfer(address to,uint256 amount)"),
        (CallConcern.Tokens, "transferFrom(address from,address to,uint256 amount)"),
        (CallConcern.Tokens, "safeTransferFrom(address from,address to,uint256 tokenId)"),
        (CallConcern.Tokens, "safeTransferFrom(address from,address to,uint256 tokenId,bytes data)"),
        (CallConcern.Tokens, "safeTransferFrom(address from,address to,uint256 id,uint256 amount,bytes data)"),
        (CallConcern.Tokens, "mint(address to,uint256 amount)"),
        (CallConcern.Tokens, "burn(uint256 amount)")
    );

    public static bool TryFind(
        ReadOnlySpan<byte> callData,
        [NotNullWhen(true)] out AbiFunction? function,
        out CallConcern concern
    )
    {
        function = null;
        concern = default;
        if (
            callData.Length < AbiFunction.SelectorSize
            || !BySelector.TryGetValue(Hex.Encode(callData[..AbiFunction.SelectorSize]), out var known)
        )
        {
            return false;
        }

        (function, concern) = known;
        return true;
    }

    private static Dictionary<string, (AbiFunction, CallConcern)> Table(
        params (CallConcern Concern, string Signature)[] functions
    ) =>
        functions
            .Select(known => (Function: AbiFunction.Parse(known.Signature), known.Concern))
            .ToDictionary(known => Hex.Encode(known.Function.Selector), StringComparer.Ordinal);
}
