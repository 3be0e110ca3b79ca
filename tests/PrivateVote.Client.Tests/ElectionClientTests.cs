using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests;

/// <summary>What a voter fetches, and what a voter is told.</summary>
public sealed class ElectionClientTests
{
    [Fact]
    public async Task A_voter_needs_a_manifest_a_path_and_a_slot_and_gets_a_receipt()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server, voters: 3, Revoting.Deniable);
        using var service = ClientOf(server);
        var voter = await ElectionClient.OpenAsync(service, election.Election.Id);
        var (identity, weight) = election.Voters[2];

        var place = await voter.FindMemberAsync(identity.Commitment);
        var known = await voter.FindMemberAsync(identity.Commitment, 2);
        var nullifier = election.NullifierOf(2);
        Assert.Null(await voter.HeadOfAsync(nullifier));
        var ballot = election
            .Maker.Vote(voter.Election, identity, place!.Weight, place.Path, [1, 0], head: null)
            .Ballot;
        var receipt = await voter.CastAsync(ballot.ToBytes());
        var head = await voter.HeadOfAsync(nullifier);

        Assert.Equal((2, weight), (place.Position, place.Weight));
        Assert.Equal(place.Path.Siblings, known!.Path.Siblings);
        Assert.Equal(receipt.Index, head!.Index);
        Assert.Equal(ballot.Ciphertexts, head.Vote.Bytes);
        // The same bytes again are the same entry; another ballot for an empty slot is refused by its number.
        Assert.Equal(receipt.Index, (await voter.CastAsync(ballot.ToBytes())).Index);
        var again = await Assert.ThrowsAsync<ServiceException>(() =>
            voter.CastAsync(election.Vote(2, [0, 1]).ToBytes())
        );
        Assert.Equal(RefusalCode.StalePredecessor, again.Refusal!.Code);
    }

    [Fact]
    public async Task Who_is_not_in_the_census_is_not_found_in_it()
    {
        await using var server = await RunningServer.StartAsync();
        var election = await HttpElection.OpenAsync(server);
        using var service = ClientOf(server);
        var voter = await ElectionClient.OpenAsync(service, election.Election.Id);

        Assert.Null(await voter.FindMemberAsync(VoterIdentity.Create().Commitment));
        Assert.Null(await voter.FindMemberAsync(election.Voters[0].Identity.Commitment, 1));
    }

    [Fact]
    public async Task An_election_that_is_not_there_has_a_number()
    {
        await using var server = await RunningServer.StartAsync();
        using var service = ClientOf(server);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => ElectionClient.OpenAsync(service, new byte[32]));

        Assert.Equal("E3102", refusal.Code);
        Assert.Null(refusal.Refusal);
    }

    [Fact]
    public async Task Lists_lead_to_every_election()
    {
        await using var server = await RunningServer.StartAsync();
        var (one, two) = (await HttpElection.OpenAsync(server), await HttpElection.OpenAsync(server));
        using var service = ClientOf(server);
        var ids = new List<string>();
        await foreach (var summary in service.ElectionsAsync())
        {
            ids.Add(Hex.Encode(summary.Id));
        }

        string[] opened = [Hex.Encode(one.Election.Id), Hex.Encode(two.Election.Id)];
        Assert.Equal(opened.Order(), ids.Order());
    }

    [Theory]
    [InlineData("https://vote.example.org/elections/", true)]
    [InlineData("http://vote.example.org/some/path/elections/0x", true)]
    [InlineData("https://vote.example.org/elections/00", false)]
    [InlineData("https://vote.example.org/ballots/", false)]
    [InlineData("ftp://vote.example.org/elections/", false)]
    [InlineData("https://user@vote.example.org/elections/", false)]
    public void Addresses_end_with_what_they_name(string start, bool good)
    {
        var id = new string('a', 64);
        var address = new Uri(start + id);

        Assert.Equal(good, LogReference.TryParseAddress(address, out var service, out var log));
        if (good)
        {
            Assert.EndsWith("/", service!.AbsoluteUri, StringComparison.Ordinal);
            Assert.Equal("0x" + id, Hex.Encode(log!.Id));
            Assert.Equal(LogKind.Election, log.Kind);
        }
    }

    private static ServiceClient ClientOf(RunningServer server) => new(server.Http.BaseAddress!);
}
