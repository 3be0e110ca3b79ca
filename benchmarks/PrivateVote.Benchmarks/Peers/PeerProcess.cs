using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>benchmarks/peers/peer.mjs at work: snarkjs and circomlibjs in Node.js.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process process;

    /// <exception cref="InvalidOperationException">Node.js or the libraries are not installed.</exception>
    public PeerProcess(string repository)
    {
        var folder = Path.Combine(repository, "benchmarks", "peers");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("the peers are not installed: run `npm ci` in benchmarks/peers");
        }

        var start = new ProcessStartInfo("node", ["peer.mjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
    }

    /// <summary>The answer to one request.</summary>
    public JsonNode Ask(string operation, JsonObject? request = null)
    {
        request ??= [];
        request["operation"] = operation;
        process.StandardInput.WriteLine(request.ToJsonString());
        var answer = process.StandardOutput.ReadLine();
        return answer is null
            ? throw new InvalidOperationException($"peer.mjs ended without an answer to '{operation}'")
            : JsonNode.Parse(answer)!;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
