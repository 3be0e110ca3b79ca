using System.Text;
using System.Text.Json.Nodes;
using PrivateVote.Identity.Attestations;
using PrivateVote.TestSupport;

namespace PrivateVote.Identity.Tests.Attestations;

/// <summary>Proofs that @semaphore-protocol/core makes for a challenge, at several depths.</summary>
public class SemaphoreOracleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [OracleFact]
    public void Proofs_of_Semaphores_own_library_register_at_several_depths()
    {
        var challenge = new Challenge(
            [.. Enumerable.Repeat((byte)7, 32)],
            "vote.example",
            Fr.From(123_456_789),
            new byte[16],
            Now,
            Now.AddMinutes(10)
        );
        var scope = SemaphoreVerifier.RegistrationScope(challenge.Space);
        (int Members, int Depth)[] groups = [(1, 1), (2, 1), (3, 2), (5, 5), (100, 7), (100, 20), (3, 32)];
        var requests = groups.Select(
            (group, i) =>
                new JsonObject
                {
                    ["secret"] = new string('7', 64),
                    ["members"] = group.Members,
                    ["depth"] = group.Depth,
                    // Both spellings that a client may pass on.
                    ["message"] = i % 2 == 0 ? challenge.Commitment.ToHex() : challenge.Commitment.ToString(),
                    ["scope"] = i % 2 == 0 ? scope.ToString() : scope.ToHex(),
                }
        );
        var answer = NodeOracle.Ask("semaphore.mjs", new JsonObject { ["prove"] = new JsonArray([.. requests]) });

        var nullifiers = new HashSet<string>();
        foreach (var (proof, group) in answer["proved"]!.AsArray().Zip(groups))
        {
            var source = new AttestationSource(
                "members",
                AttestationFormat.Semaphore,
                [],
                2,
                Roots: [proof!["merkleTreeRoot"]!.GetValue<string>()]
            );
            var outcome = new SemaphoreVerifier().Verify(
                Encoding.UTF8.GetBytes(proof.ToJsonString()),
                new VerificationContext(Now, source, challenge)
            );
            Assert.False(outcome.IsRefused(out var refusal, out var personhood), $"{group}: {refusal}");
            Assert.Equal("semaphore:" + scope.ToHex(), personhood!.UniqueWithin);
            nullifiers.Add(personhood.UniqueValue);

            var other = challenge with { Space = new byte[32] };
            outcome = new SemaphoreVerifier().Verify(
                Encoding.UTF8.GetBytes(proof.ToJsonString()),
                new VerificationContext(Now, source, other)
            );
            Assert.Equal(IdentityCode.OtherScope, outcome.Refusal?.Code);
        }

        // One person has one nullifier in a space, whatever the group and the depth.
        Assert.Single(nullifiers);
    }
}
