using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using PrivateVote.BulletinBoard;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;

namespace PrivateVote.Client;

/// <summary>One log of a service, as its C2SP tlog-tiles paths and its entry paths show it.</summary>
public sealed class LogClient(ServiceClient service, LogReference reference)
{
    /// <summary>Bytes of the longest event.</summary>
    private const int EventLimit = 1 << 16;

    /// <summary>Bytes of a stream of events, after which it is opened again: its reader keeps a line until it ends.</summary>
    private const long EventsLimit = 1 << 20;

    public ServiceClient Service => service;

    public LogReference Reference => reference;

    /// <summary>
    /// The key that the log's checkpoints are signed with. For an election it stands in the manifest, whose digest is the
    /// election's id. For a space, and before there is a manifest, it is the service's word: whoever follows a log from there on
    /// keeps to the key that they were told first, and the manifest has to name it.
    /// </summary>
    public async Task<NoteVerifier> KeyAsync(CancellationToken cancellation = default)
    {
        if (reference.Kind == LogKind.Election)
        {
            return (await ElectionClient.OpenAsync(service, reference.Id, cancellation)).Election.Log;
        }

        return KeyOf(
            reference.Kind == LogKind.Space
                ? (await service.SpaceAsync(reference.Id, cancellation)).Log
                : (await service.CommitteeAsync(reference.Id, cancellation)).Log
        );
    }

    /// <summary>The newest checkpoint: a signed note, of which nothing is checked yet.</summary>
    public async Task<string> CheckpointAsync(CancellationToken cancellation = default)
    {
        var bytes = await service.Transport.GetAsync(
            $"{reference.Path}/log/checkpoint",
            SignedNote.MaximumSize,
            cancellation
        );
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>What the log serves at a path of its tiles, or null where it serves nothing; nothing of it is checked.</summary>
    public async Task<byte[]?> FetchAsync(TilePath path, CancellationToken cancellation = default)
    {
        try
        {
            return await service.Transport.GetAsync(
                $"{reference.Path}/log/{path}",
                EntryBundle.MaximumLength,
                cancellation
            );
        }
        catch (ServiceException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The entries of a bundle; nothing of them is checked.</summary>
    /// <exception cref="InvalidDataException">The service answers with something else, or not at all.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> EntriesAsync(
        TilePath bundle,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var served = bundle;
        var bytes = await FetchAsync(bundle, cancellation);
        if (bytes is null && bundle.IsPartial)
        {
            // A partial bundle may be gone once the whole one is there (C2SP tlog-tiles).
            served = bundle.Full;
            bytes = await FetchAsync(served, cancellation);
        }

        var refusal = "the service does not serve it";
        return bytes is not null && EntryBundle.TryDecode(bytes, served.Width, out var entries, out refusal)
            ? [.. entries.Take(bundle.Width)]
            : throw new InvalidDataException($"{bundle}: {refusal}");
    }

    /// <summary>The whole record as it comes in: entries, then checkpoints.</summary>
    public Task<Stream> RecordAsync(CancellationToken cancellation = default) =>
        service.Transport.OpenAsync($"{reference.Path}/record", "application/jsonl", cancellation);

    /// <summary>Hands in what a role made. The receipt shows that it is in the log.</summary>
    /// <exception cref="ServiceException">It is refused.</exception>
    /// <exception cref="DishonestServiceException">The receipt does not show it.</exception>
    public async Task<EntryReceipt> SubmitAsync(
        Submission submission,
        NoteVerifier key,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(submission);
        var bytes = submission.ToBytes();
        var answer = await service.PostAsync($"{reference.Path}/entries", bytes, "application/json", cancellation);
        var receipt = ServiceClient.Parse<EntryReceipt>(answer);
        return receipt.Problem(submission, key) is { } problem
            ? throw new DishonestServiceException(
                Dishonesty.BadReceipt,
                problem,
                new Evidence("receipt.json", answer),
                new Evidence("submission.json", bytes)
            )
            : receipt;
    }

    /// <summary>Hands in a checkpoint that a witness has cosigned.</summary>
    public Task CosignAsync(string note, CancellationToken cancellation = default) =>
        service.PostAsync(
            $"{reference.Path}/log/cosignatures",
            Encoding.UTF8.GetBytes(note),
            "text/plain",
            cancellation
        );

    /// <summary>Where the log stands, whenever that changes, until the connection ends. A wake-up call and nothing more.</summary>
    public async IAsyncEnumerable<LogEvent> EventsAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await using var stream = await service.Transport.OpenAsync(
            $"{reference.Path}/events",
            "text/event-stream",
            cancellation,
            EventsLimit
        );
        var parser = SseParser.Create(
            stream,
            (_, data) =>
                data.Length <= EventLimit
                    ? ServiceClient.Parse<LogEvent>(data.ToArray())
                    : throw new InvalidDataException(
                        string.Create(CultureInfo.InvariantCulture, $"an event has more than {EventLimit} bytes")
                    )
        );
        await foreach (var item in parser.EnumerateAsync(cancellation))
        {
            yield return item.Data;
        }
    }

    internal static NoteVerifier KeyOf(string text) =>
        NoteVerifier.TryParse(text, out var key)
            ? key
            : throw new InvalidDataException("the service names no verifier key for this log");
}
