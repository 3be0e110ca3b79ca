using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Ethereum.Tests;

public sealed class CallDecoderTests
{
    private static readonly Address Safe = Address.Parse("0x3333333333333333333333333333333333333333");
    private static readonly Address Other = Address.Parse("0x2222222222222222222222222222222222222222");

    [Theory]
    [InlineData("addOwnerWithThreshold(address,uint256)", CallConcern.Owners, CallConcern.Threshold)]
    [InlineData("removeOwner(address,address,uint256)", CallConcern.Owners, CallConcern.Threshold)]
    [InlineData("swapOwner(address,address,address)", CallConcern.Owners)]
    [InlineData("changeThreshold(uint256)", CallConcern.Threshold)]
    [InlineData("enableModule(address)", CallConcern.Modules)]
    [InlineData("disableModule(address,address)", CallConcern.Modules)]
    [InlineData("setGuard(address)", CallConcern.Guard)]
    [InlineData("setFallbackHandler(address)", CallConcern.FallbackHandler)]
    [InlineData("transferOwnership(address)", CallConcern.Powers)]
    [InlineData("upgradeToAndCall(address,bytes)", CallConcern.Upgrade)]
    [InlineData("approve(address,uint256)", CallConcern.Approval)]
    [InlineData("setApprovalForAll(address,bool)", CallConcern.Approval)]
    [InlineData("transfer(address,uint256)", CallConcern.Tokens)]
    [InlineData("transferFrom(address,address,uint256)", CallConcern.Tokens)]
    [InlineData("somethingElse(address)", CallConcern.UnknownFunction)]
    public void What_a_call_concerns_is_said(string signature, params CallConcern[] concerns)
    {
        var function = AbiFunction.Parse(signature);
        var arguments = function.Types.Select(Argument).ToArray();
        var decoded = CallDecoder.Decode(new SafeCall(Safe, 0, function.EncodeCall(arguments)));
        Assert.Equal(concerns, decoded.Concerns);
        if (concerns[0] != CallConcern.UnknownFunction)
        {
            Assert.Equal(function.Signature, decoded.Function!.Signature);
            Assert.Equal(arguments, decoded.Arguments);
            Assert.DoesNotContain("", decoded.Function.Parameters);
        }
    }

    [Fact]
    public void Payments_short_data_and_damaged_arguments_are_said()
    {
        Assert.Empty(Concerns(new SafeCall(Other, 0, [])));
        Assert.Equal([CallConcern.Ether], Concerns(new SafeCall(Other, 1, [])));
        Assert.Equal([CallConcern.UnknownFunction], Concerns(new SafeCall(Other, 0, [0xa9, 0x05])));
        byte[] cut = [.. AbiFunction.Parse("transfer(address,uint256)").Selector, .. new byte[63]];
        Assert.Equal([CallConcern.Tokens, CallConcern.MalformedArguments], Concerns(new SafeCall(Other, 0, cut)));
    }

    [Fact]
    public void Calls_inside_multi_send_are_shown_with_their_concerns()
    {
        var threshold = AbiFunction.Parse("changeThreshold(uint256)").EncodeCall(1);
        SafeCall[] calls =
        [
            new(Other, 5, []),
            new(Safe, 0, threshold),
            new(Other, 0, [1, 2, 3, 4], SafeOperation.DelegateCall),
        ];
        var decoded = CallDecoder.Decode(MultiSend.Combine(calls, MultiSend.V141));
        Assert.Empty(decoded.Concerns);
        Assert.Equal(calls, decoded.Calls.Select(call => call.Call));
        Assert.Equal(
            [CallConcern.Ether, CallConcern.Threshold, CallConcern.DelegateCall, CallConcern.UnknownFunction],
            decoded.AllConcerns
        );
    }

    [Fact]
    public void A_multi_send_that_is_not_known_is_a_delegatecall_like_any_other()
    {
        SafeCall[] calls = [new(Other, 5, []), new(Other, 6, [])];
        var elsewhere = MultiSend.Combine(calls, Other);
        Assert.Equal([CallConcern.DelegateCall, CallConcern.UnknownFunction], Concerns(elsewhere));
        Assert.Equal([CallConcern.Ether], CallDecoder.Decode(elsewhere, multiSend: Other).AllConcerns);
        // As a call, not a delegatecall, the Safe would not be who pays.
        var called = MultiSend.Combine(calls, MultiSend.V141) with
        {
            Operation = SafeOperation.Call,
        };
        Assert.Equal([CallConcern.UnknownFunction], Concerns(called));
    }

    [Fact]
    public void Multi_send_inside_multi_send_is_shown_to_a_depth()
    {
        SafeCall call = new(Other, 1, []);
        for (var i = 0; i < 10; i++)
        {
            call = MultiSend.Combine([call, call], MultiSend.V141);
            Assert.Equal(i >= 4, CallDecoder.Decode(call).AllConcerns.Contains(CallConcern.DelegateCall));
        }
    }

    private static IReadOnlyList<CallConcern> Concerns(SafeCall call) => CallDecoder.Decode(call).Concerns;

    private static AbiValue Argument(AbiType type) =>
        type switch
        {
            AbiType.Account => Other,
            AbiType.Flag => true,
            AbiType.Bytes => new byte[3],
            _ => 7,
        };
}
