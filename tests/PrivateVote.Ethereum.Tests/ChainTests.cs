using System.Numerics;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Ethereum.Governor;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Ethereum.Safe;
using PrivateVote.Ethereum.Tokens;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

/// <summary>The real contracts on a real node: Safe 1.4.1 and OpenZeppelin's TimelockController.</summary>
public sealed class ChainTests
{
    private const string SafeArtifacts = "@safe-global/safe-contracts/build/artifacts/contracts/";
    private const string Timelock = "@openzeppelin/contracts/build/contracts/TimelockController.json";

    private static readonly Address Payee = Address.Parse("0x00000000000000000000000000000000000000bb");

    [AnvilFact]
    public async Task A_safe_executes_what_enough_owners_signed_and_nothing_else()
    {
        using var chain = new TestChain();
        var owners = Enumerable.Range(0, 5).Select(i => TestKeys.Of($"owner {i}")).ToArray();
        var safe = await CreateSafeAsync(chain, [.. owners.Select(owner => owner.Address)], 3);
        var callOnly = await chain.DeployAsync(
            SafeArtifacts + "libraries/MultiSendCallOnly.sol/MultiSendCallOnly.json"
        );
        await chain.SendAsync(safe, [], 1_000_000);

        var reader = new SafeReader(chain.Rpc);
        var state = await reader.ReadAsync(safe);
        Assert.Equal(new SafeAccount(Anvil.ChainId, safe, SafeVersion.V141), state.Account);
        Assert.Equal(owners.Select(owner => owner.Address), state.Owners);
        Assert.Equal((3, BigInteger.Zero), (state.Threshold, state.Nonce));

        SafeCall[] calls = [new(Payee, 12345, []), new(safe, 0, ChangeThreshold(2))];
        var transaction = new SafeTransaction { Call = MultiSend.Combine(calls, callOnly), Nonce = state.Nonce };
        var hashes = state.Account.HashesOf(transaction);
        Assert.Equal(await HashOnChainAsync(chain, safe, transaction), hashes.SafeTxHash);
        Assert.Equal(await chain.AskAsync(safe, "domainSeparator()", "bytes32"), hashes.DomainHash);

        var signatures = owners.Skip(1).Take(3).Select(owner => owner.SignDigest(hashes.SafeTxHash)).ToArray();
        Assert.True(
            SafeSignatures.TryPack(
                hashes.SafeTxHash,
                signatures,
                [.. state.Owners],
                3,
                out var packed,
                out var refusal
            ),
            refusal
        );
        // Out of order, one twice, over another call: the contract takes none of them.
        byte[] reversed = [.. packed.Chunk(EthereumSignature.Size).Reverse().SelectMany(one => one)];
        byte[] twice = [.. packed[..130], .. packed[65..130]];
        var swapped = transaction with { Call = transaction.Call with { To = Payee } };
        await AssertRevertedAsync(chain, safe, transaction.ExecuteCallData(reversed), "GS026");
        await AssertRevertedAsync(chain, safe, transaction.ExecuteCallData(twice), "GS026");
        await AssertRevertedAsync(chain, safe, transaction.ExecuteCallData(packed[..130]), "GS020");
        await AssertRevertedAsync(chain, safe, swapped.ExecuteCallData(packed), "GS026");

        var receipt = await chain.SendAsync(safe, transaction.ExecuteCallData(packed), 0);
        Assert.True(receipt.Succeeded);
        Assert.Equal(12345, await chain.Rpc.BalanceAsync(Payee));
        state = await reader.ReadAsync(safe);
        Assert.Equal((2, BigInteger.One), (state.Threshold, state.Nonce));
        await AssertRevertedAsync(chain, safe, transaction.ExecuteCallData(packed), "GS026");

        var rejection = SafeTransaction.Rejection(safe, state.Nonce);
        var rejected = state.Account.HashesOf(rejection).SafeTxHash;
        var two = owners.Take(2).Select(owner => owner.SignDigest(rejected));
        Assert.True(SafeSignatures.TryPack(rejected, two, [.. state.Owners], 2, out packed, out refusal), refusal);
        Assert.True((await chain.SendAsync(safe, rejection.ExecuteCallData(packed), 0)).Succeeded);
        Assert.Equal(2, (await reader.ReadAsync(safe)).Nonce);
    }

    [AnvilFact]
    public async Task A_tokens_numbers_after_a_block_stay_whatever_comes_later()
    {
        using var chain = new TestChain();
        var compiled = NodeOracle.Ask("solidity.mjs", new JsonObject { ["source"] = "Community.sol" });
        Assert.True(Hex.TryDecodeAnyCase((string)compiled["CommunityToken"]!, out var code));
        var votes = (await chain.SendAsync(null, code, 0, legacy: true)).ContractAddress!.Value;
        var plain = await chain.DeployAsync(SafeArtifacts + "test/ERC20Token.sol/ERC20Token.json");
        await Transfer(votes, 250);
        await Transfer(plain, 40);
        var delegated = await chain.SendAsync(votes, AbiFunction.Parse("delegate(address)").EncodeCall(Payee), 0);
        var header = (await chain.Rpc.HeaderAsync(delegated.BlockNumber))!;
        Assert.Equal(delegated.BlockHash, header.Hash);

        // All of it goes elsewhere afterwards.
        await chain.SendAsync(votes, AbiFunction.Parse("delegate(address)").EncodeCall(chain.Sender), 0);
        await Transfer(votes, 750);
        await Transfer(plain, 60);
        foreach (var at in (Block[])[Block.Of(header.Hash), Block.At(header.Number)])
        {
            var (token, other) = (new TokenReader(chain.Rpc, votes, at), new TokenReader(chain.Rpc, plain, at));
            Assert.Equal(1000, await token.SupplyAsync());
            Assert.Equal(250, await token.BalanceAsync(Payee));
            Assert.Equal(750, await token.VotesAsync(Payee));
            Assert.Equal(0, await token.VotesAsync(chain.Sender));
            Assert.Equal(40, await other.BalanceAsync(Payee));
            var none = await Assert.ThrowsAsync<JsonRpcException>(() => other.VotesAsync(Payee));
            Assert.Equal(JsonRpcFault.Reverted, none.Fault);
        }

        // The token itself remembers the same of that block.
        Assert.Equal(
            (BigInteger)750,
            (
                (AbiValue.Number)
                    await chain.AskAsync(votes, "getPastVotes(address,uint256)", "uint256", Payee, header.Number)
            ).Value
        );
        Assert.Null(await chain.Rpc.HeaderAsync(1_000_000));

        Task Transfer(Address token, int amount) =>
            chain.SendAsync(token, AbiFunction.Parse("transfer(address,uint256)").EncodeCall(Payee, amount), 0);
    }

    [AnvilFact]
    public async Task The_safe_takes_no_signature_that_this_software_sets_aside()
    {
        using var chain = new TestChain();
        var owners = Enumerable.Range(0, 5).Select(i => TestKeys.Of($"owner {i}")).ToArray();
        using var stranger = TestKeys.Of("stranger");
        var safe = await CreateSafeAsync(chain, [.. owners.Select(owner => owner.Address)], 3);
        await chain.SendAsync(safe, [], 100);
        var account = new SafeAccount(Anvil.ChainId, safe, SafeVersion.V141);
        var transaction = new SafeTransaction { Call = new SafeCall(Payee, 5, []), Nonce = 0 };
        var hash = account.HashesOf(transaction).SafeTxHash;
        var executor = new SafeExecutor(chain.Rpc);
        const string Nobodys = "no owner of the Safe signed this transaction with it";
        EthereumSignature[] good = [owners[0].SignDigest(hash), owners[1].SignDigest(hash)];
        var old = TypedData.Create(
            SafeTransaction.Types,
            "SafeTx",
            new TypedDataDomain(VerifyingContract: safe),
            transaction.ToValue()
        );

        await AssertSetAsideAsync(stranger.SignDigest(hash), Nobodys);
        await AssertSetAsideAsync(owners[1].SignDigest(hash), "signed twice");
        await AssertSetAsideAsync(owners[2].SignTypedData(old), "before 1.3.0");
        await AssertSetAsideAsync(Signed(account with { ChainId = 1 }, transaction), Nobodys);
        await AssertSetAsideAsync(
            Signed(account, transaction with { Call = transaction.Call with { Value = 6 } }),
            Nobodys
        );
        await AssertSetAsideAsync(Signed(account, transaction with { Nonce = 1 }), "for nonce 1, not 0");

        // Three were enough, until the owners wanted four: the chain as it is decides.
        EthereumSignature[] three = [.. good, owners[2].SignDigest(hash)];
        Assert.NotNull((await executor.PrepareAsync(account, transaction, three)).CallData);
        var change = new SafeTransaction { Call = new SafeCall(safe, 0, ChangeThreshold(4)), Nonce = 0 };
        var changed = account.HashesOf(change).SafeTxHash;
        var prepared = await executor.PrepareAsync(
            account,
            change,
            owners.Take(3).Select(owner => owner.SignDigest(changed))
        );
        Assert.True((await chain.SendAsync(safe, prepared.CallData!, 0)).Succeeded);
        var next = transaction with { Nonce = 1 };
        var nextHash = account.HashesOf(next).SafeTxHash;
        EthereumSignature[] again = [.. owners.Take(3).Select(owner => owner.SignDigest(nextHash))];
        var tooFew = await executor.PrepareAsync(account, next, again);
        Assert.Null(tooFew.CallData);
        Assert.Contains("4 are needed now", Assert.Single(tooFew.Problems), StringComparison.Ordinal);
        await AssertRevertedAsync(chain, safe, next.ExecuteCallData(InOrder(again, nextHash)), "GS020");

        EthereumSignature Signed(SafeAccount where, SafeTransaction what) =>
            owners[2].SignDigest(where.HashesOf(what).SafeTxHash);

        async Task AssertSetAsideAsync(EthereumSignature bad, string reason)
        {
            EthereumSignature[] all = [.. good, bad];
            var set = await executor.PrepareAsync(account, transaction, all);
            Assert.Null(set.CallData);
            Assert.Equal(2, set.Signatures!.Good.Count);
            Assert.Contains(reason, set.Signatures.Findings[2].Problem, StringComparison.Ordinal);
            await AssertRevertedAsync(chain, safe, transaction.ExecuteCallData(InOrder(all, hash)), "GS026");
        }
    }

    /// <summary>As the Safe wants signatures, whoever they are by.</summary>
    private static byte[] InOrder(IEnumerable<EthereumSignature> signatures, byte[] hash) =>
        [
            .. signatures
                .OrderBy(signature => signature.TryRecover(hash, out var signer) ? signer : Address.Zero)
                .SelectMany(signature => signature.ToBytes()),
        ];

    [AnvilFact]
    public async Task Simulations_say_what_the_safe_would_do()
    {
        using var chain = new TestChain();
        using var owner = TestKeys.Of("owner 0");
        var safe = await CreateSafeAsync(chain, [owner.Address], 1);
        var multiSend = await chain.DeployAsync(SafeArtifacts + "libraries/MultiSend.sol/MultiSend.json");
        await chain.SendAsync(safe, [], 100);
        var reader = new SafeReader(chain.Rpc);

        SafeCall payment = new(Payee, 100, []);
        SafeCall second = new(safe, 0, ChangeThreshold(1));
        await AssertAsync(true, payment);
        await AssertAsync(false, payment with { Value = 101 });
        await AssertAsync(true, second);
        await AssertAsync(false, second with { Data = ChangeThreshold(2) });
        await AssertAsync(true, MultiSend.Combine([payment, second], multiSend));
        await AssertAsync(false, MultiSend.Combine([payment, payment], multiSend));
        await AssertAsync(false, MultiSend.Combine([payment, second with { Data = ChangeThreshold(2) }], multiSend));
        // Nothing of it happened.
        Assert.Equal(0, await chain.Rpc.BalanceAsync(Payee));
        await Assert.ThrowsAsync<JsonRpcException>(() => reader.ReadAsync(Payee));

        async Task AssertAsync(bool succeeds, SafeCall call)
        {
            var simulation = await reader.SimulateAsync(safe, call);
            Assert.Equal(succeeds, simulation.Succeeds);
            Assert.Equal(succeeds, simulation.Reason is null);
        }
    }

    [AnvilFact]
    public async Task Operations_have_the_ids_of_the_timelock()
    {
        using var chain = new TestChain();
        AbiType[] types =
        [
            AbiType.Parse("uint256"),
            AbiType.Parse("address[]"),
            AbiType.Parse("address[]"),
            AbiType.Parse("address"),
        ];
        AbiValue[] nobody = [];
        var timelock = await chain.DeployAsync(Timelock, AbiEncoder.Encode(types, [0, nobody, nobody, chain.Sender]));
        var random = new HashedNumbers("timelock");
        for (var i = 0; i < 20; i++)
        {
            var proposal = new GovernorProposal(
                [
                    .. Enumerable
                        .Range(0, random.Below(4))
                        .Select(_ => new GovernorCall(
                            new Address(random.Bytes(Address.Size)),
                            random.Below(1000),
                            random.Bytes(random.Below(100))
                        )),
                ],
                RandomAbi.Text(random)
            );
            var salt = proposal.TimelockSalt(new Address(random.Bytes(Address.Size)));
            AbiValue[] calls =
            [
                proposal.Calls.Select(call => (AbiValue)call.Target).ToArray(),
                proposal.Calls.Select(call => (AbiValue)call.Value).ToArray(),
                proposal.Calls.Select(call => (AbiValue)call.Data).ToArray(),
            ];
            Assert.Equal(
                await chain.AskAsync(
                    timelock,
                    "hashOperationBatch(address[],uint256[],bytes[],bytes32,bytes32)",
                    "bytes32",
                    [.. calls, new byte[32], salt]
                ),
                proposal.TimelockOperationId(salt)
            );
        }
    }

    private static async Task<Address> CreateSafeAsync(TestChain chain, Address[] owners, int threshold)
    {
        var singleton = await chain.DeployAsync(SafeArtifacts + "Safe.sol/Safe.json");
        var factory = await chain.DeployAsync(SafeArtifacts + "proxies/SafeProxyFactory.sol/SafeProxyFactory.json");
        var setup = AbiFunction
            .Parse("setup(address[],uint256,address,bytes,address,address,uint256,address)")
            .EncodeCall(
                owners.Select(owner => (AbiValue)owner).ToArray(),
                threshold,
                Address.Zero,
                Array.Empty<byte>(),
                Address.Zero,
                Address.Zero,
                0,
                Address.Zero
            );
        const string Create = "createProxyWithNonce(address,bytes,uint256)";
        var safe = await chain.AskAsync(factory, Create, "address", singleton, setup, 7);
        await chain.SendAsync(factory, AbiFunction.Parse(Create).EncodeCall(singleton, setup, 7), 0);
        return ((AbiValue.Account)safe).Value;
    }

    private static byte[] ChangeThreshold(int threshold) =>
        AbiFunction.Parse("changeThreshold(uint256)").EncodeCall(threshold);

    private static Task<AbiValue> HashOnChainAsync(TestChain chain, Address safe, SafeTransaction transaction) =>
        chain.AskAsync(
            safe,
            "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)",
            "bytes32",
            transaction.Call.To,
            transaction.Call.Value,
            transaction.Call.Data,
            (int)transaction.Call.Operation,
            transaction.SafeTxGas,
            transaction.BaseGas,
            transaction.GasPrice,
            transaction.GasToken,
            transaction.RefundReceiver,
            transaction.Nonce
        );

    private static async Task AssertRevertedAsync(TestChain chain, Address safe, byte[] data, string expected)
    {
        var thrown = await Assert.ThrowsAsync<JsonRpcException>(() =>
            chain.Rpc.CallAsync(new ContractCall(safe, data, From: chain.Sender))
        );
        Assert.Equal(JsonRpcFault.Reverted, thrown.Fault);
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }
}
