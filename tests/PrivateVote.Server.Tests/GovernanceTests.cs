using System.Net;
using System.Text.Json.Nodes;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Server.Tests.Support;
using PrivateVote.TestSupport.Registration;

namespace PrivateVote.Server.Tests;

/// <summary>The pages of a space with a constitution, and the entries of its members, through HTTP alone.</summary>
public sealed class GovernanceTests
{
    private static readonly string[] Sections =
    [
        "Motivation",
        "Specification",
        "Technical and economic rationale",
        "Risks",
        "Rollback",
        "Links",
    ];

    [Fact]
    public async Task A_proposal_is_drafted_discussed_and_shown()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenGovernedAsync(server);
        using var author = new Person();
        using var reader = new Person();
        await space.RegisterAsync(author);
        await space.RegisterAsync(reader);

        var id = space.Trial.Space.Id;
        var content = new ProposalContent("A title", [.. Sections.Select(name => new Section(name, "A text"))]);
        var draft = new ProposalBody(id, "protocol", "change", content);
        var proposal = (await space.ActAsync(EntryKind.Proposal, draft, author)).Index;
        await space.ActAsync(EntryKind.Submit, new SubmitBody(id, proposal), author);
        await space.ActAsync(EntryKind.Comment, new CommentBody(id, proposal, "Why?"), reader);

        var listed = await PageAsync(space, "/proposals");
        Assert.Equal("A title", (string?)listed["items"]![0]!["title"]);
        Assert.Empty((await PageAsync(space, "/proposals?stage=draft"))["items"]!.AsArray());
        var shown = await PageAsync(space, $"/proposals/{proposal}");
        Assert.Equal("discussion", (string?)shown["summary"]!["stage"]);
        var comments = await PageAsync(space, $"/proposals/{proposal}/comments");
        Assert.Equal("Why?", (string?)comments["items"]![0]!["text"]);
    }

    [Fact]
    public async Task Every_page_of_a_space_without_proposals_is_there()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenGovernedAsync(server);
        using var person = new Person();
        await space.RegisterAsync(person);
        foreach (
            var page in new[]
            {
                "/constitution/current",
                "/proposals",
                "/delegates/protocol",
                "/delegates/protocol/" + person.Commitment.ToHex(),
                "/contributions/" + person.Commitment.ToHex(),
                "/operations",
            }
        )
        {
            Assert.NotNull(await PageAsync(space, page));
        }

        foreach (var page in new[] { "/proposals/1", "/delegates/nothing", "/proposals/1/groups" })
        {
            using var answer = await space.Http.GetAsync(space.Path + page);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_a_stranger_signs_is_refused_by_the_rules()
    {
        await using var server = await RunningServer.StartAsync();
        using var space = await HttpSpace.OpenGovernedAsync(server);
        using var stranger = new Person();
        var body = new CommentBody(space.Trial.Space.Id, 1, "Let me in");
        var entry = MemberSignature.Sign(EntryKind.Comment, body, stranger.Identity, server.Clock.GetUtcNow());
        using var answer = await space.Http.SendAsync(space.Path + "/entries", entry.ToBytes());
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Equal("E5312", await Answers.ReadProblemAsync(answer));
    }

    private static async Task<JsonNode> PageAsync(HttpSpace space, string page)
    {
        using var answer = await space.Http.GetAsync(space.Path + page);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{page}: {text}");
        return JsonNode.Parse(text)!;
    }
}
