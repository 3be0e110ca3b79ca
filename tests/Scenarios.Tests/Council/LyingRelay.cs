using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PrivateVote.Server;

namespace Scenarios.Tests.Council;

/// <summary>A service that answers as a server does, which it asks, but for what a test has it change.</summary>
internal sealed class LyingRelay : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient truth;

    private LyingRelay(WebApplication app, Uri server)
    {
        this.app = app;
        truth = new HttpClient { BaseAddress = server };
    }

    public Uri Address => new(ServerApplication.AddressesOf(app).Single() + "/");

    /// <summary>Which path is asked instead of one.</summary>
    public Func<string, string> Redirect { get; set; } = path => path;

    /// <summary>What is answered to a path instead of the truth.</summary>
    public Func<string, byte[], byte[]> Lie { get; set; } = (_, answer) => answer;

    public static async Task<LyingRelay> StartAsync(Uri server)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var relay = new LyingRelay(app, server);
        app.Run(relay.AnswerAsync);
        await app.StartAsync();
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        truth.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            Redirect(path) + context.Request.QueryString
        );
        if (context.Request.Method == HttpMethods.Post)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var answer = await truth.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(Lie(path, await answer.Content.ReadAsByteArrayAsync()));
    }
}
