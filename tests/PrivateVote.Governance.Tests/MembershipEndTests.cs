using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Governance.Tests.Support;
using PrivateVote.Identity;
using PrivateVote.Identity.Attestations;

namespace PrivateVote.Governance.Tests;

/// <summary>
/// Issuers write moments with other digits than entries have: what the service enters has to be what everyone who replays the
/// log computes, and in a private roll it must not be as good as a name.
/// </summary>
public sealed class MembershipEndTests
{
    [Theory]
    [InlineData("2026-04-01T10:00:00.1234567Z", "2026-04-01T10:00:00.123Z")]
    [InlineData("2026-04-01T10:00:00.999999+02:00", "2026-04-01T08:00:00.999Z")]
    [InlineData("2026-04-01T10:00:00Z", "2026-04-01T10:00:00.000Z")]
    public void An_end_that_is_finer_than_entries_are_is_cut_and_everyone_computes_the_same(string end, string entered)
    {
        var space = new TestSpace();
        var member = space.MustEnter(Present(space, "alice", end));
        Assert.Equal(entered, MomentForm.ToText(member.ValidUntil!.Value));
        // As the service enters it, which verified the presentation before: the replay must not find otherwise.
        var replay = new SpaceLog();
        Assert.All(space.Lines, line => Assert.Null(replay.Append(line)));
    }

    [Fact]
    public void In_a_private_roll_an_end_is_that_of_its_day_and_the_evidence_shows_it()
    {
        var space = new TestSpace(TestSpace.Private());
        var submission = space.Enter(Present(space, "alice", "2026-04-01T10:11:12.345Z"), out var evidence);
        var index = space.Must(submission);
        Assert.Equal("2026-04-01T00:00:00.000Z", MomentForm.ToText(space.Log.Members.All[0].ValidUntil!.Value));
        Assert.Null(evidence!.Check(space.Lines[(int)index], space.Space));

        // Two cards of one day look the same, and one that ends today is one of yesterday.
        space.Must(space.Enter(Present(space, "bob", "2026-04-01T23:59:59Z")));
        Assert.Equal(space.Log.Members.All[0].ValidUntil, space.Log.Members.All[1].ValidUntil);
        space.MustNot(RefusalCode.MembershipExpired, space.Enter(Present(space, "carol", "2026-03-01T23:00:00Z")));
    }

    private static Presentation Present(TestSpace space, string holder, string validUntil)
    {
        var issuer = TestSpace.Key("issuer a");
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = issuer.Did,
            ["validUntil"] = validUntil,
            ["credentialSubject"] = new JsonObject { ["id"] = TestSpace.Key(holder).Did },
        };
        var jwt = Jws.Sign(issuer, Encoding.UTF8.GetBytes(credential.ToJsonString()), VcJwtVerifier.Type);
        var challenge = space.Challenge();
        return new Presentation(
            challenge,
            [new PresentedAttestation("a", jwt, ControlProof.Sign(TestSpace.Key(holder), challenge))]
        );
    }
}
