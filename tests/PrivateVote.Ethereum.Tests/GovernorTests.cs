using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Eip712;
using PrivateVote.Ethereum.Governor;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.TestSupport;

namespace PrivateVote.Ethereum.Tests;

public sealed class GovernorTests
{
    private static readonly JsonElement Vectors = VectorFile.Read(SharedVectors.Fixture("governor.json"));

    [Fact]
    public void Ids_are_those_of_the_contracts_formulas()
    {
        foreach (var test in Vectors.List("proposals"))
        {
            var proposal = Read(test);
            Assert.Equal(test.Text("descriptionHash"), Hex.Encode(proposal.DescriptionHash));
            Assert.Equal(
                test.Text("proposalId"),
                "0x" + proposal.Id.ToString("x64", CultureInfo.InvariantCulture)[^64..]
            );
            if (test.TryGetProperty("timelock", out var timelock))
            {
                var salt = proposal.TimelockSalt(Address.Parse(timelock.Text("governor")));
                Assert.Equal(timelock.Text("salt"), Hex.Encode(salt));
                Assert.Equal(timelock.Text("operationId"), Hex.Encode(proposal.TimelockOperationId(salt)));
            }
        }
    }

    [Fact]
    public void A_ballot_by_signature_is_typed_data_like_any_other()
    {
        var test = Vectors.List("proposals").Single(test => test.TryGetProperty("ballot", out _));
        var ballot = test.GetProperty("ballot");
        var domain = ballot.GetProperty("domain");
        var typed = TypedData.Create(
            TypedDataTypes.Define("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"),
            "Ballot",
            new TypedDataDomain(
                domain.Text("name"),
                domain.Text("version"),
                domain.GetProperty("chainId").GetInt32(),
                Address.Parse(domain.Text("verifyingContract"))
            ),
            new AbiValue.Struct(
                new Dictionary<string, AbiValue>
                {
                    ["proposalId"] = Read(test).Id,
                    ["support"] = ballot.GetProperty("support").GetInt32(),
                    ["voter"] = Address.Parse(ballot.Text("voter")),
                    ["nonce"] = ballot.GetProperty("nonce").GetInt32(),
                }
            )
        );
        Assert.Equal(ballot.Text("digest"), Hex.Encode(typed.Digest));
        Assert.True(EthereumSignature.TryParse(ballot.Text("signature"), out var signature));
        Assert.True(signature.IsBy(Address.Parse(ballot.Text("voter")), typed.Digest));
    }

    [Fact]
    public void Call_data_holds_the_calls_and_the_description_or_its_hash()
    {
        var proposal = Read(Vectors.List("proposals").Last());
        AssertCall("propose(address[],uint256[],bytes[],string)", proposal.ProposeCallData(), proposal.Description);
        AssertCall("queue(address[],uint256[],bytes[],bytes32)", proposal.QueueCallData(), proposal.DescriptionHash);
        AssertCall(
            "execute(address[],uint256[],bytes[],bytes32)",
            proposal.ExecuteCallData(),
            proposal.DescriptionHash
        );

        void AssertCall(string signature, byte[] data, AbiValue last)
        {
            Assert.True(AbiFunction.Parse(signature).TryDecodeCall(data, out var arguments, out var refusal), refusal);
            Assert.Equal(
                [.. proposal.Calls.Select(call => (AbiValue)call.Target)],
                ((AbiValue.List)arguments[0]).Items
            );
            Assert.Equal([.. proposal.Calls.Select(call => (AbiValue)call.Value)], ((AbiValue.List)arguments[1]).Items);
            Assert.Equal([.. proposal.Calls.Select(call => (AbiValue)call.Data)], ((AbiValue.List)arguments[2]).Items);
            Assert.Equal(last, arguments[3]);
        }
    }

    [Fact]
    public void Every_part_of_a_proposal_is_in_its_id()
    {
        var call = new GovernorCall(Address.Zero, 1, [1]);
        BigInteger[] ids =
        [
            new GovernorProposal([call], "a").Id,
            new GovernorProposal([call], "b").Id,
            new GovernorProposal([call, call], "a").Id,
            new GovernorProposal([call with { Value = 2 }], "a").Id,
            new GovernorProposal([call with { Data = [2] }], "a").Id,
            new GovernorProposal(
                [
                    call with
                    {
                        Target = new Address(
                            new byte[19]
                                .Append((byte)1)
                                .ToArray()
                        ),
                    },
                ],
                "a"
            ).Id,
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Throws<ArgumentException>(() => new GovernorProposal([call with { Value = -1 }], "a"));
        Assert.Throws<ArgumentException>(() => new GovernorProposal([call], "\ud800"));
        Assert.Throws<ArgumentException>(() => new GovernorProposal([call], "a").TimelockOperationId(new byte[31]));
    }

    [Fact]
    public void A_receipt_says_which_proposal_the_governor_executed()
    {
        var governor = Address.Parse("0x3333333333333333333333333333333333333333");
        var id = new BigInteger(7);
        var executed = Keccak256.Hash("ProposalExecuted(uint256)"u8);
        byte[] seven = [.. new byte[31], 7];
        Assert.True(Says(true, new TransactionLog(governor, [executed], seven)));
        Assert.False(Says(false, new TransactionLog(governor, [executed], seven)));
        // Of another contract, another event, another proposal, or of another form.
        Assert.False(Says(true, new TransactionLog(Address.Zero, [executed], seven)));
        Assert.False(Says(true, new TransactionLog(governor, [Keccak256.Hash("ProposalQueued(uint256)"u8)], seven)));
        Assert.False(Says(true, new TransactionLog(governor, [executed], [.. new byte[31], 8])));
        Assert.False(Says(true, new TransactionLog(governor, [executed, seven], [])));
        Assert.False(Says(true, new TransactionLog(governor, [], seven)));

        bool Says(bool succeeded, TransactionLog log)
        {
            var receipt = new TransactionReceipt(
                new byte[32],
                new byte[32],
                1,
                governor,
                governor,
                null,
                BigInteger.One,
                succeeded,
                [log]
            );
            return GovernorReceipt.SaysExecuted(receipt, governor, id);
        }
    }

    private static GovernorProposal Read(JsonElement test)
    {
        var targets = test.List("targets").Select(target => Address.Parse(target.GetString()!));
        var values = test.List("values").Select(v => BigInteger.Parse(v.GetString()!, CultureInfo.InvariantCulture));
        var data = test.List("calldatas")
            .Select(c => Hex.TryDecodeAnyCase(c.GetString(), out var bytes) ? bytes : throw new FormatException());
        return new GovernorProposal(
            [.. targets.Zip(values, data).Select(call => new GovernorCall(call.First, call.Second, call.Third))],
            test.Text("description")
        );
    }
}
