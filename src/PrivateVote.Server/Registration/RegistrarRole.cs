using System.Security.Cryptography;
using System.Text;
using PrivateVote.Governance;
using PrivateVote.Server.Logs;

namespace PrivateVote.Server.Registration;

/// <summary>
/// What the service is as a registrar: one seed, from which the keys that spaces name and the key that seals evidence follow.
/// Whoever loses it can open no evidence any more, and no admission follows to the spaces that name it.
/// </summary>
internal sealed class RegistrarRole : IDisposable
{
    public const string SeedName = "registrar.seed";

    private RegistrarRole(byte[] seed)
    {
        Keys = RegistrarKeys.FromSeed(seed);
        Seal = new EvidenceSeal(
            HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                seed,
                SeedFile.Size,
                [],
                Encoding.ASCII.GetBytes("PrivateVote/v1/registrar/evidence")
            )
        );
        CryptographicOperations.ZeroMemory(seed);
    }

    public RegistrarKeys Keys { get; }

    public EvidenceSeal Seal { get; }

    /// <summary>The role by the seed that the options name; the one in the data folder is made at the first start.</summary>
    /// <returns>Null where the service is to be no registrar.</returns>
    /// <exception cref="InvalidDataException">The seed cannot be read.</exception>
    public static RegistrarRole? Open(ServerOptions options) =>
        options.Registrar switch
        {
            ServerOptions.Off => null,
            { } file => new RegistrarRole(SeedFile.Read(file)),
            null => new RegistrarRole(SeedFile.Open(Path.Combine(options.Data, SeedName), out _)),
        };

    /// <summary>The role as a server took it before: makes no seed.</summary>
    /// <exception cref="InvalidDataException">There is no seed, or it cannot be read.</exception>
    public static RegistrarRole OpenExisting(ServerOptions options) =>
        new(SeedFile.Read(options.Registrar ?? Path.Combine(options.Data, SeedName)));

    /// <summary>Whether a space names this registrar.</summary>
    public bool Serves(Space space) =>
        space.Body.Registrar is { } named
        && Keys.Registrar is var own
        && named.Did == own.Did
        && named.UniquenessKey.AsSpan().SequenceEqual(own.UniquenessKey);

    public void Dispose() => Keys.Dispose();
}
