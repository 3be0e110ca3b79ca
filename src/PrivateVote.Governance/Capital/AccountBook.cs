using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Ethereum;

namespace PrivateVote.Governance;

/// <summary>An entry said which account is a member's.</summary>
/// <param name="Index">The registration, admission or account entry.</param>
/// <param name="Member">The member's position.</param>
/// <param name="Account">EIP-55.</param>
public sealed record MemberAccount(long Index, int Member, string Account);

/// <summary>
/// The Ethereum accounts of members. An account is one member's for ever, by the first entry that shows it; a member has one at a
/// time: what they entered themselves, else what they registered with on a public roll.
/// </summary>
internal sealed class AccountBook
{
    private readonly List<MemberAccount> all = [];
    private readonly Dictionary<string, MemberAccount> byAccount = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> present = [];

    /// <summary>In the order of the log.</summary>
    public IReadOnlyList<MemberAccount> All => all;

    /// <summary>What each member, by position, had before the entry of this index.</summary>
    public IReadOnlyDictionary<int, string> Before(long index)
    {
        var accounts = new Dictionary<int, string>();
        foreach (var bound in all.TakeWhile(bound => bound.Index < index))
        {
            accounts[bound.Member] = bound.Account;
        }

        return accounts;
    }

    /// <summary>After a registration with an account: it is in the log for everybody to see.</summary>
    public void OnRegistered(Member member, Address account, long index)
    {
        if (!present.ContainsKey(member.Position) && !byAccount.ContainsKey(account.ToString()))
        {
            Bind(new MemberAccount(index, member.Position, account.ToString()));
        }
    }

    public Refusal? OnAccount(Act act)
    {
        if (!act.TryRead<AccountBody>(RefusalCode.AccountRefused, out var body, out var refusal))
        {
            return refusal;
        }

        if (act.Space.Body.Constitution!.Capital is null)
        {
            return new Refusal(
                RefusalCode.NoCapital,
                "the constitution compares nothing with capital: no account is needed, and none is published"
            );
        }

        if (!Address.TryParse(body.Account, out var account) || account.ToString() != body.Account)
        {
            return new Refusal(
                RefusalCode.AccountRefused,
                $"{Shown.Text(body.Account)} is no account: 0x and 40 hexadecimal digits with the EIP-55 checksum"
            );
        }

        if (!AccountMessage.IsSigned(act.Space, act.Member!.Commitment, account, body.Signature))
        {
            return new Refusal(
                RefusalCode.AccountRefused,
                "the account did not sign the text for this space and this member's present commitment"
            );
        }

        if (byAccount.TryGetValue(body.Account, out var bound) && bound.Member != act.Position)
        {
            return new Refusal(
                RefusalCode.AccountRefused,
                $"the account is another member's since entry {bound.Index}, and counts for one member only: enter another"
            );
        }

        if (present.GetValueOrDefault(act.Position) == body.Account)
        {
            return new Refusal(RefusalCode.AlreadySaid, "this is the member's account already");
        }

        Bind(new MemberAccount(act.Index, act.Position, body.Account));
        return null;
    }

    private void Bind(MemberAccount bound)
    {
        all.Add(bound);
        byAccount.TryAdd(bound.Account, bound);
        present[bound.Member] = bound.Account;
    }
}
