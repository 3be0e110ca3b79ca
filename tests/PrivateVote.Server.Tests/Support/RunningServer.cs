using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace PrivateVote.Server.Tests.Support;

/// <summary>A real server on a free port of this machine, with a SQLite store in a folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private WebApplication app;
    private bool running = true;

    private RunningServer(ServerOptions options, TestClock clock, WebApplication app)
    {
        Options = options;
        Clock = clock;
        this.app = app;
        Http = MakeClient(app);
    }

    public ServerOptions Options { get; }

    public TestClock Clock { get; }

    public HttpClient Http { get; private set; }

    public WebApplication App => app;

    /// <summary>Ends when the server stops by itself.</summary>
    public Task Stopped => app.WaitForShutdownAsync();

    public static async Task<RunningServer> StartAsync(
        Func<ServerOptions, ServerOptions>? change = null,
        TestClock? clock = null
    )
    {
        var options = new ServerOptions
        {
            Data = Directory.CreateTempSubdirectory("privatevote-server-").FullName,
            Urls = ["http://127.0.0.1:0"],
            Name = "test.example",
            Tick = TimeSpan.FromMilliseconds(50),
        };
        options = change?.Invoke(options) ?? options;
        clock ??= new TestClock();
        return new RunningServer(options, clock, await StartAsync(options, clock));
    }

    /// <summary>Stops the server and starts another on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public async Task StartAgainAsync()
    {
        app = await StartAsync(Options, Clock);
        Http = MakeClient(app);
        running = true;
    }

    public async Task StopAsync()
    {
        if (!running)
        {
            return;
        }

        running = false;
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // Two servers of a test may share a folder.
        if (Directory.Exists(Options.Data))
        {
            Directory.Delete(Options.Data, recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync(ServerOptions options, TestClock clock)
    {
        var app = ServerApplication.Create(options, clock);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static HttpClient MakeClient(WebApplication app) =>
        new() { BaseAddress = new Uri(ServerApplication.AddressesOf(app).Single()) };
}

/// <summary>The time goes on by itself, and further when a test says so.</summary>
internal sealed class TestClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref ahead));

    public void Advance(TimeSpan span) => Interlocked.Add(ref ahead, span.Ticks);
}
