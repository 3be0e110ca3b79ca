using System.Diagnostics;
using PrivateVote.Cli.Commands;
using PrivateVote.Cli.Files;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Circuits;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Records;
using PrivateVote.Elections.Roles;
using PrivateVote.Governance;
using PrivateVote.Governance.Records;

namespace PrivateVote.Cli.Demo;

/// <summary>`demo`: one whole election that explains itself to a newcomer, with everything that can go wrong going wrong.</summary>
internal sealed class GuidedElection
{
    public const int FewestVoters = 3;

    // Who plays which part; with the fewest voters one of them plays two.
    private const int Auditor = 0;
    private const int ChangesMind = 1;
    private const int ReEncrypted = 2;

    /// <summary>What voter i wants at first: mostly the first option, some of each.</summary>
    private static readonly int[] Wishes = [0, 1, 0, 2, 1, 0, 0, 0];

    private static readonly string[] Options = ["Yes", "No", "Abstain"];

    private readonly Terminal terminal;
    private readonly DirectoryInfo folder;
    private readonly bool everyoneRevotes;
    private readonly DemoElection local;
    private readonly VoterIdentity[] voters;
    private readonly int[] wishes;
    private DemoGovernance? governance;
    private DemoSpace? space;
    private int proofs;
    private Ballot? copied;

    public GuidedElection(
        Terminal terminal,
        DirectoryInfo folder,
        DemoElection local,
        int voterCount,
        bool everyoneRevotes
    )
    {
        this.local = local;
        this.terminal = terminal;
        this.folder = folder;
        this.everyoneRevotes = everyoneRevotes;
        voters = [.. Enumerable.Range(0, voterCount).Select(_ => VoterIdentity.Create())];
        wishes = [.. Enumerable.Range(0, voterCount).Select(i => Wishes[i % Wishes.Length])];
    }

    /// <summary>From the opening to the closing: the audited one, everyone's, three in between, and twice everyone's again.</summary>
    private int ProofsToCome => voters.Length + 4 + (everyoneRevotes ? 2 * voters.Length : 0);

    private int VotesTwice => voters.Length - 1;

    private Election Election => local.Election;

    private BallotMaker Maker => ProvingArtifacts.BuiltIn.MakerFor(Election.Circuit);

    /// <returns>Whether the record verifies and the totals are the votes' sum.</returns>
    public bool Run()
    {
        var time = Stopwatch.StartNew();
        using var council = new DemoCouncil(terminal);
        using var governing = new DemoGovernance(terminal, voters, council);
        governance = governing;
        terminal.Say(
            "A decision from the first idea to its execution, by private votes. Everything below really happens: real keys, real encryption, real zero-knowledge proofs, and at the end records that anyone can verify. In a real election each role is another person on another machine (see `privatevote --help`). "
                + local.Keeper
        );
        Register();
        Contribute();
        Propose();
        CheckTemperature();
        MakeKey();
        Open();
        Audit();
        Vote();
        ChangeMinds();
        RefuseDoubleVotes();
        CloseAndDecrypt();
        var result = Count();
        Decide();
        Execute();
        var verified = Verify();
        terminal.Line();
        terminal.Line($"{proofs} proofs made; the whole demo took {time.Elapsed.TotalSeconds:0.0} s.");
        space!.Dispose();
        return result && verified;
    }

    private void MakeKey()
    {
        terminal.Heading("5. Three trustees make a key that none of them holds");
        terminal.Say(
            "Votes will be encrypted to this key. Each trustee contributes a secret and deals shares of it to the others; what is in the log lets everybody check that nobody cheated. Any two of the three can decrypt together later; one alone can read nothing, and one may disappear without harm."
        );
        local.MakeKey();
        for (var i = 0; i < local.Trustees.Count; i++)
        {
            terminal.Show($"trustee {i + 1}  {local.Trustees[i].Did}");
        }

        terminal.Show($"joint key  {Hex.Encode(local.Log.Ceremony!.Key.ToBytes())[..34]}…");
    }

    private void Register()
    {
        terminal.Heading("1. The voters register: somebody vouches for each, once");
        terminal.Say(
            "A space says whose word counts. Here it trusts three issuers with three kinds of attestation, as other people's software makes them: a club that signs credentials, an attester on Ethereum, and a town whose card shows only what is asked for. A voter keeps a secret, hands in a commitment to it, and signs a challenge that names the commitment with the key that the attestation is about. Everything that makes somebody a member is in the space's log, so that anyone can verify it again."
        );
        using var members = new DemoMembers(voters.Length, local.Now);
        space = local.OpenSpace(
            "PrivateVote demo",
            members.Policy,
            governance!.Rules,
            new FileInfo(PathOf("space.jsonl"))
        );
        for (var i = 0; i < voters.Length; i++)
        {
            if (members.Register(space, i, voters[i], members.AttestationOf(i)) is { } refusal)
            {
                throw Failure.By(refusal);
            }

            terminal.Show(
                $"voter {i + 1, 2}  {DemoMembers.Describe(i), -28}  commitment {Short(voters[i].Commitment)}"
            );
        }

        terminal.Say(
            $"Voter {DemoMembers.TriesTwice + 1} has a club's credential about the same account as well, and tries to become a second member with it."
        );
        var twice = DemoMembers.TriesTwice;
        var second = members.Register(space, twice, VoterIdentity.Create(), members.SecondOf(twice));
        terminal.Outcome(second is not null, $"refused: {second}");
        if (second is null)
        {
            throw new UnreachableException("sources that share uniqueness know a person through each other");
        }
    }

    private void Contribute()
    {
        terminal.Heading("2. What members did becomes weight");
        space!.CatchUp();
        governance!.Contribute(space);
    }

    private void Propose()
    {
        terminal.Heading("3. A proposal is drafted and discussed");
        governance!.Propose(space!);
    }

    private void CheckTemperature()
    {
        terminal.Heading("4. A temperature check: is it worth a vote?");
        using var check = local.Another(new FileInfo(PathOf("temperature.jsonl")));
        proofs += governance!.CheckTemperature(space!, check);
    }

    private void Open()
    {
        terminal.Heading("6. The vote: roll and manifest fix everything before the first ballot");
        terminal.Say(
            "The administrator fixes the members as they are now with the weights that follow from the log, and they are the census: public, and later a ballot proves that its voter is on it without saying which one. The manifest has question, options, payload, rules, census, trustees' key and opening hours; the rules of the space hold it to what was frozen, so that nothing is left to the organizer but the times. The election's name is the hash of these bytes."
        );
        governance!.Announce(space!, local, ProofsToCome);
        terminal.Show($"'{Election.Manifest.Title}'  {string.Join(" / ", Options)}");
        terminal.Show($"election {Hex.Encode(Election.Id)}");
        terminal.Show("one choice each; passes if Yes has more than No and half of the voters take part");
        terminal.WithSpinner("Loading the proving key", () => Maker);
    }

    private void Decide()
    {
        terminal.Heading("13. The council signs what was voted, and nothing else");
        governance!.Decide(space!, local);
    }

    private void Execute()
    {
        terminal.Heading("14. The Safe executes it, and nothing else");
        governance!.Execute(space!);
        space!.Finish();
    }

    private void Audit()
    {
        terminal.Heading("7. Voter 1 does not trust the device, and audits a ballot");
        terminal.Say(
            "Could the device encrypt another vote than the one you chose? It has to show a fingerprint of the finished ballot first, and only then learns whether you cast the ballot or audit it. Audited, it must reveal the randomness it used; any other device recomputes the encryption. The audited vote has been seen, so that ballot is thrown away, and the voter makes a new one. A device that cheats is caught half of the time, on every try."
        );
        var prepared = OnItsOwn(() => Prove(Auditor, null));
        terminal.Show($"fingerprint shown first   {Hex.Encode(Ballot.DigestOf(prepared.Ballot.ToBytes()))}");
        var honest = BallotMaker.Matches(Election, prepared.Ballot, prepared.Opening);
        terminal.Show($"opened: {Options[Chosen(prepared.Opening)]}");
        terminal.Outcome(
            honest,
            "recomputed on another device: the ballot encrypts exactly this; it is spoiled and never cast"
        );
        var lie = prepared.Opening with { Choices = [.. prepared.Opening.Choices.Reverse()] };
        var caught = !BallotMaker.Matches(Election, prepared.Ballot, lie);
        terminal.Outcome(caught, "had the device claimed another vote, the same check would have failed");
        if (!honest || !caught)
        {
            throw new UnreachableException("an honest ballot opens to its vote and to no other");
        }
    }

    private void Vote()
    {
        terminal.Heading($"8. All {voters.Length} voters cast their ballots");
        terminal.Say(
            "A ballot holds one encrypted number for each option, and a proof that some member of the census filled it in by the rules. It goes into the log under a pseudonym, the nullifier, that is different in every election and leads back to nobody. No account, no cookie, no signature: the proof is all that the log asks for."
        );
        var time = Stopwatch.StartNew();
        var entered = new List<string>();
        RunParallel(
            "Proving and entering ballots",
            voters.Length,
            i => Prove(i, null).Ballot,
            (ballot, receipt) =>
            {
                if (entered.Count == 0)
                {
                    Keep(ballot, receipt);
                }

                entered.Add($"entry {receipt.Index, 3}  slot {Short(ballot.Nullifier)}  votes {Cipher(ballot)}");
            }
        );
        // Only now: the progress bar has the terminal to itself.
        entered.ForEach(terminal.Show);
        terminal.Say(
            $"{voters.Length} ballots in {time.Elapsed.TotalSeconds:0.0} s. Each voter gets a receipt: proof that the ballot is in the log, which shows nothing of the vote. One is kept for you as receipt.json, with its ballot.json."
        );
    }

    private void ChangeMinds()
    {
        terminal.Heading("9. Changing one's mind, and why nobody can tell");
        terminal.Say(
            "Somebody watched voter 2 vote, or paid for it. Later, alone, voter 2 votes again: the new ballot replaces the old one. And somebody else, anybody, re-encrypts the ballot of voter 3: same vote, fresh randomness. Both entries name a slot, the entry they replace, new ciphertexts and a proof; the proof says 'this is a new vote by the slot's owner, or the same vote encrypted again', and not which. So a buyer who sees a new entry in a slot has learned nothing."
        );
        wishes[ChangesMind] = (wishes[ChangesMind] + 1) % Options.Length;
        EnterOver(ChangesMind, OnItsOwn(() => Prove(ChangesMind, HeadOf(ChangesMind)).Ballot));
        EnterOver(ReEncrypted, OnItsOwn(() => ReEncrypt(ReEncrypted, HeadOf(ReEncrypted)!)));
        terminal.Say(
            "One of these two changed a vote. The rule behind it: without the owner's secret, no proof exists for another vote."
        );
        if (!everyoneRevotes)
        {
            return;
        }

        terminal.Say("With --revoting, now every voter changes their mind once, and volunteers re-encrypt every slot.");
        for (var i = 0; i < voters.Length; i++)
        {
            wishes[i] = (wishes[i] + 1) % Options.Length;
        }

        // A ballot is proved against what stands in its slot: the heads are read before anybody proves.
        var heads = voters.Select((_, i) => HeadOf(i)).ToArray();
        RunParallel("Everyone votes again", voters.Length, i => Prove(i, heads[i]).Ballot, (_, _) => { });
        heads = [.. voters.Select((_, i) => HeadOf(i))];
        RunParallel("Volunteers re-encrypt", voters.Length, i => ReEncrypt(i, heads[i]!), (_, _) => { });
        terminal.Show(
            $"the log now has {local.BallotCount} ballots for {voters.Length} slots; the last one in each slot counts"
        );
    }

    private void RefuseDoubleVotes()
    {
        terminal.Heading("10. Two attempts to vote twice come to nothing");
        terminal.Say(
            $"Voter {VotesTwice + 1} makes a second ballot as if the first were not there, to be counted twice. The nullifier names the slot and the slot is taken: a ballot must say which entry it replaces."
        );
        Refuse(OnItsOwn(() => Prove(VotesTwice, null).Ballot));
        terminal.Say(
            "And somebody copies a ballot out of the public log and sends it in once more, to double another's vote."
        );
        Refuse(copied!);
    }

    private void CloseAndDecrypt()
    {
        terminal.Heading("11. The election closes; two trustees open the sum and nothing else");
        terminal.Say(
            "The encrypted numbers are added up as they are: the sum of the ciphertexts is the ciphertext of the sum. Each trustee replays the log on their own machine and decrypts that sum only, with a proof. Trustee 2 does not answer; two of three are enough. No single ballot is ever decrypted."
        );
        local.Close(terminal);
        terminal.Show($"clock: {local.Clock}");
        local.Decrypt(0);
        local.Decrypt(2);
        terminal.Show($"shares from trustees {string.Join(" and ", local.Log.ShareIndices)}, each with its proof");
        local.Tally();
        local.Finish();
    }

    private bool Count()
    {
        terminal.Heading("12. The result");
        var totals = local.Log.Result!.Totals;
        terminal.Chart(Election.Manifest.Title, Options.Select((name, i) => (name, (double)totals[i])));
        terminal.Line();
        terminal.Line($"{(local.Log.Result.Passed ? "Passed" : "Not passed")}: {local.Log.Conclusion}");
        var expected = new ulong[Options.Length];
        for (var i = 0; i < voters.Length; i++)
        {
            expected[wishes[i]] += local.Log.Census.Members[i].Weight;
        }

        var same = totals.SequenceEqual(expected);
        terminal.Outcome(
            same,
            $"only this demo knows how all voters voted: counted by hand it is {string.Join(", ", expected)}"
        );
        return same;
    }

    private bool Verify()
    {
        terminal.Heading("15. Anyone verifies it, from the file alone");
        terminal.Say(
            "Nothing is taken on trust, not even from this program: the record is read back from its first byte and every rule is applied again. This is what an auditor runs, offline."
        );
        var time = Stopwatch.StartNew();
        using var stream = InputFile.Open(local.RecordFile);
        var report = terminal.WithProgress(
            "Verifying",
            stream.Length,
            progress => RecordVerifier.Verify(stream, progress)
        );
        VerifyCommand.Print(terminal, report);
        terminal.Line(
            $"{stream.Length} bytes, {local.BallotBytes / local.BallotCount} for each ballot, verified in {time.Elapsed.TotalSeconds:0.00} s"
        );
        terminal.Line();
        terminal.Line($"The record: {local.RecordFile}");
        terminal.Line("Try: privatevote verify RECORD, then change one character of the file and verify again;");
        terminal.Line(
            $"     privatevote verify RECORD --receipt {PathOf("receipt.json")} --ballot {PathOf("ballot.json")}"
        );
        return VerifyRoll() && report.Valid && report.Result!.SequenceEqual(local.Log.Result!.Totals);
    }

    /// <summary>From the space's record alone: who registered by whose word, and that these are the census.</summary>
    private bool VerifyRoll()
    {
        terminal.Heading("16. And that the census is the roll");
        terminal.Say(
            "The manifest names the roll. Whoever has the space's record verifies every attestation and every signature of a challenge again, recomputes the roll, and finds nobody left out and nobody added."
        );
        using var stream = InputFile.Open(space!.RecordFile);
        var report = SpaceVerifier.Verify(stream, space.LogKey, null, null, null, out var log);
        var refusal = RollCheck.Check(log, Election.Manifest, space.LogKey.ToString());
        report = report with
        {
            Findings =
            [
                .. report.Findings,
                new Finding("election", refusal is null, refusal?.ToString() ?? "its census is exactly this roll"),
            ],
        };
        SpaceVerifyCommand.Print(terminal, report);
        terminal.Line();
        terminal.Line($"Try: privatevote space verify {space.RecordFile} --election {local.RecordFile}");
        return report.Valid;
    }

    private SlotHead? HeadOf(int voter) => local.Log.Box!.SlotHeadOf(voters[voter].NullifierIn(Election));

    private PreparedBallot Prove(int voter, SlotHead? head)
    {
        var choices = new uint[Options.Length];
        choices[wishes[voter]] = 1;
        Interlocked.Increment(ref proofs);
        return Maker.Vote(
            Election,
            voters[voter],
            local.Log.Census.Members[voter].Weight,
            local.Log.Census.Prove(voter),
            choices,
            head
        );
    }

    private Ballot ReEncrypt(int voter, SlotHead head)
    {
        Interlocked.Increment(ref proofs);
        return Maker.ReEncrypt(Election, voters[voter].NullifierIn(Election), head);
    }

    /// <summary>One proof that a person waits for.</summary>
    private T OnItsOwn<T>(Func<T> prove) => terminal.WithSpinner("Proving", prove);

    private void RunParallel(string what, int count, Func<int, Ballot> make, Action<Ballot, Receipt> entered)
    {
        terminal.WithProgress(
            what,
            count,
            progress =>
            {
                local.CastAll(count, make, entered, progress);
                return count;
            }
        );
        local.CatchUp();
    }

    /// <summary>One voter's ballot with its receipt, for the reader to try out.</summary>
    private void Keep(Ballot ballot, Receipt receipt)
    {
        copied = ballot;
        OutputFile.Write(new FileInfo(PathOf("receipt.json")), StrictJson.Serialize(receipt), force: true);
        SubmissionFile.Write(new FileInfo(PathOf("ballot.json")), [DemoElection.SubmissionOf(ballot)], force: true);
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private void EnterOver(int voter, Ballot ballot)
    {
        var before = HeadOf(voter)!.Index;
        var (receipt, refusal) = local.Cast(ballot);
        if (receipt is null)
        {
            throw Failure.By(refusal!);
        }

        local.CatchUp();
        terminal.Show(
            $"entry {receipt.Index, 3}  slot {Short(ballot.Nullifier)}  votes {Cipher(ballot)}  replaces entry {before}"
        );
    }

    private void Refuse(Ballot ballot)
    {
        var size = local.Log.Size;
        var (receipt, refusal) = local.Cast(ballot);
        local.CatchUp();
        if (local.Log.Size != size)
        {
            throw new UnreachableException("a second vote in an occupied slot was entered");
        }

        terminal.Outcome(
            true,
            refusal is not null
                ? $"refused: {refusal}"
                : $"nothing is entered: these very bytes are entry {receipt!.Index}, and the answer is its receipt once more"
        );
    }

    private static int Chosen(BallotOpening opening) => opening.Choices.ToList().FindIndex(choice => choice > 0);

    private static string Short(Fr value) => value.ToHex()[..14] + "…";

    private static string Cipher(Ballot ballot) => Base64Url.Encode(ballot.Ciphertexts)[..16] + "…";
}
