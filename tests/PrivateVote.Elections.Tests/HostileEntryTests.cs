using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Rules;
using PrivateVote.Elections.Tests.Support;
using PrivateVote.Identity;

namespace PrivateVote.Elections.Tests;

/// <summary>Every value of every entry replaced by hostile ones, signed again: refused or taken, never an exception.</summary>
public sealed class HostileEntryTests
{
    private static readonly string[] HostileValues =
    [
        "null",
        "0",
        "-1",
        "1e400",
        "2147483647",
        "18446744073709551615",
        "99999999999999999999999999",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\\u202e\\ud83d\\ude00\"",
        "\"" + new string('A', 100_000) + "\"",
        "\"" + Base64Url.Encode(new byte[64]) + "\"",
        "\"" + Base64Url.Encode(EdwardsPoint.Identity.ToBytes()) + "\"",
        "\"" + Base64Url.Encode(EdwardsPoint.Base.ToBytes()) + "\"",
        "\"" + Base64Url.Encode([.. EdwardsPoint.Base.ToBytes(), .. EdwardsPoint.Base.ToBytes()]) + "\"",
        "\"" + Fr.Zero.ToHex() + "\"",
        "\"2026-02-30T00:00:00.000Z\"",
        "\"0001-01-01T00:00:00.000Z\"",
        "\"9999-12-31T23:59:59.999Z\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[-1]",
        "[1,1]",
        "[2147483647]",
        "[" + string.Join(',', Enumerable.Repeat("0", 50_000)) + "]",
        "{\"\\ud800\":1}",
        "{\"a\":1,\"a\":2}",
        new string('[', 40) + new string(']', 40),
    ];

    private readonly Dictionary<string, RoleKey> keys = new(StringComparer.Ordinal);

    [Fact]
    public void Hostile_values_anywhere_in_an_entry_never_throw()
    {
        var lines = HonestElection();
        var log = Replay(lines, 0);
        var taken = 0;
        var tried = new HashSet<EntryKind>();
        for (var i = 0; i < lines.Count; i++)
        {
            Assert.True(Entry.TryParse(lines[i], out var honest, out _));
            foreach (var mutant in tried.Add(honest.Kind) ? Mutants(lines[i]) : [])
            {
                if (log.Append(mutant) is not null)
                {
                    continue;
                }

                // A manifest with another title, say, is as good as the first; what reports it must not fail on it either.
                taken++;
                if (taken % 64 == 0 || honest.Kind == EntryKind.Manifest)
                {
                    Verify([.. lines.Take(i), mutant]);
                }

                log = Replay(lines, i);
            }

            Assert.Null(log.Append(lines[i]));
        }

        Assert.Equal(Phase.Executed, log.Phase);
    }

    private static void Verify(List<byte[]> lines)
    {
        using var record = new MemoryStream();
        lines.ForEach(line => RecordWriter.WriteEntry(record, line));
        Assert.False(TestElection.Verify(record.ToArray()).Valid);
    }

    private static ElectionLog Replay(List<byte[]> lines, int count)
    {
        var log = new ElectionLog();
        foreach (var line in lines.Take(count))
        {
            Assert.Null(log.AppendUnproved(line, out _));
        }

        return log;
    }

    private List<byte[]> HonestElection()
    {
        var council = RoleKey.Create();
        var payload = new Payload(1, "0x" + new string('a', 40), [new Call("0x" + new string('b', 40), "1", "0x", 0)]);
        var election = new TestElection();
        election.RunCeremony();
        election.EnterCensus(3, 1, 2);
        election.Must(
            election.Manifest(
                TestElection.Plan with
                {
                    Options = [new Option("For", payload), new Option("Against")],
                    Revoting = Revoting.Deniable,
                    Quorum = new Quorum(QuorumCount.AllBallots, QuorumBase.Voters, new Share(1, 3)),
                    Pass = new PassRule(PassKind.Supermajority, new Share(1, 2), 0, 1),
                    Council = new Council([council.Did], 1),
                }
            )
        );
        election.Now = TestElection.Opens;
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Must(TestElection.Cast(election.Vote(0, 1, 0).Ballot));
        election.Close();
        election.Tally(0, 1);
        election.Must(
            Submission.Sign(
                EntryKind.Approve,
                new ApproveBody(election.Election.Id, election.Log.ResultRoot!, 0),
                council
            )
        );
        election.Must(Submission.Sign(EntryKind.Execute, new ExecuteBody(election.Election.Id, new byte[32]), council));
        keys[council.Did] = council;
        keys[election.OrganizerKey.Did] = election.OrganizerKey;
        foreach (var trustee in election.Trustees)
        {
            keys[trustee.Did] = TrusteeSecrets.Of(trustee).SigningKey;
        }

        return election.Lines;
    }

    private IEnumerable<byte[]> Mutants(byte[] line)
    {
        Assert.True(Entry.TryParse(line, out var entry, out _));
        RoleKey? key = null;
        var body = entry.Body.ToArray();
        if (Entry.IsSigned(entry.Kind))
        {
            var jws = Encoding.ASCII.GetString(body);
            Assert.True(Jws.TryVerify(jws, Entry.TypeOf(entry.Kind), out var did, out body, out _));
            key = keys[did];
        }

        foreach (var mutant in Mutants(Encoding.UTF8.GetString(body)))
        {
            var bytes = Encoding.UTF8.GetBytes(mutant);
            var submission = key is null
                ? new Submission(entry.Kind, bytes)
                : Submission.SignBytes(entry.Kind, bytes, key);
            yield return submission.ToLine(entry.At);
        }
    }

    /// <summary>The text with one value replaced, one member left out, one doubled or one added.</summary>
    private static IEnumerable<string> Mutants(string body)
    {
        const string Mark = "\"~mark~\"";
        foreach (var marked in Marked(JsonNode.Parse(body)!))
        {
            foreach (var value in HostileValues)
            {
                yield return marked.Replace(Mark, value, StringComparison.Ordinal);
            }
        }

        yield return "{\"\\ud800\":1," + body[1..];
        yield return "{\"unknown\":1," + body[1..];
        yield return body[..^1] + "," + body[1..];
        yield return "";
        yield return "null";
        yield return "{}";
        yield return "[]";
        yield return "\ufeff" + body;
        yield return body + " x";
        yield return body[..(body.Length / 2)];
    }

    private static List<string> Marked(JsonNode root)
    {
        var results = new List<string>();
        Visit(root);
        return results;

        void Visit(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                foreach (var name in members.Select(member => member.Key).ToList())
                {
                    var before = members[name];
                    members[name] = "~mark~";
                    results.Add(root.ToJsonString());
                    members.Remove(name);
                    results.Add(root.ToJsonString());
                    members[name] = before;
                    Visit(before);
                }
            }
            else if (node is JsonArray items)
            {
                for (var i = 0; i < Math.Min(items.Count, 1); i++)
                {
                    var before = items[i];
                    items[i] = "~mark~";
                    results.Add(root.ToJsonString());
                    items[i] = before;
                    Visit(before);
                }
            }
        }
    }
}
