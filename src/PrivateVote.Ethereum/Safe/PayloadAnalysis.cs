using System.Numerics;
using PrivateVote.Ethereum.Abi;

namespace PrivateVote.Ethereum.Safe;

/// <summary>Something about a call that a person should look at.</summary>
/// <param name="Call">Which call, counted from 1; a call inside call 2 is `2.1`.</param>
/// <param name="Concern">What kind of thing it is.</param>
/// <param name="Danger">Whether it can cost more than what the call itself moves.</param>
/// <param name="Text">A sentence.</param>
public sealed record PayloadFlag(string Call, CallConcern Concern, bool Danger, string Text);

/// <summary>What leaves a Safe, as far as the calls say it.</summary>
/// <param name="Token">The token's contract; null for ether.</param>
/// <param name="Recipient">Who gets it.</param>
/// <param name="Amount">Wei, or the token's smallest units, summed over all calls.</param>
public sealed record ValueMoved(Address? Token, Address Recipient, BigInteger Amount);

/// <summary>
/// What a payload does, as far as its bytes say, for people who have to judge it: without a model, a network or a list from
/// anywhere else. What a contract does with a call only its code says: a payload without flags can still do harm.
/// </summary>
public sealed class PayloadAnalysis
{
    /// <summary>
    /// No token has so many units that this is a limit: 2^96 - 1 is what several tokens themselves take for "no limit".
    /// </summary>
    private static readonly BigInteger NoLimit = (BigInteger.One << 96) - 1;

    private readonly List<PayloadFlag> _flags = [];
    private readonly Dictionary<(Address? Token, Address Recipient), BigInteger> _moved = [];
    private readonly Address _safe;

    private PayloadAnalysis(Address safe, SafeCall transaction, IReadOnlyList<DecodedCall> calls)
    {
        (_safe, Transaction, Calls) = (safe, transaction, calls);
    }

    /// <summary>The Safe's one call: the only call of the payload, or a multiSend of all of them.</summary>
    public SafeCall Transaction { get; }

    /// <summary>The payload's calls, in order.</summary>
    public IReadOnlyList<DecodedCall> Calls { get; }

    /// <summary>In the order of the calls.</summary>
    public IReadOnlyList<PayloadFlag> Flags => _flags;

    /// <summary>Whether any flag is a danger.</summary>
    public bool IsDangerous => _flags.Exists(flag => flag.Danger);

    /// <summary>What leaves the Safe, ether first, then by token and recipient.</summary>
    public IReadOnlyList<ValueMoved> Moved =>
        [
            .. _moved
                .Select(moved => new ValueMoved(moved.Key.Token, moved.Key.Recipient, moved.Value))
                .OrderBy(moved => moved.Token is not null)
                .ThenBy(moved => moved.Token ?? Address.Zero)
                .ThenBy(moved => moved.Recipient),
        ];

    /// <summary>Reads the calls as the Safe would make them.</summary>
    /// <param name="safe">The Safe: what calls it, and what moves from it, depends on that.</param>
    /// <param name="calls">One or more.</param>
    /// <param name="multiSend">The contract that several calls go through; also trusted where a payload names it itself.</param>
    /// <exception cref="ArgumentException">There is no call.</exception>
    public static PayloadAnalysis Of(Address safe, IReadOnlyList<SafeCall> calls, Address multiSend)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var transaction = MultiSend.Combine(calls, multiSend);
        var decoded = calls.Select(call => CallDecoder.Decode(call, multiSend)).ToArray();
        var analysis = new PayloadAnalysis(safe, transaction, decoded);
        analysis.Look(decoded, "");
        if (calls.Count > 1 && !MultiSend.IsCanonical(multiSend))
        {
            analysis._flags.Add(
                new PayloadFlag(
                    "all",
                    CallConcern.DelegateCall,
                    true,
                    $"the calls go by delegatecall through {multiSend}, which is no MultiSend that is known here"
                )
            );
        }

        return analysis;
    }

    private void Look(IReadOnlyList<DecodedCall> calls, string path)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            Look(calls[i], $"{path}{i + 1}");
        }
    }

    private void Look(DecodedCall call, string path)
    {
        foreach (var concern in call.Concerns)
        {
            _flags.Add(Describe(call, concern, path));
        }

        // A delegatecall carries no value of its own; the calls that multiSend lists do.
        if (call.Call.Operation == SafeOperation.Call)
        {
            Move(null, call.Call.To, call.Call.Value);
            LookAtArguments(call, path);
            if (call.Call.To == _safe && call.Call.Data.Length > 0)
            {
                _flags.Add(
                    new PayloadFlag(path, CallConcern.SelfCall, true, "the Safe calls itself: its own settings change")
                );
            }
        }

        Look(call.Calls, path + ".");
    }

    private void LookAtArguments(DecodedCall call, string path)
    {
        switch (call.Function?.Name, call.Arguments)
        {
            case ("transfer", [AbiValue.Account to, AbiValue.Number amount]):
                Move(call.Call.To, to.Value, amount.Value);
                break;
            case ("transferFrom", [AbiValue.Account from, AbiValue.Account to, AbiValue.Number amount])
                when from.Value == _safe:
                Move(call.Call.To, to.Value, amount.Value);
                break;
            case ("approve" or "increaseAllowance", [AbiValue.Account spender, AbiValue.Number amount])
                when amount.Value >= NoLimit:
                FlagUnlimited(spender.Value);
                break;
            case ("setApprovalForAll", [AbiValue.Account spender, AbiValue.Flag { Value: true }]):
                FlagUnlimited(spender.Value);
                break;
            default:
                break;
        }

        void FlagUnlimited(Address spender) =>
            _flags.Add(
                new PayloadFlag(
                    path,
                    CallConcern.UnlimitedApproval,
                    true,
                    $"{spender} may take as much of {call.Call.To} as the Safe ever has"
                )
            );
    }

    private void Move(Address? token, Address recipient, BigInteger amount)
    {
        if (!amount.IsZero)
        {
            _moved[(token, recipient)] = _moved.GetValueOrDefault((token, recipient)) + amount;
        }
    }

    private static PayloadFlag Describe(DecodedCall call, CallConcern concern, string path)
    {
        var to = call.Call.To;
        var (danger, text) = concern switch
        {
            CallConcern.DelegateCall => (
                true,
                $"delegatecall: the code of {to} runs as the Safe's own and may change anything of it"
            ),
            CallConcern.Owners => (true, "the Safe's owners change"),
            CallConcern.Threshold => (true, "how many owners must sign changes"),
            CallConcern.Modules => (true, "a module is switched on or off: modules act without signatures"),
            CallConcern.Guard => (true, "the guard changes: a guard can forbid every transaction"),
            CallConcern.FallbackHandler => (true, "the fallback handler changes: it answers in the Safe's name"),
            CallConcern.ApprovedHash => (
                true,
                "a hash is approved in the Safe's name: what it stands for is not shown"
            ),
            CallConcern.Upgrade => (true, $"code is exchanged: what {to} does afterwards is not shown"),
            CallConcern.Powers => (true, $"powers over {to} change hands"),
            CallConcern.Approval => (false, $"somebody may spend tokens of {to} later"),
            CallConcern.Ether => (false, $"{call.Call.Value} wei leave for {to}"),
            CallConcern.Tokens => (false, $"tokens of {to} move"),
            CallConcern.UnknownFunction => (true, "the function is not known here: nothing says what it does"),
            _ => (true, "the function is known, but what follows is not its arguments"),
        };
        return new PayloadFlag(path, concern, danger, text);
    }
}
