using System.Numerics;
using PrivateVote.Ethereum;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Identity.Online;

/// <summary>
/// Whether the attester of an off-chain attestation revoked it: the EAS contract keeps when (`revokeOffchain(bytes32)`,
/// `getRevokeOffchain(address,bytes32)`; zero for never).
/// </summary>
/// <remarks>
/// What an endpoint answers is its word: the registrar asks one that it trusts. An endpoint of another chain would know of no
/// revocation, so the chain is asked for too; where there is no contract, or something that answers otherwise, nothing is known.
/// </remarks>
/// <param name="chains">An endpoint for each chain that can be asked about.</param>
public sealed class EasStatusSource(IReadOnlyDictionary<ulong, JsonRpc> chains) : IStatusSource
{
    private static readonly AbiFunction GetRevokeOffchain = AbiFunction.Parse(
        "getRevokeOffchain(address revoker,bytes32 data)"
    );

    public bool Knows(StatusReference status) => status is EasStatus;

    public async Task<StatusAnswer> AskAsync(StatusReference status, DateTimeOffset now, CancellationToken cancellation)
    {
        if (status is not EasStatus asked)
        {
            throw new ArgumentException("not the status of an EAS attestation", nameof(status));
        }

        if (!chains.TryGetValue(asked.ChainId, out var rpc))
        {
            return StatusAnswer.Unavailable($"no endpoint is known for chain {asked.ChainId}");
        }

        try
        {
            if (await rpc.ChainIdAsync(cancellation).ConfigureAwait(false) != asked.ChainId)
            {
                return StatusAnswer.Unavailable($"the endpoint is not of chain {asked.ChainId}");
            }

            var call = new ContractCall(
                new Address(asked.Contract),
                GetRevokeOffchain.EncodeCall([new Address(asked.Attester), asked.Uid])
            );
            return Read(await rpc.CallAsync(call, cancellation: cancellation).ConfigureAwait(false));
        }
        catch (JsonRpcException e)
        {
            return StatusAnswer.Unavailable(e.Message);
        }
    }

    /// <summary>A uint64, in one word.</summary>
    private static StatusAnswer Read(ReadOnlySpan<byte> answer)
    {
        if (answer.Length != EasMessage.WordSize)
        {
            return StatusAnswer.Unavailable("there is no EAS contract where the attestation says");
        }

        var time = new BigInteger(answer, isUnsigned: true, isBigEndian: true);
        return time > ulong.MaxValue ? StatusAnswer.Unavailable("the contract does not answer as EAS does")
            : time.IsZero ? StatusAnswer.Valid
            : StatusAnswer.Revoked;
    }
}
