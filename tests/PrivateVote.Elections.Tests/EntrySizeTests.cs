using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Roles;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests;

/// <summary>Every entry fits an entry bundle of the log, also the largest that the rules allow.</summary>
public sealed class EntrySizeTests
{
    // The longest DID, key id and signature of the four kinds of keys.
    private static readonly EcdsaKey LongestKey = EcdsaKey.FromPrivateKey(KeyType.P384, [.. new byte[47], 1]);

    [Fact]
    public void A_full_page_of_the_census_fits_with_the_longest_numbers_and_key()
    {
        var body = new CensusBody(
            [.. Enumerable.Repeat(Fr.Zero.ToHex(), CensusBody.PageSize)],
            [.. Enumerable.Repeat(uint.MaxValue, CensusBody.PageSize)]
        );
        AssertFits(LongestLine(EntryKind.Census, Cryptography.Standard.StrictJson.Serialize(body)));
    }

    [Fact]
    public void A_full_page_is_taken_and_one_more_member_is_not()
    {
        var election = new TestElection();
        election.RunCeremony();
        var members = Enumerable
            .Range(0, CensusBody.PageSize + 1)
            .Select(_ => new CensusMember(Fr.Random(), uint.MaxValue))
            .ToArray();
        election.MustNot(RefusalCode.MalformedCensus, Page(members, election.OrganizerKey));
        election.Must(Page(members[1..], election.OrganizerKey));
        Assert.Contains(
            "further pages",
            election.Add(Page(members, election.OrganizerKey))?.Reason,
            StringComparison.Ordinal
        );

        var census = new Census();
        Assert.Null(census.AddAll(members));
        Assert.Equal(2, Organizer.CensusPages(census, election.OrganizerKey).Count());
    }

    [Fact]
    public void The_steps_of_the_largest_ceremony_fit_with_the_longest_key()
    {
        var election = new TestElection(Ceremony.MaximumMembers, Ceremony.MaximumMembers);
        foreach (var trustee in election.Trustees)
        {
            election.Must(trustee.Commit(election.Ceremony));
        }

        election.Must(election.Trustees[^1].Deal(election.Ceremony));
        foreach (var line in election.Lines)
        {
            Assert.True(Entry.TryParse(line, out var entry, out _));
            Assert.True(
                Jws.TryVerify(
                    Encoding.ASCII.GetString(entry.Body.Span),
                    Entry.TypeOf(entry.Kind),
                    out _,
                    out var payload,
                    out _
                )
            );
            AssertFits(LongestLine(entry.Kind, payload));
        }

        var did = LongestKey.PublicKey.ToString();
        var committee = new CommitteeBody([.. Enumerable.Repeat(did, Ceremony.MaximumMembers)], 64, new byte[16]);
        AssertFits(LongestLine(EntryKind.Committee, Cryptography.Standard.StrictJson.Serialize(committee)));
        var acknowledge = new AcknowledgeBody(new byte[32], [.. Enumerable.Range(1, Ceremony.MaximumMembers)]);
        AssertFits(LongestLine(EntryKind.Acknowledge, Cryptography.Standard.StrictJson.Serialize(acknowledge)));
    }

    [Fact]
    public void A_manifest_that_is_too_long_is_refused_with_what_to_do()
    {
        var election = new TestElection();
        election.RunCeremony();
        election.EnterCensus(1);
        var call = new Call("0x" + new string('0', 40), "0", "0x" + new string('0', 80_000), 0);
        var plan = TestElection.Plan with
        {
            Options = [new Option("For", new Payload(1, "0x" + new string('0', 40), [call])), new Option("Against")],
        };
        var refusal = election.Add(election.Manifest(plan));
        Assert.Equal(RefusalCode.MalformedEntry, refusal?.Code);
        Assert.Contains("shorter texts and payloads", refusal!.Reason, StringComparison.Ordinal);
    }

    private static Submission Page(CensusMember[] members, RoleKey key) =>
        Submission.Sign(
            EntryKind.Census,
            new CensusBody(
                [.. members.Select(member => member.Commitment.ToHex())],
                [.. members.Select(member => member.Weight)]
            ),
            key
        );

    private static byte[] LongestLine(EntryKind kind, ReadOnlySpan<byte> payload) =>
        new Submission(kind, Encoding.ASCII.GetBytes(Jws.Sign(LongestKey, payload, Entry.TypeOf(kind)))).ToLine(
            TestElection.Start
        );

    private static void AssertFits(byte[] line)
    {
        Assert.InRange(line.Length, 1, EntryBundle.MaximumEntryLength);
        Assert.True(Entry.TryParse(line, out _, out var refusal), refusal);
    }
}
