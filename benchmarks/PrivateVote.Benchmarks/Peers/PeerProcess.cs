using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PrivateVote.Benchmarks.Peers;

/// <summary>A program with other people's libraries: one request on each line, one JSON answer on each line.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly string name;
    private readonly Process process;

    private PeerProcess(string name, ProcessStartInfo start)
    {
        this.name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
    }

    /// <summary>benchmarks/peers/peer.mjs: the libraries in JavaScript.</summary>
    /// <exception cref="InvalidOperationException">Node.js or the libraries are not installed.</exception>
    public static PeerProcess StartNode(string repository)
    {
        var folder = Path.Combine(repository, "benchmarks", "peers");
        return Directory.Exists(Path.Combine(folder, "node_modules"))
            ? new PeerProcess("peer.mjs", new ProcessStartInfo("node", ["peer.mjs"]) { WorkingDirectory = folder })
            : throw new InvalidOperationException("the peers are not installed: run `npm ci` in benchmarks/peers");
    }

    /// <summary>A program in benchmarks/peers/native that benchmarks/run.sh has built, or null where it has not.</summary>
    public static PeerProcess? TryStartNative(string repository, string name)
    {
        var program = Path.Combine(repository, "benchmarks", "peers", "native", "bin", name);
        return File.Exists(program) ? new PeerProcess(name, new ProcessStartInfo(program)) : null;
    }

    /// <summary>The answer to one request to peer.mjs.</summary>
    public JsonNode Ask(string operation, JsonObject? request = null)
    {
        request ??= [];
        request["operation"] = operation;
        return AskLine(request.ToJsonString());
    }

    /// <summary>The answer to a request in one line of text.</summary>
    public JsonNode AskLine(string request)
    {
        process.StandardInput.WriteLine(request);
        var answer = process.StandardOutput.ReadLine();
        return answer is null
            ? throw new InvalidOperationException(
                $"{name} ended without an answer to '{request[..Math.Min(request.Length, 80)]}'"
            )
            : JsonNode.Parse(answer)!;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
