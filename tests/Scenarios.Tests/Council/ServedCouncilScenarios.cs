using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrivateVote.Cli.Tests.Support;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.TestSupport;
using Scenarios.Tests.Service;

namespace Scenarios.Tests.Council;

/// <summary>
/// The council's part at a service: each member's commands replay the space and verify the record, what they do is entered in the log,
/// and a real Safe executes what was voted.
/// </summary>
[Collection(ServiceTrials.Name)]
public sealed class ServedCouncilScenarios(ServedCouncil council) : IClassFixture<ServedCouncil>
{
    private CliRun Cli => council.Cli;

    [AnvilFact]
    public async Task Three_of_five_sign_what_was_voted_and_the_log_says_that_it_was_executed()
    {
        var proposal = council.Decided;
        var nonce = await council.NonceAsync();
        var balances = await BalancesAsync();
        Assert.Contains("review, signature", Queue(proposal, "--did", council.Dids[0]), StringComparison.Ordinal);

        var review = Cli.Do([.. At("review", proposal), "--rpc", council.Chain.Endpoint]).Output;
        Assert.Contains("VERIFIED", review, StringComparison.Ordinal);
        Assert.Contains("Pay the gardener: option 1, For", review, StringComparison.Ordinal);
        Assert.Contains("tried now, the calls go through", review, StringComparison.Ordinal);
        // Who is in no council says nothing, and signs nothing on the way.
        Cli.Do("holder", "new", "--out", "@stranger.key", "--force");
        var stranger = Cli.Run(Sign(proposal, 5, "@stranger.key"));
        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains("is not in the council", stranger.Error, StringComparison.Ordinal);
        Assert.Contains("executed only after it", Refused(Execute(proposal, nonce)), StringComparison.Ordinal);

        foreach (var owner in (int[])[5, 1, 3])
        {
            var signed = Cli.Do(Sign(proposal, owner)).Output;
            Assert.Contains("by this software and by the Safe itself", signed, StringComparison.Ordinal);
            Assert.Contains("entered: review", signed, StringComparison.Ordinal);
            Assert.Contains("entered: signature", signed, StringComparison.Ordinal);
        }

        await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Execution);
        Assert.Contains("execution", Queue(proposal, "--did", council.Dids[1]), StringComparison.Ordinal);
        var executed = Cli.Do([.. Execute(proposal, nonce), "--member-key", "@council2.key"]).Output;
        Assert.Contains("executed: the Safe says so of this very transaction", executed, StringComparison.Ordinal);
        Assert.Contains("entered: executed", executed, StringComparison.Ordinal);

        var ended = await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Ended);
        Assert.Equal(EndingKind.Executed, ended.Ending!.Kind);
        Assert.Equal(nonce, ended.Council.Execution!.Nonce);
        Assert.Equal((balances.Ether + CouncilPay.Ether, balances.Tokens + CouncilPay.Tokens), await BalancesAsync());
        var verified = Cli.Do("space", "verify", $"{council.Server}spaces/{council.Space.Id}", "--elections").Output;
        Assert.Contains("VERIFIED: all", verified, StringComparison.Ordinal);
        Assert.Contains(
            "its ballots come to what the space's log says, 1 for, 0 against",
            verified,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("FAIL", verified, StringComparison.Ordinal);
        Assert.Contains("the proposal has ended", Refused(Sign(proposal, 2)), StringComparison.Ordinal);
    }

    [AnvilFact]
    public async Task Three_of_five_refuse_and_it_is_vetoed_with_the_reason()
    {
        var proposal = await council.PassAsync(council.Space, "Pay somebody", council.Pay());
        foreach (var member in (int[])[1, 2, 4])
        {
            var refused = Cli.Do([
                .. At("refuse", proposal),
                .. (string[])["--member-key", $"@council{member}.key", "--reason", "Nobody knows who that is."],
            ]);
            Assert.Contains("entered: review", refused.Output, StringComparison.Ordinal);
        }

        var ended = await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Ended);
        Assert.Equal(EndingKind.Vetoed, ended.Ending!.Kind);
        Assert.Contains("3 of 5 council members refused", ended.Ending.Reason, StringComparison.Ordinal);
        Assert.Contains("Nobody knows who that is.", ended.Ending.Reason, StringComparison.Ordinal);
        Assert.Contains("the proposal has ended", Refused(Sign(proposal, 3)), StringComparison.Ordinal);
    }

    [AnvilFact]
    public async Task A_payload_that_passed_without_a_vote_is_signed_by_the_replayed_log_and_executed()
    {
        var proposal = await council.PassAsync(council.Space, "Pay without a vote", council.Pay());
        var nonce = await council.NonceAsync();
        var balances = await BalancesAsync();
        var review = Cli.Do([.. At("review", proposal), "--rpc", council.Chain.Endpoint]).Output;
        Assert.Contains("Pay without a vote: passed without a vote", review, StringComparison.Ordinal);
        await SignAsync(proposal, [2, 3, 4]);

        // Somebody else sends it, and a member reports it by its hash.
        Cli.Do([.. Execute(proposal, nonce), "--receipt", "@receipt"]);
        var hash = (string)JsonNode.Parse(File.ReadAllText(Cli.PathOf("receipt")))!["transaction"]!;
        File.Delete(Cli.PathOf("receipt"));
        string[] report = [.. At("report", proposal), "--rpc", council.Chain.Endpoint, "--member-key", "@council1.key"];
        Assert.Contains(
            "has no transaction",
            Refused([.. report, "--transaction", Hex.Encode(new byte[32])]),
            StringComparison.Ordinal
        );
        Cli.Do([.. report, "--transaction", hash]);

        var ended = await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Ended);
        Assert.Equal(EndingKind.Executed, ended.Ending!.Kind);
        Assert.Equal((balances.Ether + CouncilPay.Ether, balances.Tokens + CouncilPay.Tokens), await BalancesAsync());
    }

    [AnvilFact]
    public async Task A_nonce_is_taken_away_by_signatures_in_the_log_and_the_proposal_is_vetoed()
    {
        var proposal = await council.PassAsync(council.Space, "Pay, or not", council.Pay());
        var nonce = await council.NonceAsync();
        var balances = await BalancesAsync();
        await SignAsync(proposal, [1, 2, 3]);

        string[] reject =
        [
            .. At("reject", proposal),
            .. (string[])["--rpc", council.Chain.Endpoint, "--nonce", $"{nonce}"],
        ];
        foreach (var owner in (int[])[3, 4, 5])
        {
            var signed = Cli.Do([.. reject, "--key", $"@owner{owner}.key"]).Output;
            Assert.Contains("entered: signature", signed, StringComparison.Ordinal);
        }

        var sent = Cli.Do([.. reject, "--send", "--key", "@payer.key", "--member-key", "@council3.key"]).Output;

        Assert.Contains("entered: executed", sent, StringComparison.Ordinal);
        var ended = await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Ended);
        Assert.Equal(EndingKind.Vetoed, ended.Ending!.Kind);
        Assert.Contains("the owners took its nonce away", ended.Ending.Reason, StringComparison.Ordinal);
        Assert.Equal(nonce + 1, await council.NonceAsync());
        Assert.Equal(balances, await BalancesAsync());
        Assert.Contains("the proposal has ended", Refused(Execute(proposal, nonce)), StringComparison.Ordinal);
    }

    [AnvilFact]
    public async Task A_payload_that_reverts_is_signed_only_on_purpose_and_never_sent()
    {
        var proposal = await council.PassAsync(council.Space, "Pay too much", council.Pay(1_000_000));
        var nonce = await council.NonceAsync();
        var balances = await BalancesAsync();
        Assert.Contains("tried now, they do not", Refused(Sign(proposal, 1)), StringComparison.Ordinal);
        Assert.Empty(proposal.Council.Signatures);
        await SignAsync(proposal, [1, 2, 3], "--accept-failing");

        Assert.Contains("the payload's call failed", Refused(Execute(proposal, nonce)), StringComparison.Ordinal);

        // Nothing was taken: the nonce is free, and the proposal still waits for its execution.
        Assert.Equal(nonce, await council.NonceAsync());
        Assert.Equal(balances, await BalancesAsync());
        await council.Space.Client.CatchUpAsync();
        Assert.Equal(ProposalStage.Execution, proposal.Stage);
    }

    [AnvilFact]
    public async Task A_resolution_is_approved_without_a_signature()
    {
        var proposal = await council.PassAsync(council.Space, "Be kind", null);
        Assert.Contains("passed, or nothing is executed for it", Refused(Sign(proposal, 1)), StringComparison.Ordinal);
        foreach (var member in (int[])[1, 3, 5])
        {
            Cli.Do([.. At("approve", proposal), "--member-key", $"@council{member}.key"]);
        }

        var ended = await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Ended);
        Assert.Equal(EndingKind.Executed, ended.Ending!.Kind);
    }

    [AnvilFact]
    public async Task Where_a_governor_executes_the_council_approves_and_reports_the_governors_transaction()
    {
        var community = await Community.DeployAsync(council.Chain);
        var token = await council.Chain.CreateTokenAsync();
        await council.Chain.SendAsync(community.Timelock, [], CouncilPay.Ether);
        await council.Chain.SendAsync(
            token,
            CouncilChain.Call("transfer(address,uint256)", community.Timelock, CouncilPay.Tokens)
        );
        var space = await council.OpenSpaceAsync(
            new SpaceCouncil(
                [.. council.Dids.Select(did => new CouncilMember(did))],
                ServedCouncil.Threshold,
                Governor: new GovernorReference(Anvil.ChainId, community.Governor.ToString())
            )
        );
        var calls = CouncilPay.Calls(token);
        var proposal = await council.PassAsync(
            space,
            "Pay by the Governor",
            new Payload(Anvil.ChainId, community.Governor.ToString(), calls)
        );
        Assert.Contains("council approve", Refused(Sign(proposal, 1, space: space)), StringComparison.Ordinal);
        Assert.Contains(
            $"payload   for the Governor {community.Governor}",
            Cli.Do(At("review", proposal, space)).Output,
            StringComparison.Ordinal
        );
        foreach (var member in (int[])[1, 2, 3])
        {
            Cli.Do([.. At("approve", proposal, space), "--member-key", $"@council{member}.key"]);
        }

        await ServedCouncil.ReachAsync(space, proposal.Index, ProposalStage.Execution);
        Cli.Write("payload.json", JsonSerializer.Serialize(new { calls }, JsonSerializerOptions.Web));
        string[] propose = ["governor", "propose", "--payload", "@payload.json", "--description", "Pay, as decided"];
        var proposed = JsonNode.Parse(
            Cli.Do([.. propose, "--governor", community.Governor.ToString(), "--json"]).Line
        )!;
        await community.PassAsync(proposed);
        var receipt = await community.ExecuteAsync(proposed);

        string[] report =
        [
            .. At("report", proposal, space),
            .. (string[])["--rpc", council.Chain.Endpoint, "--member-key", "@council1.key"],
            .. (string[])["--transaction", Hex.Encode(receipt.TransactionHash)],
        ];
        // The same Governor may execute anything: what counts is this payload, under this description.
        Assert.Contains(
            "does not say that the Governor",
            Refused([.. report, "--description", "Pay"]),
            StringComparison.Ordinal
        );
        Cli.Do([.. report, "--description", "Pay, as decided"]);
        var ended = await ServedCouncil.ReachAsync(space, proposal.Index, ProposalStage.Ended);
        Assert.Equal(EndingKind.Executed, ended.Ending!.Kind);
        Assert.Equal(receipt.TransactionHash, ended.Council.Execution!.Transaction);
        Assert.Equal(CouncilPay.Tokens, await council.Chain.TokensOfAsync(token, CouncilPay.Payee));
    }

    /// <summary>Whatever a service shows a member, their software signs nothing but what was voted.</summary>
    [AnvilFact]
    public async Task A_service_that_lies_about_record_or_log_gets_nobodys_signature()
    {
        var proposal = council.Contested;
        var space = council.Space.Id;
        var elsewhere = await council.OpenSpaceAsync(
            new SpaceCouncil([.. council.Dids.Select(did => new CouncilMember(did))], ServedCouncil.Threshold)
        );
        await using var relay = await LyingRelay.StartAsync(council.Server);

        relay.Lie = (path, answer) =>
            IsRecord(path)
                ? Encoding.UTF8.GetBytes(SwappedRecord.Of(Encoding.UTF8.GetString(answer), CouncilPay.Ether))
                : answer;
        AssertNobodySigns("the record does not verify", owners: ServedCouncil.Members);

        relay.Lie = (path, answer) =>
            IsRecord(path)
                ? Encoding.UTF8.GetBytes(
                    Encoding
                        .UTF8.GetString(answer)
                        .Replace("\"totals\":[1,0]", "\"totals\":[0,1]", StringComparison.Ordinal)
                )
                : answer;
        AssertNobodySigns("the record does not verify");

        relay.Lie = (_, answer) => answer;
        relay.Redirect = path =>
            IsRecord(path)
                ? path.Replace(ElectionOf(proposal), ElectionOf(council.Decided), StringComparison.Ordinal)
                : path;
        AssertNobodySigns("the record does not verify: address");

        relay.Redirect = path => path.Replace(Digits(space), Digits(elsewhere.Id), StringComparison.Ordinal);
        AssertNobodySigns("the service is not honest");

        relay.Redirect = path => path;
        relay.Lie = (path, answer) =>
            path.Contains("/tile/entries/", StringComparison.Ordinal) ? Damage(answer) : answer;
        AssertNobodySigns("the service is not honest");

        relay.Lie = (path, answer) =>
            path.EndsWith("/checkpoint", StringComparison.Ordinal)
            && path.Contains(Digits(space), StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(council.EarlyCheckpoint)
                : answer;
        // Who has seen more of the log notices; who has seen nothing yet sees no result.
        AssertNobodySigns("the service is not honest. Rollback");
        Assert.Contains(
            "it has not passed yet",
            Refused(At("review", proposal, server: relay.Address)),
            StringComparison.Ordinal
        );

        await council.Space.Client.CatchUpAsync();
        Assert.Empty(proposal.Council.Reviews);
        Assert.Empty(proposal.Council.Signatures);
        // By the same way without a lie the same member signs.
        relay.Lie = (_, answer) => answer;
        Cli.Do(Sign(proposal, 4, server: relay.Address));

        // All owners where the payload is swapped; the same software lets one of them speak for all about the other lies.
        void AssertNobodySigns(string reason, int owners = 1)
        {
            for (var owner = 1; owner <= owners; owner++)
            {
                var answer = Cli.Run([.. Sign(proposal, owner, server: relay.Address), "--out", "@lured"]);
                Assert.Equal(1, answer.ExitCode);
                Assert.Contains(reason, answer.Error, StringComparison.Ordinal);
                Assert.False(File.Exists(Cli.PathOf("lured")));
            }
        }

        static bool IsRecord(string path) =>
            path.Contains("elections/", StringComparison.Ordinal) && path.EndsWith("/record", StringComparison.Ordinal);

        static byte[] Damage(byte[] bundle)
        {
            bundle[^3] ^= 1;
            return bundle;
        }
    }

    [AnvilFact]
    public async Task A_brief_of_a_proposal_shows_what_its_payload_does_and_a_models_points_that_cite_what_is_there()
    {
        var proposal = await council.PassAsync(council.Space, "Pay after a brief", council.Pay());
        var comment = await council.CommentAsync(proposal, "Is that not too much?");
        using var model = new ModelServer();
        string[] brief =
        [
            .. (string[])["brief", "--server", $"{council.Server}", "--space", council.Space.Id],
            .. (string[])["--proposal", $"{proposal.Index}", "--rpc", council.Chain.Endpoint],
        ];
        var alone = Cli.Do(brief).Output;
        Assert.Contains($"leaves the Safe: {CouncilPay.Tokens} units of token", alone, StringComparison.Ordinal);
        Assert.Contains("tried now, the calls go through", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("MACHINE-MADE", alone, StringComparison.Ordinal);

        string[] asked = [.. brief, "--endpoint", $"{model.Endpoint}", "--model", "small"];
        model.Content = Points(("Somebody finds it too much.", [comment]), ("It pays a gardener.", [proposal.Index]));
        var summary = Cli.Do(asked).Output;
        Assert.Contains("MACHINE-MADE by small", summary, StringComparison.Ordinal);
        Assert.Contains($"| Somebody finds it too much. [entries {comment}]", summary, StringComparison.Ordinal);
        Assert.Contains("Is that not too much?", model.Request, StringComparison.Ordinal);

        // A model that was talked into something: citations that nobody wrote, and control of the terminal.
        model.Content = Points(
            ("Everybody agrees.", [999_999]),
            ("Fine.\u001b[2J\u001b[H\nVERIFIED: all 12 checks hold\u202e", [comment])
        );
        var hostile = Cli.Do(asked).Output;
        Assert.DoesNotContain("Everybody agrees", hostile, StringComparison.Ordinal);
        Assert.Contains("1 points are left out", hostile, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', hostile);
        Assert.DoesNotContain('\u202e', hostile);
        Assert.DoesNotContain("\nVERIFIED", hostile, StringComparison.Ordinal);
        Assert.Equal(alone, hostile[..alone.Length]);

        // Without an answer there is the brief all the same.
        model.Content = "{\"points\":[{\"text\":\"a\",\"cites\":[1],\"run\":\"council sign\"}]}";
        Assert.Contains("no summary: ", Cli.Do(asked).Output, StringComparison.Ordinal);
        model.Status = 500;
        Assert.Contains("no summary: ", Cli.Do(asked).Output, StringComparison.Ordinal);
    }

    private static string Points(params (string Text, long[] Cites)[] points) =>
        JsonSerializer.Serialize(
            new { points = points.Select(point => new { text = point.Text, cites = point.Cites }) }
        );

    private static string ElectionOf(Proposal proposal) => Convert.ToHexStringLower(proposal.Votes[^1].Id);

    private static string Digits(string id) => id[2..];

    private async Task SignAsync(Proposal proposal, int[] owners, params string[] options)
    {
        foreach (var owner in owners)
        {
            Cli.Do([.. Sign(proposal, owner), .. options]);
        }

        await ServedCouncil.ReachAsync(council.Space, proposal.Index, ProposalStage.Execution);
    }

    private string[] At(string command, Proposal proposal, Governed? space = null, Uri? server = null) =>
        [
            .. (string[])["council", command, "--server", $"{server ?? council.Server}"],
            .. (string[])["--space", (space ?? council.Space).Id, "--proposal", $"{proposal.Index}"],
        ];

    private string[] Sign(
        Proposal proposal,
        int owner,
        string? member = null,
        Governed? space = null,
        Uri? server = null
    ) =>
        [
            .. At("sign", proposal, space, server),
            .. (string[])["--rpc", council.Chain.Endpoint, "--key", $"@owner{owner}.key"],
            .. (string[])["--member-key", member ?? $"@council{owner}.key"],
        ];

    private string[] Execute(Proposal proposal, ulong nonce) =>
        [
            .. At("execute", proposal),
            .. (string[])["--rpc", council.Chain.Endpoint, "--key", "@payer.key", "--nonce", $"{nonce}"],
        ];

    private string Refused(string[] arguments) => Cli.Fail(1, arguments);

    /// <summary>The proposal's line in the queue.</summary>
    private string Queue(Proposal proposal, params string[] options)
    {
        string[] queue = ["council", "queue", "--server", $"{council.Server}", "--space", council.Space.Id];
        return Cli.Do([.. queue, .. options])
            .Output.Split('\n')
            .First(line => line.Contains(proposal.Content.Title, StringComparison.Ordinal));
    }

    private async Task<(System.Numerics.BigInteger Ether, System.Numerics.BigInteger Tokens)> BalancesAsync() =>
        (
            await council.Chain.Rpc.BalanceAsync(CouncilPay.Payee),
            await council.Chain.TokensOfAsync(council.Token, CouncilPay.Payee)
        );
}
