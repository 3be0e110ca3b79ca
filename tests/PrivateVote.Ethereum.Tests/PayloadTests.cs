using System.Numerics;
using System.Text;
using PrivateVote.Ethereum.Abi;
using PrivateVote.Ethereum.Safe;

namespace PrivateVote.Ethereum.Tests;

/// <summary>Payload files, and what is said of the calls in them.</summary>
public sealed class PayloadTests
{
    private const string To = "0x2222222222222222222222222222222222222222";

    private static readonly Address Safe = Address.Parse("0x3333333333333333333333333333333333333333");
    private static readonly Address Token = Address.Parse("0x1111111111111111111111111111111111111111");
    private static readonly Address Payee = Address.Parse(To);

    [Theory]
    [InlineData("\"12345\"")]
    [InlineData("12345")]
    public void A_value_is_a_number_or_its_digits(string value)
    {
        var calls = Read($$"""{"calls":[{"to":"{{To}}","value":{{value}},"data":"0x0102","operation":1}]}""");
        Assert.Equal([new SafeCall(Payee, 12345, [1, 2], SafeOperation.DelegateCall)], calls);
    }

    [Fact]
    public void An_absent_operation_is_a_call_and_the_largest_value_is_taken()
    {
        var largest = (BigInteger.One << 256) - 1;
        var calls = Read($$"""{"calls":[{"to":"{{To}}","value":{{largest}},"data":"0x"}]}""");
        Assert.Equal([new SafeCall(Payee, largest, [])], calls);
    }

    [Theory]
    [InlineData("""{"calls":[]}""", "1 to 1024 calls")]
    [InlineData("""{"calls":[null]}""", "call 1")]
    [InlineData("""{}""", "malformed")]
    [InlineData("""{"calls":[{"to":"TO","value":"1","data":"0x"}],"more":1}""", "malformed")]
    [InlineData("""{"calls":[{"to":"TO","to":"TO","value":"1","data":"0x"}]}""", "malformed")]
    [InlineData("""{"calls":[{"to":"TO","value":"1","data":"0x","operation":2}]}""", "operation is 0")]
    [InlineData("""{"calls":[{"to":"TO","value":"1","data":"0x","operation":"0"}]}""", "malformed")]
    [InlineData(
        """{"calls":[{"to":"TO","value":"1","data":"0x"},{"to":"0x22","value":"1","data":"0x"}]}""",
        "call 2: to"
    )]
    [InlineData("""{"calls":[{"to":"TO","value":"-1","data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":-1,"data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":1e3,"data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":1.0,"data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":"0x10","data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":true,"data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":"","data":"0x"}]}""", "value is")]
    [InlineData("""{"calls":[{"to":"TO","value":"1","data":"0x1"}]}""", "data is")]
    [InlineData("""{"calls":[{"to":"TO","value":"1","data":"12"}]}""", "data is")]
    [InlineData("""{"calls":[{"to":"TO","value":"1"}]}""", "malformed")]
    [InlineData(
        """{"calls":[{"to":"0x9641d764fc13c8B624c04430C7356C1C7C8102E2","value":"1","data":"0x"}]}""",
        "EIP-55"
    )]
    [InlineData(
        """{"calls":[{"to":"TO","value":115792089237316195423570985008687907853269984665640564039457584007913129639936,"data":"0x"}]}""",
        "below 2^256"
    )]
    public void What_is_not_a_payload_is_refused_with_the_member_that_is_wrong(string file, string expected)
    {
        var text = file.Replace("TO", To, StringComparison.Ordinal);
        Assert.False(PayloadFile.TryParse(Encoding.UTF8.GetBytes(text), out var calls, out var refusal));
        Assert.Null(calls);
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_leaves_the_safe_is_summed_for_each_token_and_recipient()
    {
        var transfer = Call("transfer(address,uint256)", Payee, 7);
        SafeCall[] calls =
        [
            new(Payee, 5, []),
            new(Token, 0, transfer),
            new(Payee, 6, []),
            new(Token, 0, transfer),
            new(Token, 0, Call("transferFrom(address,address,uint256)", Safe, Payee, 1)),
            new(Token, 0, Call("transferFrom(address,address,uint256)", Payee, Safe, 100)),
        ];
        var analysis = Analyze(calls);
        Assert.Equal([new ValueMoved(null, Payee, 11), new ValueMoved(Token, Payee, 15)], analysis.Moved);
        Assert.False(analysis.IsDangerous);
        Assert.Equal(MultiSend.CallOnlyV141, analysis.Transaction.To);
        var lines = PayloadText.Lines(analysis);
        Assert.Contains($"call 1: pays 5 wei (0.000000000000000005 ether) to {Payee}", lines);
        Assert.Contains($"call 2: call of {Token}: transfer(to {Payee}, amount 7)", lines);
        Assert.Contains($"leaves the Safe: 15 units of token {Token} to {Payee}", lines);
    }

    [Fact]
    public void A_call_inside_a_multi_send_is_counted_as_well()
    {
        var inner = MultiSend.Combine([new SafeCall(Payee, 1, []), new SafeCall(Payee, 2, [])], MultiSend.CallOnlyV141);
        var analysis = Analyze(inner);
        Assert.Equal([new ValueMoved(null, Payee, 3)], analysis.Moved);
        Assert.Contains(analysis.Flags, flag => flag.Call == "1.2" && flag.Concern == CallConcern.Ether);
        Assert.Contains(
            PayloadText.Lines(analysis),
            line => line.StartsWith("call 1.2: pays", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("addOwnerWithThreshold(address,uint256)", CallConcern.Owners)]
    [InlineData("changeThreshold(uint256)", CallConcern.Threshold)]
    [InlineData("enableModule(address)", CallConcern.Modules)]
    [InlineData("setGuard(address)", CallConcern.Guard)]
    [InlineData("setFallbackHandler(address)", CallConcern.FallbackHandler)]
    public void Changes_of_the_safe_itself_are_dangers_and_self_calls(string signature, CallConcern concern)
    {
        var function = AbiFunction.Parse(signature);
        var data = function.EncodeCall([
            .. function.Types.Select(type => type is AbiType.Account ? Payee : (AbiValue)1),
        ]);
        var analysis = Analyze(new SafeCall(Safe, 0, data));
        Assert.True(analysis.IsDangerous);
        Assert.Contains(analysis.Flags, flag => flag.Concern == concern && flag.Danger);
        Assert.Contains(analysis.Flags, flag => flag.Concern == CallConcern.SelfCall && flag.Danger);
    }

    [Fact]
    public void Approvals_without_limit_are_told_from_others()
    {
        var noLimit = (BigInteger.One << 256) - 1;
        Assert.False(Analyze(new SafeCall(Token, 0, Call("approve(address,uint256)", Payee, 1000))).IsDangerous);
        AssertUnlimited(Call("approve(address,uint256)", Payee, noLimit));
        AssertUnlimited(Call("increaseAllowance(address,uint256)", Payee, noLimit >> 160));
        AssertUnlimited(Call("setApprovalForAll(address,bool)", Payee, true));
        Assert.False(
            Analyze(new SafeCall(Token, 0, Call("setApprovalForAll(address,bool)", Payee, false))).IsDangerous
        );

        static void AssertUnlimited(byte[] data) =>
            Assert.Contains(
                Analyze(new SafeCall(Token, 0, data)).Flags,
                flag => flag is { Concern: CallConcern.UnlimitedApproval, Danger: true }
            );
    }

    [Fact]
    public void Delegatecalls_unknown_functions_upgrades_and_damaged_arguments_are_dangers()
    {
        AssertDanger(CallConcern.DelegateCall, new SafeCall(Token, 0, [], SafeOperation.DelegateCall));
        AssertDanger(CallConcern.UnknownFunction, new SafeCall(Token, 0, [1, 2, 3, 4]));
        AssertDanger(
            CallConcern.MalformedArguments,
            new SafeCall(Token, 0, Call("transfer(address,uint256)", Payee, 1)[..40])
        );
        AssertDanger(CallConcern.Upgrade, new SafeCall(Token, 0, Call("upgradeTo(address)", Payee)));
        AssertDanger(CallConcern.Powers, new SafeCall(Token, 0, Call("transferOwnership(address)", Payee)));

        static void AssertDanger(CallConcern concern, SafeCall call) =>
            Assert.Contains(Analyze(call).Flags, flag => flag.Danger && flag.Concern == concern);
    }

    [Fact]
    public void A_multi_send_that_nobody_knows_is_a_danger()
    {
        SafeCall[] calls = [new(Payee, 1, []), new(Payee, 2, [])];
        Assert.False(Analyze(calls).IsDangerous);
        Assert.True(PayloadAnalysis.Of(Safe, calls, Token).IsDangerous);
    }

    private static PayloadAnalysis Analyze(params SafeCall[] calls) =>
        PayloadAnalysis.Of(Safe, calls, MultiSend.ContractFor(SafeVersion.V141, calls));

    private static byte[] Call(string signature, params AbiValue[] arguments) =>
        AbiFunction.Parse(signature).EncodeCall(arguments);

    private static IReadOnlyList<SafeCall> Read(string file)
    {
        Assert.True(PayloadFile.TryParse(Encoding.UTF8.GetBytes(file), out var calls, out var refusal), refusal);
        return calls;
    }
}
