namespace PrivateVote.Server;

/// <summary>How a server is started.</summary>
public sealed record ServerOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The folder of the master seed, the embedded store and the snapshots; made when it is not there.</summary>
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

    /// <summary>The DIDs that may open committees; empty for anyone.</summary>
    public IReadOnlyList<string> Organizers { get; init; } = [];

    /// <summary>The C2SP verifier keys of the witnesses whose cosignatures are taken.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];

    /// <summary>Re-encryptions a minute for each election with deniable re-voting; 0 for none.</summary>
    public double Noise { get; init; }

    /// <summary>Where metrics and traces are sent; null sends none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Writes a minute for each client's address; 0 for no limit.</summary>
    public int AllowRate { get; init; }

    /// <summary>Ballots that may wait to be verified; more are answered with 503.</summary>
    public int BallotQueue { get; init; } = 4096;

    /// <summary>Entries after which a new snapshot of a log is written.</summary>
    public long SnapshotEvery { get; init; } = 20_000;

    /// <summary>How often other servers' entries and closing times are looked for.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

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
