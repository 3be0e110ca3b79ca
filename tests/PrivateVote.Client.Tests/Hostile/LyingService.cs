using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PrivateVote.Server.Tests.Support;

namespace PrivateVote.Client.Tests.Hostile;

/// <summary>
/// A service that answers as a real server does, which it asks, except where a test makes it lie: another path is asked, or
/// what it was told to say is said.
/// </summary>
internal sealed class LyingService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, byte[]> lies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> swaps = new(StringComparer.Ordinal);

    private LyingService(WebApplication app, RunningServer? truth)
    {
        this.app = app;
        Truth = truth;
    }

    /// <summary>The server that is asked; null for a service that only lies.</summary>
    public RunningServer? Truth { get; set; }

    public Uri Address => new(ServerApplication.AddressesOf(app).Single());

    public static async Task<LyingService> StartAsync(RunningServer? truth = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new LyingService(app, truth);
        app.Run(service.AnswerAsync);
        await app.StartAsync();
        return service;
    }

    /// <summary>A client of this service that does not wait long.</summary>
    public ServiceClient Client() =>
        new(
            Address,
            new Http.ServiceOptions { Patience = TimeSpan.FromSeconds(5), ReplicaLag = TimeSpan.FromMilliseconds(600) }
        );

    /// <summary>Answers a path with these bytes.</summary>
    public void Say(string path, byte[] answer) => lies["/" + path] = answer;

    /// <summary>Answers every path that begins like this with what another one has.</summary>
    public void Swap(string path, string other) => swaps["/" + path] = "/" + other;

    public void BeHonest()
    {
        lies.Clear();
        swaps.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (lies.TryGetValue(path, out var lie))
        {
            await context.Response.Body.WriteAsync(lie);
            return;
        }

        foreach (var (from, to) in swaps)
        {
            path = path.StartsWith(from, StringComparison.Ordinal) ? to + path[from.Length..] : path;
        }

        if (Truth is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            path + context.Request.QueryString
        );
        if (context.Request.Method == HttpMethods.Post)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var answer = await Truth.Http.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
