using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using PrivateVote.Ethereum.Rpc;
using PrivateVote.Identity.Online;
using PrivateVote.Server.Ballots;
using PrivateVote.Server.Endpoints;
using PrivateVote.Server.Endpoints.Governance;
using PrivateVote.Server.Http;
using PrivateVote.Server.Logs;
using PrivateVote.Server.Redis;
using PrivateVote.Server.Registration;
using PrivateVote.Server.Storage;
using PrivateVote.Server.Telemetry;
using PrivateVote.Server.Workers;

namespace PrivateVote.Server;

/// <summary>The service, put together. It is trusted for availability and for nothing else.</summary>
public static class ServerApplication
{
    /// <summary>How long a registration waits for an Ethereum endpoint.</summary>
    private static readonly TimeSpan EthereumPatience = TimeSpan.FromSeconds(5);

    /// <summary>A server that is not started yet.</summary>
    /// <param name="clock">The time that entries get; null for the system's.</param>
    /// <exception cref="ArgumentException">An option has no meaning.</exception>
    /// <exception cref="InvalidDataException">A seed cannot be read.</exception>
    public static WebApplication Create(ServerOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Directory.CreateDirectory(options.Data);
        // No configuration files and no environment: what a server does stands on its command line.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls([.. options.Urls]);
        Limits.Configure(builder, options);
        Observation.Configure(builder, options);
        AddServices(builder.Services, options, clock ?? TimeProvider.System);
        var app = builder.Build();
        UseMiddleware(app, options);
        Map(app);
        return app;
    }

    /// <summary>Starts a server, says where it listens, and ends when it has stopped.</summary>
    /// <param name="onListening">Told each address once requests are answered there.</param>
    /// <exception cref="StoreMismatchException">The store does not hold what was signed.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public static async Task RunAsync(
        WebApplication app,
        Action<string> onListening,
        CancellationToken cancellation = default
    )
    {
        await app.StartAsync(cancellation);
        foreach (var address in AddressesOf(app))
        {
            onListening(address);
        }

        await app.WaitForShutdownAsync(cancellation);
        app.Services.GetRequiredService<StoreAlarm>().ThrowIfRaised();
    }

    /// <summary>Where a started server listens, with the port that it was given for port 0.</summary>
    public static IReadOnlyCollection<string> AddressesOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private static void AddServices(IServiceCollection services, ServerOptions options, TimeProvider clock)
    {
        Description.Add(services);
        services.AddSingleton(options);
        services.AddSingleton(clock);
        // By factories: what is given as it is, nobody disposes, and SQLite's file is whole only when its connections are closed.
        var store = OpenStore(options);
        var keys = LogKeys.Open(options.Data, options.ServerName());
        services.AddSingleton(_ => store);
        services.AddSingleton(_ => keys);
        services.AddSingleton(provider => new Snapshots(options.Data, provider.GetRequiredService<LogKeys>()));
        services.AddSingleton(new Witnesses(options.Witnesses));
        services.AddSingleton<StoreAlarm>();
        services.AddSingleton<LogNews>();
        services.AddSingleton<LogServices>();
        services.AddSingleton<LogDirectory>();
        services.AddSingleton<SpaceCounts>();
        services.AddSingleton<SpaceTables>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<BallotPipeline>();
        services.AddSingleton<Challenges>();
        services.AddSingleton<IDidWebFetcher>(_ => options.DidWeb ? new PublicFetcher() : new NoFetcher());
        services.AddSingleton<IStatusSource, BitstringStatusSource>();
        services.AddSingleton<HttpClient>(_ => new HttpClient());
        services.AddSingleton<IStatusSource>(provider => new EasStatusSource(
            options.Rpc.ToDictionary(
                pair => pair.Key,
                pair => new JsonRpc(provider.GetRequiredService<HttpClient>(), pair.Value, EthereumPatience)
            )
        ));
        services.AddSingleton(provider => new OnlineVerifier(
            provider.GetRequiredService<IDidWebFetcher>(),
            [.. provider.GetServices<IStatusSource>()]
        ));
        services.AddSingleton<PresentationCheck>();
        services.AddSingleton<RegistrationDesk>();
        if (RegistrarRole.Open(options) is { } registrar)
        {
            services.AddSingleton(_ => registrar);
        }

        // In this order: nothing is answered before the logs are read, and what was begun is finished before the end.
        services.AddHostedService<Startup>();
        services.AddHostedService<StoreAuditor>();
        services.AddHostedService<Conductor>();
        services.AddHostedService<SpaceConductor>();
        services.AddHostedService<LiveUpdates>();
        if (options.Redis is not null)
        {
            AddRedis(services);
        }

        services.AddHostedService<SnapshotKeeper>();
        if (options.Noise > 0)
        {
            services.AddHostedService<ReEncrypter>();
        }
    }

    /// <summary>What servers share besides the store, for speed alone.</summary>
    private static void AddRedis(IServiceCollection services)
    {
        services.AddSingleton<RedisLink>();
        services.AddSingleton<SharedRate>();
        services.AddSingleton<SharedBallots>();
        services.AddSingleton<BallotTaker>();
        // Services are stopped in the order opposite to this one: the link is there until the others have ended.
        services.AddHostedService(provider => provider.GetRequiredService<RedisLink>());
        services.AddHostedService<LiveHints>();
        services.AddHostedService(provider => provider.GetRequiredService<BallotTaker>());
    }

    internal static ILogStore OpenStore(ServerOptions options) =>
        options.Postgres is { } connection
            ? new PostgresStore(connection)
            : new SqliteStore(Path.Combine(options.Data, "privatevote.db"));

    private static void UseMiddleware(WebApplication app, ServerOptions options)
    {
        if (options.BehindProxy)
        {
            // Only the last proxy's word counts; whoever can reach this port directly could say anything.
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            app.UseForwardedHeaders(forwarded);
        }

        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("PrivateVote.Server.Http");
        app.Use(next => context => Faults.HandleAsync(context, next, logger));
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseRateLimiter();
    }

    private static void Map(WebApplication app)
    {
        HealthEndpoints.Map(app);
        SpaceEndpoints.Map(app);
        ConstitutionEndpoints.Map(app);
        ProposalEndpoints.Map(app);
        RevisionEndpoints.Map(app);
        DiscussionEndpoints.Map(app);
        ProposalElectionEndpoints.Map(app);
        DelegateEndpoints.Map(app);
        ContributionEndpoints.Map(app);
        OperationsEndpoints.Map(app);
        ChallengeEndpoints.Map(app);
        RegistrationEndpoints.Map(app);
        MemberEndpoints.Map(app);
        RegistrarEndpoints.Map(app);
        CommitteeEndpoints.Map(app);
        ElectionEndpoints.Map(app);
        EntryEndpoints.Map(app);
        BallotEndpoints.Map(app);
        SlotEndpoints.Map(app);
        CensusEndpoints.Map(app);
        LogEndpoints.Map(app);
        CosignatureEndpoints.Map(app);
        RecordEndpoints.Map(app);
        EventEndpoints.Map(app);
        Description.Map(app);
    }
}
