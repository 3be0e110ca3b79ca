using PrivateVote.Cryptography.Standard;
using PrivateVote.Governance;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Registration;

/// <summary>The evidence for one entry that made somebody a member of a private roll.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Line">The entry's line, which <see cref="Evidence.Check"/> holds the evidence to.</param>
public sealed record OpenedEvidence(long Index, byte[] Line, Evidence Evidence);

/// <summary>
/// Opens the registrar's evidence for one member, from the store and the seed, on the machine that has both: no server needs to
/// run, and nothing is asked over the network but the database.
/// </summary>
public static class EvidenceArchive
{
    /// <summary>The evidence for every entry that entered this commitment: one, and one more for each renewal.</summary>
    /// <param name="options">As the server is started: <see cref="ServerOptions.Data"/>, Postgres and Registrar are looked at.</param>
    /// <param name="space">The space's id, 32 bytes.</param>
    /// <param name="commitment">The member's identity commitment, a retired one too.</param>
    /// <returns>In the order of the log; empty when the commitment was never entered, or its entry shows everything itself.</returns>
    /// <exception cref="KeyNotFoundException">The store has no such space.</exception>
    /// <exception cref="InvalidDataException">There is no seed, or the evidence was not sealed with this one.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static async Task<IReadOnlyList<OpenedEvidence>> OpenAsync(
        ServerOptions options,
        byte[] space,
        Fr commitment,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(space);
        using var registrar = RegistrarRole.OpenExisting(options);
        await using var store = ServerApplication.OpenStore(options);
        await store.OpenAsync(cancellation);
        var head =
            await store.FindAsync(space, cancellation)
            ?? throw new KeyNotFoundException($"the store has no log {Hex.Encode(space)}");
        var log = new SpaceLog();
        var lines = new List<byte[]>();
        await foreach (var entry in store.ReadAsync(space, 0, head.Size, cancellation))
        {
            if (log.Append(entry.Line, static _ => null) is { } refusal)
            {
                throw new KeyNotFoundException($"log {Hex.Encode(space)} is not that of a space: {refusal}");
            }

            lines.Add(entry.Line);
        }

        var opened = new List<OpenedEvidence>();
        foreach (
            var index in log
                .Members.All.SelectMany(member => member.Tenures)
                .Where(tenure => tenure.Commitment == commitment)
                .Select(tenure => tenure.Index)
        )
        {
            if (await store.FindEvidenceAsync(space, index, cancellation) is { } sealedBytes)
            {
                opened.Add(
                    registrar.Seal.Open(space, commitment, sealedBytes) is { } bytes
                    && Evidence.TryParse(bytes, out var evidence, out _)
                        ? new OpenedEvidence(index, lines[(int)index], evidence)
                        : throw new InvalidDataException(
                            $"the evidence for entry {index} was not sealed with this registrar's seed, or was changed"
                        )
                );
            }
        }

        return opened;
    }
}
