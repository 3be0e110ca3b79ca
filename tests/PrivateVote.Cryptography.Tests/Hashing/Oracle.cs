using System.Text.Json.Nodes;
using PrivateVote.TestSupport;

namespace PrivateVote.Cryptography.Tests.Hashing;

/// <summary>The questions that tests/oracles/babyjubjub.mjs answers with circomlibjs, numbers in decimal.</summary>
internal static class Oracle
{
    /// <summary>The answers to all cases of one kind: poseidon, leanImt, multiply or elgamal.</summary>
    public static JsonArray Ask(string kind, JsonArray cases) =>
        NodeOracle.Ask("babyjubjub.mjs", new JsonObject { ["kind"] = kind, ["cases"] = cases }).AsArray();
}
