using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PrivateVote.Client.Http;
using PrivateVote.Elections;

namespace PrivateVote.Client.Tests;

/// <summary>Services that are busy, slow, away, or say too much.</summary>
public sealed class TransportTests
{
    private static readonly byte[] Id = new byte[32];

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_is_so_for_the_moment_is_asked_again(int status)
    {
        var asked = 0;
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = ++asked < 3 ? status : 404;
            return Task.CompletedTask;
        });
        using var service = ClientOf(app, patience: 30);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.Equal((3, HttpStatusCode.NotFound), (asked, refusal.Status));
    }

    [Fact]
    public async Task A_service_says_itself_when_to_come_back()
    {
        var asked = new List<long>();
        await using var app = await StartAsync(context =>
        {
            asked.Add(TimeProvider.System.GetTimestamp());
            context.Response.StatusCode = asked.Count < 2 ? 503 : 404;
            context.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        });
        using var service = ClientOf(app, patience: 30);

        await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.True(TimeProvider.System.GetElapsedTime(asked[0], asked[1]) >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Patience_ends_with_what_the_service_said()
    {
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync("""{"code":"E3202","detail":"too many ballots wait"}""");
        });
        using var service = ClientOf(app, patience: 1);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.Equal(("E3202", "E3202 too many ballots wait"), (refusal.Code, refusal.Message));
        Assert.Null(refusal.Refusal);
    }

    [Fact]
    public async Task A_refusal_by_the_rules_is_that_refusal()
    {
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync("""{"code":"E2105","detail":"the proof does not hold"}""");
        });
        using var service = ClientOf(app);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.Equal(new Refusal(RefusalCode.InvalidProof, "the proof does not hold"), refusal.Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"code\":7,\"detail\":[]}")]
    [InlineData("{\"code\":\"E9999\"")]
    [InlineData("{\"detail\":\"\\ud800\"}")]
    public async Task A_malformed_refusal_is_a_refusal_all_the_same(string body)
    {
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync(body);
        });
        using var service = ClientOf(app);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.Equal(HttpStatusCode.BadRequest, refusal.Status);
        Assert.Null(refusal.Refusal);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_cut_off()
    {
        await using var app = await StartAsync(async context =>
        {
            var zeros = new byte[1 << 20];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(zeros, context.RequestAborted);
            }
        });
        using var service = ClientOf(app);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.Contains("more than", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_without_an_end_take_no_memory()
    {
        var sent = 0L;
        await using var app = await StartAsync(async context =>
        {
            var piece = new byte[1 << 16];
            Array.Fill(piece, (byte)'a');
            while (!context.RequestAborted.IsCancellationRequested && sent < 1 << 28)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                sent += piece.Length;
                // What is written to a client that has gone costs nothing: time to notice it.
                await Task.Delay(1, context.RequestAborted);
            }
        });
        using var service = ClientOf(app, patience: 5);
        var log = new LogClient(service, LogReference.Committee(Id));

        // One line that never ends: it is given up, and whoever listens asks again.
        await foreach (var _ in log.EventsAsync())
        {
            Assert.Fail("there is no event");
        }

        Assert.InRange(sent, 1, 1 << 26);
    }

    [Fact]
    public async Task A_service_that_says_nothing_is_unreachable_and_a_stream_that_stops_is_too()
    {
        await using var app = await StartAsync(async context =>
        {
            if (context.Request.Path.Value!.EndsWith("record", StringComparison.Ordinal))
            {
                await context.Response.Body.WriteAsync("{"u8.ToArray());
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var service = ClientOf(app, patience: 1, answer: 1);
        var log = new LogClient(service, LogReference.Election(Id));

        await Assert.ThrowsAsync<ServiceUnreachableException>(() => service.ElectionAsync(Id));
        await using var record = await log.RecordAsync();
        var buffer = new byte[16];
        await record.ReadExactlyAsync(buffer.AsMemory(0, 1));
        await Assert.ThrowsAsync<ServiceUnreachableException>(() => record.ReadExactlyAsync(buffer).AsTask());
    }

    [Fact]
    public async Task Nobody_is_sent_elsewhere()
    {
        await using var app = await StartAsync(context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/");
            return Task.CompletedTask;
        });
        using var service = ClientOf(app);

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => service.ElectionAsync(Id));

        Assert.Equal(HttpStatusCode.Redirect, refusal.Status);
    }

    [Fact]
    public async Task A_list_that_leads_back_to_itself_ends()
    {
        await using var app = await StartAsync(context =>
            context.Response.WriteAsync("""{"items":[],"next":"again"}""")
        );
        using var service = ClientOf(app);

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in service.ElectionsAsync()) { }
        });
    }

    private static ServiceClient ClientOf(WebApplication app, int patience = 5, int answer = 10) =>
        new(
            new Uri(ServerApplication.AddressesOf(app).Single()),
            new ServiceOptions
            {
                Patience = TimeSpan.FromSeconds(patience),
                AnswerTimeout = TimeSpan.FromSeconds(answer),
            }
        );

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
