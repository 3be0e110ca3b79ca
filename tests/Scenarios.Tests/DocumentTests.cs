using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PrivateVote.BulletinBoard;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Cryptography.BabyJubjub;
using PrivateVote.Cryptography.ElGamal;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Cryptography.Proofs;
using PrivateVote.Elections;
using PrivateVote.TestSupport;

namespace PrivateVote.Scenarios.Tests;

/// <summary>What the documents say of the code is still so.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Root = SharedVectors.RepositoryRoot;

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var broken =
            from document in Documents()
            from Match link in LinkPattern().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Path.GetFileName(document)}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_decision_is_in_the_index()
    {
        var index = File.ReadAllText(Path.Combine(Root, "docs", "README.md"));
        var decisions = Directory.EnumerateFiles(Path.Combine(Root, "docs", "decisions")).Select(Path.GetFileName);
        Assert.All(decisions, name => Assert.Contains($"(decisions/{name})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_that_the_threat_model_names_is_there()
    {
        var sources = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText)
        );
        var text = File.ReadAllText(Path.Combine(Root, "docs", "threat-model.md"));
        var missing = TestNamePattern()
            .Matches(text)
            .Select(match => match.Groups[1].Value)
            .Where(name => !sources.Contains($" {name}(", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_specification_has_every_refusal_number_and_no_other()
    {
        var rows = RefusalRowPattern()
            .Matches(Specification())
            .Select(match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value));
        Assert.Equal(Enum.GetValues<RefusalCode>().Select(code => ((int)code, code.ToString())), rows);
    }

    [Fact]
    public void The_operators_document_has_every_option_of_serve_and_no_other()
    {
        using var cli = new CliRun();
        var options = HelpOptionPattern()
            .Matches(cli.Run("serve", "--help").Output)
            .Select(match => match.Groups[1].Value)
            .Where(option => option != "--help");
        var operations = File.ReadAllText(Path.Combine(Root, "docs", "operations.md"));
        var documented = OptionRowPattern().Matches(operations).Select(match => match.Groups[1].Value);
        Assert.Equal(options.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_worked_example_of_the_specification_is_computed_alike()
    {
        byte[] election = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var scope = HashToField.ToFr(election, "PrivateVote/v1/scope"u8);
        var identities = Enumerable.Range(1, 3).Select(k => VoterIdentity.FromSecret(Scalar.From(1000UL * (ulong)k)));
        CensusMember[] members = [.. identities.Select((voter, i) => new CensusMember(voter.Commitment, (uint)i + 1))];
        Fr[] leaves = [.. members.Select(member => member.ToLeaf())];
        var tree = LeanImt.Build(leaves);
        Fr.TryDecode(Scalar.From(1000).ToBytes(), out var secret);
        EdwardsPoint.MultiplyBase(Scalar.From(1000)).ToAffine(out var ax, out var ay);

        var (x, w) = (Scalar.From(5), Scalar.From(11));
        var key = EdwardsPoint.MultiplyBase(x);
        var ciphertext = Ciphertext.Encrypt(key, 3, Scalar.From(7));
        using var transcript = new Transcript("schnorr");
        transcript.Append("context", election);
        transcript.Append("prover", 2);
        transcript.Append("generator", EdwardsPoint.Base);
        transcript.Append("public-key", key);
        transcript.Append("commitment", EdwardsPoint.MultiplyBase(w));
        var challenge = transcript.Challenge("challenge");
        var response = w + (challenge * x);
        Assert.True(new SchnorrProof(challenge, response).Verify(key, election, 2));

        string[] values =
        [
            scope.ToHex(),
            ax.ToHex(),
            ay.ToHex(),
            Poseidon.Hash(scope, secret).ToHex(),
            .. members.Select(member => member.Commitment.ToHex()),
            .. leaves.Select(leaf => leaf.ToHex()),
            .. tree.Prove(2).Siblings.Select(sibling => sibling.ToHex()),
            tree.Root.ToHex(),
            .. Coordinates(key),
            .. Coordinates(ciphertext.R),
            .. Coordinates(ciphertext.S),
            challenge.ToHex(),
            response.ToHex(),
            "0x" + Convert.ToHexStringLower(MerkleHash.Leaf(Example())),
        ];
        values = [.. values, .. ExampleOfALog()];
        var specification = Specification();
        Assert.All(values, value => Assert.Contains(value, specification, StringComparison.Ordinal));
    }

    private static string[] ExampleOfALog()
    {
        using var log = NoteSigner.FromSeed("log.example/committees/1", [.. Enumerable.Repeat((byte)1, 32)]);
        using var witness = NoteSigner.FromSeed(
            "witness.example/w1",
            [.. Enumerable.Repeat((byte)2, 32)],
            NoteKeyType.Cosignature
        );
        Assert.True(
            SignedNote.TryParse(new Checkpoint(log.Name, 1, MerkleHash.Leaf(Example())).Sign(log), out var note, out _)
        );
        var at = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        return
        [
            log.VerifierKey,
            witness.VerifierKey,
            TilePath.Hashes(0, 0, 1).ToString(),
            TilePath.Entries(0, 1).ToString(),
            "0x" + Convert.ToHexStringLower(EntryBundle.Encode([Example()])),
            note.With(Cosignature.Sign(note, witness, at)).ToString(),
        ];
    }

    private static byte[] Example() => Encoding.ASCII.GetBytes("""{"at":"2026-01-31T23:59:59.000Z","close":{}}""");

    private static string[] Coordinates(EdwardsPoint point)
    {
        point.ToAffine(out var x, out var y);
        return [x.ToHex(), y.ToHex()];
    }

    private static string Specification() => File.ReadAllText(Path.Combine(Root, "docs", "specification.md"));

    private static IEnumerable<string> Documents() =>
        Directory
            .EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(Root, "circuits", "README.md"))
            .Append(Path.Combine(Root, "benchmarks", "README.md"));

    [GeneratedRegex(@"^  (?:-\S+, )*(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex HelpOptionPattern();

    [GeneratedRegex(@"^\| `(--[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex OptionRowPattern();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestNamePattern();

    [GeneratedRegex(@"^\| E(\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex RefusalRowPattern();
}
