using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using PrivateVote.BulletinBoard;
using PrivateVote.Client.Http;
using PrivateVote.Cryptography.Standard;
using PrivateVote.Elections;
using PrivateVote.Elections.Entries;
using PrivateVote.Elections.Service;
using PrivateVote.Governance;
using PrivateVote.Governance.Service;

namespace PrivateVote.Client;

/// <summary>A service that keeps elections. What it says of them here is a lead, and nothing that anyone relies on.</summary>
public sealed class ServiceClient : IDisposable
{
    /// <summary>Bytes of a page of a list, a summary or a receipt.</summary>
    private const long AnswerLimit = 1 << 22;

    private readonly Transport transport;

    /// <param name="address">Where the service is: http or https, with the path that its own paths begin after.</param>
    /// <param name="options">How long to wait; null for the usual.</param>
    /// <param name="handler">What requests go through; null for the network.</param>
    /// <exception cref="ArgumentException">The address is no such address.</exception>
    public ServiceClient(Uri address, ServiceOptions? options = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsAddress(address))
        {
            throw new ArgumentException("a service has an http or https address without a query", nameof(address));
        }

        Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        Options = options ?? new ServiceOptions();
        transport = new Transport(Address, Options, handler);
    }

    public Uri Address { get; }

    public ServiceOptions Options { get; }

    internal Transport Transport => transport;

    public static bool IsAddress(Uri address) =>
        address.IsAbsoluteUri
        && address.Scheme is "http" or "https"
        && address.Query.Length == 0
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;

    /// <summary>Begins a log with its committee entry.</summary>
    /// <returns>The log, by the id that follows from the submission, and the key that the service will sign it with.</returns>
    public async Task<(LogReference Log, NoteVerifier Key)> OpenCommitteeAsync(
        Submission committee,
        CancellationToken cancellation = default
    )
    {
        var answer = await transport.PostAsync(
            "committees",
            committee.ToBytes(),
            "application/json",
            AnswerLimit,
            cancellation
        );
        var summary = Parse<CommitteeSummary>(answer);
        var opened = new ElectionLog();
        if (opened.Append(committee.ToLine(DateTimeOffset.UnixEpoch)) is { } refusal)
        {
            throw new ArgumentException($"no log begins with this submission: {refusal}", nameof(committee));
        }

        var log = LogReference.Committee(opened.Ceremony!.Id);
        return summary.Id.AsSpan().SequenceEqual(log.Id)
            ? (log, LogClient.KeyOf(summary.Log))
            : throw new DishonestServiceException(
                Dishonesty.OtherLog,
                $"it was given the committee {Hex.Encode(log.Id)} and answers for {Hex.Encode(summary.Id)}",
                new Evidence("committee-summary.json", answer)
            );
    }

    /// <summary>Opens a space with its first entry.</summary>
    /// <returns>The space's log, by the id that follows from the submission, and the key that the service will sign it with.</returns>
    /// <exception cref="ArgumentException">The rules take no log that begins with this.</exception>
    public async Task<(LogReference Log, NoteVerifier Key)> OpenSpaceAsync(
        Submission space,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        var opened = new SpaceLog();
        if (opened.Append(space.ToLine(DateTimeOffset.UnixEpoch)) is { } refusal)
        {
            throw new ArgumentException($"no log begins with this submission: {refusal}", nameof(space));
        }

        var log = LogReference.Space(opened.Id!);
        var answer = await PostAsync("spaces", space.ToBytes(), "application/json", cancellation);
        var summary = Parse<SpaceSummary>(answer);
        return summary.Id.AsSpan().SequenceEqual(log.Id)
            ? (log, LogClient.KeyOf(summary.Log))
            : throw new DishonestServiceException(
                Dishonesty.OtherLog,
                $"it was given the space {Hex.Encode(log.Id)} and answers for {Hex.Encode(summary.Id)}",
                new Evidence("space-summary.json", answer)
            );
    }

    public Task<CommitteeSummary> CommitteeAsync(byte[] id, CancellationToken cancellation = default) =>
        GetAsync<CommitteeSummary>($"committees/{Digits(id)}", cancellation);

    public Task<ElectionSummary> ElectionAsync(byte[] id, CancellationToken cancellation = default) =>
        GetAsync<ElectionSummary>($"elections/{Digits(id)}", cancellation);

    public Task<SpaceSummary> SpaceAsync(byte[] id, CancellationToken cancellation = default) =>
        GetAsync<SpaceSummary>($"spaces/{Digits(id)}", cancellation);

    /// <summary>All spaces, page by page.</summary>
    public IAsyncEnumerable<SpaceSummary> SpacesAsync(CancellationToken cancellation = default) =>
        ListAsync<SpaceSummary>("spaces", cancellation);

    /// <summary>Who admits members at this service: what a space names that needs a registrar.</summary>
    /// <exception cref="ServiceException">The service is none.</exception>
    public Task<Registrar> RegistrarAsync(CancellationToken cancellation = default) =>
        GetAsync<Registrar>("registrar", cancellation);

    /// <summary>All elections, page by page.</summary>
    public IAsyncEnumerable<ElectionSummary> ElectionsAsync(CancellationToken cancellation = default) =>
        ListAsync<ElectionSummary>("elections", cancellation);

    /// <summary>All logs, those without a manifest too, page by page.</summary>
    public IAsyncEnumerable<CommitteeSummary> CommitteesAsync(CancellationToken cancellation = default) =>
        ListAsync<CommitteeSummary>("committees", cancellation);

    public void Dispose() => transport.Dispose();

    /// <summary>Digits of an id as they stand in a path.</summary>
    internal static string Digits(ReadOnlySpan<byte> id) => Convert.ToHexStringLower(id);

    internal async Task<T> GetAsync<T>(string path, CancellationToken cancellation) =>
        Parse<T>(await transport.GetAsync(path, AnswerLimit, cancellation));

    internal Task<byte[]> GetBytesAsync(string path, CancellationToken cancellation) =>
        transport.GetAsync(path, AnswerLimit, cancellation);

    /// <summary>The document whose SHA-256 is a log's id.</summary>
    /// <param name="document">Its name behind the log's path.</param>
    /// <param name="otherwise">What it is when the service answers with another one.</param>
    /// <exception cref="DishonestServiceException">The answer has another digest.</exception>
    internal async Task<byte[]> GetNamedAsync(
        LogReference log,
        string document,
        Dishonesty otherwise,
        CancellationToken cancellation
    )
    {
        var bytes = await GetBytesAsync($"{log.Path}/{document}", cancellation);
        var digest = SHA256.HashData(bytes);
        return digest.AsSpan().SequenceEqual(log.Id)
            ? bytes
            : throw new DishonestServiceException(
                otherwise,
                $"asked for {log}, it answers with the {document} of {Hex.Encode(digest)}",
                new Evidence(document + ".json", bytes)
            );
    }

    internal Task<byte[]> PostAsync(string path, byte[] body, string contentType, CancellationToken cancellation) =>
        transport.PostAsync(path, body, contentType, AnswerLimit, cancellation);

    internal static T Parse<T>(byte[] answer) =>
        StrictJson.TryParse<T>(answer, out var value, out var problem)
            ? value
            : throw new InvalidDataException($"the service does not answer with what it should: {problem}");

    private async IAsyncEnumerable<T> ListAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var query = after is null ? "" : "?after=" + Uri.EscapeDataString(after);
            var page = await GetAsync<Page<T>>(path + query, cancellation);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Next is not null && page.Next == after)
            {
                throw new InvalidDataException($"the service's list of {path} leads back to itself");
            }

            after = page.Next;
        } while (after is not null);
    }
}
