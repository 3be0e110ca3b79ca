using PrivateVote.Server.Redis;

namespace PrivateVote.Server;

/// <summary>How a server is started.</summary>
public sealed record ServerOptions
{
    /// <summary>What an option that names something is set to where it is to be nothing.</summary>
    public const string Off = "off";

    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The folder of the master seed, the registrar's seed, the embedded store and the snapshots; made when it is not there.</summary>
    public required string Data { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>
    /// The server's name in the names of its logs' keys; null takes host and port of the first url. A server that goes on
    /// with a store keeps its name, and so do all servers on one store.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The connection to a PostgreSQL; null keeps logs in a SQLite file in <see cref="Data"/>.</summary>
    public string? Postgres { get; init; }

    /// <summary>
    /// The connection to a Redis that servers on one store share, `host:port` with what StackExchange.Redis adds; null for none.
    /// </summary>
    public string? Redis { get; init; }

    /// <summary>
    /// How long an answer of Redis may take before the server goes on without it. A ballot that was offered to other servers
    /// is waited for twice as long.
    /// </summary>
    public TimeSpan RedisPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The DIDs that may open committees and spaces; empty for anyone.</summary>
    public IReadOnlyList<string> Organizers { get; init; } = [];

    /// <summary>The C2SP verifier keys of the witnesses whose cosignatures are taken.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>Re-encryptions a minute for each election with deniable re-voting; 0 for none.</summary>
    public double Noise { get; init; }

    /// <summary>Where metrics and traces are sent; null sends none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Writes a minute for each client's address; 0 for no limit.</summary>
    public int AllowRate { get; init; }

    /// <summary>Whether a proxy stands before the server and names the client in X-Forwarded-For.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Ballots that may wait to be verified; more are answered with 503.</summary>
    public int BallotQueue { get; init; } = 4096;

    /// <summary>
    /// The file of the registrar's seed, 32 bytes in hexadecimal digits, which servers of one store share; null makes one in
    /// <see cref="Data"/>; <see cref="Off"/> for a service that is no registrar.
    /// </summary>
    public string? Registrar { get; init; }

    /// <summary>
    /// Whether documents of did:web issuers and status lists are fetched over HTTPS, where a space's policy asks for them; without
    /// it the service makes no request of its own.
    /// </summary>
    public bool DidWeb { get; init; }

    /// <summary>
    /// An Ethereum endpoint for each chain, by its id, that is asked whether an attestation of EAS was revoked, where a space's
    /// policy wants to know.
    /// </summary>
    public IReadOnlyDictionary<ulong, Uri> Rpc { get; init; } = new Dictionary<ulong, Uri>();

    /// <summary>Registrations that may be under way at once; more are answered with 503.</summary>
    public int RegistrationQueue { get; init; } = 256;

    /// <summary>Entries after which a new snapshot of a log is written.</summary>
    public long SnapshotEvery { get; init; } = 20_000;

    /// <summary>
    /// Ballots that wait here before further ones are offered to other servers; while fewer wait, theirs are taken. With 0
    /// every ballot is offered and none is taken.
    /// </summary>
    public int BallotsKept { get; init; } = 64;

    /// <summary>How often other servers' entries and closing times are looked for.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentException">An option has no meaning.</exception>
    public void Check()
    {
        if (Urls.Count == 0)
        {
            throw new ArgumentException("a server listens on at least one url");
        }

        if (Noise is < 0 or > 6000 or double.NaN)
        {
            throw new ArgumentException("noise is 0 to 6000 re-encryptions a minute");
        }

        if (AllowRate < 0)
        {
            throw new ArgumentException("the allowed rate is 0, for no limit, or above");
        }

        if (Rpc.Values.FirstOrDefault(endpoint => !IsHttp(endpoint)) is { } endpoint)
        {
            throw new ArgumentException($"{endpoint} is not the http or https URL of an Ethereum endpoint");
        }

        if (Redis is not null)
        {
            _ = RedisLink.Parse(Redis, RedisPatience);
        }

        if (!IsName(ServerName()))
        {
            throw new ArgumentException(
                $"{ServerName()} cannot be the name of keys: no spaces, no plus signs, 1 to 150 characters"
            );
        }
    }

    private static bool IsHttp(Uri endpoint) =>
        endpoint.IsAbsoluteUri && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 150 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>The name that logs' keys bear: never with a plus sign or a space (C2SP signed-note).</summary>
    /// <exception cref="ArgumentException">There is no name, and the first url has no host.</exception>
    public string ServerName()
    {
        if (Name is not null)
        {
            return Name;
        }

        // A server that listens on every address has no name in its url.
        var url = Urls[0]
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal);
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host.Length > 0
            ? address.Authority
            : throw new ArgumentException($"{Urls[0]} is not a url to listen on");
    }
}
