using System.Text;
using PrivateVote.Cryptography;
using PrivateVote.Elections.Entries;
using PrivateVote.Governance;
using PrivateVote.Server.Storage;

namespace PrivateVote.Server.Registration;

/// <summary>The evidence of one admission with the entry that it is for.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Entry">Its line.</param>
public sealed record OpenedEvidence(long Index, string Entry, Evidence Evidence);

/// <summary>Opens what a registrar keeps, one person at a time, without a server running.</summary>
public static class RegistrarArchive
{
    /// <summary>The evidence of the admission that made this commitment a member, replaced since or not.</summary>
    /// <param name="options">Where the store and the registrar's seed are; nothing is made there.</param>
    /// <returns>Null when no admission of this commitment is in the store, or its evidence is not.</returns>
    /// <exception cref="InvalidDataException">There is no seed, or it is not the one that the evidence was sealed with.</exception>
    /// <exception cref="StoreException">The store cannot be read, or does not hold such a space.</exception>
    public static async Task<OpenedEvidence?> OpenAsync(
        ServerOptions options,
        byte[] space,
        Fr commitment,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        using var role = RegistrarRole.OpenExisting(options);
        await using var store = ServerApplication.OpenStore(options);
        await store.OpenAsync(cancellation);
        var head = await store.FindAsync(space, cancellation);
        if (head is null)
        {
            throw new StoreException("the store does not hold this space");
        }

        OpenedEvidence? opened = null;
        var log = new SpaceLog();
        await foreach (var entry in store.ReadAsync(space, 0, head.Size, cancellation))
        {
            var admitted = false;
            var refusal = log.Append(
                entry.Line,
                pending =>
                {
                    admitted = pending.Kind == EntryKind.Admit && pending.Statement.Commitment == commitment;
                    return null;
                }
            );
            if (refusal is not null)
            {
                throw new StoreException($"the store breaks the rules at entry {log.Size}: {refusal}");
            }

            if (admitted && await store.FindEvidenceAsync(space, log.Size - 1, cancellation) is { } sealedBytes)
            {
                opened = new OpenedEvidence(
                    log.Size - 1,
                    Encoding.UTF8.GetString(entry.Line),
                    Open(role, space, commitment, sealedBytes)
                );
            }
        }

        return opened;
    }

    private static Evidence Open(RegistrarRole role, byte[] space, Fr commitment, byte[] sealedBytes) =>
        role.Seal.Open(space, commitment, sealedBytes) is { } bytes && Evidence.TryParse(bytes, out var evidence, out _)
            ? evidence
            : throw new InvalidDataException(
                "the evidence does not open: it was sealed with another registrar's seed, or was changed"
            );
}
