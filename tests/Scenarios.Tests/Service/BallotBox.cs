using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections.Records;

namespace Scenarios.Tests.Service;

/// <summary>What a server said of a ballot: a receipt that holds, or the code of a refusal.</summary>
internal sealed record BallotAnswer(Receipt? Receipt, string? Code);

/// <summary>Hands ballots in once, without the patience of a client, and holds each answer to what an answer must be.</summary>
internal static class BallotBox
{
    public static async Task<BallotAnswer> CastAsync(
        HttpClient http,
        TrialElection election,
        byte[] ballot,
        CancellationToken cancellation = default
    )
    {
        using var content = new ByteArrayContent(ballot)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        using var response = await http.PostAsync(election.Path + "/ballots", content, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            Assert.True(StrictJson.TryParse<Receipt>(body, out var receipt, out var problem), problem);
            Assert.Null(receipt.Problem(ballot, election.Committee.Key));
            return new BallotAnswer(receipt, null);
        }

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(body);
        return new BallotAnswer(null, json.RootElement.GetProperty("code").GetString());
    }
}
