using System.Diagnostics;
using System.Reflection;
using PrivateVote.Cryptography.Groth16;
using PrivateVote.Cryptography.Standard;

namespace PrivateVote.Identity.Attestations;

/// <summary>
/// The verification keys of other people's ceremonies, one for each depth of the tree, as resources of this assembly: a
/// verifier takes none from an attestation or from a server.
/// </summary>
/// <remarks>
/// A file of them says where the keys were published and what SHA-256 the published file has. α, β and γ are the same at every
/// depth; δ and the five IC points are the depth's own. Points are in the order of EIP-197, big-endian. The circuits have four
/// public signals: root, nullifier, hash of the message, hash of the scope.
/// </remarks>
internal static class SemaphoreKeys
{
    /// <summary>Root, nullifier, message, scope.</summary>
    public const int PublicCount = 4;

    private const int PointsInInputs = PublicCount + 1;

    /// <summary>Reads a file of keys; the verifier of a depth is prepared when it is first asked for.</summary>
    public static IReadOnlyDictionary<int, Lazy<Verifier>> Read(string resource)
    {
        if (!StrictJson.TryParse<KeyFile>(ReadResource(resource), out var file, out var refusal))
        {
            throw new UnreachableException($"{resource} is a file of keys: {refusal}");
        }

        return file.Keys.ToDictionary(
            key => key.Depth,
            key => new Lazy<Verifier>(() => new Verifier(Decode(file, key, resource)))
        );
    }

    private static VerificationKey Decode(KeyFile file, DepthKey key, string resource)
    {
        byte[] encoding =
        [
            .. Convert.FromHexString(file.Alpha.AsSpan(2)),
            .. Convert.FromHexString(file.Beta.AsSpan(2)),
            .. Convert.FromHexString(file.Gamma.AsSpan(2)),
            .. Convert.FromHexString(key.Delta.AsSpan(2)),
            .. (ReadOnlySpan<byte>)[0, 0, 0, PointsInInputs],
            .. key.Ic.SelectMany(point => Convert.FromHexString(point.AsSpan(2))),
        ];
        return VerificationKey.TryDecode(encoding, out var decoded, out var refusal)
            ? decoded
            : throw new UnreachableException($"the key of depth {key.Depth} in {resource} is refused: {refusal}");
    }

    private static byte[] ReadResource(string name)
    {
        using var resource =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new UnreachableException($"{name} is a resource of this assembly");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed record KeyFile(
        string Source,
        string License,
        string Alpha,
        string Beta,
        string Gamma,
        IReadOnlyList<DepthKey> Keys
    );

    private sealed record DepthKey(int Depth, string Sha256, string Delta, IReadOnlyList<string> Ic);
}
