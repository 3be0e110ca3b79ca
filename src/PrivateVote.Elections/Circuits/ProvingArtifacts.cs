using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using PrivateVote.Elections.Roles;

namespace PrivateVote.Elections.Circuits;

/// <summary>
/// What ballots are proved with: for each circuit a proving key and a program that solves the witness, in the folder
/// `circuits` beside this program. Loaded when first needed, once, and shared.
/// </summary>
public sealed class ProvingArtifacts(string folder)
{
    private readonly ConcurrentDictionary<string, Lazy<BallotMaker>> makers = new(StringComparer.Ordinal);

    public static ProvingArtifacts BuiltIn { get; } = new(Path.Combine(AppContext.BaseDirectory, "circuits"));

    /// <summary>The digests that circuits/artifacts/SHA256SUMS states, by file name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Digests { get; } = ReadDigests();

    public string PathOf(string file) => Path.Combine(folder, file);

    /// <summary>Makes ballots for a circuit; safe for concurrent use.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or another than the one this program was built with.</exception>
    public BallotMaker MakerFor(BallotCircuit circuit) =>
        makers.GetOrAdd(circuit.Name, _ => new Lazy<BallotMaker>(() => Load(circuit))).Value;

    private BallotMaker Load(BallotCircuit circuit)
    {
        using var key = OpenChecked(circuit.Name + ".zkey");
        using var program = OpenChecked(circuit.Name + ".witness");
        return BallotMaker.Load(circuit, key, program);
    }

    /// <summary>
    /// Opens a file whose digest is the built-in one. A proof is checked before it leaves the device, but an exchanged
    /// proving key could make proofs that hold and tell something about the voter.
    /// </summary>
    private FileStream OpenChecked(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path} is missing: build the program again, or copy the folder circuits beside it",
                path
            );
        }

        var stream = File.OpenRead(path);
        if (!SHA256.HashData(stream).AsSpan().SequenceEqual(Digests[name]))
        {
            stream.Dispose();
            throw new InvalidDataException(
                $"{path} is not the file this program was built with: its SHA-256 is another"
            );
        }

        stream.Position = 0;
        return stream;
    }

    private static Dictionary<string, byte[]> ReadDigests()
    {
        using var resource =
            Assembly.GetExecutingAssembly().GetManifestResourceStream("SHA256SUMS")
            ?? throw new System.Diagnostics.UnreachableException("SHA256SUMS is a resource of this assembly");
        using var reader = new StreamReader(resource);
        var digests = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            // As sha256sum writes it: the digest, two spaces, the name.
            var parts = line.Split("  ", 2);
            digests.Add(parts[1], Convert.FromHexString(parts[0]));
        }

        return digests;
    }
}
