using System.Globalization;
using System.Text;
using PrivateVote.Cryptography.Bn254;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Hashing;
using PrivateVote.Elections.Circuits;

namespace PrivateVote.Benchmarks.Records;

/// <summary>
/// A Groth16 setup whose secrets everybody knows, so that a proof of anything is made in microseconds without a witness: what
/// a zero-knowledge proof's simulator does (eprint 2016/260, section 3.2). To a verifier it is as much work as any proof.
/// </summary>
/// <remarks>
/// Its key is good for measuring and for nothing else. No program takes it from a file or a record:
/// benchmarks/records.sh builds one of its own with the key inside, and that program names this setup at every verification.
/// </remarks>
internal sealed class SimulatedSetup
{
    public const string CircuitName = "ballot-3";
    public const int Options = 3;

    private const string Name = "simulated: for benchmarks, its proofs can be forged";

    private readonly Fr alphaBeta = Secret("alpha") * Secret("beta");
    private readonly Fr gamma = Secret("gamma");
    private readonly Fr inverseOfDelta = Secret("delta").Inverse();
    private readonly Fr[] ic =
    [
        .. Enumerable.Range(0, BallotStatement.SignalCount(Options) + 1).Select(i => Secret($"IC {i}")),
    ];

    private readonly FixedBase<Fp> inG1 = new(G1.Generator);
    private readonly FixedBase<Fp2> inG2 = new(G2.Generator);

    /// <summary>Writes what a build takes in the place of circuits/artifacts.</summary>
    public void WriteArtifacts(DirectoryInfo folder)
    {
        folder.Create();
        File.WriteAllText(Path.Combine(folder.FullName, CircuitName + ".vkey.json"), ToKeyJson());
        File.WriteAllText(Path.Combine(folder.FullName, "transcript.json"), $$"""{"setup":"{{Name}}"}""");
        // Nobody proves under this key, so there is nothing to prove with, and no digest of it.
        File.WriteAllText(Path.Combine(folder.FullName, "SHA256SUMS"), "");
    }

    /// <summary>
    /// A proof for each row of signals: A = a·G1, B = b·G2 for random a, b, and C = (ab - αβ - γ·Σ s_i·ic_i)/δ·G1.
    /// </summary>
    /// <returns>256 bytes each.</returns>
    public byte[][] Prove(IReadOnlyList<Fr[]> signals)
    {
        var first = new G1Xyzz[2 * signals.Count];
        var second = new G2Xyzz[signals.Count];
        for (var i = 0; i < signals.Count; i++)
        {
            var (a, b) = (Fr.Random(), Fr.Random());
            var sum = ic[0];
            for (var j = 0; j < signals[i].Length; j++)
            {
                sum += signals[i][j] * ic[j + 1];
            }

            first[2 * i] = inG1.Multiply(a);
            first[(2 * i) + 1] = inG1.Multiply(((a * b) - alphaBeta - (gamma * sum)) * inverseOfDelta);
            second[i] = inG2.Multiply(b);
        }

        var inFirst = new G1Affine[first.Length];
        G1Xyzz.ToAffine(first, inFirst);
        var inSecond = new G2Affine[second.Length];
        G2Xyzz.ToAffine(second, inSecond);
        var proofs = new byte[signals.Count][];
        for (var i = 0; i < proofs.Length; i++)
        {
            proofs[i] = new byte[Proof.Size];
            G1.Encode(in inFirst[2 * i], proofs[i].AsSpan(0, G1.Size));
            G2.Encode(in inSecond[i], proofs[i].AsSpan(G1.Size, G2.Size));
            G1.Encode(in inFirst[(2 * i) + 1], proofs[i].AsSpan(G1.Size + G2.Size));
        }

        return proofs;
    }

    /// <summary>The verification key as snarkjs writes it.</summary>
    private string ToKeyJson()
    {
        var points = ic.Select(secret => ToJson(inG1.MultiplyToAffine(secret)));
        var json = new StringBuilder();
        json.Append(
            CultureInfo.InvariantCulture,
            $$"""{"protocol":"groth16","curve":"bn128","nPublic":{{ic.Length - 1}},"""
        );
        json.Append(CultureInfo.InvariantCulture, $"\"vk_alpha_1\":{ToJson(inG1.MultiplyToAffine(Secret("alpha")))},");
        foreach (var name in (ReadOnlySpan<string>)["beta", "gamma", "delta"])
        {
            var point = inG2.MultiplyToAffine(Secret(name));
            json.Append(CultureInfo.InvariantCulture, $"\"vk_{name}_2\":{ToJson(point)},");
        }

        return json.Append(CultureInfo.InvariantCulture, $"\"IC\":[{string.Join(',', points)}]}}").ToString();
    }

    private static string ToJson(G1Affine point) => $"""["{point.X}","{point.Y}","1"]""";

    private static string ToJson(G2Affine point) =>
        $"""[["{point.X.C0}","{point.X.C1}"],["{point.Y.C0}","{point.Y.C1}"],["1","0"]]""";

    private static Fr Secret(string name) =>
        HashToField.ToFr(Encoding.ASCII.GetBytes(name), "PrivateVote benchmarks: a setup without secrets"u8);
}
